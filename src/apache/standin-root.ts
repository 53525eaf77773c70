import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { diffOf, statesOf, type States } from './configuration-diff.ts';
import { configurationFiles } from './configuration-files.ts';
import { serviceAccount } from './service-account.ts';
import { makeTemporaryRoot, removeRoot } from './temporary-root.ts';
import type { StandinCertificates } from './standin-certificates.ts';
import type { ApacheBinary, EditConfiguration, ReadySign, ServerRoot } from './types.ts';

const projectFolder = resolve(import.meta.dirname, '../..');
/** The configuration as it is delivered. */
const delivered = join(projectFolder, 'standin/httpd');
const assets = join(projectFolder, 'standin/assets');
/** What httpd itself writes to; all else is the configuration. */
const notConfiguration = ['run', 'logs'];
const local = 'conf/local.conf';
const generationFile = 'run/generation.conf';

export interface StandinRootOptions {
  readonly binary: ApacheBinary;
  /** Loopback port of all surfaces. */
  readonly port: number;
  /** Loopback port of server-status, which monitors and whoever waits for httpd ask. */
  readonly statusPort: number;
  /** Loopback port of the application. */
  readonly backendPort: number;
  /** Absent: plain http. */
  readonly tls?: StandinCertificates;
  /** Absolute path of the folder that takes the logs, made where it does not exist. Default: `logs` in the root. */
  readonly logs?: string;
  /** The change that httpd starts with. */
  readonly edit?: EditConfiguration;
}

/** A private ServerRoot with the delivered configuration, for one httpd in front of the stand-in. */
export interface StandinRoot extends ServerRoot {
  /** What an httpd answers that runs the configuration as it is now. */
  readonly ready: ReadySign;
  readonly accessLog: string;
  readonly errorLog: string;
  /** PEM file of the authority; null: plain http. */
  readonly caFile: string | null;
  /** Changes the configuration. @throws what the edit throws; nothing is undone then */
  edit(change: EditConfiguration): void;
  /** What was edited, as one unified diff with paths relative to the root; null: nothing. */
  diff(): string | null;
  /** Deletes the root; logs elsewhere stay. */
  remove(): void;
}

/** A copy that whoever serves may read, whatever the umask says. No links, and so none to follow. */
function copy(from: string, to: string): void {
  const { mode } = lstatSync(from);
  if (!lstatSync(from).isDirectory()) {
    copyFileSync(from, to);
    chmodSync(to, (mode & 0o111) === 0 ? 0o644 : 0o755);
    return;
  }
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const name of readdirSync(from)) copy(join(from, name), join(to, name));
}

/** `Define NAME value` lines get the values of this start; what has none keeps its own. */
const withDefines = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/^Define (\w+) .*$/gm, (line, name: string) =>
    values[name] === undefined ? line : `Define ${name} "${values[name]}"`,
  );

/** What is compiled in cannot be loaded again. */
const withoutBuiltIn = (text: string, builtIn: readonly string[]): string =>
  text.replace(/^LoadModule\s+(\w+)\b.*$/gm, (line, name: string) =>
    builtIn.includes(name) ? `# compiled in: ${line}` : line,
  );

/** Whoever starts httpd owns what it reads; the account as which it serves may read it. */
function account(): { readonly SERVER_USER: string; readonly SERVER_GROUP: string } {
  const service = serviceAccount();
  return service
    ? { SERVER_USER: service.user, SERVER_GROUP: service.group }
    : { SERVER_USER: `#${String(process.getuid?.() ?? 0)}`, SERVER_GROUP: `#${String(process.getgid?.() ?? 0)}` };
}

/** @throws Error where the temporary folder cannot be written, or the edit throws; nothing is left behind then */
export function makeStandinRoot(options: StandinRootOptions): StandinRoot {
  const folder = makeTemporaryRoot();
  try {
    return fill(folder, options);
  } catch (error) {
    removeRoot(folder);
    throw error;
  }
}

function fill(folder: string, options: StandinRootOptions): StandinRoot {
  const { binary, port, statusPort, backendPort, tls, logs = join(folder, 'logs'), edit = () => {} } = options;
  copy(delivered, folder);
  copy(assets, join(folder, 'htdocs/img'));
  for (const path of [logs, join(folder, 'run')]) mkdirSync(path, { recursive: true });
  const files = configurationFiles(folder);
  if (tls)
    for (const [path, text] of Object.entries(tls))
      files.write(`tls/${path}`, text, path.endsWith('.key') ? 0o600 : 0o644);
  const defines = withDefines(files.read(local), {
    ROOT: folder,
    MODULES: binary.modules,
    LOGS: logs,
    PORT: String(port),
    STATUS_PORT: String(statusPort),
    BACKEND_PORT: String(backendPort),
    SCHEME: tls ? 'https' : 'http',
    ...account(),
  });
  // Changed with each edit, and no part of it.
  const own = defines.replace(/^Define GENERATION .*$/m, `Include ${generationFile}`);
  files.write(local, tls ? `${own}\nDefine TLS\n` : own);
  files.write('conf/modules.conf', withoutBuiltIn(files.read('conf/modules.conf'), binary.builtIn));
  const states = (): States =>
    statesOf(
      folder,
      readdirSync(folder).filter((name) => !name.startsWith('.') && !notConfiguration.includes(name)),
    );
  const before = states();

  let generation = '';
  const change = (edit: EditConfiguration): void => {
    edit(files);
    generation = randomBytes(8).toString('hex');
    files.write(generationFile, `Define GENERATION ${generation}\n`);
  };
  change(edit);
  return {
    folder,
    file: 'httpd.conf',
    // Both logs in UTC, and errors of the system in English.
    env: { TZ: 'UTC', LANG: 'C' },
    get ready() {
      return { port: statusPort, path: '/server-status?auto', header: 'x-generation', value: generation };
    },
    accessLog: join(logs, 'access.log'),
    errorLog: join(logs, 'error.log'),
    caFile: tls ? join(folder, 'tls/ca.pem') : null,
    edit: change,
    diff: () => diffOf(before, states()),
    remove: () => removeRoot(folder),
  };
}
