import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { LogReader } from './log-reader.ts';

const chunkBytes = 256 * 1024;
/** So much before the place that was reached is remembered: by it a copy of the file is known for the same log. */
const markBytes = 256;
/** Bytes of one line; the rest of a longer one is dropped. */
const mostLineBytes = 64 * 1024;
const newline = 10;

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** One file that grows, held open: what is written to it after a rotation has renamed or removed it is still read. */
export class LogTail {
  readonly path: string;
  readonly reader: LogReader;
  readonly #file: number;
  #offset: number;
  /** The last bytes before the place that was reached, as they were read. */
  #mark: Buffer;
  #carry: Buffer = Buffer.alloc(0);
  /** The first line may have begun before the place at which reading began. */
  #dropping: boolean;
  #readAt: number;

  /**
   * @param from byte at which reading begins
   * @param since what is read first was written after this instant (ms)
   * @throws NodeJS.ErrnoException where it cannot be opened
   */
  constructor(path: string, reader: LogReader, from: 'start' | 'end' | number, since = Date.now()) {
    this.path = path;
    this.reader = reader;
    this.#file = openSync(path, 'r');
    this.#readAt = since;
    this.#offset = from === 'start' ? 0 : from === 'end' ? fstatSync(this.#file).size : from;
    this.#mark = this.#before();
    this.#dropping = this.#offset > 0 && this.#bytes(this.#offset - 1, 1)[0] !== newline;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Whether a path names this file; absent: whether its own still does. */
  isNamed(path = this.path): boolean {
    const named = statSync(path, { throwIfNoEntry: false });
    const own = fstatSync(this.#file);
    return named !== undefined && named.ino === own.ino && named.dev === own.dev;
  }

  /** Whether another file holds this log up to the place that was reached: rsync and some editors write a file anew. */
  isCopiedTo(path: string): boolean {
    const mark = this.#mark;
    if (mark.length === 0) return false;
    const file = openSync(path, 'r');
    try {
      const there = Buffer.alloc(mark.length);
      const read = readSync(file, there, 0, mark.length, this.#offset - mark.length);
      return read === mark.length && there.equals(mark);
    } finally {
      closeSync(file);
    }
  }

  /**
   * Reads what has come since.
   *
   * @param to byte at which to stop; absent: the end
   * @returns whether there was anything
   */
  read(to = Infinity): boolean {
    const { size } = fstatSync(this.#file);
    const now = Date.now();
    if (size < this.#offset || !this.#before().equals(this.#mark)) {
      // copied away and truncated, and maybe longer again already: what comes now begins anew
      this.reader.lose(
        `${this.path} was truncated between ${clock(this.#readAt)} and ${clock(now)}, and the lines of that moment may be lost. Rotate it by renaming, without copytruncate.`,
      );
      this.#offset = 0;
      this.#mark = Buffer.alloc(0);
      this.#carry = Buffer.alloc(0);
      this.#dropping = false;
    }
    const written = { from: this.#readAt, to: now };
    const before = this.#offset;
    for (const end = Math.min(size, to); this.#offset < end;) {
      const chunk = this.#bytes(this.#offset, Math.min(chunkBytes, end - this.#offset));
      if (chunk.length === 0) break;
      this.#offset += chunk.length;
      this.#onChunk(chunk, to === Infinity ? written : null);
    }
    if (this.#offset !== before) this.#mark = this.#before();
    this.#readAt = now;
    return this.#offset !== before;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** What stands before the place that was reached. */
  #before(): Buffer {
    const length = Math.min(markBytes, this.#offset);
    return this.#bytes(this.#offset - length, length);
  }

  #bytes(at: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(this.#file, buffer, 0, length, at));
  }

  #onChunk(chunk: Buffer, written: { readonly from: number; readonly to: number } | null): void {
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      // each line is decoded by itself: a slice of the chunk's text would keep the whole chunk alive
      if (!this.#dropping)
        this.reader.push(bytes.toString('utf8', start, Math.min(end, start + mostLineBytes)), written);
      this.#dropping = false;
      start = end + 1;
    }
    // half a line waits for its end
    this.#carry = Buffer.from(bytes.subarray(start, start + mostLineBytes));
  }
}
