import { setTimeout as sleep } from 'node:timers/promises';
import { processTable, signal, type ProcessEntry } from './process-table.ts';

/** What every process of one httpd, and what it starts, carries in its environment. */
const markName = 'JOURNEYS_HTTPD_MARK';

/**
 * The processes of one httpd, whatever has become of their parents: those with its mark, those of its group and session, and the
 * descendants of all of them. Never by name.
 */
export class ProcessTree {
  readonly mark: string;
  /** The mark as the environment of its processes says it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the parent, which leads a group and a session of its own; null: not known. */
  pid: number | null = null;
  /** Seen once, and by their birth the same still: a program with an environment of its own is not lost when its parent goes. */
  readonly #seen = new Map<number, string>();

  constructor(mark: string) {
    this.mark = mark;
    this.environment = { [markName]: mark };
  }

  members(): ProcessEntry[] {
    const table = processTable();
    const leader = this.pid;
    const variable = `${markName}=${this.mark}`;
    const inside = new Set(
      table
        .filter(
          (entry) =>
            this.#seen.get(entry.pid) === entry.born ||
            (leader !== null && (entry.group === leader || entry.session === leader)) ||
            entry.has(variable),
        )
        .map(({ pid }) => pid),
    );
    // Parents mostly come before their children, but numbers wrap.
    for (let before = -1; before !== inside.size;) {
      before = inside.size;
      for (const { pid, parent } of table) if (inside.has(parent)) inside.add(pid);
    }
    inside.delete(process.pid);
    const members = table.filter(({ pid }) => inside.has(pid));
    for (const { pid, born } of members) this.#seen.set(pid, born);
    return members;
  }

  /**
   * Kills all of it, again and again until nothing is left: what is born in between is met the next time.
   *
   * @returns what could not be ended in that time: a process that hangs in the kernel, or is another user's
   */
  async kill(withinMs: number): Promise<ProcessEntry[]> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const left = this.members();
      if (left.length === 0 || performance.now() > deadline) return left;
      for (const { pid } of left) signal(pid, 'SIGKILL');
      await sleep(10);
    }
  }
}
