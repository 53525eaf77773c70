import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A variable that a run gives its children and that nobody else has. Browsers and servers that Playwright starts get process
 * groups of their own, and where Playwright is killed they lose their parent too; their environment still tells whose they are.
 */
export const markName = 'JOURNEYS_RUN_MARK';

/** The processes that carry a mark, as numbers. */
export function marked(mark: string): number[] {
  const wanted = `${markName}=${mark}`;
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted);
        } catch {
          return false; // gone, or somebody else's
        }
      })
      .map(Number);
  }
  if (process.platform === 'win32') return [];
  try {
    // BSD's ps (macOS) prints a process's environment after its command.
    return execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
      .split('\n')
      .filter((line) => line.includes(wanted))
      .map((line) => Number.parseInt(line, 10))
      .filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}

/**
 * Ends whatever still carries a mark: asked first, killed after a second.
 *
 * @returns how many there were
 */
export async function endMarked(mark: string): Promise<number> {
  const first = marked(mark);
  for (const pid of first) signal(pid, 'SIGTERM');
  if (!(await isEmptied(mark, 1_000))) {
    for (const pid of marked(mark)) signal(pid, 'SIGKILL');
    await isEmptied(mark, 2_000);
  }
  return first.length;
}

async function isEmptied(mark: string, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(50)) {
    if (marked(mark).length === 0) return true;
  }
  return marked(mark).length === 0;
}
