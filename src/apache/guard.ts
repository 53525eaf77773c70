import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HttpdError } from './httpd-error.ts';
import { enclosingRoot, removeWhereLeft } from './temporary-root.ts';
import { ProcessTree } from './process-tree.ts';

/** A process beside an httpd that ends it when we are gone, however we went. */
export interface Guard {
  /** Whom to end; what carries the mark is ended anyway. */
  watch(pid: number): void;
  /** Once there is nothing to guard any more. */
  dismiss(): Promise<void>;
}

/** A guard that somebody ends is replaced, unless it cannot live here at all. */
const mostGuards = 5;

/** Nothing of what it ends comes back for longer than this: a start that was under way when its owner died. */
const watchfulMs = 1_000;

/**
 * Starts the guard before the httpd, so that no moment is without. It holds the other end of a pipe to us, and the system closes that
 * with us, whatever kills us. In a session of its own, and without our environment: what ends us and ours shall not find it.
 *
 * @throws HttpdError `not-run`
 */
export function startGuard(mark: string, folder: string): Guard {
  let dismissed = false;
  let guarded: number | null = null;
  let started = 0;
  const start = (): ChildProcess => {
    started += 1;
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), mark, folder], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin?.on('error', () => {}); // it has just ended: told below
    child.once('error', () => {});
    child.once('exit', () => {
      if (dismissed || started >= mostGuards) return;
      guard = start();
      tell();
    });
    // It is there for us, and shall not keep us.
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    return child;
  };
  const tell = (): void => {
    if (guarded !== null) guard.stdin?.write(`${String(guarded)}\n`);
  };
  let guard = start();
  if (guard.pid === undefined)
    throw new HttpdError('not-run', `No httpd is started without a guard, and ${process.execPath} cannot be run`);
  return {
    watch(pid) {
      guarded = pid;
      tell();
    },
    async dismiss() {
      dismissed = true;
      if (guard.pid === undefined || guard.exitCode !== null || guard.signalCode !== null) return;
      const ended = new Promise<void>((over) => guard.once('exit', () => over()));
      guard.ref();
      guard.kill('SIGKILL');
      await ended;
    },
  };
}

async function keepGuard(mark: string, folder: string): Promise<void> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  const tree = new ProcessTree(mark);
  let said = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => {
    said += text;
  });
  await new Promise<void>((gone) => {
    process.stdin.once('close', gone);
    process.stdin.once('error', () => gone());
  });
  const pid = Number.parseInt(said, 10);
  if (pid > 0) tree.pid = pid;
  const deadline = performance.now() + watchfulMs;
  do await tree.kill(10_000);
  while (performance.now() < deadline && (await new Promise((later) => setTimeout(later, 50, true))));
  removeWhereLeft(enclosingRoot(folder));
}

if (import.meta.main) {
  const [mark, folder] = process.argv.slice(2);
  if (mark !== undefined && folder !== undefined) await keepGuard(mark, folder);
}
