import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { iso } from './codes.ts';

/** What tells one file of a name from the next; null: there is none. */
export const inodeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.ino ?? null;

/**
 * Puts a damaged SQLite file out of the way, with what belongs to it, and keeps it.
 *
 * @param inode what the file was when it was opened; null: it was not there
 * @returns where it lies now; null: another process has put it aside already
 */
export function setCorruptAside(path: string, inode: number | null, now: number): string | null {
  const aside = `${path}.corrupt-${iso(now).replaceAll(/[-:]|\.\d+/g, '')}`;
  if (inode === null || inodeOf(path) !== inode) return null;
  renameSync(path, aside);
  if (inodeOf(aside) !== inode) {
    // between the two somebody else had begun a new one: it is theirs
    if (!existsSync(path)) linkSync(aside, path);
    rmSync(aside);
    return null;
  }
  // SQLite deletes what it finds beside a new, empty file
  for (const ending of ['-wal', '-shm'])
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${aside}${ending}`);
  return aside;
}
