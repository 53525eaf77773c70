import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes of this machine, as `ps` of Linux and macOS tells them. */
async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function descendants(all: readonly Process[], pid: number): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendants(all, child.pid))];
}

/** `--type=` tells what a process of Chromium is for; the browser itself has none, and nobody but it has this switch of Playwright's. */
const parts = {
  renderer: (command: string) => command.includes('--type=renderer'),
  browser: (command: string) => command.includes('--remote-debugging-pipe') && !command.includes('--type='),
} as const;

/**
 * Kills a part of every browser that a Playwright has started.
 *
 * @param playwright its process id
 * @throws Error where there is no such process, or no `ps`
 */
export async function killBrowser(playwright: number, part: keyof typeof parts): Promise<void> {
  const found = descendants(await processes(), playwright).filter(({ command }) => parts[part](command));
  if (found.length === 0) throw new Error(`Playwright (process ${String(playwright)}) has no ${part} to be killed`);
  for (const { pid } of found) process.kill(pid, 'SIGKILL');
}
