import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = mkdtempSync(join(tmpdir(), 'run-'));
after(() => rmSync(folder, { recursive: true }));

export const newReports = (): string => mkdtempSync(join(folder, 'reports-'));

export interface Driven {
  readonly pid: number;
  /** Waits until the output holds a match. */
  readonly seen: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly output: string;
  }>;
}

/** Starts a program of ours in the background and listens to both of its streams. */
export function drive(args: readonly string[], env: Readonly<Record<string, string>> = {}): Driven {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      child.emit('said');
    });
  }
  const ended = new Promise<Awaited<Driven['ended']>>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, output });
      child.emit('said');
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async seen(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (child.exitCode !== null || child.signalCode !== null) {
          await ended;
          const late = pattern.exec(output);
          if (late) return late;
          throw new Error(`ended without ${String(pattern)}:\n${output}`);
        }
        await once(child, 'said');
      }
    },
  };
}

export const driveRun = (
  reports: string,
  runId: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Driven => drive([join(import.meta.dirname, 'driver.ts'), reports, runId, ...words], env);

/** A process that was killed needs a moment to be gone, and longer on a busy machine. */
export async function isGone(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(50)) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
  }
  return false;
}
