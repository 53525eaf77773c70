import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../src/run/standin-port.ts';
import { environmentFor, readTarget } from '../src/target/environment.ts';
import { measure, NotMeasured, type Measured } from './measure.ts';

export const root = resolve(import.meta.dirname, '..');

/** Both sides of a comparison get as many workers as our suite takes on the smallest machine of CI. */
export const workers = 2;

/** One run of a side. */
export interface Run {
  /** As a person would type it. */
  readonly shown: string;
  readonly args: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
  /** Default: 0. */
  readonly exits?: number;
  readonly limitMs?: number;
}

/** What all rows share: stand-ins, a folder that goes when the bench ends, and the wish to stop. */
export class Lab {
  readonly repeat: number;
  readonly signal: AbortSignal;
  readonly browser: string;
  /** Prose for the person at the terminal. */
  readonly say: (text: string) => void;
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));
  readonly #standins = new Map<string, { readonly child: ChildProcess; readonly port: number }>();

  constructor({ repeat, signal, browser, say }: Pick<Lab, 'repeat' | 'signal' | 'browser' | 'say'>) {
    this.repeat = repeat;
    this.signal = signal;
    this.browser = browser;
    this.say = say;
  }

  /** Port of a stand-in with these faults; one serves all rows that ask for it. */
  async standin(...faults: readonly string[]): Promise<number> {
    const key = faults.join(' ');
    const running = this.#standins.get(key);
    if (running) return running.port;
    const port = await freePort();
    const args = [
      join(root, 'standin/main.ts'),
      '--port',
      String(port),
      '--log',
      join(this.folder, `${String(port)}.log`),
    ];
    const child = spawn(process.execPath, [...args, ...faults.flatMap((fault) => ['--fault', fault])], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // a terminal's Ctrl-C is ours to hear: the run under way needs its site to the end
      detached: true,
    });
    this.#standins.set(key, { child, port });
    await new Promise<void>((ready, reject) => {
      child.stdout.once('data', () => ready());
      child.once('exit', (code) => reject(new NotMeasured(`the stand-in ended with exit code ${String(code)}`)));
    });
    return port;
  }

  /**
   * Runs a side once.
   *
   * @throws NotMeasured
   */
  async run({ args, env = {}, port, exits = 0, limitMs = 600_000 }: Run): Promise<Measured> {
    const [command, ...rest] = args;
    const target = readTarget({ overrides: { TARGET: 'local', STANDIN_PORT: String(port), RUN_ID: '' } });
    const shared = environmentFor(target, {
      BROWSER_PATH: this.browser,
      REPORTS_DIR: join(this.folder, 'reports'),
      // whoever measures does not write into the team's history
      DATABASE_URL: '',
      PLAIN_OUTPUT: join(this.folder, 'plain'),
      ...env,
    });
    return measure({ command, args: rest, cwd: root, env: { ...shared, ...env }, exits, limitMs, signal: this.signal });
  }

  /** Runs the sides in turns, as often as was asked for. */
  async inTurns<Name extends string>(
    sides: Readonly<Record<Name, Run>>,
    times: Partial<Record<Name, number>> = {},
  ): Promise<Record<Name, Measured[]>> {
    const names = Object.keys(sides) as Name[]; // the keys of this very record
    const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>; // one list each
    for (let turn = 0; turn < this.repeat; turn += 1) {
      for (const name of names) {
        if (turn >= (times[name] ?? this.repeat)) continue;
        this.say(`  ${String(turn + 1)} of ${String(times[name] ?? this.repeat)}: ${name}`);
        measured[name].push(await this.run(sides[name]));
      }
    }
    return measured;
  }

  close(): void {
    for (const { child } of this.#standins.values()) child.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
