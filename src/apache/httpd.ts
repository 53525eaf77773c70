import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { followErrorLogs } from './error-log.ts';
import { startGuard, type Guard } from './guard.ts';
import { HttpdError, type HttpdTrouble } from './httpd-error.ts';
import { launch, type Launched } from './launch.ts';
import { limited } from './limits.ts';
import { signal } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';
import { awaitSign } from './ready.ts';
import { argumentsOf, environmentOf, runBinary } from './run-binary.ts';
import { readRunConfiguration, type RunConfiguration } from './run-configuration.ts';
import { refuseUnsafe, servesAsRoot } from './safety.ts';
import { addressInUse, isTaken } from './taken-port.ts';
import type { BinaryRun, Httpd, HttpdExit, HttpdOptions, ReadySign, ServerRoot } from './types.ts';

export { HttpdError } from './httpd-error.ts';

/** What a configuration that is at all in order needs is a hundredth of it. */
const defaultTimeoutMs = 10_000;
/** httpd ends within 30 ms of a SIGTERM; with requests under way it may take its time, which nobody needs to wait for. */
const politeMs = 1_000;
const killMs = 5_000;
const howEnded = ({ code, signal }: HttpdExit): string =>
  signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`;

/** Whom a pid file names; null: nobody. */
function pidIn(path: string | null): number | null {
  try {
    return Number.parseInt(readFileSync(path ?? '', 'utf8'), 10);
  } catch {
    return null;
  }
}

/** One httpd with all its processes, its guard and its words. */
class OwnHttpd implements Httpd {
  readonly pid: number;
  readonly root: ServerRoot;
  readonly exited: Promise<HttpdExit>;
  readyAfterMs = 0;
  readonly #options: HttpdOptions;
  readonly #parent: Launched;
  readonly #tree: ProcessTree;
  readonly #guard: Guard;
  #errorLog: () => string;
  #stopping: Promise<void> | null = null;

  constructor(options: HttpdOptions, parent: Launched, tree: ProcessTree, guard: Guard, errorLog: () => string) {
    this.pid = parent.pid;
    this.root = options.root;
    this.exited = parent.exited;
    this.#options = options;
    this.#parent = parent;
    this.#tree = tree;
    this.#guard = guard;
    this.#errorLog = errorLog;
    tree.pid = parent.pid;
    guard.watch(parent.pid);
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#tree.environment;
  }

  children(): readonly number[] {
    return this.#tree
      .members()
      .filter(({ pid, parent }) => pid !== this.pid && (this.#parent.exit !== null || parent === this.pid))
      .map(({ pid }) => pid);
  }

  /** @throws HttpdError, after it has ended what there is */
  async begin({ pidFile }: RunConfiguration, began: number): Promise<void> {
    const { ready, timeoutMs = defaultTimeoutMs, signal } = this.#options;
    try {
      const isOver = (): boolean => this.#parent.exit !== null;
      // Written once its ports are its own: until then an answer is somebody else's, whatever it bears.
      const isUp = (): boolean => pidIn(pidFile) === this.pid;
      const missing = await awaitSign(ready, { timeoutMs, isUp, isOver, signal });
      this.readyAfterMs = Math.round(performance.now() - began);
      if (this.#parent.exit !== null) throw await this.#ended('not-started', 'before it was ready');
      if (missing !== null)
        throw this.#error('no-sign', `httpd has not answered in ${String(timeoutMs)} ms: ${missing}`);
      await this.#refuseRoot();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  run(args: readonly string[]): Promise<BinaryRun> {
    return runBinary(this.#options.binary, this.root, args, { env: this.#tree.environment });
  }

  async reload(ready: ReadySign): Promise<{ readonly tookMs: number }> {
    const { binary, timeoutMs = defaultTimeoutMs } = this.#options;
    // Without a living server -k graceful would start one.
    if (this.#parent.exit !== null) throw await this.#ended('died', 'before it was reloaded');
    const { run, settings } = await readRunConfiguration(binary, this.root, { env: this.#tree.environment });
    if (settings === null) throw this.#refused(run);
    refuseUnsafe(this.root, settings);
    this.#refuseOtherPid(settings);
    this.#errorLog = followErrorLogs(settings.errorLog);
    const began = performance.now();
    const told = await this.run(['-k', 'graceful']);
    if (told.code !== 0) throw this.#refused(told);
    const left = timeoutMs - (performance.now() - began);
    const missing = await awaitSign(ready, { timeoutMs: left, isOver: () => this.#parent.exit !== null });
    const tookMs = Math.round(performance.now() - began);
    if (this.#parent.exit !== null) throw await this.#ended('died', 'when it was reloaded');
    if (missing !== null) {
      throw this.#error(
        'no-sign',
        `httpd has not answered with the new configuration in ${String(timeoutMs)} ms: ${missing}`,
      );
    }
    await this.#refuseRoot();
    return { tookMs };
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#end();
    try {
      await this.#stopping;
    } catch (error) {
      this.#stopping = null; // what could not be ended now may be later
      throw error;
    }
  }

  async #end(): Promise<void> {
    const members = this.#tree.members();
    if (this.#parent.exit === null) {
      signal(this.pid, 'SIGTERM');
      // A frozen one cannot end; it gets the signal when it goes on. To all others this says nothing.
      for (const { pid } of members) signal(pid, 'SIGCONT');
      await Promise.race([this.exited, sleep(politeMs, undefined, { ref: false })]);
    }
    const left = await this.#tree.kill(killMs);
    if (left.length > 0) {
      const pids = left.map(({ pid }) => String(pid)).join(', ');
      throw this.#error('not-ended', `httpd cannot be ended: the processes ${pids} are still there after a SIGKILL`);
    }
    await this.exited;
    await this.#guard.dismiss();
  }

  async #refuseRoot(): Promise<void> {
    const child = await servesAsRoot(this.#tree);
    if (child === null) return;
    await this.stop();
    throw this.#error('unsafe', `httpd was stopped at once: its child ${String(child)} served as root`);
  }

  /** `-k` signals whoever the pid file names, and starts a daemon where it names nobody. */
  #refuseOtherPid({ pidFile }: RunConfiguration): void {
    const named = pidIn(pidFile);
    if (named !== this.pid) {
      throw this.#error(
        'reload-refused',
        `httpd is not reloaded, because the new configuration's pid file ${String(pidFile)} names ${String(named ?? 'nobody')} instead of ${String(this.pid)}: the signal would not reach it`,
      );
    }
  }

  #refused({ stdout, stderr, timedOut }: BinaryRun): HttpdError {
    const how = timedOut ? 'takes too long over' : 'refuses';
    const output = stdout + stderr;
    return new HttpdError('reload-refused', `httpd ${how} the new configuration and goes on with the old one`, {
      output,
    });
  }

  #error(kind: HttpdTrouble, what: string): HttpdError {
    return new HttpdError(kind, what, {
      exit: this.#parent.exit,
      output: this.#parent.output,
      errorLog: this.#errorLog(),
    });
  }

  /** What its end was, and whose fault: asked when nothing of it is left. */
  async #ended(kind: 'not-started' | 'died', when: string): Promise<HttpdError> {
    const exit = await this.exited;
    await this.stop();
    const address = addressInUse(exit.output + this.#errorLog());
    if (address !== null && (await isTaken(address))) {
      return this.#error('port-taken', `Somebody else holds port ${String(address.port)}; httpd ${howEnded(exit)}`);
    }
    return this.#error(kind, `httpd ${howEnded(exit)} ${when}`);
  }
}

/**
 * Starts an httpd of our own, and waits for its sign. Nothing of it outlives us: it is ended by `stop`, and by a guard where we are
 * killed.
 *
 * @throws HttpdError; the signal's reason where that is aborted. Either way nothing is left running
 */
export async function startHttpd(options: HttpdOptions): Promise<Httpd> {
  const { binary, root, signal } = options;
  const tree = new ProcessTree(`${String(process.pid)}-${randomBytes(8).toString('hex')}`);
  const [command, ...before] = limited(binary.path, options.limits);
  const { run, settings } = await readRunConfiguration(binary, root, {
    env: tree.environment,
    ...(signal ? { signal } : {}),
  });
  if (settings === null) {
    const output = run.stdout + run.stderr;
    const how = run.timedOut ? 'took too long over' : 'refuses';
    const exit = { code: run.code, signal: run.signal, output };
    throw new HttpdError('not-started', `httpd ${how} its configuration ${root.file}`, { exit });
  }
  refuseUnsafe(root, settings);

  const errorLog = followErrorLogs(settings.errorLog);
  const guard = startGuard(tree.mark, root.folder);
  const began = performance.now();
  const args = [...before, ...argumentsOf(root), '-DFOREGROUND'];
  const env = { ...environmentOf(root), ...tree.environment };
  const parent = await launch(command, args, { cwd: root.folder, env }).catch(async (error: unknown) => {
    await guard.dismiss();
    throw error;
  });
  const httpd = new OwnHttpd(options, parent, tree, guard, errorLog);
  await httpd.begin(settings, began);
  return httpd;
}
