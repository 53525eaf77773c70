import { isSilent, type NoisePlan, type NoisyRequest, type Transient } from '../../standin/faults/noise.ts';
import type { Exchange, Probe } from '../evidence/types.ts';
import type { AttemptRecord, Cause, JourneyRecord, RunRecord, Verdict } from '../verdict/types.ts';

/**
 * What became of an attempt that the noise hit.
 *
 * `told`: it stands in the verdict as a failed attempt with its cause. `unfelt`: a script, style or datum got no answer, no
 * expectation felt it, and the journey is told as degraded. `masked`: the browser asked again by itself and saw the good answer
 * only. `given-up`: nobody waited for the answer any more. `untold`: the browser saw it and the verdict does not tell.
 */
export const fates = ['told', 'unfelt', 'masked', 'given-up', 'untold'] as const;
export type Fate = (typeof fates)[number];

export interface HitAttempt {
  readonly journey: string;
  /** From 0. */
  readonly attempt: number;
  readonly kind: Transient;
  readonly requests: number;
  readonly fate: Fate;
  readonly cause: Cause | null;
  readonly verdict: Verdict | null;
}

/** One run with what the noise did to it and what the suite said of it. */
export interface NoiseRun {
  readonly seed: number;
  /** Percent. */
  readonly rate: number;
  readonly runId: string;
  readonly durationMs: number;
  /** Null: the run left no verdict. */
  readonly outcome: Verdict | null;
  readonly exitCode: number;
  readonly burst: NoisePlan['burst'] & { readonly began: boolean };
  readonly attempts: number;
  /** Attempts that asked for something critical during the burst. */
  readonly inBurst: number;
  readonly hits: readonly HitAttempt[];
  /** Null: none was planned. `url` null: the journey never came so far. */
  readonly serverError: {
    readonly journey: string;
    readonly url: string | null;
    readonly verdict: Verdict | null;
  } | null;
  /** Journeys that failed an attempt without any noise: the machine's doing, or the suite's. */
  readonly beside: readonly string[];
  /** Why its verdict is wrong, in sentences; none: it is right. */
  readonly wrong: readonly string[];
}

export interface Soaked {
  readonly plan: NoisePlan;
  readonly requests: readonly NoisyRequest[];
  readonly runId: string;
  readonly exitCode: number;
  readonly record: RunRecord | null;
  readonly durationMs: number;
}

const isTransient = (noise: NoisyRequest['noise']): noise is Transient => noise !== null && noise !== '500';
const who = ({ journey, attempt }: Pick<NoisyRequest, 'journey' | 'attempt'>): string =>
  `${journey}, attempt ${String(attempt + 1)}`;

const sameUrl = (url: string, asked: string): boolean => URL.canParse(url) && url.split(/[?#]/)[0] === asked;

const isAbandoned = ({ status, errorText }: Pick<Exchange, 'status' | 'errorText'>): boolean =>
  status === null && (errorText === null || errorText === 'net::ERR_ABORTED');

const isFailing = (seen: Exchange | Probe): boolean =>
  (seen.status ?? 0) >= 500 || ('broken' in seen && seen.broken) || (seen.errorText !== null && !isAbandoned(seen));

/** Of the very request that the noise spoilt: how the browser told it. */
function seenOf(request: NoisyRequest, { exchanges, probes }: AttemptRecord): readonly (Exchange | Probe)[] {
  const asked = exchanges.filter(({ method, url }) => method === request.method && sameUrl(url, request.url));
  return [...asked, ...probes.filter(({ url }) => sameUrl(url, request.url))];
}

function fateOf(
  hit: readonly NoisyRequest[],
  all: readonly NoisyRequest[],
  { verdict }: Pick<JourneyRecord, 'verdict'>,
  attempt: AttemptRecord,
): Fate {
  const failing = hit.flatMap((request) => seenOf(request, attempt).filter(isFailing));
  if (failing.length > 0) {
    if (attempt.cause !== null) return 'told';
    const withoutAnswer = failing.every(({ status }) => status === null);
    return withoutAnswer && verdict === 'degraded' ? 'unfelt' : 'untold';
  }
  const over = Date.parse(attempt.startedAt) + attempt.durationMs;
  const fate = (request: NoisyRequest): Fate => {
    const again = all.some(
      (later) =>
        who(later) === who(request) &&
        later.at >= request.at &&
        later.url === request.url &&
        later.method === request.method &&
        later.noise === null,
    );
    if (isSilent(request.noise) && again) return 'masked';
    const gone = !request.given || request.at >= over || seenOf(request, attempt).some(isAbandoned);
    return gone ? 'given-up' : 'untold';
  };
  const each = new Set(hit.map(fate));
  return each.has('untold') ? 'untold' : each.has('masked') ? 'masked' : 'given-up';
}

function hitAttempts({ requests, record }: Soaked): HitAttempt[] {
  const hit = Map.groupBy(
    requests.filter(({ noise }) => isTransient(noise)),
    who,
  );
  return [...hit.values()].flatMap((several) => {
    const [first] = several;
    if (!first || !isTransient(first.noise)) return [];
    const journey = record?.journeys.find(({ id }) => id === first.journey);
    const attempt = journey?.attempts.find(({ index }) => index === first.attempt);
    return {
      journey: first.journey,
      attempt: first.attempt,
      kind: first.noise,
      requests: several.length,
      fate: journey && attempt ? fateOf(several, requests, journey, attempt) : 'untold',
      cause: attempt?.cause ?? null,
      verdict: journey?.verdict ?? null,
    } satisfies HitAttempt;
  });
}

const serverErrors: readonly (Verdict | null)[] = ['server-error', 'intermittent-server-error'];
const expectedOf: Readonly<Partial<Record<Fate, Verdict>>> = { told: 'transient', unfelt: 'degraded' };

/** Judges the judge: what one run must say, from what its requests really met. Pure. */
export function judgeRun(soaked: Soaked): NoiseRun {
  const { plan, requests, record, exitCode, runId, durationMs } = soaked;
  const hits = hitAttempts(soaked);
  const met500 = requests.find(({ noise, given }) => noise === '500' && given);
  const verdictOf = (id: string): Verdict | null =>
    record?.journeys.find((journey) => journey.id === id)?.verdict ?? null;
  const serverError = plan.serverError && {
    journey: plan.serverError.journey,
    url: met500?.url ?? null,
    verdict: verdictOf(plan.serverError.journey),
  };

  const expectedExit = plan.serverError === null ? 0 : 3;
  const wrong = [
    ...(record === null ? ['It left no verdict.'] : []),
    ...(record !== null && exitCode !== expectedExit
      ? [`The exit code is ${String(exitCode)} and must be ${String(expectedExit)}: ${record.headline}`]
      : []),
    ...(serverError?.url === null ? [`${serverError.journey} never asked for what was to answer 500.`] : []),
    ...(serverError && serverError.url !== null && !serverErrors.includes(serverError.verdict)
      ? [`${serverError.journey} met a 500 at ${serverError.url} and is called ${String(serverError.verdict)}.`]
      : []),
    ...hits.flatMap(({ fate, kind, verdict, ...hit }) => {
      if (fate === 'untold') return [`${who(hit)} met "${kind}", and the verdict does not tell it.`];
      const expected = expectedOf[fate];
      const isRight = expected === undefined || expected === verdict || hit.journey === met500?.journey;
      return isRight ? [] : [`${who(hit)} met "${kind}" alone, and ${hit.journey} is called ${String(verdict)}.`];
    }),
  ];

  const disturbed = new Set(requests.filter(({ noise }) => noise !== null).map(who));
  const failed = (record?.journeys ?? []).flatMap(({ id, attempts }) =>
    attempts.filter(({ cause }) => cause !== null).map(({ index, cause }) => ({ journey: id, attempt: index, cause })),
  );
  return {
    seed: plan.seed,
    rate: plan.rate,
    runId,
    durationMs,
    outcome: record?.outcome ?? null,
    exitCode,
    burst: { ...plan.burst, began: requests.some(({ inBurst }) => inBurst) },
    attempts: (record?.journeys ?? []).reduce((sum, { attempts }) => sum + attempts.length, 0),
    inBurst: new Set(requests.filter(({ inBurst }) => inBurst).map(who)).size,
    hits,
    serverError,
    beside: failed
      .filter((attempt) => !disturbed.has(who(attempt)))
      .map((attempt) => `${who(attempt)}: ${String(attempt.cause)}`),
    wrong,
  };
}
