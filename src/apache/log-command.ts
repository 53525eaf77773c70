import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogReader, windowOf, type ReaderOptions } from './log-reader.ts';
import type { LogLine, LogSource, LogWindow } from './types.ts';

export interface CommandOptions extends ReaderOptions {
  /** The longest that one call of a command that ends may take, in ms. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
const waitMs = 2_000;
const pollMs = 100;
/** Between two calls, where the log is not whole yet: a log store is late. */
const againMs = 1_000;
/** One that runs longer than this follows its log. */
const followingAfterMs = 1_000;
/** Between asking a command to end, and ending it. */
const graceMs = 1_000;
const mostErrorChars = 1_000;
const mostLineChars = 64 * 1024;

interface Call {
  readonly reader: LogReader;
  readonly startedAt: number;
  readonly ended: Promise<void>;
  /** What was wrong with it; null: nothing, or it still runs. */
  trouble: () => string | null;
  isRunning: () => boolean;
  /** Ends it with its whole process group. */
  stop: () => Promise<void>;
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // gone already
  }
}

/** @param to null: not known yet */
function call(command: string, from: number, to: number | null, options: ReaderOptions): Call {
  const window = { LOG_FROM: new Date(from).toISOString(), LOG_TO: to === null ? '' : new Date(to).toISOString() };
  // set by the shell: the rest of the environment is the command's as it is ours
  const script = `export LOG_FROM='${window.LOG_FROM}' LOG_TO='${window.LOG_TO}'\n${command}`;
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const reader = new LogReader('access', options);
  let running = true;
  let stopped = false;
  let said = '';
  let failed: string | null = null;
  let half = '';
  const startedAt = Date.now();
  let readAt = startedAt;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const written = { from: readAt, to: Date.now() };
    const lines = (half + text).split('\n');
    half = (lines.pop() ?? '').slice(0, mostLineChars);
    // a copy: a slice would keep the whole chunk alive
    for (const line of lines) reader.push(Buffer.from(line.slice(0, mostLineChars)).toString(), written);
    readAt = written.to;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-mostErrorChars);
  });
  const onExit = (): void => endGroup(child, 'SIGKILL');
  process.once('exit', onExit);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (why: string | null): void => {
    if (!running) return;
    running = false;
    if (half !== '') reader.push(half, { from: readAt, to: Date.now() });
    process.off('exit', onExit);
    failed = why === null || stopped ? null : `The command ${why}${said.trim() === '' ? '.' : `: ${said.trim()}`}`;
    resolve();
  };
  child.once('error', (error) => end(`could not be started: ${error.message}`));
  child.once('close', (code, signal) =>
    end(code === 0 ? null : code === null ? `was ended by ${String(signal)}` : `ended with code ${String(code)}`),
  );
  return {
    reader,
    startedAt,
    ended,
    trouble: () => failed,
    isRunning: () => running,
    stop: async () => {
      if (!running) return;
      stopped = true;
      endGroup(child, 'SIGTERM');
      await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
      endGroup(child, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      end(null);
    },
  };
}

/** Lines of two calls over one stretch: what both have stands once, and what one has twice stands twice. */
function union(first: readonly LogLine[], second: readonly LogLine[]): LogLine[] {
  const known = new Map<string, number>();
  for (const { raw } of second) known.set(raw, (known.get(raw) ?? 0) + 1);
  const only = first.filter(({ raw }) => {
    const left = known.get(raw) ?? 0;
    if (left > 0) known.set(raw, left - 1);
    return left === 0;
  });
  return [...only, ...second];
}

class CommandSource implements LogSource {
  readonly name: string;
  readonly #command: string;
  readonly #options: CommandOptions;
  /** Started by `begin`; where it follows its log, it runs until `end`. */
  #following: Call | null = null;
  #lines: readonly LogLine[] = [];

  constructor(command: string, options: CommandOptions) {
    this.name = `\`${command}\``;
    this.#command = command;
    this.#options = options;
  }

  async begin(): Promise<void> {
    this.#following ??= call(this.#command, Date.now(), null, this.#options);
  }

  async read({ from, to, isWhole, patienceMs = waitMs }: Parameters<LogSource['read']>[0]): Promise<LogWindow> {
    const deadline = Date.now() + patienceMs;
    const young = (this.#following?.startedAt ?? 0) + followingAfterMs - Date.now();
    if (young > 0) await Promise.race([this.#following?.ended, sleep(young)]);
    for (;;) {
      const read = this.#following?.isRunning() === true ? this.#followed(from, to) : await this.#again(from, to);
      if (!isWhole || isWhole(read.lines) || Date.now() >= deadline) return read;
      const pauseMs = this.#following?.isRunning() === true ? pollMs : againMs;
      await sleep(Math.min(pauseMs, Math.max(0, deadline - Date.now())));
    }
  }

  async end(): Promise<void> {
    await this.#following?.stop();
    this.#following = null;
  }

  #followed(from: number, to: number): LogWindow {
    return windowOf(this.#following ? [this.#following.reader] : [], { from, to }, []);
  }

  /** A command that ends is run for the whole stretch; what it printed before, it need not print again. */
  async #again(from: number, to: number): Promise<LogWindow> {
    const { timeoutMs = defaultTimeoutMs } = this.#options;
    const now = call(this.#command, from, to, this.#options);
    const inTime = await Promise.race([now.ended.then(() => true), sleep(timeoutMs, false, { ref: false })]);
    await now.stop();
    const earlier = this.#following;
    const read = windowOf([now.reader], { from, to }, []);
    const before = earlier ? windowOf([earlier.reader], { from, to }, []).lines : [];
    this.#lines = union(union(before, this.#lines), read.lines);
    const late = inTime ? null : `The command had not ended after ${String(timeoutMs / 1000)} s, and was ended.`;
    const trouble = now.trouble() ?? late;
    const known = this.#lines.length > 0;
    return {
      ...read,
      lines: this.#lines,
      has: {
        access: this.#lines.some(({ kind }) => kind === 'access') || (!known && trouble === null),
        error: this.#lines.some(({ kind }) => kind === 'error') || (!known && trouble === null),
      },
      troubles: [...read.troubles, ...(trouble === null ? [] : [trouble])],
    };
  }
}

/**
 * What a shell command prints: `ssh … tail -F`, `kubectl logs -f`, a log store's client. One that follows its log is kept running from `begin`
 * to `end`; one that ends is run again when it is read, with the stretch as ISO instants in LOG_FROM and LOG_TO.
 */
export function commandSource(command: string, options: CommandOptions = {}): LogSource {
  return new CommandSource(command, options);
}
