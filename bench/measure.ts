import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { memoryOf } from './memory.ts';

const sampleMs = 500;
/** A run that was told to stop may take so long to write what it has. */
const patienceMs = 35_000;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Default: ours. */
  readonly env?: NodeJS.ProcessEnv;
  /** Exit code that says that it came to the expected end. */
  readonly exits: number;
  /** Milliseconds after which it is given up. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface Line {
  /** Milliseconds from the start of the command to the arrival of the line's end. */
  readonly atMs: number;
  /** Without colours. */
  readonly text: string;
}

export interface Measured {
  readonly wallMs: number;
  readonly lines: readonly Line[];
  /** Null: this system does not tell. */
  readonly peakMiB: number | null;
}

/** A command did not come to its expected end. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}

/**
 * Runs a command to its end: how long it took, when it said what, and how much memory it and all that it started used at most, looked at
 * twice a second.
 *
 * @throws NotMeasured with its last words, where it ended otherwise than expected, took too long, or was aborted
 */
export async function measure({ command, args, cwd, env, exits, limitMs, signal }: Command): Promise<Measured> {
  if (signal.aborted) throw new NotMeasured('interrupted');
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd,
    ...(env ? { env } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: Line[] = [];
  for (const stream of [child.stdout, child.stderr]) collectLines(stream.setEncoding('utf8'), startedMs, lines);

  let peakMiB: number | null = null;
  let over = false;
  const watch = async (): Promise<void> => {
    if (child.pid === undefined || process.platform !== 'linux') return;
    const now = await memoryOf(child.pid);
    if (!over) peakMiB = Math.max(peakMiB ?? 0, now);
    if (!over) timer = setTimeout(() => void watch(), sampleMs);
  };
  let timer = setTimeout(() => void watch(), sampleMs);

  let stopped: string | null = null;
  let patience: NodeJS.Timeout | undefined;
  const end = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const stop = (why: string): void => {
    stopped ??= why;
    end('SIGINT');
    patience = setTimeout(() => end('SIGKILL'), patienceMs);
  };
  const onAbort = (): void => stop('interrupted');
  const limit = setTimeout(() => stop(`no end within ${String(limitMs / 1000)} s`), limitMs);
  signal.addEventListener('abort', onAbort);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const wallMs = performance.now() - startedMs;
    const why = stopped ?? (code === exits ? null : `exit code ${String(code)} in place of ${String(exits)}`);
    if (why !== null) throw new NotMeasured(`${why}\n${lastOf(lines)}\n  of ${[command, ...args].join(' ')}`);
    return { wallMs, lines, peakMiB };
  } finally {
    over = true;
    clearTimeout(timer);
    clearTimeout(limit);
    clearTimeout(patience);
    signal.removeEventListener('abort', onAbort);
  }
}

function collectLines(stream: NodeJS.ReadableStream, startedMs: number, lines: Line[]): void {
  let rest = '';
  const add = (text: string): void => {
    lines.push({ atMs: performance.now() - startedMs, text: stripVTControlCharacters(text).trimEnd() });
  };
  stream.on('data', (chunk: string) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(add);
  });
  stream.on('end', () => {
    if (rest !== '') add(rest);
  });
}

const lastOf = (lines: readonly Line[]): string =>
  lines
    .filter(({ text }) => text !== '')
    .slice(-6)
    .map(({ text }) => `  ${text}`)
    .join('\n');

/**
 * Milliseconds until the first line that matches.
 *
 * @throws NotMeasured where there is none
 */
export function timeTo({ lines }: Measured, pattern: RegExp): number {
  const line = lines.find(({ text }) => pattern.test(text));
  if (!line) throw new NotMeasured(`no line of the output matches ${String(pattern)}\n${lastOf(lines)}`);
  return line.atMs;
}
