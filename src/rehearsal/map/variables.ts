import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Variables = Map<string, string>;

/** What is not defined stays as it is written, as with Apache (which warns: AH00111). */
export const expand = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => variables.get(name) ?? whole);

/** What Debian's file says, where it was not handed over. */
const debian: Readonly<Record<string, string>> = {
  APACHE_RUN_USER: 'www-data',
  APACHE_RUN_GROUP: 'www-data',
  APACHE_PID_FILE: '/var/run/apache2/apache2.pid',
  APACHE_RUN_DIR: '/var/run/apache2',
  APACHE_LOCK_DIR: '/var/lock/apache2',
  APACHE_LOG_DIR: '/var/log/apache2',
  LANG: 'C',
};

/** The shell's own. */
const notTheirs = new Set(['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_', 'APACHE_CONFDIR']);

/**
 * What `envvars` of a Debian layout exports: it is a shell script, and is run as one, with nothing of our own environment.
 *
 * @param confdir where the configuration lies in production
 * @returns null for `fault` where it ran to its end; else the shell's words
 */
export async function readEnvvars(
  folder: string,
  confdir: string,
): Promise<{ readonly variables: Variables; readonly fault: string | null }> {
  if (!existsSync(join(folder, 'envvars'))) return { variables: new Map(Object.entries(debian)), fault: null };
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', APACHE_CONFDIR: confdir };
  try {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', '. ./envvars >&2; exec env -0'], {
      cwd: folder,
      env,
      timeout: 5_000,
    });
    const pairs = stdout.split('\0').flatMap((pair): [string, string][] => {
      const equals = pair.indexOf('=');
      return equals > 0 && !notTheirs.has(pair.slice(0, equals))
        ? [[pair.slice(0, equals), pair.slice(equals + 1)]]
        : [];
    });
    return { variables: new Map(pairs), fault: null };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return { variables: new Map(Object.entries(debian)), fault: said.split('\n')[0] ?? 'it failed' };
  }
}
