import type { Exchange, Probe } from '../evidence/types.ts';
import { glob } from '../target/glob.ts';
import { buildRunRecord } from '../verdict/record.ts';
import { exitCodes, type JourneyInput, type Policy, type RunMeta } from '../verdict/types.ts';
import { journeyName } from '../report/format.ts';
import type { ExpectedFailure } from './types.ts';

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** What was not started because of what others met: its fate is theirs. */
const followers: readonly string[] = ['outage', 'dead-surface', 'retry-pointless'];

interface Split {
  readonly judged: readonly JourneyInput[];
  /** Names of the journeys that an expected answer ended, and of those that were not started because of it. */
  readonly expected: readonly string[];
}

/**
 * Sets apart the journeys that an answer ended which is expected during maintenance. One that met anything else that is a server's failure is
 * judged as ever. Pure.
 *
 * @param expects of the windows that are open; none: nothing is expected
 */
export function splitExpected(
  journeys: readonly JourneyInput[],
  expects: readonly ExpectedFailure[],
  run: RunMeta,
  policy: Policy,
): Split {
  if (expects.length === 0) return { judged: journeys, expected: [] };
  const patterns = expects.map(({ status, pattern }) => ({ status, path: glob(pattern) }));
  const isExpected = ({ status, url, path }: Pick<Exchange | Probe, 'status' | 'url' | 'path'>): boolean =>
    patterns.some((one) => one.status === status && (one.path.test(pathOf(url)) || one.path.test(path)));

  const endedByIt = (journey: JourneyInput): boolean => {
    if (journey.attempts.length === 0) return false;
    const { outcome, findings } = buildRunRecord({ run, journeys: [journey], troubles: [] }, policy);
    if (exitCodes[outcome] === 0) return false;
    const met = journey.attempts.flatMap(({ evidence }) => [
      ...(evidence?.exchanges ?? []),
      ...(evidence?.probes ?? []),
    ]);
    const failures = met.filter(({ status }) => (status ?? 0) >= 500);
    const logged = journey.attempts.flatMap(({ evidence }) => evidence?.logRecords ?? []);
    return (
      failures.every(isExpected) &&
      logged.every(
        ({ means, finalStatus }) => means !== 'failed' || patterns.some(({ status }) => status === finalStatus),
      ) &&
      findings.length > 0 &&
      findings.every((finding) =>
        met.some((one) => one.status === finding.status && finding.paths.includes(one.path) && isExpected(one)),
      )
    );
  };

  const ended = new Set(journeys.filter(endedByIt));
  const isFine = (journey: JourneyInput): boolean =>
    journey.attempts.length === 0 ||
    exitCodes[buildRunRecord({ run, journeys: [journey], troubles: [] }, policy).outcome] === 0;
  // an outage, of which all that was seen is expected, takes along whom it kept from starting
  const isWhole = ended.size > 0 && journeys.every((journey) => ended.has(journey) || isFine(journey));
  const followed = journeys.filter(
    ({ attempts, notRun }) => isWhole && attempts.length === 0 && notRun !== null && followers.includes(notRun.kind),
  );
  const apart = new Set([...ended, ...followed]);
  return {
    judged: journeys.filter((journey) => !apart.has(journey)),
    expected: [...new Set([...apart].map(journeyName))].toSorted((a, b) => a.localeCompare(b, 'en')),
  };
}
