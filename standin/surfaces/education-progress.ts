import { passMark, type Activity, type Question } from '../data/cme.ts';

/** What a visitor has answered: `id` of a question to `id` of a choice. */
export type Answers = Readonly<Record<string, string>>;

export interface Score {
  readonly percent: number;
  readonly passed: boolean;
}

export interface Earned {
  readonly questionnaire: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** How far one visitor has come. A test is passed once and for all; credit is earned by the evaluation after it. */
export class Progress {
  readonly #scores = new Map<number, Score>();
  readonly #earned = new Map<number, Earned>();

  scoreOf(questionnaire: number): Score | null {
    return this.#scores.get(questionnaire) ?? null;
  }

  hasPassed(questionnaire: number): boolean {
    return this.scoreOf(questionnaire)?.passed ?? false;
  }

  hasEarned(questionnaire: number): boolean {
    return this.#earned.has(questionnaire);
  }

  /** Newest first. */
  get earned(): readonly Earned[] {
    return [...this.#earned.values()].toReversed();
  }

  /** Keeps the last score, but never lets a later failure take a pass away. */
  record(questionnaire: number, score: Score): void {
    if (!this.hasPassed(questionnaire)) this.#scores.set(questionnaire, score);
  }

  /** @returns false where there is nothing to earn: not passed, or earned before. */
  earn(questionnaire: number, at: number): boolean {
    if (!this.hasPassed(questionnaire) || this.hasEarned(questionnaire)) return false;
    this.#earned.set(questionnaire, { questionnaire, at });
    return true;
  }
}

/** Visitors whose progress is remembered; the one that came first is forgotten first. */
const remembered = 1_000;

/**
 * The progress of all visitors, by a key of their browser. One account is shared by every journey of a run, so that a record kept by
 * account would let journeys that run side by side earn each other's credit.
 */
export class ProgressBook {
  readonly #byVisitor = new Map<string, Progress>();

  of(visitor: string): Progress {
    const known = this.#byVisitor.get(visitor);
    if (known) return known;
    const [oldest] = this.#byVisitor.keys();
    if (oldest !== undefined && this.#byVisitor.size >= remembered) this.#byVisitor.delete(oldest);
    const fresh = new Progress();
    this.#byVisitor.set(visitor, fresh);
    return fresh;
  }
}

/** The questions that have no answer of theirs; an answer that is none of the choices is none. */
export function unanswered(questions: readonly Question[], answers: Answers): readonly Question[] {
  return questions.filter(({ id, choices }) => !choices.some((choice) => choice.id === answers[id]));
}

export function scoreTest({ test }: Activity, answers: Answers): Score {
  const right = test.filter(({ id, answer }) => answers[id] === answer).length;
  const percent = Math.round((right / test.length) * 100);
  return { percent, passed: percent >= passMark };
}

/** Credit can be earned through the last day, in UTC. */
export function isExpired({ expires }: Activity, now: number): boolean {
  return now >= Date.parse(`${expires}T00:00:00Z`) + 86_400_000;
}
