import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal as send } from '../apache/process-table.ts';
import { environmentWith } from '../target/environment.ts';
import { placeholder, type Redactor } from '../target/redactor.ts';

/** What is kept of its output: the end says how it went. */
const longestOutput = 16 * 1024;
/** What is read to be redacted, so that no secret is cut in two by the bound above. */
const longestRead = 1024 * 1024;
const usualPoliteMs = 5_000;

/** What a rollback command came to. */
export interface RolledBack {
  /** Null: it could not be started, a signal ended it, or nobody waited for its end. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was ended by us, with its process group. */
  readonly timedOut: boolean;
  /** Somebody interrupted twice and did not wait for its end: it goes on, as the process group of this number. */
  readonly leftRunning: number | null;
  /** Redacted; the last of it. */
  readonly output: string;
  readonly tookMs: number;
}

export interface RollbackCommand {
  /** As a shell takes it. */
  readonly command: string;
  readonly timeoutMs: number;
  readonly redactor: Redactor;
  /** What the command is told: the change, and where. */
  readonly env: Readonly<Record<string, string>>;
  /** Nobody waits any longer. The command itself is never ended by it: half a rollback is worse than none. */
  readonly leave: AbortSignal;
  /** Between SIGTERM and SIGKILL. */
  readonly politeMs?: number;
}

/** `--token=…`, `--db-password …` and `DEPLOY_TOKEN=…` of a command line; a variable that is named there is none. */
const secretWords =
  /(?<kept>(?:^|[\s"'])--?[\w-]{0,60}(?:password|passwd|token|secret|api-?key)[= ]\s{0,4}|\b[A-Z0-9_]{0,60}(?:PASSWORD|TOKEN|SECRET|_KEY)=)(?![$-])(?:"[^"]{0,4000}"|'[^']{0,4000}'|[^\s"']{1,4000})/gim;

/** A command, or what it printed, without secrets. */
export const redactShell = (text: string, redactor: Redactor): string =>
  redactor.text(text.replace(secretWords, `$<kept>${placeholder}`));

/** The end of a file that somebody may still be writing. */
function endOf(file: number, redactor: Redactor): string {
  const { size } = fstatSync(file);
  const from = Math.max(0, size - longestRead);
  const bytes = Buffer.alloc(size - from);
  const read = readSync(file, bytes, 0, bytes.length, from);
  const text = bytes.subarray(0, read).toString('utf8');
  // a line that was cut might begin within a secret
  const whole = redactShell(from === 0 ? text : text.slice(text.indexOf('\n') + 1), redactor);
  if (whole.length <= longestOutput) return whole;
  const end = whole.slice(-longestOutput);
  return `…\n${end.slice(end.indexOf('\n') + 1)}`;
}

/**
 * Runs the team's own command once, in a process group of its own, so that a Ctrl-C in the terminal does not reach it. Its output goes to a file that
 * nobody else can open: a server that it starts and leaves behind keeps something to write to, and does not hold us up.
 */
export async function runRollback({
  command,
  timeoutMs,
  redactor,
  env,
  leave,
  politeMs = usualPoliteMs,
}: RollbackCommand): Promise<RolledBack> {
  const folder = mkdtempSync(join(tmpdir(), 'rollback-'));
  const path = join(folder, 'output');
  const output = openSync(path, 'w+', 0o600);
  const began = performance.now();
  try {
    const child = spawn('/bin/sh', ['-c', command], {
      stdio: ['ignore', output, output],
      detached: true,
      env: environmentWith(env),
    });
    // from here on only those who have it open can read it
    rmSync(folder, { recursive: true, force: true });
    const { pid } = child;
    const ended = new Promise<Pick<RolledBack, 'exitCode' | 'signal'>>((over) => {
      child.once('error', () => over({ exitCode: null, signal: null }));
      child.once('exit', (exitCode, signal) => over({ exitCode, signal }));
    });
    const stop = new AbortController();
    const tooLong = sleep(timeoutMs, 'too-long' as const, { signal: stop.signal }).catch(() => 'too-long' as const);
    const left = new Promise<'left'>((gone) => {
      if (leave.aborted) gone('left');
      else leave.addEventListener('abort', () => gone('left'), { once: true });
    });
    const first = await Promise.race([ended, tooLong, left]);
    stop.abort();
    const told = (end: Partial<RolledBack>): RolledBack => ({
      ...{ exitCode: null, signal: null, timedOut: false, leftRunning: null },
      ...end,
      output: endOf(output, redactor),
      tookMs: Math.round(performance.now() - began),
    });
    if (first === 'left') {
      child.unref();
      return told({ leftRunning: pid ?? null });
    }
    if (first !== 'too-long') return told(first);
    if (pid !== undefined) send(-pid, 'SIGTERM');
    const polite = await Promise.race([ended, sleep(politeMs, null, { ref: false })]);
    // what it started may not end with it
    if (pid !== undefined) send(-pid, 'SIGKILL');
    return told({ ...(polite ?? (await ended)), timedOut: true });
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** It did what it was asked for, as far as its exit code tells. */
export const isDone = ({ exitCode, timedOut }: Pick<RolledBack, 'exitCode' | 'timedOut'>): boolean =>
  exitCode === 0 && !timedOut;

/** How a command ended, as the end of a sentence. */
export function howItEnded({ exitCode, signal, timedOut, leftRunning }: Omit<RolledBack, 'output' | 'tookMs'>): string {
  if (leftRunning !== null) return `nobody waited for its end: it goes on as process group ${String(leftRunning)}`;
  if (timedOut) return 'it did not end in time, and was ended with its process group';
  if (exitCode === null) return signal === null ? 'it could not be started' : `it was ended by ${signal}`;
  return `exit code ${String(exitCode)}`;
}
