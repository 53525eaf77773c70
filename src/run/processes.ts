import { setTimeout as sleep } from 'node:timers/promises';
import { processTable, signal } from '../apache/process-table.ts';

/**
 * A variable that a run gives its children and that nobody else has. Browsers and servers that Playwright starts get process
 * groups of their own, and where Playwright is killed they lose their parent too; their environment still tells whose they are.
 */
export const markName = 'JOURNEYS_RUN_MARK';

/** The processes that carry a mark, as numbers; none where the system does not tell. */
export function marked(mark: string): number[] {
  try {
    return processTable()
      .filter((entry) => entry.has(`${markName}=${mark}`))
      .map(({ pid }) => pid);
  } catch {
    return [];
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
