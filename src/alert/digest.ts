import type { Daily, Incident, StoredRun } from '../history/types.ts';
import { journeyName } from '../report/format.ts';
import { plural } from '../verdict/words.ts';
import type { Surroundings } from './message.ts';
import type { Message } from './types.ts';
import { clipped, lasting, plainLine, published } from './words.ts';

/** So many days before it are what a day is compared with. */
export const trendDays = 7;

/** What a digest is made of. */
export interface DigestOf {
  readonly target: string;
  /** `YYYY-MM-DD`, UTC: the day that it tells of. */
  readonly day: string;
  /** Of that day and of `trendDays` before it. */
  readonly daily: readonly Daily[];
  /** Of that day. */
  readonly runs: readonly StoredRun[];
  /** Incidents that are open now. */
  readonly open: readonly Incident[];
  readonly at: string;
}

/** So many journeys are told one by one. */
const mostTold = 8;

const sum = (days: readonly Daily[], of: (day: Daily) => number): number =>
  days.reduce((total, day) => total + of(day), 0);

/** `0.7 %` */
const percent = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${((part / whole) * 100).toFixed(part === 0 ? 0 : 1)} %`;

/**
 * Whether so many of so many are more than the days before would have one expect: by more than two standard deviations of a Poisson count, so
 * that chance alone is seldom told as a trend.
 */
export function trend(now: number, of: number, before: number, ofBefore: number): 'up' | 'down' | 'as before' | 'new' {
  if (ofBefore === 0) return 'new';
  const expected = (before / ofBefore) * of;
  const spread = 2 * Math.sqrt(Math.max(expected, 1));
  if (now > expected + spread) return 'up';
  return now < expected - spread ? 'down' : 'as before';
}

/** One a day: what never pages, with its trend. Null: no run is known of that day nor of those before it. Pure. */
export function digestMessage(of: DigestOf, { location, reportsUrl }: Surroundings): Message | null {
  const { target, day, daily, runs, open, at } = of;
  if (daily.length === 0) return null;
  const today = daily.filter((one) => one.day === day);
  const before = daily.filter((one) => one.day < day);
  const [results, transient] = [sum(today, (one) => one.runs), sum(today, (one) => one.transient)];
  const [resultsBefore, transientBefore] = [sum(before, (one) => one.runs), sum(before, (one) => one.transient)];
  const degraded = runs.flatMap(({ journeys }) =>
    journeys.flatMap((journey) => (journey.verdict === 'degraded' ? [journeyName(journey)] : [])),
  );
  const compared =
    resultsBefore === 0
      ? 'no day before it is known'
      : `${trend(transient, results, transientBefore, resultsBefore)}: ${percent(transientBefore, resultsBefore)} in the ${String(trendDays)} days before`;
  const failed = sum(today, (one) => one.failed);
  const attempts = sum(today, (one) => one.attempts);
  const byJourney = [...Map.groupBy(today, journeyName)]
    .map(([name, days]) => ({ name, transient: sum(days, (one) => one.transient), runs: sum(days, (one) => one.runs) }))
    .filter((one) => one.transient > 0)
    .toSorted((a, b) => b.transient - a.transient || a.name.localeCompare(b.name, 'en'));
  const slow = [...Map.groupBy(degraded, (name) => name)].toSorted(
    ([a, x], [b, y]) => y.length - x.length || a.localeCompare(b, 'en'),
  );
  const told = (names: readonly string[]): string =>
    names.length <= mostTold
      ? names.join(', ')
      : `${names.slice(0, mostTold).join(', ')} and ${String(names.length - mostTold)} more`;
  const facts: readonly (readonly [string, string])[] = [
    ['Runs', runs.length === 0 ? 'none' : plural(runs.length, 'run')],
    ['Transient', told(byJourney.map((one) => `${one.name} ${String(one.transient)} of ${String(one.runs)}`))],
    [
      'Attempts',
      attempts === 0 ? '' : `${String(failed)} of ${String(attempts)} failed (${percent(failed, attempts)})`,
    ],
    ['Degraded', told(slow.map(([name, times]) => `${name} ${String(times.length)} of ${plural(runs.length, 'run')}`))],
    [
      'Open now',
      told(
        open.map(
          ({ id, verdict, firstSeenAt }) => `${id} ${verdict} for ${lasting(Date.parse(at) - Date.parse(firstSeenAt))}`,
        ),
      ),
    ],
  ];
  const name = target.toUpperCase();
  const status = published(reportsUrl, 'status.html');
  return {
    ...{ kind: 'digest', severity: 'info', target, location, at },
    headline: clipped(
      plainLine(
        results === 0
          ? `${name} on ${day}: nothing ran, so nothing is known of that day`
          : `${name} on ${day}: ${String(transient)} of ${plural(results, 'result')} transient (${percent(transient, results)}; ${compared}), ${String(degraded.length)} degraded`,
      ),
      200,
    ),
    advice:
      results === 0
        ? 'See why the monitor did not run.'
        : transient + degraded.length === 0
          ? 'Nothing to do.'
          : 'Nobody need be woken; in working hours look at what is on the rise.',
    facts: facts.flatMap(([fact, value]) =>
      value === '' ? [] : [{ name: fact, value: clipped(plainLine(value), 500) }],
    ),
    links: status === null ? [] : [{ name: 'status', url: status }],
    incident: null,
  };
}
