import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import type { Asked } from './commands.ts';

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

/**
 * Runs command lines that refuse or only tell, one after the other in one process: starting one for each takes longer than all that they do.
 *
 * @returns what runs one of them
 */
export function commandsInOneProcess(): (args: readonly string[], env?: Asked['env']) => Promise<Ended> {
  const { NODE_TEST_CONTEXT: _runner, CI: _ci, ...inherited } = process.env;
  const child = fork(join(import.meta.dirname, 'commands.ts'), {
    cwd: projectFolder,
    env: { ...inherited, ALLURE: 'off' },
  });
  after(() => child.kill());
  const told = (): Promise<Ended> =>
    new Promise((found, lost) => {
      const over = (): void => lost(new Error('the process of the commands has ended'));
      child.once('exit', over);
      child.once('message', (ended: Ended) => {
        child.off('exit', over);
        found(ended);
      });
    });
  let last: Promise<unknown> = told();
  return (args, env = {}) => {
    const ended = last.then(() => {
      child.send({ args, env } satisfies Asked);
      return told();
    });
    last = ended;
    return ended;
  };
}
