import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { configured } from '../target/environment.ts';
import { HttpdError } from './httpd-error.ts';
import type { ApacheBinary, BinaryRun, ServerRoot } from './types.ts';

/** Debian's binary is in a folder that an ordinary user's PATH lacks, and what it starts may be there too. */
const fallbackPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the binary is told of the machine: the root's own environment, and PATH. */
export const environmentOf = (root: ServerRoot): Record<string, string> => ({
  PATH: configured('PATH') ?? fallbackPath,
  ...root.env,
});

/** Which configuration every call is about. */
export const argumentsOf = (root: ServerRoot): string[] => ['-d', root.folder, '-f', root.file, ...(root.args ?? [])];

export interface BinaryOptions {
  /** Milliseconds; default 10 000. */
  readonly timeoutMs?: number;
  /** Characters kept of each stream; default 16 million: a resolved configuration is long. */
  readonly longest?: number;
  /** Variables beside the root's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs the binary once over a configuration and waits for its end: `-t`, `-S`, `-M`, `-t -D DUMP_…`, `-k graceful`.
 *
 * @throws HttpdError where it cannot be run at all; the signal's reason where that is aborted
 */
export async function runBinary(
  binary: ApacheBinary,
  root: ServerRoot,
  args: readonly string[],
  { timeoutMs = 10_000, longest = 16_000_000, env = {}, signal }: BinaryOptions = {},
): Promise<BinaryRun> {
  signal?.throwIfAborted();
  const began = performance.now();
  // In a group of its own: what it starts ends with it.
  const child = spawn(binary.path, [...argumentsOf(root), ...args], {
    cwd: root.folder,
    env: { ...environmentOf(root), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  let truncated = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      truncated ||= said[name].length + text.length > longest;
      said[name] = (said[name] + text).slice(0, longest);
    });
  }
  let timedOut = false;
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // gone already
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal?.addEventListener('abort', end);
  try {
    const closed = new Promise<void>((over) => child.once('close', () => over()));
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((over, failed) => {
      child.once('error', failed);
      child.once('exit', (...how) => over(how));
    });
    // A daemon that it left behind holds its output open.
    await Promise.race([closed, sleep(250, undefined, { ref: false })]);
    signal?.throwIfAborted();
    return { code, signal: by, ...said, tookMs: Math.round(performance.now() - began), timedOut, truncated };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new HttpdError('not-run', `${binary.path} cannot be run in ${root.folder}: ${why}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
