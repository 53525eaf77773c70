import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Characters of one file: the end says why. */
const longest = 8_000;

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

/**
 * What httpd writes to its error log from now on, and to those of virtual hosts beside it: there mod_ssl says why it does not start.
 *
 * @param main null, or a pipe: nothing can be read
 */
export function followErrorLogs(main: string | null): () => string {
  if (main === null || !isAbsolute(main)) return () => '';
  const folder = dirname(main);
  const files = (): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => name === basename(main) || /err/i.test(name))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  };
  const before = new Map(files().map((path) => [path, sizeOf(path)]));
  return () =>
    files()
      .map((path) => readFrom(path, before.get(path) ?? 0))
      .join('');
}

function readFrom(path: string, before: number): string {
  const size = sizeOf(path);
  const from = Math.max(before, size - longest);
  if (size <= from) return '';
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(size - from);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
