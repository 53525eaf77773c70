import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError } from './httpd-error.ts';
import type { HttpdExit } from './types.ts';

/** Characters of what it says on stdout and stderr: the end says why. */
const longestOutput = 64_000;
/** What it left behind may hold its output open. */
const lastWordsMs = 100;

/** The parent of an httpd as a process of ours: its number, its words, its end. */
export class Launched {
  readonly pid: number;
  readonly exited: Promise<HttpdExit>;
  /** Null: it lives. */
  exit: HttpdExit | null = null;
  output = '';

  constructor(child: ChildProcess, pid: number) {
    this.pid = pid;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-longestOutput);
      });
    }
    this.exited = new Promise((over) => {
      const closed = new Promise<void>((all) => child.once('close', () => all()));
      child.once('exit', (code, signal) => {
        this.exit = { code, signal, output: this.output };
        void Promise.race([closed, sleep(lastWordsMs)]).then(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
          this.exit = { code, signal, output: this.output };
          over(this.exit);
        });
      });
    });
  }
}

/**
 * Starts a program in a group and a session of its own: a terminal's signals are not for it, and it can be told from everybody else.
 *
 * @throws HttpdError `not-run`
 */
export async function launch(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Launched> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  if (child.pid !== undefined) return new Launched(child, child.pid);
  const { message } = await new Promise<Error>((failed) => child.once('error', failed));
  throw new HttpdError('not-run', `${command} cannot be run: ${message}`);
}
