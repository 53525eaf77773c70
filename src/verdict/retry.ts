import type { AttemptEvidence, Exchange, NotRun, Probe } from '../evidence/types.ts';
import { noServerGrowsOutOf } from './classify.ts';
import { probeMet } from './sightings.ts';
import type { Cause, Classification, Policy } from './types.ts';
import { duration, plural } from './words.ts';

/** A 5xx is confirmed by this many probes over this time. */
export const confirmingProbes = 3;
export const confirmingSpreadMs = 1_500;
/** The longest `Retry-After` that a run waits for, in ms. */
export const longestPatienceMs = 10_000;

/** The first backoff, in ms: what is over before that cannot meet a retry. */
export const firstWaitMs = 1_000;
const waitFactor = 3;
const longestWaitMs = 9_000;

export type RetryDecision =
  | { readonly run: true; readonly waitMs: number }
  | { readonly run: false; readonly kind: NotRun['kind']; readonly reason: string };

export interface RetryQuestion {
  readonly classification: Classification;
  readonly evidence: AttemptEvidence;
  readonly probes: readonly Probe[];
  /** How many further attempts there may be. */
  readonly retriesLeft: number;
  /** Of the attempt that has just ended, from 0. */
  readonly attemptIndex: number;
  /** Causes of the attempts before this one; absent: unknown, so that a later attempt is taken for a repetition. */
  readonly earlierCauses?: readonly (Cause | null)[];
  /** The journey is tagged `@write`. */
  readonly write: boolean;
  readonly policy: Policy;
}

/**
 * Whether probes met the 5xx again each time: three of them over 1.5 s or more, or as many as the server's own `Retry-After` let
 * through. One good answer leaves it unconfirmed.
 */
export function confirmed(probes: readonly Probe[], policy: Policy): boolean {
  const urls = new Set(probes.filter(({ purpose }) => purpose === 'confirm').map(({ url }) => url));
  return [...urls].some((url) => {
    const asked = probes.filter((probe) => probe.purpose === 'confirm' && probe.url === url);
    if (!asked.every((probe) => probeMet(probe, policy.signatures) !== null)) return false;
    if (asked.some(({ retryAfterMs }) => (retryAfterMs ?? 0) > longestPatienceMs)) return true;
    const instants = asked.map(({ at }) => Date.parse(at));
    return asked.length >= confirmingProbes && Math.max(...instants) - Math.min(...instants) >= confirmingSpreadMs;
  });
}

/** Something that must not be sent twice has left the browser. */
export const mightNotBeRepeated = (evidence: AttemptEvidence, write: boolean): boolean =>
  write && evidence.sentNonIdempotent;

/** Milliseconds from an answer that its `Retry-After` asks for, in seconds or as a date; 0: nothing that is understood. */
export function patienceOf({ headers, startedAt }: Pick<Exchange, 'headers' | 'startedAt'>): number {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(startedAt);
  return ms > 0 ? ms : 0;
}

const patienceAsked = ({ classification, evidence }: RetryQuestion): number =>
  Math.max(0, ...evidence.exchanges.filter(({ n }) => classification.exchanges.includes(n)).map(patienceOf));

const backoff = (attemptIndex: number): number => Math.min(longestWaitMs, firstWaitMs * waitFactor ** attemptIndex);

interface RetryRule {
  readonly name: string;
  readonly why: string;
  readonly decide: (question: RetryQuestion) => RetryDecision | null;
}

const stop = (kind: NotRun['kind'], reason: string): RetryDecision => ({ run: false, kind, reason });

const isServerFailure = ({ cause }: Classification): boolean => cause === 'server-error' || cause === 'unavailable';

/** Whether to try a journey again: the first rule that has an answer gives it. */
export const retryRules: readonly RetryRule[] = [
  {
    name: 'passed',
    why: 'there is nothing to try again',
    decide: ({ classification }) =>
      classification.cause === null ? stop('retry-pointless', 'The attempt passed.') : null,
  },
  {
    name: 'non-idempotent-sent',
    why: 'the same order twice is worse than an open question',
    decide: ({ evidence, write }) =>
      mightNotBeRepeated(evidence, write)
        ? stop('non-idempotent-sent', 'The journey had sent something that must not be sent twice.')
        : null,
  },
  {
    name: 'confirmed',
    why: 'it stays, so another attempt only tells it later',
    decide: ({ classification, probes, policy }) =>
      isServerFailure(classification) && confirmed(probes, policy)
        ? stop('confirmed-server-error', `${plural(probes.length, 'probe')} met the same failure again: it stays.`)
        : null,
  },
  {
    name: 'blocked',
    why: 'whoever is kept out and asks again is kept out longer',
    decide: ({ classification }) =>
      classification.cause === 'blocked' ? stop('blocked', 'We were kept out; asking again would not help.') : null,
  },
  {
    name: 'no-retries-left',
    why: 'the number of attempts is bounded',
    decide: ({ retriesLeft }) => (retriesLeft <= 0 ? stop('retry-pointless', 'No retries are left.') : null),
  },
  {
    name: 'once-at-once',
    why: 'it does not pass with time; one more look shows whether another server answers otherwise',
    decide: ({ classification, attemptIndex, earlierCauses }) => {
      if (classification.cause !== 'client-error' && !noServerGrowsOutOf(classification)) return null;
      const looked = earlierCauses?.includes(classification.cause) ?? attemptIndex > 0;
      return !looked
        ? { run: true, waitMs: 0 }
        : stop('retry-pointless', 'Such an answer does not change with time, and another look has been taken.');
    },
  },
  {
    name: 'retry-after',
    why: 'a server that asks for patience beyond ours is not asked again',
    decide: (question) => {
      const asked = patienceAsked(question);
      return asked > longestPatienceMs
        ? stop('retry-pointless', `The server asks to be left alone for ${duration(asked)}, longer than a run waits.`)
        : null;
    },
  },
  {
    name: 'backoff',
    why: 'a retry in the same second measures nothing',
    decide: (question) => ({ run: true, waitMs: Math.max(backoff(question.attemptIndex), patienceAsked(question)) }),
  },
];

/** Decides by cause whether a further attempt may start, and after what wait. Pure. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  for (const rule of retryRules) {
    const decision = rule.decide(question);
    if (decision) return decision;
  }
  return stop('retry-pointless', 'No rule asks for another attempt.');
}
