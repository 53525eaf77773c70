import type { Part, PartAsked } from './part.ts';
import { withoutVerdict } from './report.ts';
import type { GateEvent, GateReport } from './types.ts';

/** What a gate saw and did, as its time line has it. */
export class Notes {
  readonly events: GateEvent[] = [];
  readonly runs: GateReport['runs'][number][] = [];
  readonly #troubles = new Set<string>();
  readonly #startedAt: number;
  readonly #began = performance.now();
  readonly #onEvent: (event: GateEvent) => void;

  constructor(now: () => number, onEvent: (event: GateEvent) => void) {
    this.#startedAt = now();
    this.#onEvent = onEvent;
  }

  /** By a clock that does not jump. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.#began);
  }

  get troubles(): readonly string[] {
    return [...this.#troubles];
  }

  #at(elapsedMs: number): string {
    return new Date(this.#startedAt + elapsedMs).toISOString();
  }

  /** @param run whose end it tells of */
  event(kind: GateEvent['kind'], text: string, tone: GateEvent['tone'] = 'plain', run: string | null = null): void {
    const event = { at: this.#at(this.elapsedMs), kind, text, tone, run };
    this.events.push(event);
    this.#onEvent(event);
  }

  /** Told once, however often it is met. */
  trouble(text: string): void {
    this.#troubles.add(text);
  }

  /** Runs one, and notes it. */
  async ran(asked: PartAsked, run: (asked: PartAsked) => Promise<Part>): Promise<Part> {
    const began = this.elapsedMs;
    const part = await run(asked);
    const { id, what, record, page } = part;
    this.runs.push({
      ...{ id, what, page, outcome: record?.outcome ?? 'inconclusive', headline: record?.headline ?? withoutVerdict },
      ...{ startedAt: this.#at(began), durationMs: this.elapsedMs - began },
      phase: asked.followsChange ? 'after' : 'recovery',
    });
    return part;
  }
}
