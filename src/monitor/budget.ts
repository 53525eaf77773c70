import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../target/atomic.ts';

const hourMs = 3_600_000;
/** Requests are counted in spans of this length; a span is over an hour old when its last request is. */
const spanMs = 60_000;

const keptShape = z.array(z.object({ at: z.number(), count: z.int().nonnegative() }));

interface Span {
  /** Of its beginning, by a clock that never jumps. */
  readonly at: number;
  count: number;
}

export interface BudgetOptions {
  /** Requests in any hour. */
  readonly perHour: number;
  /** Keeps what was spent, so that one that is started anew does not begin at nothing; null: nowhere. */
  readonly file: string | null;
  /** Never jumps, in ms. Default: the process's own. */
  readonly clock?: () => number;
  /** The wall's, in ms. */
  readonly now?: () => number;
}

/** Requests that may be sent to a target: in no hour, wherever it begins, more than declared. */
export class Budget {
  readonly perHour: number;
  readonly #file: string | null;
  readonly #clock: () => number;
  readonly #now: () => number;
  #spans: Span[];

  constructor({ perHour, file, clock = () => performance.now(), now = Date.now }: BudgetOptions) {
    this.perHour = perHour;
    this.#file = file;
    this.#clock = clock;
    this.#now = now;
    this.#spans = this.#restored();
  }

  /** Sent within the last hour, and a little before it. */
  get spent(): number {
    const oldest = this.#clock() - hourMs - spanMs;
    this.#spans = this.#spans.filter(({ at }) => at >= oldest);
    return this.#spans.reduce((sum, { count }) => sum + count, 0);
  }

  /** How many more may be sent now. */
  get left(): number {
    return Math.max(0, this.perHour - this.spent);
  }

  /**
   * Takes so many requests before they are sent, all of them or none.
   *
   * @param leave what has to be left for others afterwards
   * @returns whether they may be sent
   */
  take(count: number, leave = 0): boolean {
    if (count + leave > this.left) return false;
    const now = this.#clock();
    const last = this.#spans.at(-1);
    // the span's age counts from its beginning, and what it holds is older by a span at most: `spent` waits that long
    if (last && now - last.at < spanMs) last.count += count;
    else this.#spans.push({ at: now, count });
    return true;
  }

  /** When there is room for so many, in ms from now; Infinity: never. */
  roomIn(count: number): number {
    if (count > this.perHour) return Infinity;
    let free = this.left;
    if (free >= count) return 0;
    for (const { at, count: spent } of this.#spans) {
      free += spent;
      if (free >= count) return Math.max(0, at + hourMs + spanMs - this.#clock() + 1);
    }
    return Infinity;
  }

  /** Keeps what was spent. Its loss is none of the run. */
  keep(): void {
    if (this.#file === null) return;
    const lag = this.#now() - this.#clock();
    const spans = this.#spans.map(({ at, count }) => ({ at: at + lag, count }));
    try {
      writeWhole('what the monitor has sent', this.#file, JSON.stringify(spans));
    } catch {
      // a full disk is told by whoever has something to lose on it
    }
  }

  /** What an earlier process has sent; instants that the wall's clock has moved into the future are now. */
  #restored(): Span[] {
    if (this.#file === null) return [];
    try {
      const kept = keptShape.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      const [clock, now] = [this.#clock(), this.#now()];
      return kept
        .map(({ at, count }) => ({ at: Math.min(clock, at - now + clock), count }))
        .toSorted((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }
}
