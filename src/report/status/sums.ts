import type { Daily } from '../../history/types.ts';
import { isPreflight } from '../../verdict/looks.ts';
import { verdicts, type Verdict } from '../../verdict/types.ts';
import { exactBounds } from './binomial.ts';
import type { Share, StatusDay, Window, WindowSum } from './types.ts';

export const dayMs = 86_400_000;
const days = 90;

const share = (some: number, all: number): Share | null =>
  all === 0 ? null : { value: some / all, ...exactBounds(some, all), of: all };

const totalOf =
  (some: readonly Daily[]) =>
  (of: (day: Daily) => number): number =>
    some.reduce((sum, day) => sum + of(day), 0);

/** How many of these runs say something of the site; see availability.ts. */
const knownOf = ({ runs, unknown, down }: Daily): number => runs - unknown + down;

/** Whether the bounds tell on which side of the objective the share lies. */
function judged({ low, high }: Share, objective: number): WindowSum['objective'] {
  if (low >= objective) return 'held';
  return high < objective ? 'missed' : 'too-few';
}

/** What some days of one journey, or of several, come to. */
export function windowSum(window: Window, some: readonly Daily[], objective: number): WindowSum {
  const total = totalOf(some);
  const [known, good] = [total(knownOf), total((day) => day.good)];
  const attempts = total((day) => day.attempts);
  const onVerdicts = share(good, known);
  return {
    window,
    runs: total((day) => day.runs),
    onVerdicts,
    onAttempts: share(attempts - total(({ failed }) => failed), attempts),
    serverErrors: total((day) => day.serverErrors),
    transient: total((day) => day.transient),
    down: total((day) => day.down),
    unknown: total((day) => day.unknown - day.down),
    budgetLeft: onVerdicts === null ? null : 1 - (known - good) / ((1 - objective) * known),
    objective: onVerdicts === null ? null : judged(onVerdicts, objective),
  };
}

/** The day that begins so many days before that of an instant: `2028-02-29`. UTC has no summer time, so each has 24 hours. */
export const dayBefore = (now: string, count: number): string =>
  new Date(Date.parse(now) - count * dayMs).toISOString().slice(0, 10);

const rank = (verdict: Verdict): number => verdicts.indexOf(verdict);
export const worstOf = (some: readonly Verdict[]): Verdict | null =>
  some.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;

/** What the first looks found that kept others from starting, by day, location and surface. */
export type Looks = (day: Daily) => readonly Verdict[];

export function looksOf(all: readonly Daily[]): Looks {
  const looks = Map.groupBy(all.filter(isPreflight), ({ day, location }) => `${day} ${location}`);
  return ({ day, location, surfaces }) =>
    (looks.get(`${day} ${location}`) ?? [])
      .filter((look) => look.surfaces.some((surface) => surfaces.includes(surface)))
      .flatMap(({ worst }) => worst ?? []);
}

/** Bad runs are among them, and how bad they were is not kept. */
const isNotKept = (day: Daily): boolean => day.worst === null && day.runs - day.unknown > day.good;

function markOf(some: readonly Daily[], looks: Looks): StatusDay['worst'] {
  const total = totalOf(some);
  if (total(({ runs }) => runs) === 0) return null;
  if (total(knownOf) === 0) return 'inconclusive';
  const seen = some.flatMap((day) => [...(day.worst === null ? [] : [day.worst]), ...(day.down > 0 ? looks(day) : [])]);
  const worst = worstOf(seen);
  return some.some(isNotKept) && (worst === null || rank(worst) > rank('regression')) ? 'failed' : (worst ?? 'failed');
}

/** A mark for each of 90 days, that of `now` the last. */
export function marks(some: readonly Daily[], now: string, looks: Looks): StatusDay[] {
  const byDay = Map.groupBy(some, ({ day }) => day);
  return Array.from({ length: days }, (_, index) => {
    const day = dayBefore(now, days - 1 - index);
    const own = byDay.get(day) ?? [];
    const total = totalOf(own);
    return {
      day,
      worst: markOf(own, looks),
      good: total(({ good }) => good),
      known: total(knownOf),
      runs: total(({ runs }) => runs),
    };
  });
}
