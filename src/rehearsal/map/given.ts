import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RehearsalError } from '../error.ts';
import type { GivenConfiguration } from '../types.ts';

const run = promisify(execFile);

/** In the order in which they are looked for: a Debian folder may hold an `httpd.conf` of old. */
const mainFiles = [
  { file: 'apache2.conf', layout: 'debian' },
  { file: 'httpd.conf', layout: 'plain' },
  { file: 'conf/httpd.conf', layout: 'plain' },
] as const;

const wanted = 'Expected is httpd.conf, conf/httpd.conf, or Debian’s apache2.conf with its *-enabled folders in it.';

function lookInto(folder: string, name: string): GivenConfiguration {
  const found = mainFiles.find(({ file }) => existsSync(join(folder, file)));
  if (found) return { folder, ...found, name };
  const above = ['sites-enabled', 'sites-available', 'conf.d', 'extra', 'mods-enabled'].includes(basename(folder));
  throw new RehearsalError(
    `There is no Apache configuration in ${name}. ${wanted}${above ? ' Give the folder above it.' : ''}`,
  );
}

/**
 * A configuration in a folder. A path of the main file itself stands for the folder that it is in.
 *
 * @throws RehearsalError where there is none
 */
export function givenDirectory(path: string): GivenConfiguration {
  const folder = resolve(path);
  if (!existsSync(folder)) throw new RehearsalError(`There is no ${path}. ${wanted}`);
  if (statSync(folder).isDirectory()) return lookInto(folder, path);
  const main = mainFiles.find(({ file }) => folder.endsWith(`/${file}`));
  if (main) return { folder: folder.slice(0, -main.file.length - 1), ...main, name: path };
  throw new RehearsalError(`${path} is a file. ${wanted} Give the folder that holds the whole configuration.`);
}

export interface GitRef {
  /** A repository's folder. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly ref: string;
  /** Folder within the repository; absent: its top. */
  readonly path?: string;
}

/** git's own words, without the command that Node puts before them. */
function gitSaid(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return (said === '' ? String(error) : said).split('\n')[0] ?? '';
}

/**
 * A configuration as it is at a ref of a git repository. It is exported; the repository's index, working tree and hooks are left alone.
 *
 * @param into an absolute folder of ours, made where it does not exist
 * @throws RehearsalError where there is no repository, no such ref, or no configuration in it
 */
export async function givenRef({ repo, ref, path = '.' }: GitRef, into: string): Promise<GivenConfiguration> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', resolve(repo), ...args], { timeout: 60_000, maxBuffer: 1 << 20 })).stdout.trim();
  const folder = path.replace(/^\.?\/+|\/+$/g, '') || '.';
  const name = folder === '.' ? ref : `${ref}:${folder}`;
  const fail = (what: string, error?: unknown): never => {
    throw new RehearsalError(error === undefined ? what : `${what} (${gitSaid(error)})`);
  };

  // A folder within a repository means that repository; its own sub-folder is asked for by `path`.
  await git('rev-parse', '--git-dir').catch((error: unknown) => fail(`${repo} is no git repository.`, error));
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch(() =>
    fail(
      `There is no ref ${JSON.stringify(ref)} in ${repo}. "git -C ${repo} branch -a" lists its branches; fetch first where it is a remote's.`,
    ),
  );
  const kind = folder === '.' ? 'tree' : await git('cat-file', '-t', `${commit}:${folder}`).catch(() => 'nothing');
  if (kind !== 'tree') fail(`There is no folder ${JSON.stringify(folder)} at ${ref} of ${repo}.`);

  mkdirSync(into, { recursive: true });
  const archive = join(into, 'given.tar');
  const files = join(into, 'given');
  mkdirSync(files, { recursive: true });
  await git('archive', '--format=tar', `--output=${archive}`, folder === '.' ? commit : `${commit}:${folder}`)
    .then(() => run('tar', ['-xf', archive, '-C', files], { timeout: 60_000 }))
    .catch((error: unknown) => fail(`${name} of ${repo} could not be exported to ${into}.`, error));
  return lookInto(files, name);
}
