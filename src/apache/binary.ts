import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { ConfigurationError } from '../target/configuration-error.ts';
import { configured, type EnvironmentOptions } from '../target/environment.ts';
import { allowedIn } from '../target/variables.ts';
import { NoApacheError } from './httpd-error.ts';
import type { ApacheBinary } from './types.ts';

const names = ['apache2', 'httpd'];

/** Homebrew's first: what macOS brings is old, and on its way out. */
const folders = [
  ...['/opt/homebrew/opt/httpd/bin', '/opt/homebrew/bin', '/usr/local/opt/httpd/bin'],
  ...['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/usr/local/apache2/bin', '/opt/local/sbin'],
];

/** Under the folder above that of the binary, or where systems put it: Debian, Fedora, Homebrew, the makers' own, macOS. */
const moduleFolders = [
  ...['lib/apache2/modules', 'lib64/httpd/modules', 'lib/httpd/modules', 'modules', 'libexec/apache2'],
  ...['/usr/lib/apache2/modules', '/etc/httpd/modules', '/usr/lib64/httpd/modules', '/usr/libexec/apache2'],
];
const mimeFiles = [
  ...['conf/mime.types', '/etc/mime.types', '/etc/httpd/conf/mime.types', '/etc/apache2/mime.types'],
  ...['/opt/homebrew/etc/httpd/mime.types', '/usr/local/etc/httpd/mime.types'],
];

const howToInstall = `By hand, one of:
  apt-get install apache2-bin             (Debian, Ubuntu; apache2 would start a service)
  dnf install httpd mod_ssl               (Fedora, Red Hat)
  brew install httpd                      (macOS)
  APACHE_PATH=/path/to/apache2-or-httpd   (in the environment or in .env, for one that is somewhere else)`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What it says of itself; empty: it cannot be run, or takes too long. */
function said(path: string, flag: string): string {
  try {
    return execFileSync(path, [flag], { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** Other programs are called httpd too. */
const versionOf = (path: string): string | null => /Apache\/(\d+\.\d+\.\d+)/.exec(said(path, '-v'))?.[1] ?? null;

/** `mod_so.c` is `so_module`; three of the oldest have names of their own. */
export function moduleOf(source: string): string {
  const name = source.replace(/\.c$/, '').replace(/^mod_/, '');
  if (name === 'http_core') return 'http_module';
  return ['prefork', 'worker', 'event'].includes(name) ? `mpm_${name}_module` : `${name}_module`;
}

const under = (path: string, places: readonly string[]): string[] => {
  const prefix = dirname(dirname(realpathSync(path)));
  return places.map((place) => (place.startsWith('/') ? place : join(prefix, place)));
};

const holdsModules = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => /^mod_.*\.so$/.test(name));

function describeBinary(path: string, version: string): ApacheBinary {
  const modules = under(path, moduleFolders).find(holdsModules);
  if (modules === undefined)
    throw new NoApacheError(`${path} is here without its modules: no folder with mod_*.so.\n${howToInstall}`);
  const builtIn = [...said(path, '-l').matchAll(/^\s+(\w+\.c)$/gm)].map(([, source = '']) => moduleOf(source));
  return {
    path,
    version,
    modules,
    builtIn,
    mimeTypes: under(path, mimeFiles).find((file) => existsSync(file)) ?? null,
  };
}

export interface ApacheSearch extends EnvironmentOptions {
  /** Where it may be beside PATH. Default: the usual places. */
  readonly places?: readonly string[];
}

/**
 * The Apache httpd to run: `APACHE_PATH`, else the system's.
 *
 * @throws ConfigurationError where `APACHE_PATH` names none, NoApacheError where there is none
 */
export function findApache({ places = folders, ...environment }: ApacheSearch = {}): ApacheBinary {
  const given = configured('APACHE_PATH', environment);
  if (given !== undefined) {
    const version = isAbsolute(given) && isExecutable(given) ? versionOf(given) : null;
    if (version !== null) return describeBinary(given, version);
    const rule = `${JSON.stringify(given)} is no Apache httpd that can be run`;
    throw new ConfigurationError(configured('TARGET', environment) ?? 'local', [
      { variable: 'APACHE_PATH', rule, allowed: allowedIn('APACHE_PATH') },
    ]);
  }
  const path = (configured('PATH', environment) ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...(process.platform === 'darwin' ? places : []), ...path, ...places].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );
  for (const candidate of new Set(candidates)) {
    const version = isExecutable(candidate) ? versionOf(candidate) : null;
    if (version !== null) return describeBinary(candidate, version);
  }
  throw new NoApacheError(`There is no Apache httpd on this machine.\n${howToInstall}`);
}

// The set-up asks in this way, before the first verb runs.
if (import.meta.main) {
  try {
    process.stdout.write(`${findApache().path}\n`);
  } catch {
    process.exitCode = 1; // what to do about it says the set-up
  }
}
