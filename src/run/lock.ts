import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bornAt } from '../apache/process-table.ts';
import { makeWritable, UnwritableError } from './writable.ts';

const holderShape = z.object({ pid: z.number(), born: z.string().nullable(), since: z.string(), runId: z.string() });
export type LockHolder = z.infer<typeof holderShape>;

/** Another run is going on in this checkout. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly holder: LockHolder;

  constructor(lock: string, holder: LockHolder) {
    super(
      `Another run is going on in this checkout: ${holder.runId}, process ${String(holder.pid)}, since ${holder.since}.\n` +
        `Two would overwrite each other's reports. Wait for it, or end it; where it is none of yours, delete ${lock}.`,
    );
    this.holder = holder;
  }
}

function isAlive({ pid, born }: LockHolder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return born === null || born === bornAt(pid);
}

function readHolder(lock: string): LockHolder | null {
  try {
    return holderShape.parse(JSON.parse(readFileSync(lock, 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Takes `<reports>/.lock` for this process; one that a dead process left is taken over.
 *
 * @returns what gives it back
 * @throws LockedError while another process holds it, UnwritableError where nothing can be written
 */
export function takeLock(reports: string, runId: string): () => void {
  makeWritable(reports);
  const lock = join(reports, '.lock');
  const own: LockHolder = { pid: process.pid, born: bornAt(process.pid), since: new Date().toISOString(), runId };
  const half = `${lock}.${String(process.pid)}`;
  // Written beside, then linked: whoever sees the lock sees its holder too.
  try {
    writeFileSync(half, JSON.stringify(own));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        linkSync(half, lock);
        return () => {
          if (readHolder(lock)?.pid === process.pid) rmSync(lock, { force: true });
        };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = readHolder(lock);
      if (holder && isAlive(holder)) throw new LockedError(lock, holder);
      setAside(lock, holder);
    }
  } catch (error) {
    throw error instanceof LockedError ? error : new UnwritableError(reports, error);
  } finally {
    rmSync(half, { force: true });
  }
  throw new UnwritableError(reports, `${lock} changes hands too fast to be taken; try again.`);
}

/** Takes a dead lock away, unless somebody else has just done so and holds the new one. */
function setAside(lock: string, dead: LockHolder | null): void {
  const aside = `${lock}.dead.${String(process.pid)}`;
  try {
    renameSync(lock, aside);
    const holder = readHolder(aside);
    if (holder && holder.pid !== dead?.pid) linkSync(aside, lock);
  } catch {
    // gone, or taken again, in the meantime: the next look tells
  }
  rmSync(aside, { force: true });
}
