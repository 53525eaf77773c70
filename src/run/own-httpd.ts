import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from '../apache/authority.ts';
import { findApache } from '../apache/binary.ts';
import { configured, type EnvironmentOptions } from '../target/environment.ts';
import type { Target } from '../target/types.ts';

/** An httpd that is yet to be started in front of the stand-in, for one run of Playwright. */
export interface OwnHttpd {
  /** What follows `standin` on the command line of the program that serves it. */
  readonly args: readonly string[];
  /** What the run has to know of it. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Files of an authority in the folder in which it is handed over. */
const handedOver = { certificate: 'ca.pem', key: 'ca.key' } as const;

/** Folder in a run's own that takes httpd's logs, and the certificate that the browser trusts. */
export const httpdFolder = (runDir: string): string => join(runDir, 'httpd');

/** The configuration may be read more than once in one process, as two copies of this module: what is prepared is the process's. */
const mark = Symbol.for('medscape.own-httpd');

/**
 * Gets an httpd of the run's own ready where the target asks for one. The browser's store of certificates is made before any server starts, so the
 * authority is made here, and handed over.
 *
 * @returns null: none is asked for, or it runs already, as its log or its authority says
 * @throws NoApacheError, ConfigurationError (`APACHE_PATH`); a system error where the folder cannot be written
 */
export function prepareHttpd(target: Target, runDir: string): Promise<OwnHttpd | null> {
  const before = Reflect.get(globalThis, mark) as Promise<OwnHttpd | null> | undefined; // set below, and nowhere else
  const prepared = before ?? prepare(target, runDir);
  Reflect.set(globalThis, mark, prepared);
  return prepared;
}

/** The variable which says that the httpd in front of the stand-in runs already; undefined: none does. */
export const runsAlready = (options?: EnvironmentOptions): string | undefined =>
  ['CA_FILE', 'LOG_FILES', 'LOG_COMMAND'].find((name) => configured(name, options) !== undefined);

async function prepare({ standinApache: mode }: Target, runDir: string): Promise<OwnHttpd | null> {
  if (mode === 'off' || runsAlready() !== undefined) return null;
  findApache();
  const logs = httpdFolder(runDir);
  mkdirSync(logs, { recursive: true });
  const log = ['access.log', 'error.log'].map((name) => join(logs, name)).join(',');
  const args = ['--apache', mode, '--httpd-logs', logs];
  const variables = { LOG_FILES: log, LOG_OWN: '1' };
  if (mode === 'http') return { args, variables };
  const { makeAuthority } = await import('../apache/authority.ts');
  const authority = await makeAuthority();
  const caFile = join(logs, 'ca.pem');
  writeFileSync(caFile, authority.certificate);
  return {
    args: [...args, '--authority', handOver(authority)],
    variables: { ...variables, CA_FILE: caFile },
  };
}

/** @returns a folder that only this user may read, and that its reader deletes; so does the end of this process */
function handOver(authority: Authority): string {
  const folder = mkdtempSync(join(tmpdir(), 'medscape-authority-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, handedOver.certificate), authority.certificate);
  writeFileSync(join(folder, handedOver.key), authority.key, { mode: 0o600 });
  return folder;
}

/** Takes what `prepareHttpd` handed over, once. @throws where the folder does not hold it */
export async function takeAuthority(folder: string): Promise<Authority> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const pem = { certificate: read(handedOver.certificate), key: read(handedOver.key) };
  rmSync(folder, { recursive: true, force: true });
  const { authorityFrom } = await import('../apache/authority.ts');
  return authorityFrom(pem);
}
