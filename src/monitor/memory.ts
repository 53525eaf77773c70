import { openHistory, type HistoryOptions, type OpenedHistory } from '../history/open.ts';
import type { Leases } from '../history/outbox/types.ts';
import { duration } from '../report/format.ts';
import { briefLeases } from '../run/turn.ts';

export interface Told {
  readonly trouble: (text: string) => void;
  readonly note: (text: string) => void;
}

/**
 * The history, opened for each use: a process that stays for weeks keeps no connection that can go stale, and meets a file that was moved or a
 * database that was away like any other process does. That it went away is told once, and that it is back.
 */
export class Memory {
  readonly leases: Leases;
  readonly #options: HistoryOptions;
  readonly #told: Told;
  #awaySince: number | null = null;
  readonly #troubles = new Set<string>();

  constructor(options: HistoryOptions, told: Told) {
    this.#options = options;
    this.leases = briefLeases(options);
    this.#told = told;
  }

  /** Since when it could not be used, in ms of the process's clock; null: it can. */
  get awaySince(): number | null {
    return this.#awaySince;
  }

  /** Works on the history. @returns null: it cannot be used, which has been told */
  async use<T>(work: (history: OpenedHistory) => Promise<T>): Promise<T | null> {
    const history = await openHistory(this.#options);
    try {
      const result = await work(history);
      const isSound = this.#tell(history.troubles);
      if (isSound) this.#isBack();
      return result;
    } catch (error) {
      this.#tell(history.troubles);
      this.#isAway(error instanceof Error ? error.message : String(error));
      return null;
    } finally {
      await history.close();
    }
  }

  /** @returns whether there were none */
  #tell(troubles: readonly string[]): boolean {
    // whoever is away is told once
    for (const text of this.#awaySince === null ? troubles : []) {
      // the same trouble over and over is one trouble
      if (!this.#troubles.has(text)) this.#told.trouble(text);
      this.#troubles.add(text);
    }
    return troubles.length === 0;
  }

  #isAway(text: string): void {
    if (this.#awaySince !== null) return;
    this.#awaySince = performance.now();
    if (!this.#troubles.has(text)) this.#told.trouble(text);
    this.#told.note('The monitor goes on; what it finds waits in the spool until the history can be used again.');
  }

  #isBack(): void {
    this.#troubles.clear();
    if (this.#awaySince === null) return;
    this.#told.note(`The history can be used again, after ${duration(performance.now() - this.#awaySince)}.`);
    this.#awaySince = null;
  }
}
