import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { signal as send } from '../apache/process-table.ts';
import { endMarked, markName } from './processes.ts';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The first signal that we got while it ran; null: none. */
  readonly interruptedBy: NodeJS.Signals | null;
  /** It was killed because it did not end by itself after a signal. */
  readonly killed: boolean;
  /** It could not be started. */
  readonly error: Error | null;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds that Playwright may take to write its reports after a signal, before it is killed. */
  readonly patienceMs: number;
  readonly say: (text: string) => void;
  /** Called once with its process id. */
  readonly onStart?: (pid: number) => void;
  /** Open file that takes what it prints. Default: our own stdout and stderr. */
  readonly output?: number;
}

/**
 * One press of Ctrl-C reaches us more than once: from the terminal, from npm and from the set-up. Signals within this many
 * milliseconds of the first are the same press.
 */
const samePressMs = 1_000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs Playwright to its end and leaves no process behind. It gets a session of its own, so that a terminal's Ctrl-C reaches it
 * through us alone and once: every signal as SIGINT, the only one after which Playwright writes its reports. A second press
 * kills it.
 */
export async function runToItsEnd({
  command,
  args,
  cwd,
  env,
  patienceMs,
  say,
  onStart,
  output,
}: Command): Promise<Ending> {
  const mark = randomUUID();
  const child = spawn(command, args, {
    cwd,
    env: { ...env, [markName]: mark },
    stdio: ['ignore', output ?? 'inherit', output ?? 'inherit'],
    detached: process.platform !== 'win32',
  });
  if (child.pid !== undefined) onStart?.(child.pid);

  let interruptedBy: NodeJS.Signals | null = null;
  let firstAt = 0;
  let killed = false;
  let patience: NodeJS.Timeout | undefined;
  const kill = () => {
    killed = true;
    if (child.pid !== undefined && process.platform !== 'win32') send(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  };
  let over = false;
  const onSignal = (name: NodeJS.Signals) => {
    if (over) return;
    if (interruptedBy !== null) {
      if (Date.now() - firstAt < samePressMs) return;
      say('Interrupted again: killing Playwright.');
      kill();
      return;
    }
    interruptedBy = name;
    firstAt = Date.now();
    say(`Interrupted (${name}): Playwright is asked to stop and to write what it has. Once more to kill it.`);
    child.kill('SIGINT');
    patience = setTimeout(() => {
      say(`Playwright did not stop within ${String(patienceMs / 1000)} s: killing it.`);
      kill();
    }, patienceMs);
  };

  for (const name of signals) process.on(name, onSignal);
  try {
    const ended = await new Promise<Pick<Ending, 'code' | 'signal' | 'error'>>((resolve) => {
      child.once('error', (error) => {
        resolve({ code: null, signal: null, error });
      });
      child.once('exit', (code, signal) => {
        resolve({ code, signal, error: null });
      });
    });
    if (child.pid !== undefined && process.platform !== 'win32') send(-child.pid, 'SIGKILL');
    await endMarked(mark);
    return { ...ended, interruptedBy, killed };
  } finally {
    over = true;
    clearTimeout(patience);
    // Whoever interrupted may press again while the last words are written: they are on their way out.
    if (interruptedBy === null) for (const name of signals) process.off(name, onSignal);
  }
}
