import { bySurface } from '../../history/availability.ts';
import type { Daily, Incident, LookBack } from '../../history/types.ts';
import { isLook, isPulse, isServerLog } from '../../verdict/looks.ts';
import { surfaces as surfaceNames } from '../../target/types.ts';
import { journeyName } from '../format.ts';
import { latencies } from './latency.ts';
import { dayBefore, looksOf, marks, windowSum, worstOf } from './sums.ts';
import type { Status, StatusLocation, StatusRow } from './types.ts';

/** What a status is made of besides what the history says. */
export interface StatusOf {
  readonly target: string;
  readonly lookBack: LookBack;
  /** Of the target, in any order. */
  readonly incidents: readonly Incident[];
  readonly objective: number;
  readonly staleAfterMs: number;
  /** ISO, UTC. */
  readonly now: string;
}

type Newest = LookBack['newest'][number];

const states: readonly Incident['state'][] = ['open', 'recovering', 'suspected', 'resolved'];
const stateRank = ({ state }: Incident): number => states.indexOf(state);

/** A page of more would not be read. */
const mostIncidents = 300;

function told(incidents: readonly Incident[], now: string): Incident[] {
  const oldest = dayBefore(now, 89);
  return incidents
    .filter(({ state, resolvedAt, lastSeenAt }) => state !== 'resolved' || (resolvedAt ?? lastSeenAt) >= oldest)
    .toSorted((a, b) => stateRank(a) - stateRank(b) || b.firstSeenAt.localeCompare(a.firstSeenAt))
    .slice(0, mostIncidents);
}

/** Worst of what each location saw last; the pulse has a say only where nothing has looked since. */
function nowOf(newest: readonly Newest[]): StatusRow['now'] {
  const looked = newest.filter((one) => !isPulse(one)).reduce<string>((last, { at }) => (at > last ? at : last), '');
  const counted = newest.filter((one) => !isPulse(one) || one.at > looked);
  const worst = worstOf(counted.map(({ verdict }) => verdict));
  const [one] = counted.filter(({ verdict }) => verdict === worst).toSorted((a, b) => b.at.localeCompare(a.at));
  return one ? { verdict: one.verdict, at: one.at, run: one.run, location: one.location } : null;
}

const byName = (a: StatusRow, b: StatusRow): number => a.name.localeCompare(b.name, 'en');

/**
 * How a target is and has been. Pure. A share counts what journeys and attempts came to; it is not of time: while an incident is open it is looked
 * more often.
 */
export function summarise({ target, lookBack, incidents, objective, staleAfterMs, now }: StatusOf): Status {
  const isOld = (at: string): boolean => Date.parse(now) - Date.parse(at) > staleAfterMs;
  const locations = lookBack.locations.map((one): StatusLocation => ({ ...one, silent: isOld(one.at) }));
  const silent = new Set(locations.filter((one) => one.silent).map(({ name }) => name));
  // where all are silent the last word of each is still the last that is known; that it is old is told
  const heard = lookBack.newest.filter(({ location }) => silent.size === locations.length || !silent.has(location));
  const counts = (one: Daily): boolean => !isPulse(one) && !isServerLog(one);
  const all = lookBack.days.filter(counts);
  const hours = lookBack.lastHours.filter(counts);
  const looks = looksOf(all);
  const from30 = dayBefore(now, 29);

  const row = (
    name: string,
    kind: StatusRow['kind'],
    own: readonly Daily[],
    lastHours: readonly Daily[],
    newest: readonly Newest[],
  ): StatusRow => ({
    ...{ name, kind, now: nowOf(newest) },
    windows: [
      windowSum('24h', lastHours, objective),
      windowSum(
        '30d',
        own.filter(({ day }) => day >= from30),
        objective,
      ),
      windowSum('90d', own, objective),
    ],
    days: marks(own, now, looks),
  });

  const ofJourneys = all.filter((one) => !isLook(one));
  const hoursOfJourneys = hours.filter((one) => !isLook(one));
  const hoursByName = Map.groupBy(hoursOfJourneys, journeyName);
  const newestByName = Map.groupBy(heard, journeyName);
  const surfaceDays = bySurface(all);
  const surfaceHours = bySurface(hours);
  const [newest = null] = lookBack.locations;
  return {
    ...{ schemaVersion: 1, target, builtAt: now, trouble: null, objective, staleAfterMs, locations },
    newest: newest && { run: newest.run, at: newest.at, outcome: newest.outcome, headline: newest.headline },
    stale: newest !== null && isOld(newest.at),
    overall: row(
      'All journeys',
      'journey',
      ofJourneys,
      hoursOfJourneys,
      heard.filter((one) => !isServerLog(one)),
    ),
    surfaces: surfaceNames
      .filter((surface) => surfaceDays.has(surface))
      .map((surface) =>
        row(
          surface,
          'surface',
          surfaceDays.get(surface) ?? [],
          surfaceHours.get(surface) ?? [],
          heard.filter((one) => one.surfaces.includes(surface) && !isServerLog(one)),
        ),
      ),
    journeys: [...Map.groupBy(ofJourneys, journeyName)]
      .map(([name, own]) => row(name, 'journey', own, hoursByName.get(name) ?? [], newestByName.get(name) ?? []))
      .toSorted(byName),
    incidents: told(incidents, now),
    changes: lookBack.changes,
    latencies: latencies(lookBack.steps),
  };
}
