import { stepIds, type Step, type StepId } from './types.ts';

/** What a step comes to. */
export type Judged = Pick<Step, 'verdict' | 'summary' | 'details'>;

/** The steps of one rehearsal, as they are taken. */
export class StepRecorder {
  readonly #steps: Step[] = [];
  readonly #onStep: (step: Step) => void;

  constructor(onStep: (step: Step) => void) {
    this.#onStep = onStep;
  }

  /** @returns what the step gave, with whatever it knows besides */
  async take<T extends Judged>(id: StepId, step: () => T | Promise<T>): Promise<T> {
    const began = performance.now();
    const judged = await step();
    const { verdict, summary, details } = judged;
    this.#keep({ id, verdict, summary, details, durationMs: Math.round(performance.now() - began) });
    return judged;
  }

  skip(id: StepId, why: string): void {
    this.#keep({ id, verdict: 'skipped', summary: `Not done: ${why}`, details: [], durationMs: 0 });
  }

  /** What was not taken, with the one reason. */
  skipRest(why: string): void {
    for (const id of stepIds) if (!this.#steps.some((step) => step.id === id)) this.skip(id, why);
  }

  /** In the order of the contract. */
  all(): Step[] {
    return stepIds.flatMap((id) => this.#steps.filter((step) => step.id === id));
  }

  #keep(step: Step): void {
    this.#steps.push(step);
    this.#onStep(step);
  }
}
