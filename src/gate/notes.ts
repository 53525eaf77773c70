import type { Part } from './part.ts';
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

  event(kind: GateEvent['kind'], text: string, tone: GateEvent['tone'] = 'plain'): void {
    const event = { at: new Date(this.#startedAt + this.elapsedMs).toISOString(), kind, text, tone };
    this.events.push(event);
    this.#onEvent(event);
  }

  /** Told once, however often it is met. */
  trouble(text: string): void {
    this.#troubles.add(text);
  }

  part({ id, what, record, page }: Part): void {
    this.runs.push({ id, what, outcome: record?.outcome ?? 'inconclusive', page });
  }
}
