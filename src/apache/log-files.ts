import { globSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesAround, rotatedFrom } from './log-history.ts';
import { LogReader, windowOf, type ReaderOptions } from './log-reader.ts';
import { LogTail } from './log-tail.ts';
import type { LogLine, LogSource, LogWindow } from './types.ts';

/** What lies between two looks, in ms: a raw line of a CGI bears no time but that of the look which finds it. */
const pollMs = 150;
/** Access lines are written when a request ends and bear the time of its beginning; so many ms may lie between. */
const longestRequestMs = 300_000;
/** Bytes that are read of one file's history. */
const mostHistoryBytes = 512 * 1024 * 1024;
const waitMs = 2_000;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Correct the path, or see whether httpd logs elsewhere.',
  EACCES: 'this user may not read it. Add the user to its group (`adm` on Debian), or use a command that may.',
  EISDIR: 'it is a folder. Name the files in it, e.g. with `*.log` after it.',
};

const isGlob = (path: string): boolean => /[*?[{]/.test(path);
const isCompressed = (path: string): boolean => path.endsWith('.gz');

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

class FileSource implements LogSource {
  readonly name: string;
  readonly #paths: readonly string[];
  readonly #options: ReaderOptions;
  /** All that are open; of one path, the newest last. */
  #tails: LogTail[] = [];
  /** Why a path cannot be read, at the last look. */
  readonly #troubles = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;
  #lookedAt = 0;

  constructor(paths: readonly string[], options: ReaderOptions) {
    this.name = paths.join(', ');
    this.#paths = paths;
    this.#options = options;
  }

  async begin(): Promise<void> {
    if (this.#timer) return;
    this.#lookedAt = Date.now();
    this.#open('end');
    this.#timer = setInterval(() => this.#look(), pollMs).unref();
  }

  async read({ from, to, isWhole, patienceMs = waitMs }: Parameters<LogSource['read']>[0]): Promise<LogWindow> {
    if (!this.#timer) this.#readBack(from, to);
    const window = (): LogWindow => {
      const files = this.#tails.map(({ reader }) => reader);
      // what was seen being written is of the time, whatever the server's clock says, or its zone, which the default error format leaves out
      const stretch = this.#timer ? { from: -Infinity, to: Infinity } : { from, to };
      const read = windowOf(files, stretch, [...this.#troubles.values()]);
      return files.length === 0 ? { ...read, has: { access: false, error: false } } : read;
    };
    for (const deadline = Date.now() + patienceMs; ; await sleep(pollMs)) {
      if (this.#timer) this.#look();
      const read = window();
      if (!isWhole || isWhole(read.lines) || Date.now() >= deadline) return read;
      // a history grows no more
      if (!this.#timer) this.#readOn();
    }
  }

  async end(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    for (const tail of this.#tails) tail.close();
    this.#tails = [];
  }

  /** The files that there are; what cannot be found is told. What a glob finds compressed was put aside, and grows no more. */
  #found(): string[] {
    return this.#paths.flatMap((path) => {
      const found = isGlob(path)
        ? globSync(path)
            .filter((one) => !isCompressed(one))
            .toSorted()
        : [path];
      if (found.length === 0) this.#troubles.set(path, `No file is called ${path}.`);
      else this.#troubles.delete(path);
      return found;
    });
  }

  #reader(path: string, options = this.#options): LogReader {
    return new LogReader(/err/i.test(path.slice(path.lastIndexOf('/') + 1)) ? 'error' : 'access', options);
  }

  /** Does it for one file, and remembers why it could not. */
  #try(path: string, work: () => void): void {
    try {
      if (statSync(path).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      if (isCompressed(path)) throw new Error('it is compressed. Unpack it first.');
      work();
      this.#troubles.delete(path);
    } catch (error) {
      this.#troubles.set(path, `${path} cannot be read: ${reasonOf(error)}`);
    }
  }

  #open(from: 'start' | 'end'): void {
    for (const path of this.#found()) {
      if (this.#tails.some((tail) => tail.path === path)) continue;
      // a glob finds by its new name what a rotation has moved, and that is held open
      if (this.#tails.some((tail) => tail.isNamed(path))) continue;
      this.#try(path, () => this.#tails.push(new LogTail(path, this.#reader(path), from, this.#lookedAt)));
    }
  }

  /** One look at all files: those that are new, rotated away, written anew, and what has come. */
  #look(): void {
    const lookedAt = this.#lookedAt;
    for (const path of new Set(this.#tails.map((tail) => tail.path))) {
      const tail = this.#tails.findLast((one) => one.path === path);
      if (!tail || tail.isNamed()) continue;
      // between two names there is a moment without one
      if (statSync(path, { throwIfNoEntry: false }) === undefined) continue;
      this.#try(path, () => {
        const from = tail.isCopiedTo(path) ? tail.offset : 'start';
        tail.read();
        this.#tails.push(new LogTail(path, from === 'start' ? this.#reader(path) : tail.reader, from, lookedAt));
        if (from === 'start') return;
        tail.close();
        this.#tails.splice(this.#tails.indexOf(tail), 1);
      });
    }
    this.#open('start');
    for (const tail of this.#tails) tail.read();
    this.#lookedAt = Date.now();
  }

  /** Where nobody watched: what the files hold of that time. */
  #readBack(from: number, to: number): void {
    for (const tail of this.#tails) tail.close();
    this.#tails = [];
    const { keep } = this.#options;
    const inside = {
      ...this.#options,
      keep: (line: LogLine) => line.at + (line.withinMs ?? 0) >= from && line.at <= to && (keep?.(line) ?? true),
    };
    const found = this.#found();
    for (const path of new Set([...found, ...found.flatMap((one) => rotatedFrom(one, from))])) {
      this.#try(path, () => {
        const { low } = bytesAround(path, from - longestRequestMs, this.#options);
        const { high } = bytesAround(path, to + longestRequestMs, this.#options);
        const tail = new LogTail(path, this.#reader(path, inside), low);
        this.#tails.push(tail);
        tail.read(Math.min(high, low + mostHistoryBytes));
        if (high > low + mostHistoryBytes) throw new Error('too much was written in that time to be read whole.');
      });
    }
  }

  /** A file that is copied from elsewhere may be late. */
  #readOn(): void {
    for (const tail of this.#tails) tail.read(tail.offset + mostHistoryBytes);
  }
}

/**
 * Log files on this machine: httpd's own, or a folder that is mounted or copied from elsewhere.
 *
 * @param paths of files, or globs
 */
export function fileSource(paths: readonly string[], options: ReaderOptions = {}): LogSource {
  return new FileSource(paths, options);
}
