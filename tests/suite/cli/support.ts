import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';

export const projectFolder = resolve(import.meta.dirname, '../../..');

/** A folder that is gone when the file's tests are over. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** The first line of stdout. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts a program and listens. What the test runner says through the environment is not passed on. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = projectFolder,
): Started {
  const { NODE_TEST_CONTEXT: _runner, CI: _ci, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ALLURE: 'off', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const firstLine = new Promise<string>((found, lost) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const end = stdout.indexOf('\n');
      if (end >= 0) found(stdout.slice(0, end));
    });
    child.once('close', () => lost(new Error(`ended before it said a line:\n${stderr}`)));
  });
  // Whoever does not ask for the first line does not want to hear that there was none.
  firstLine.catch(() => {});
  const ended = new Promise<Ended>((over, failed) => {
    child.once('error', failed);
    child.once('close', (code) => over({ code, stdout, stderr }));
  });
  return { kill: (signal) => void child.kill(signal), firstLine, ended };
}

/** Runs the suite's command line. */
export const cli = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Started =>
  startProgram(process.execPath, [join(projectFolder, 'src/cli/main.ts'), ...args], env);
