import { realpathSync, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  lchown,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Larger files are no configuration, and seldom what a page needs; logs are. */
const mostBytes = 64 * 1024 * 1024;

/** What a copy leaves out, with the reason. Paths are relative to the folder. */
export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

const asRoot = process.getuid?.() === 0;

/** A page's own time makes its ETag; as root its owner decides who may read it. */
async function keepTraits(
  path: string,
  { mode, uid, gid, atime, mtime }: Pick<Stats, 'mode' | 'uid' | 'gid' | 'atime' | 'mtime'>,
): Promise<void> {
  if (asRoot) await lchown(path, uid, gid);
  // Whoever copies has to be able to write into it, and to delete it.
  await chmod(path, (mode & 0o777) | 0o200);
  await utimes(path, atime, mtime);
}

/**
 * Copies a folder without links: what a link leads to is copied in its place, so that nothing in the copy leads back into the original.
 * (`fs.cp` is not asked: with `dereference` it makes links *into the source* of nested ones, in its synchronous form, and it stops at a socket.)
 * A folder outside that a link leads to (Red Hat's `logs`, `modules`, `run`) is left empty. A link that leads nowhere leads nowhere in the copy too.
 *
 * @param to made where it does not exist
 */
export async function copyFolder(from: string, to: string): Promise<readonly LeftOut[]> {
  const top = await realpath(from);
  const leftOut: LeftOut[] = [];

  async function copyEntry(source: string, target: string, above: readonly string[]): Promise<void> {
    const path = relative(from, source);
    const isLink = (await lstat(source)).isSymbolicLink();
    let stats: Stats;
    let real: string;
    try {
      stats = await stat(source);
      real = await realpath(source);
    } catch {
      await symlink(`.nowhere${(await readlink(source)).replaceAll('/', '-')}`, target);
      return;
    }
    if (stats.isDirectory()) {
      const outside = isLink && !isBelow(real, top);
      if (outside) leftOut.push({ path, why: `a link to the folder ${real}, outside of the given one` });
      if (above.includes(real)) leftOut.push({ path, why: 'a link to a folder that holds it' });
      await mkdir(target, { recursive: true });
      if (!outside && !above.includes(real)) await copyEntries(source, target, [...above, real]);
      if (!outside) await keepTraits(target, stats);
    } else if (!stats.isFile()) leftOut.push({ path, why: 'neither a file nor a folder' });
    else if (stats.size > mostBytes) leftOut.push({ path, why: 'larger than 64 MiB' });
    else {
      try {
        await copyFile(source, target);
        await keepTraits(target, stats);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
        leftOut.push({ path, why: 'this user may not read it' });
      }
    }
  }

  async function copyEntries(source: string, target: string, above: readonly string[]): Promise<void> {
    let names: string[];
    try {
      names = await readdir(source);
    } catch {
      leftOut.push({ path: relative(from, source), why: 'this user may not read it' });
      return;
    }
    for (const name of names) {
      if (name === '.git') continue;
      await copyEntry(join(source, name), join(target, name), above);
    }
  }

  await mkdir(to, { recursive: true });
  await copyEntries(from, to, [top]);
  return leftOut;
}

/** @throws Error where anything in a copy leads out of it: that would be written to, or served, in the original's place */
export async function assertClosed(folder: string): Promise<void> {
  const top = realpathSync(folder);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    const real = await realpath(link).catch(() => null);
    if (real !== null && !isBelow(real, top)) throw new Error(`${link} leads out of the copy, to ${real}.`);
  }
}
