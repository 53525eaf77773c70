import type { AttemptEvidence, Exchange } from '../evidence/types.ts';
import { answeredWell, runContext, type RunContext } from './came-back.ts';
import { isMisdirectedThenAnswered } from './cause-rules.ts';
import { classifyAttempt, noServerGrowsOutOf } from './classify.ts';
import { readCode, shortCode } from './error-codes.ts';
import { mightNotBeRepeated } from './retry.ts';
import { call, way, type Sighting } from './sighting.ts';
import { isBrokenOff, isGoodProbe, isStream, mostTellingFirst, probeWay, sightings } from './sightings.ts';
import { recognise } from './signature.ts';
import { suppressionFor } from './suppress.ts';
import type { AttemptInput, Cause, Classification, JourneyInput, Policy, Suppression, Verdict } from './types.ts';
import { duration, plural, sentence, speaker, times } from './words.ts';

export interface JudgedAttempt {
  readonly input: AttemptInput;
  readonly classification: Classification;
  /** Where a server failed, in this attempt and its probes. */
  readonly sightings: readonly Sighting[];
  /** Its probes that were answered well, as ways (`METHOD surface path`), one for each. */
  readonly goodProbes: readonly string[];
}

/** What a good journey met that nobody felt. */
export interface Flaw {
  readonly kind: 'over-budget' | 'unfelt-failure';
  readonly text: string;
  /** Null: the journey as a whole. */
  readonly exchange: Exchange | null;
}

/** One journey with all that the verdict rules ask for. */
interface Case {
  readonly journey: JourneyInput;
  /** By index. */
  readonly attempts: readonly JudgedAttempt[];
  /** Those that passed; and those that went well but for what the log holds against them, where all of that is seen to have gone. */
  readonly passed: readonly JudgedAttempt[];
  readonly failed: readonly JudgedAttempt[];
  /** The last attempt whose cause is not `runner`. */
  readonly deciding: JudgedAttempt | null;
  readonly serverErrors: readonly Sighting[];
  /** Sightings of `unavailable` on ways on which it came back. */
  readonly cameBack: readonly Sighting[];
  /** Of the attempt that passed first; none where an attempt failed before. */
  readonly flaws: readonly Flaw[];
  readonly policy: Policy;
}

interface Ruling {
  readonly reasons: readonly string[];
  /** The attempts that it rests on. */
  readonly rests: readonly JudgedAttempt[];
}

export interface VerdictRule {
  readonly verdict: Verdict;
  readonly name: string;
  /** As the table of verdicts prints it. */
  readonly when: string;
  readonly why: string;
  readonly rule: (facts: Case) => Ruling | null;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Name of the rule that matched. */
  readonly rule: string;
  readonly reasons: readonly string[];
  readonly rests: readonly JudgedAttempt[];
  readonly suppressedBy: Suppression | null;
}

export interface JudgedJourney {
  readonly input: JourneyInput;
  readonly attempts: readonly JudgedAttempt[];
  readonly flaws: readonly Flaw[];
  readonly judgement: Judgement;
}

const ordinal = (index: number): string => `Attempt ${String(index + 1)}`;

const tellAttempt = ({ input, classification }: JudgedAttempt): string =>
  `${ordinal(input.index)}: ${(classification.reasons[0] ?? 'no reason was recorded').replace(/\.$/, '')}.`;

const tellAll = (attempts: readonly JudgedAttempt[]): Ruling => ({
  reasons: attempts.map(tellAttempt),
  rests: attempts,
});

/** Tells of every attempt that failed, and rests on those that failed for one of the causes. */
const tellFailed = ({ failed }: Case, ...decisive: readonly Cause[]): Ruling => ({
  reasons: failed.map(tellAttempt),
  rests: failed.filter(({ classification }) => decisive.some((cause) => cause === classification.cause)),
});

const decidedBy = ({ passed, deciding }: Case, ...decisive: readonly Cause[]): JudgedAttempt | null => {
  const cause = deciding?.classification.cause;
  return passed.length === 0 && deciding && cause && decisive.includes(cause) ? deciding : null;
};

/** All that stands on one way with one status, told in one sentence: `GET / on www answered 500 four times in 1.6 s; …`. */
function tellSightings(seen: readonly Sighting[]): string[] {
  const groups = Map.groupBy(seen, (sighting) => `${way(sighting)} ${sighting.did}`);
  return [...groups.values()].map((group) => {
    const [first] = group as [Sighting, ...Sighting[]]; // a group has a member
    const instants = group.map(({ at }) => at);
    const spread = Math.max(...instants) - Math.min(...instants);
    const often = group.length === 1 ? '' : ` ${times(group.length)} in ${duration(spread)}`;
    const probes = group.filter(({ from }) => from === 'probe').length;
    const counted = probes === 0 ? '' : `, ${plural(probes, 'probe')} among them`;
    return `${sentence(call(first))} ${first.did}${often}${counted}; ${first.speaker}.`;
  });
}

const restsOn = (attempts: readonly JudgedAttempt[], seen: readonly Sighting[]): JudgedAttempt[] =>
  attempts.filter((attempt) => attempt.sightings.some((sighting) => seen.includes(sighting)));

/** No attempt passed; a good probe of a way on which the server failed says that it does not stay. */
function tellNonePassed(attempts: readonly JudgedAttempt[], seen: readonly Sighting[]): string {
  const ways = new Set(seen.map(way));
  const good = attempts.flatMap(({ goodProbes }) => goodProbes).filter((probed) => ways.has(probed)).length;
  return good === 0
    ? 'No attempt passed.'
    : `No attempt passed, yet ${plural(good, 'probe')} answered well: not every time.`;
}

const hasPassed = ({ classification }: JudgedAttempt): boolean => classification.cause === null;

/** That a failure went: because an attempt passed, or because the browser was spared it and it is not so every time. */
function tellWent(passed: readonly JudgedAttempt[]): string {
  const first = passed.find(hasPassed);
  return first
    ? `${ordinal(first.input.index)} passed, but a 500 that goes away on retry is still a 500.`
    : 'The browser was spared it, and it is not so every time; yet some users have met it.';
}

/** The table of verdicts, in the order of design: the first rule that matches wins. */
export const verdictRules: readonly VerdictRule[] = [
  {
    verdict: 'server-error',
    name: 'server-error-stayed',
    when: 'no attempt passed, and `server-error` was seen in an attempt, a probe or a joined log record',
    why: 'users meet the same',
    rule: ({ passed, serverErrors, attempts }) =>
      passed.length === 0 && serverErrors.length > 0
        ? {
            reasons: [...tellSightings(serverErrors), tellNonePassed(attempts, serverErrors)],
            rests: restsOn(attempts, serverErrors),
          }
        : null,
  },
  {
    verdict: 'server-error',
    name: 'unavailable-stayed',
    when: 'or the deciding attempt failed with `unavailable`',
    why: 'what could not be had in any attempt is not had by users either',
    rule: (facts) => {
      const deciding = decidedBy(facts, 'unavailable');
      if (!deciding) return null;
      const seen = facts.attempts.flatMap((attempt) => attempt.sightings);
      return {
        reasons: [...tellSightings(seen), tellNonePassed(facts.attempts, seen)],
        rests: restsOn(facts.attempts, seen),
      };
    },
  },
  {
    verdict: 'intermittent-server-error',
    name: 'server-error-went',
    when: 'an attempt passed, and `server-error` was so seen, or the browser was spared it and the log holds the same way for good as well',
    why: 'no retry erases a 500: some users have met it',
    rule: ({ passed, serverErrors, attempts }) =>
      passed.length > 0 && serverErrors.length > 0
        ? { reasons: [...tellSightings(serverErrors), tellWent(passed)], rests: restsOn(attempts, serverErrors) }
        : null,
  },
  {
    verdict: 'intermittent-server-error',
    name: 'unavailable-came-back',
    when: 'or `unavailable` came back. Never green, never flaky',
    why: 'what goes and comes again is no passing trouble',
    rule: ({ passed, cameBack, attempts }) =>
      passed.length > 0 && cameBack.length > 0
        ? {
            reasons: [...tellSightings(cameBack), 'It went away, and was seen again in this run.'],
            rests: restsOn(attempts, cameBack),
          }
        : null,
  },
  {
    verdict: 'inconclusive',
    name: 'not-run',
    when: 'not run',
    why: 'what was not looked at is neither good nor bad',
    rule: ({ attempts, journey }) =>
      attempts.length === 0
        ? {
            reasons: [journey.notRun ? `Not run: ${journey.notRun.reason}` : 'Not run, and nothing says why.'],
            rests: [],
          }
        : null,
  },
  {
    verdict: 'inconclusive',
    name: 'interrupted',
    when: 'interrupted',
    why: 'the attempt that would have told was stopped',
    rule: ({ passed, attempts }) => {
      const stopped = attempts.filter(
        ({ input, classification }) => classification.rule === 'interrupted' || input.ended === 'interrupted',
      );
      return passed.length === 0 && stopped.length > 0 ? tellAll(attempts) : null;
    },
  },
  {
    verdict: 'inconclusive',
    name: 'our-own-side',
    when: 'every attempt failed with `runner`',
    why: 'our own side was in the way each time',
    rule: ({ attempts, deciding }) => (attempts.length > 0 && deciding === null ? tellAll(attempts) : null),
  },
  {
    verdict: 'inconclusive',
    name: 'not-repeatable',
    when: 'the deciding attempt failed with `network` or `slow`, might not be repeated (a POST was sent), and probes of that surface answered well',
    why: 'one lost answer that must not be asked for again tells nothing, and the surface is there',
    rule: (facts) => {
      const deciding = decidedBy(facts, 'network', 'slow');
      const evidence = deciding?.input.evidence;
      if (!deciding || !evidence || !mightNotBeRepeated(evidence, facts.journey.tags.includes('@write'))) return null;
      const { surface } = deciding.classification;
      const probes = evidence.probes.filter((probe) => probe.surface === surface);
      if (!answeredWell(probes, facts.policy)) return null;
      return {
        reasons: [
          tellAttempt(deciding),
          `It had sent something that must not be sent twice, and ${plural(probes.length, 'probe')} of ${surface ?? 'the site'} answered well.`,
        ],
        rests: [deciding],
      };
    },
  },
  {
    verdict: 'inconclusive',
    name: 'not-verified',
    when: 'or it failed with `content` or `unknown` on a target where this journey is not yet verified',
    why: 'a page object that nobody has seen work may be the one that is wrong',
    rule: (facts) => {
      const deciding = facts.journey.verified ? null : decidedBy(facts, 'content', 'unknown');
      return deciding
        ? {
            reasons: [
              tellAttempt(deciding),
              'Nobody has seen this journey pass on this target yet, so the journey itself may be wrong.',
            ],
            rests: [deciding],
          }
        : null;
    },
  },
  {
    verdict: 'unreachable',
    name: 'no-answer-stayed',
    when: 'no attempt passed, and the deciding one failed with `network` or `slow`',
    why: 'no HTTP answer came, and it stayed so',
    rule: (facts) => (decidedBy(facts, 'network', 'slow') ? tellFailed(facts, 'network', 'slow') : null),
  },
  {
    verdict: 'blocked',
    name: 'kept-out',
    when: 'no attempt passed, and the deciding one failed with `blocked`',
    why: 'we were kept out, so the site behind was not seen',
    rule: (facts) => (decidedBy(facts, 'blocked') ? tellFailed(facts, 'blocked') : null),
  },
  {
    verdict: 'regression',
    name: 'wrong-stayed',
    when: 'no attempt passed, and the deciding one failed with `content`, `client-error` or `unknown`',
    why: 'the servers answer, and what they answer is wrong',
    rule: (facts) =>
      decidedBy(facts, 'content', 'client-error', 'unknown')
        ? tellFailed(facts, 'content', 'client-error', 'unknown')
        : null,
  },
  {
    verdict: 'regression',
    name: 'servers-disagree',
    when: 'or one passed after one that failed with what no server grows out of (a certificate, a redirect loop, another host or scheme, a 4xx spoken by `httpd`): the servers disagree',
    why: 'such a fault does not pass with time, so another server answered',
    rule: ({ passed, failed }) => {
      const stubborn = failed.filter(({ classification }) => noServerGrowsOutOf(classification));
      return passed.length > 0 && stubborn.length > 0
        ? {
            reasons: [
              ...stubborn.map(tellAttempt),
              'A later attempt passed, and no server grows out of such a fault: the servers disagree.',
            ],
            rests: stubborn,
          }
        : null;
    },
  },
  {
    verdict: 'transient',
    name: 'went-away',
    when: 'an attempt passed after one or more that failed, or the browser was spared what failed',
    why: 'it went, and stayed away as long as we looked',
    rule: ({ passed, failed }) =>
      passed.length > 0 && failed.length > 0
        ? {
            reasons: [
              ...failed.map(tellAttempt),
              passed.some(hasPassed)
                ? `${ordinal(passed.find(hasPassed)?.input.index ?? 0)} passed, and what failed stayed away.`
                : 'The browser was spared it: another try behind it went well.',
            ],
            rests: failed,
          }
        : null,
  },
  {
    verdict: 'degraded',
    name: 'flawed',
    when: 'the first attempt passed, but over a budget, or with a failing resource that no expectation felt',
    why: 'nobody is stopped, and somebody should look',
    rule: ({ flaws, passed }) =>
      flaws.length > 0 ? { reasons: flaws.map(({ text }) => `${sentence(text)}.`), rests: passed } : null,
  },
  {
    verdict: 'passed',
    name: 'passed',
    when: 'the first attempt passed, and nothing above was seen',
    why: 'this is what healthy looks like',
    rule: () => ({ reasons: [], rests: [] }),
  },
];

/** A failing resource that no expectation felt; what was given up, or refused by a guard of ours, has not failed. */
function failsUnfelt(exchange: Exchange, evidence: AttemptEvidence, policy: Policy): boolean {
  const { status, errorText, expected } = exchange;
  if (expected || isMisdirectedThenAnswered(evidence, exchange)) return false;
  if (status !== null && status >= 400) return true;
  if (isStream(exchange) && status !== null) return false;
  const meaning = readCode(errorText)?.meaning ?? 'abandoned';
  return (
    isBrokenOff(exchange) ||
    (meaning !== 'abandoned' && meaning !== 'ours') ||
    recognise(exchange, policy.signatures) !== null
  );
}

function flawsOf(evidence: AttemptEvidence, journey: JourneyInput, policy: Policy): Flaw[] {
  const { exchangeMs, journeyMs } = policy.budgets;
  const budgetMs = journey.budgetMs ?? journeyMs;
  const exchanges = mostTellingFirst(evidence.exchanges);
  const slow = exchanges.filter(
    // a beacon is sent without anybody waiting for it
    ({ timing, resourceType }) => (timing.waitMs ?? 0) > exchangeMs && resourceType !== 'beacon',
  );
  const failing = exchanges.filter((exchange) => failsUnfelt(exchange, evidence, policy));
  return [
    ...(evidence.durationMs > budgetMs
      ? [
          {
            kind: 'over-budget',
            text: `the journey took ${duration(evidence.durationMs)}; its budget is ${duration(budgetMs)}`,
            exchange: null,
          } satisfies Flaw,
        ]
      : []),
    ...slow.map((exchange): Flaw => ({
      kind: 'over-budget',
      text: `${call(exchange)} waited ${duration(exchange.timing.waitMs ?? 0)} for its answer; the budget is ${duration(exchangeMs)}`,
      exchange,
    })),
    ...failing.map((exchange): Flaw => ({ kind: 'unfelt-failure', text: tellUnfelt(exchange), exchange })),
  ];
}

function tellUnfelt(exchange: Exchange): string {
  const { status, errorText, layer, resourceType } = exchange;
  const code = readCode(errorText);
  const did =
    status !== null && status >= 400
      ? `answered ${String(status)}; ${speaker(layer)}`
      : code && code.meaning !== 'abandoned'
        ? `${code.words} (${shortCode(errorText ?? '')})`
        : `answered ${String(status)} with a page that is none of the site's own`;
  return `${call(exchange)} (${resourceType}) ${did}, and no expectation felt it`;
}

/**
 * The browser was content with an attempt, and only the log speaks against it. No retry followed that could show whether it goes, so others
 * are asked: a record that itself tells of a second try which went well; a request that went the same way and that the log holds for good; for
 * what belongs to no request, an attempt that ended well after it. Where nobody can witness that it goes, it has to be taken for what stays.
 */
function wasSpared({ input, sightings: met }: JudgedAttempt, { good, lastGoodAt }: RunContext): boolean {
  if (input.ended !== 'passed' || met.length === 0) return false;
  return met.every(
    (sighting) =>
      sighting.from === 'log' &&
      (sighting.wentByItself || (sighting.path === null ? lastGoodAt > sighting.at : good.has(way(sighting)))),
  );
}

function caseOf(journey: JourneyInput, policy: Policy, context: RunContext): Case {
  const attempts = journey.attempts
    .toSorted((a, b) => a.index - b.index)
    .map((input): JudgedAttempt => ({
      input,
      classification: classifyAttempt(input, policy),
      sightings: input.evidence ? sightings(input.evidence, policy.signatures) : [],
      goodProbes: (input.evidence?.probes ?? []).filter((one) => isGoodProbe(one, policy.signatures)).map(probeWay),
    }));
  const passed = attempts.filter((attempt) => hasPassed(attempt) || wasSpared(attempt, context));
  const seen = attempts.flatMap((attempt) => attempt.sightings);
  const first = attempts[0];
  return {
    journey,
    attempts,
    passed,
    failed: attempts.filter(({ classification }) => classification.cause !== null),
    deciding: attempts.findLast(({ classification }) => classification.cause !== 'runner') ?? null,
    serverErrors: seen.filter(({ cause }) => cause === 'server-error'),
    cameBack: seen.filter((sighting) => sighting.cause === 'unavailable' && context.cameBack.has(way(sighting))),
    flaws:
      first?.classification.cause === null && first.input.evidence
        ? flawsOf(first.input.evidence, journey, policy)
        : [],
    policy,
  };
}

function ruled(facts: Case): Omit<Judgement, 'suppressedBy'> {
  for (const { verdict, name, rule } of verdictRules) {
    const ruling = rule(facts);
    if (ruling) return { verdict, rule: name, ...ruling };
  }
  throw new Error('the table of verdicts has no last row'); // its last rule always matches
}

/**
 * The verdict of one journey from all its attempts and probes. `context` is what the rest of the run knows; without it only
 * the journey itself is looked at.
 */
export function judge(journey: JourneyInput, policy: Policy, context = runContext([journey], policy)): JudgedJourney {
  const facts = caseOf(journey, policy, context);
  const judgement = ruled(facts);
  const suppression = suppressionFor(judgement.verdict, facts.failed, policy);
  const known = { input: journey, attempts: facts.attempts, flaws: facts.flaws };
  if (!suppression) return { ...known, judgement: { ...judgement, suppressedBy: null } };
  const { owner, expires, reason } = suppression;
  return {
    ...known,
    judgement: {
      ...judgement,
      verdict: 'degraded',
      rule: 'suppressed',
      reasons: [
        ...judgement.reasons,
        `Known issue, so degraded and not ${judgement.verdict}: ${reason ?? suppression.signature} (${owner}, until ${expires}).`,
      ],
      suppressedBy: suppression,
    },
  };
}
