import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { environmentWith } from '../target/environment.ts';

export const projectFolder = resolve(import.meta.dirname, '../..');
export const packageFile = (...parts: readonly string[]): string => join(projectFolder, 'node_modules', ...parts);

const codeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);

/** Runs a program of Node's in our place, passing on the signals that we get. */
export async function runInOurPlace(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: 'inherit', env: environmentWith(env) });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  return new Promise((resolveWith, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolveWith(codeOf(code, signal));
    });
  });
}

/** Runs a program of Node's quietly. */
export async function runQuietly(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolveWith, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolveWith({ code: codeOf(code, signal), output });
    });
  });
}
