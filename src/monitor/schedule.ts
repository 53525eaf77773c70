import { createHash } from 'node:crypto';
import { Cron } from 'croner';

/** How much later than the expression says a location starts: always the same, from its name, in ms. */
export function jitterOf(location: string, jitterMs: number): number {
  if (jitterMs <= 0) return 0;
  const share = createHash('sha256').update(location).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(share * jitterMs);
}

/** What is due. `missed`: how many ticks went by unnoticed before it, because the machine slept or the clock jumped. */
export interface Due {
  readonly missed: number;
}

/** More are not counted: that there were many is enough to say. */
const mostMissed = 100;

/**
 * When the journeys are due by a cron expression, later by an offset. However many ticks have gone by, one run makes up for all of them; a
 * clock that is set back does not keep the next one waiting.
 */
export class Schedule {
  readonly #cron: Cron;
  readonly #offsetMs: number;
  #next: number;

  /** @param now the wall's clock, in ms */
  constructor(expression: string, offsetMs: number, now: number) {
    this.#cron = new Cron(expression, { timezone: 'UTC', paused: true });
    this.#offsetMs = offsetMs;
    this.#next = this.#after(now);
  }

  /** The next start, in ms of the wall's clock. */
  get next(): number {
    return this.#next;
  }

  /** Whether a run is due; the one after it is the next from now on. */
  due(now: number): Due | null {
    if (now < this.#next) {
      // the clock was set back
      this.#next = Math.min(this.#next, this.#after(now));
      return null;
    }
    let missed = 0;
    for (let tick = this.#after(this.#next); tick <= now && missed < mostMissed; tick = this.#after(tick)) missed += 1;
    this.#next = this.#after(now);
    return { missed };
  }

  /** The first start after an instant; Infinity: there is none. */
  #after(now: number): number {
    const tick = this.#cron.nextRun(new Date(now - this.#offsetMs));
    return tick === null ? Infinity : tick.getTime() + this.#offsetMs;
  }
}
