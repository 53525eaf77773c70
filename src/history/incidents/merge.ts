import { worst } from '../../verdict/outcome.ts';
import { surfaces } from '../../target/types.ts';
import type { Incident, StoredRun } from '../types.ts';
import { unborn } from './life.ts';
import { coverage, metBy, type Sighted } from './observe.ts';
import type { ChangeSeen, FollowContext, Tracked } from './types.ts';

/** How many runs an incident names. */
const keptRuns = 50;
/** After a change that runs have gone well since, what is first seen so much later did not follow it. */
const followsWithinMs = 2 * 3_600_000;

export const joined = (a: readonly string[], b: readonly string[]): string[] =>
  [...new Set([...a, ...b])].toSorted((x, y) => x.localeCompare(y, 'en'));

/** The last run before it that went this way well. */
function lastGood(seen: Sighted, firstSeenAt: string, { earlier }: FollowContext): string | null {
  const isGood = (run: StoredRun): boolean =>
    run.judged &&
    run.startedAt < firstSeenAt &&
    !metBy(run).has(seen.key) &&
    coverage(run)(seen.lanes, seen.journeys).length === seen.lanes.length;
  const newestFirst = earlier.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return newestFirst.find(isGood)?.startedAt ?? null;
}

function changeBefore(firstSeenAt: string, lastGoodAt: string | null, run: StoredRun, { changes }: FollowContext) {
  const own: readonly ChangeSeen[] =
    run.change === null || changes.some(({ id }) => id === run.change?.id)
      ? []
      : [{ ...run.change, firstAt: run.startedAt }];
  const last = [...changes, ...own]
    .filter(({ firstAt }) => firstAt <= firstSeenAt)
    .toSorted((a, b) => b.firstAt.localeCompare(a.firstAt))[0];
  if (!last) return null;
  const sinceMs = Date.parse(firstSeenAt) - Date.parse(last.firstAt);
  if (sinceMs > followsWithinMs && lastGoodAt !== null && lastGoodAt > last.firstAt) return null;
  return { change: last.id, url: last.url, sinceMs };
}

/** How it began: the change that it followed, and the last good run. */
function beginning(seen: Sighted, run: StoredRun, context: FollowContext) {
  const lastGoodAt = lastGood(seen, seen.firstSeenAt, context);
  return { lastGoodAt, after: changeBefore(seen.firstSeenAt, lastGoodAt, run, context) };
}

/** A new one, which no run has said anything of yet. */
export function withOrigin(id: string, seen: Sighted, run: StoredRun, context: FollowContext): Tracked {
  const { origin, verdict, firstSeenAt, lastSeenAt, headline } = seen;
  return {
    incident: {
      ...{ id, target: run.target, origin, verdict, firstSeenAt, lastSeenAt, headline },
      state: 'suspected',
      openedAt: null,
      resolvedAt: null,
      reopened: 0,
      flapping: false,
      onlyAt: null,
      signatures: [],
      journeys: [],
      surfaces: [],
      paths: [],
      nodes: [],
      ...beginning(seen, run, context),
      runs: [],
      cleanRuns: 0,
      acknowledged: null,
      muted: null,
    },
    memory: {
      lanes: [],
      settled: unborn,
      settledUntil: '',
      observations: [],
      streak: 0,
      firstRunAt: run.startedAt,
      lastRunAt: run.startedAt,
      seenAt: [],
      cleanAt: [],
    },
  };
}

/** The incident with what one more run saw of it: its blast radius, its times, its words. */
export function grown(one: Tracked, seen: Sighted, run: StoredRun, context: FollowContext): Tracked {
  const { incident, memory } = one;
  const isEarlier = seen.firstSeenAt < incident.firstSeenAt;
  const isNewest = run.startedAt >= memory.lastRunAt;
  const verdict = worst([incident.verdict, seen.verdict]);
  const isWorse = verdict !== incident.verdict;
  const next: Incident = {
    ...incident,
    ...(isEarlier ? { firstSeenAt: seen.firstSeenAt, ...beginning(seen, run, context) } : {}),
    lastSeenAt: seen.lastSeenAt > incident.lastSeenAt ? seen.lastSeenAt : incident.lastSeenAt,
    verdict,
    signatures: joined(incident.signatures, seen.signatures),
    journeys: joined(incident.journeys, seen.journeys),
    surfaces: surfaces.filter((surface) => incident.surfaces.includes(surface) || seen.surfaces.includes(surface)),
    paths: joined(incident.paths, seen.paths),
    nodes: joined(incident.nodes, seen.nodes),
    runs: (isNewest ? [run.id, ...incident.runs] : [...incident.runs, run.id]).slice(0, keptRuns),
    headline: isWorse || (isNewest && seen.verdict === verdict) ? seen.headline : incident.headline,
  };
  return {
    incident: next,
    memory: {
      ...memory,
      lanes: joined(memory.lanes, seen.lanes),
      firstRunAt: run.startedAt < memory.firstRunAt ? run.startedAt : memory.firstRunAt,
      lastRunAt: isNewest ? run.startedAt : memory.lastRunAt,
    },
  };
}
