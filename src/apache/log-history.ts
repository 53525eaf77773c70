import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readLine, type LineOptions } from './log-lines.ts';

/** Where one looks, a line with a time should be found within so many bytes. */
const lookBytes = 64 * 1024;
/** The stretch in which no further look is worth it. */
const closeBytes = 256 * 1024;

/** When the first line after a byte was written; null: none there bears a time. */
function timeAfter(file: number, at: number, options: LineOptions): number | null {
  const buffer = Buffer.alloc(lookBytes);
  const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, lookBytes, at));
  const lines = text.split('\n');
  // the first may be half a line, the last too
  for (const line of lines.slice(at === 0 ? 0 : 1, -1)) {
    const read = readLine(line, options);
    if (read) return read.at;
  }
  return null;
}

/**
 * Where in a log an instant lies, found by halving, so that a long history is not read: no line before `low` is as new, and none after
 * `high` as old.
 *
 * @throws NodeJS.ErrnoException where it cannot be opened
 */
export function bytesAround(path: string, instant: number, options: LineOptions = {}): { low: number; high: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // a stretch without any time (tracebacks) tells nothing, and is taken in
    const halve = (isLow: (time: number | null) => boolean): { low: number; high: number } => {
      let low = 0;
      let high = size;
      while (high - low > closeBytes) {
        const middle = Math.floor((low + high) / 2);
        if (isLow(timeAfter(file, middle, options))) low = middle;
        else high = middle;
      }
      return { low, high };
    };
    return {
      low: halve((time) => time !== null && time < instant).low,
      high: halve((time) => time === null || time <= instant).high,
    };
  } finally {
    closeSync(file);
  }
}

/**
 * What a log was called when it was rotated away (`access.log.1`, `access.log-20261122`), as far as it was still written to at an instant or
 * later: a compressed one keeps the time of what it holds.
 */
export function rotatedFrom(path: string, instant: number): string[] {
  const folder = dirname(path);
  const name = basename(path);
  try {
    return readdirSync(folder)
      .filter((one) => one.startsWith(name) && /^[.-]\d/.test(one.slice(name.length)))
      .map((one) => join(folder, one))
      .filter((one) => (statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= instant);
  } catch {
    return []; // that the folder cannot be listed is no trouble where the log itself can be read
  }
}
