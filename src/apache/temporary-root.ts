import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { bornAt, processTable, signal } from './process-table.ts';

const prefix = 'medscape-httpd-';
const ownerFile = '.owner.json';

/** Numbers of processes mean something only among those that count together: a container may share this folder. */
function space(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

interface Owner {
  readonly pid: number;
  readonly born: string | null;
  readonly space: string | null;
}

function ownerOf(folder: string): Owner | null {
  try {
    return JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as Owner; // written below, in a folder that is this user's
  } catch {
    return null;
  }
}

function isLeft(folder: string): boolean {
  const { uid, mtimeMs } = lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid)) return false;
  const owner = ownerOf(folder);
  // Between a folder and the word whose it is, only a moment passes.
  if (owner === null) return Date.now() - mtimeMs > 60 * 60 * 1000;
  return owner.space === space() && bornAt(owner.pid) !== owner.born;
}

/**
 * A folder of ours in the system's temporary folder, for a private ServerRoot; readable for the account as which httpd serves. It says
 * whose it is, and what dead owners left is taken away first. Its owner deletes it; where the owner is killed, the guard of the httpd
 * in it does, or the next call of this.
 *
 * @returns its absolute path
 */
export function makeTemporaryRoot(): string {
  sweepTemporaryRoots();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const owner: Owner = { pid: process.pid, born: bornAt(process.pid), space: space() };
  writeFileSync(join(folder, ownerFile), JSON.stringify(owner));
  chmodSync(folder, 0o755);
  return folder;
}

/** Deletes a folder of ours with all that is in it, also what a configuration has closed to its own owner. */
export function removeRoot(folder: string): void {
  const open = (path: string): void => {
    if (!lstatSync(path).isDirectory()) return;
    chmodSync(path, 0o700);
    for (const name of readdirSync(path)) open(join(path, name));
  };
  if (lstatSync(folder, { throwIfNoEntry: false })) open(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Deletes the temporary roots whose owners are dead: those of this user, and no others. */
export function sweepTemporaryRoots(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix)))
    removeWhereLeft(join(tmpdir(), name));
}

/** The temporary root that a ServerRoot is, or lies in; itself where there is none. */
export function enclosingRoot(folder: string): string {
  const parts = folder.split(sep);
  const index = parts.findIndex((part) => part.startsWith(prefix));
  return index === -1 ? folder : parts.slice(0, index + 1).join(sep);
}

/** Deletes a folder that `makeTemporaryRoot` made for somebody who is dead, and ends an httpd in it; leaves every other one alone. */
export function removeWhereLeft(folder: string): void {
  try {
    if (!basename(folder).startsWith(prefix) || !isLeft(folder)) return;
    // Somebody killed the guard too.
    for (const { pid, command } of processTable()) if (command().includes(` -d ${folder}`)) signal(pid, 'SIGKILL');
    removeRoot(folder);
  } catch {
    // gone in the meantime, or in use: the next sweep looks again
  }
}
