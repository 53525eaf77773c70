import { readLine, zoneOf, type LineOptions } from './log-lines.ts';
import type { AccessLine, ErrorLine, LogLine, LogWindow } from './types.ts';

export interface ReaderOptions extends LineOptions {
  /** Lines that are of no interest are dropped as they come: a busy server's log of one run would fill the memory. Default: all are kept. */
  readonly keep?: (line: LogLine) => boolean;
}

/** Lines kept of one log; beyond that it says so. */
const mostLines = 200_000;
/** Unknown lines told. */
const mostExamples = 5;
/** Lines and characters of one raw block (a traceback). */
const mostRawLines = 40;
const mostRawChars = 4_000;

/** Reads one log, line by line, and keeps what is of interest. */
export class LogReader {
  #options: ReaderOptions;
  readonly #lines: LogLine[] = [];
  readonly #examples: string[] = [];
  #unread = 0;
  #leftOut = 0;
  readonly #lost: string[] = [];
  #is: 'access' | 'error';
  #seen = { access: false, error: false };
  /** What a child has said on its stderr, as far as it has come: a traceback is one entry. */
  #raw: { lines: string[]; at: number; until: number } | null = null;
  /** When the newest line with a time of its own was written; null: there was none. */
  #last: number | null = null;

  /** @param is what it is taken for until a line says so; in an error log an unknown line is what a child has said on its stderr */
  constructor(is: 'access' | 'error', options: ReaderOptions = {}) {
    this.#is = is;
    this.#options = options;
  }

  /**
   * @param text one line, without its end
   * @param written the stretch in which it was written, as far as the reader of the file knows; null: it does not
   */
  push(text: string, written: { readonly from: number; readonly to: number } | null): void {
    const line = readLine(text.endsWith('\r') ? text.slice(0, -1) : text, this.#options);
    if (line) {
      this.#endRaw(line.kind === 'error' ? line.at : null);
      this.#is = line.kind;
      this.#seen[line.kind] = true;
      if (line.kind === 'error') this.#last = line.at;
      else this.#learnZone(line);
      this.#add(line);
    } else if (text.trim() === '') {
      return;
    } else if (this.#is === 'error') {
      this.#onRaw(text, written);
    } else {
      this.#unread += 1;
      if (this.#examples.length < mostExamples) this.#examples.push(text.slice(0, 200));
    }
  }

  /** @param why what was written to the log did not come to be read, in a sentence */
  lose(why: string): void {
    if (this.#lost.length < mostExamples) this.#lost.push(why);
  }

  /** What was read until now, a raw block that may go on included. */
  get window(): Pick<LogWindow, 'lines' | 'unread'> & { readonly leftOut: number; readonly lost: readonly string[] } {
    const open = this.#raw ? [this.#rawLine(this.#raw)] : [];
    const lines = [...this.#lines, ...open.filter((line) => this.#options.keep?.(line) ?? true)];
    return {
      lines,
      unread: { count: this.#unread, examples: this.#examples },
      leftOut: this.#leftOut,
      lost: this.#lost,
    };
  }

  /** Which kinds of line it has met; where it met none, what it is taken for. */
  get has(): LogWindow['has'] {
    const { access, error } = this.#seen;
    return access || error ? { access, error } : { access: this.#is === 'access', error: this.#is === 'error' };
  }

  /** The default format of the error log names no zone; a command that prints both logs prints it in the other. */
  #learnZone(line: AccessLine): void {
    const zoneMinutes = zoneOf(line);
    if (zoneMinutes !== null && zoneMinutes !== this.#options.zoneMinutes)
      this.#options = { ...this.#options, zoneMinutes };
  }

  #onRaw(text: string, written: { readonly from: number; readonly to: number } | null): void {
    const from = Math.max(written?.from ?? 0, this.#last ?? 0);
    const to = Math.max(from, written?.to ?? from);
    if (this.#raw && this.#raw.lines.length < mostRawLines) {
      this.#raw.lines.push(text.slice(0, mostRawChars));
      this.#raw.until = to;
    } else {
      this.#endRaw(null);
      this.#raw = { lines: [text.slice(0, mostRawChars)], at: from, until: to };
    }
  }

  /** @param before when the line after it was written; a block whose time nobody knew lies before that */
  #endRaw(before: number | null): void {
    if (!this.#raw) return;
    const raw = this.#raw;
    this.#raw = null;
    // the first lines of a log have nothing before them
    if (raw.at === 0 && before !== null) raw.at = before;
    if (before !== null && raw.until <= raw.at) raw.until = Math.max(raw.at, before);
    this.#add(this.#rawLine(raw));
  }

  #rawLine({ lines, at, until }: { lines: readonly string[]; at: number; until: number }): ErrorLine {
    const text = lines.join('\n').slice(0, mostRawChars);
    const base = { kind: 'error', id: null, pid: null, tid: null, module: null, level: null, code: null } as const;
    return { ...base, at, withinMs: until - at, text, raw: text };
  }

  #add(line: LogLine): void {
    if (this.#options.keep && !this.#options.keep(line)) return;
    if (this.#lines.length >= mostLines) this.#leftOut += 1;
    else this.#lines.push(line);
  }
}

/** Several logs as one. */
export function windowOf(
  readers: readonly LogReader[],
  { from, to }: { readonly from: number; readonly to: number },
  troubles: readonly string[],
): LogWindow {
  const windows = readers.map(({ window }) => window);
  const leftOut = windows.reduce((sum, window) => sum + window.leftOut, 0);
  return {
    lines: windows.flatMap(({ lines }) => lines.filter(({ at, withinMs = 0 }) => at + withinMs >= from && at <= to)),
    unread: {
      count: windows.reduce((sum, { unread }) => sum + unread.count, 0),
      examples: windows.flatMap(({ unread }) => unread.examples).slice(0, mostExamples),
    },
    has: { access: readers.some(({ has }) => has.access), error: readers.some(({ has }) => has.error) },
    troubles: [
      ...troubles,
      ...windows.flatMap(({ lost }) => lost),
      ...(leftOut === 0 ? [] : [`${String(leftOut)} lines beyond ${String(mostLines)} in one log were not kept`]),
    ],
  };
}
