import type { Layer } from '../evidence/types.ts';
import { journeyName } from '../report/format.ts';
import {
  exitCodes,
  type AttemptRecord,
  type Cause,
  type Finding,
  type JourneyRecord,
  type RunRecord,
  type Verdict,
} from '../verdict/types.ts';
import type { Drill, Expected } from './types.ts';

/** What the suite called it, read from the run's record as anybody reads it. */
export interface Given {
  readonly verdict: Verdict;
  /** Of the attempt that the verdict rests on; null: none failed. */
  readonly cause: Cause | null;
  /** Of the finding that tells of it; null: there is none. */
  readonly layer: Layer | null;
}

export interface Comparison {
  readonly journey: JourneyRecord;
  readonly finding: Finding | null;
  readonly given: Given;
  /** Where what was said differs from what had to be said, one sentence each; empty: it is called by its right name. */
  readonly differences: readonly string[];
}

const fine: readonly Verdict[] = ['passed', 'degraded'];
const serverFailed: readonly Verdict[] = ['server-error', 'intermittent-server-error'];

/**
 * The attempt that a verdict rests on: of a server error the one that met it, else the last that failed other than by our own
 * side; null: none failed.
 */
export function telling(journey: JourneyRecord): AttemptRecord | null {
  const failed = journey.attempts.filter(({ cause }) => cause !== null);
  const met = (wanted: Cause) => failed.find(({ cause }) => cause === wanted);
  const server = serverFailed.includes(journey.verdict) ? (met('server-error') ?? met('unavailable')) : undefined;
  return server ?? failed.findLast(({ cause }) => cause !== 'runner') ?? failed.at(-1) ?? null;
}

function findingOf(record: RunRecord, journey: JourneyRecord, attempt: AttemptRecord | null): Finding | null {
  const about = record.findings.filter(
    ({ journeys }) => journeys.includes(journey.id) || journeys.includes(journeyName(journey)),
  );
  const { signature = null, cause = null } = attempt ?? {};
  return (
    about.find(({ signatures }) => signature !== null && signatures.includes(signature)) ??
    about.find((finding) => finding.cause === cause) ??
    about[0] ??
    null
  );
}

function read(record: RunRecord, journey: JourneyRecord): Pick<Comparison, 'finding' | 'given'> {
  const attempt = telling(journey);
  const finding = findingOf(record, journey, attempt);
  return {
    finding,
    given: { verdict: journey.verdict, cause: attempt?.cause ?? null, layer: finding?.layer ?? null },
  };
}

const orNone = (word: string | null): string => word ?? 'none';

/** Nobody spoke, or it cannot be told who: both are said by no name. */
const sameLayer = (expected: Layer | null, given: Layer | null): boolean =>
  expected === given || (expected === null && given === 'unknown');

function saysReason({ reasons, attempts, notRun }: JourneyRecord, fragment: string): boolean {
  const said = [...reasons, ...attempts.flatMap((attempt) => attempt.reasons), notRun?.reason ?? ''];
  return said.some((reason) => reason.toLowerCase().includes(fragment.toLowerCase()));
}

function differencesOf(expected: Expected, given: Given, journey: JourneyRecord): string[] {
  const pair = (what: string, wanted: string | null, got: string | null) =>
    `${what}: ${orNone(got)} in place of ${orNone(wanted)}`;
  return [
    ...(given.verdict === expected.verdict ? [] : [pair('verdict', expected.verdict, given.verdict)]),
    ...(given.cause === expected.cause ? [] : [pair('cause', expected.cause, given.cause)]),
    ...(sameLayer(expected.layer, given.layer) ? [] : [pair('layer', expected.layer, given.layer)]),
    ...(saysReason(journey, expected.reason) ? [] : [`no reason says “${expected.reason}”`]),
  ];
}

/**
 * What stands beside the judged journey may have passed, may not have been started because of the fault, may have met it too, or is called
 * what the drill says of it. Anything else is a false alarm, or a fault that was not put in.
 */
function falseClaims(
  record: RunRecord,
  judged: JourneyRecord,
  { verdict, cause, layer }: Given,
  also: NonNullable<Drill['also']>,
): string[] {
  const missing = Object.keys(also).filter((id) => !record.journeys.some((journey) => journey.id === id));
  const claims = record.journeys
    .filter((other) => other !== judged)
    .flatMap((other) => {
      const wanted = also[other.id];
      if (wanted === undefined ? other.verdict === 'passed' : other.verdict === wanted) return [];
      if (wanted === undefined && other.attempts.length === 0 && !fine.includes(verdict)) return [];
      const { given } = read(record, other);
      const same = given.cause === cause && given.layer === layer && exitCodes[given.verdict] === exitCodes[verdict];
      return wanted === undefined && same
        ? []
        : [
            `beside it ${journeyName(other)} is called ${given.verdict} (${orNone(given.cause)}, ${orNone(given.layer)})` +
              (wanted === undefined ? '' : ` in place of ${wanted}`),
          ];
    });
  return [...claims, ...missing.map((id) => `beside it nothing is said of ${id}`)];
}

/**
 * Compares what a run said of a fault with what it has to say.
 *
 * @returns null where the run does not know the journey that is to be judged
 */
export function compare(
  drill: Pick<Drill, 'journey' | 'project' | 'expected' | 'also'>,
  record: RunRecord,
): Comparison | null {
  const { project = 'desktop', expected, also = {} } = drill;
  // The preflight and the login are judged in the set-up, whatever the project.
  const named = record.journeys.filter(({ id }) => id === drill.journey);
  const journey = named.find((one) => one.project === project) ?? named.find((one) => one.project === 'set-up');
  if (!journey) return null;
  const { finding, given } = read(record, journey);
  const differences = [
    ...differencesOf(expected, given, journey),
    ...falseClaims(record, journey, given, also),
    ...record.troubles
      .filter(({ kind }) => kind !== 'note')
      .map(({ message }) => `the run itself had trouble: ${message}`),
  ];
  return { journey, finding, given, differences };
}
