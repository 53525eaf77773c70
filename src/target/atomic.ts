import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A report could not be written. Its message says what, where, and what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly path: string;
  /** The system's own code, e.g. `ENOSPC`; null where there is none. */
  readonly code: string | null;

  constructor(what: string, path: string, cause: unknown) {
    const code = codeOf(cause);
    super(`${what} could not be written to ${path}: ${reasons[code ?? ''] ?? String(cause)}`, { cause });
    this.path = path;
    this.code = code;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space (old runs lie in reports/runs/), then run again.',
  EDQUOT: 'the disk quota is used up. Free some space (old runs lie in reports/runs/), then run again.',
  EROFS: 'the file system is read-only. Mount it for writing, or check the project out somewhere else.',
  EACCES: 'this user may not write there. Give the folder to the user who runs the suite.',
  EPERM: 'this user may not write there. Give the folder to the user who runs the suite.',
  ENOTDIR: 'a file stands where a folder is needed. Move it away.',
  EEXIST: 'a file stands where a folder is needed. Move it away.',
  EISDIR: 'a folder stands where the file is needed. Move it away.',
  ENOTEMPTY: 'a folder stands where the file is needed. Move it away.',
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** @throws ReportError */
export function makeFolder(what: string, path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new ReportError(what, path, error);
  }
}

/**
 * Writes a file whole or not at all: beside it, flushed to the disk, then renamed over it. What was there before stays until
 * then, so a reader, or a crash, never meets half a file.
 *
 * @param what how the error calls it, e.g. `the verdict`
 * @throws ReportError
 */
export function writeWhole(what: string, path: string, content: string | Uint8Array): void {
  makeFolder(what, dirname(path));
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = openSync(part, 'w');
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    try {
      rmSync(part, { force: true });
    } catch {
      // The first error is the one to tell.
    }
    throw new ReportError(what, path, error);
  }
}
