import { verdicts } from '../../verdict/types.ts';
import type { Incident, IncidentStep, StoredRun } from '../types.ts';
import { lifeOf, forgetAfterMs } from './life.ts';
import { grown, joined, withOrigin } from './merge.ts';
import { coverage, metBy, originKey, sightedBy, type Sighted } from './observe.ts';
import { boundMute } from './people.ts';
import { stepsOf } from './steps.ts';
import type { FollowContext, Followed, Memory, Observation, Tracked } from './types.ts';

/** Within a minute or two: long enough to be another try, short enough that runs which open an incident take minutes and not hours. */
export const repeatMs = 90_000;

/** Observations that a late run may still come among, before the last sighting. */
const keptBeforeLast = 24;

/** The run as it is told where a clock was ahead: what has not been yet is now. */
function inRealTime(run: StoredRun, now: string): StoredRun {
  return run.startedAt <= now ? run : { ...run, startedAt: now, finishedAt: now };
}

const untilOf = ({ startedAt, finishedAt }: StoredRun): string => (finishedAt > startedAt ? finishedAt : startedAt);

function matches({ incident }: Tracked, seen: Sighted, run: StoredRun, reopenWithinMs: number): boolean {
  if (originKey(incident.origin) !== seen.key) return false;
  const at = Date.parse(run.startedAt);
  if (at < Date.parse(incident.firstSeenAt) - reopenWithinMs) return false;
  if (incident.state !== 'resolved' || incident.resolvedAt === null) return true;
  return at <= Date.parse(incident.resolvedAt) + reopenWithinMs;
}

const newestFirst = (a: Tracked, b: Tracked): number => b.incident.firstSeenAt.localeCompare(a.incident.firstSeenAt);

function findTracked(
  tracked: readonly Tracked[],
  seen: Sighted,
  run: StoredRun,
  { reopenWithinMs }: FollowContext['rules'],
): Tracked | undefined {
  const found = tracked.filter((one) => matches(one, seen, run, reopenWithinMs)).toSorted(newestFirst);
  return found.find(({ incident }) => incident.state !== 'resolved') ?? found[0];
}

/** Whether `follow` has to know the runs before this one. */
export function sawNew(tracked: readonly Tracked[], run: StoredRun, rules: FollowContext['rules']): boolean {
  return sightedBy(run).some((seen) => {
    const known = findTracked(tracked, seen, run, rules);
    return known === undefined || seen.firstSeenAt < known.incident.firstSeenAt;
  });
}

const byTime = (a: Observation, b: Observation): number => a.at.localeCompare(b.at) || a.run.localeCompare(b.run, 'en');

/** What a run that did not see it says of it; null: nothing. */
function cleanBy(run: StoredRun, { incident, memory }: Tracked): Observation | null {
  const { id, startedAt, location } = run;
  if (!run.judged || startedAt <= memory.firstRunAt || metBy(run).has(originKey(incident.origin))) return null;
  const went = coverage(run)(memory.lanes, incident.journeys);
  const isOld = Date.parse(startedAt) - Date.parse(incident.lastSeenAt) > forgetAfterMs;
  if (went.length === 0 && memory.lanes.length > 0 && !isOld) return null;
  return { run: id, at: startedAt, until: untilOf(run), location, seen: null, opens: false, went };
}

/** Older observations that nothing can change any more become where life stood after them. */
function settle(memory: Memory, observations: readonly Observation[], target: string, rules: FollowContext['rules']) {
  const cut = observations.findLastIndex(({ seen }) => seen !== null) - keptBeforeLast;
  const first = observations[cut];
  // cut generously, so that it is done once in a while and not at each run
  if (cut < keptBeforeLast || !first)
    return { settled: memory.settled, settledUntil: memory.settledUntil, observations };
  return {
    settled: lifeOf(memory.settled, observations.slice(0, cut), memory.lanes, target, rules),
    settledUntil: first.at,
    observations: observations.slice(cut),
  };
}

/** The incident with these observations besides, each at its time. */
function observed(one: Tracked, more: readonly Observation[], rules: FollowContext['rules']): Tracked {
  const { incident, memory } = one;
  const known = new Set(memory.observations.map(({ run }) => run));
  const fresh = more.filter(({ run }) => !known.has(run));
  if (fresh.length === 0) return one;
  const all = [...memory.observations, ...fresh.filter(({ at }) => at >= memory.settledUntil)].toSorted(byTime);
  const { settled, settledUntil, observations } = settle(memory, all, incident.target, rules);
  const life = lifeOf(settled, observations, memory.lanes, incident.target, rules);
  const seenAt = joined(
    memory.seenAt,
    fresh.filter(({ seen }) => seen !== null).map(({ location }) => location),
  );
  const isWhole = ({ seen, went }: Observation): boolean => seen === null && went.length === memory.lanes.length;
  const cleanAt = joined(
    memory.cleanAt,
    fresh.filter(isWhole).map(({ location }) => location),
  );
  const { state, openedAt, resolvedAt, reopened, flapping, cleanRuns, streak } = life;
  // what made it open does so whatever comes to be known of the runs around it
  const isOpening = ({ seen, until }: Observation): boolean => seen !== null && until === openedAt;
  return {
    incident: {
      ...incident,
      ...{ state, openedAt, resolvedAt, reopened, flapping, cleanRuns },
      onlyAt: seenAt.length === 1 && cleanAt.some((at) => at !== seenAt[0]) ? (seenAt[0] ?? null) : null,
    },
    memory: {
      ...memory,
      ...{ settled, settledUntil, seenAt, cleanAt, streak },
      observations: observations.map((each) => (isOpening(each) && !each.opens ? { ...each, opens: true } : each)),
    },
  };
}

function afterSighting(one: Tracked, seen: Sighted, run: StoredRun, context: FollowContext): Tracked {
  const { id, startedAt, location } = run;
  const wider = grown(one, seen, run, context);
  const sighting: Observation = {
    ...{ run: id, at: startedAt, until: untilOf(run), location, went: [] },
    seen: seen.verdict,
    opens: seen.opens,
  };
  const cleans = context.later.flatMap((later) => (later.startedAt > startedAt ? (cleanBy(later, wider) ?? []) : []));
  const next = observed(wider, [sighting, ...cleans], context.rules);
  const isBack = one.incident.state === 'resolved' && next.incident.state !== 'resolved';
  // somebody has to look again
  return isBack ? { ...next, incident: { ...next.incident, acknowledged: null } } : next;
}

/** Another clean run says nothing new of it. */
function isIdle({ memory, incident }: Tracked): boolean {
  return incident.state === 'resolved' || (incident.state === 'suspected' && memory.streak === 0);
}

/** A suspicion that came to nothing, and too long ago to flap. */
function isOver({ incident, memory }: Tracked, run: StoredRun, reopenWithinMs: number): boolean {
  if (incident.state !== 'suspected' || incident.openedAt !== null) return false;
  const age = Date.parse(run.startedAt) - Date.parse(incident.lastSeenAt);
  return age > (memory.streak === 0 ? reopenWithinMs : forgetAfterMs);
}

/**
 * One that was first seen long after a run that came late, and is the same all the same: what ran in between had not resolved it by then, or
 * so shortly before that it would have been reopened.
 */
function joinsLater(
  tracked: readonly Tracked[],
  seen: Sighted,
  run: StoredRun,
  context: FollowContext,
): Tracked | undefined {
  const { rules, later } = context;
  return tracked
    .filter(({ incident }) => originKey(incident.origin) === seen.key && incident.firstSeenAt > run.startedAt)
    .toSorted(newestFirst)
    .findLast(({ incident, memory }) => {
      const between = later.filter(({ startedAt }) => startedAt < memory.firstRunAt);
      const alone = afterSighting(withOrigin('-', seen, run, context), seen, run, { ...context, later: between });
      const { state, resolvedAt } = alone.incident;
      if (state !== 'resolved' || resolvedAt === null) return true;
      return Date.parse(resolvedAt) + rules.reopenWithinMs >= Date.parse(incident.firstSeenAt);
    });
}

/**
 * What one run means for the incidents of its target. Pure: the same whatever reads the clock or keeps the history.
 *
 * A run that was not judged (a lost shard, an interruption) shows nothing gone; a server error that it met is one all the same. One that
 * comes late is put at its time, and what later runs have shown since holds against it.
 *
 * @param given incidents of the run's target that are not resolved, and those resolved within `reopenWithinMs` before the run or after it
 */
export function follow(given: readonly Tracked[], told: StoredRun, context: FollowContext): Followed {
  const { rules } = context;
  const run = inRealTime(told, context.now);
  const sighted = sightedBy(run);
  if (given.length === 0 && sighted.length === 0)
    return { tracked: given, dropped: [], steps: [], lastNumber: context.lastNumber, repeatWithinMs: null };

  let { lastNumber } = context;
  const next = new Map<string, Tracked>(given.map((one) => [one.incident.id, one]));
  const before = new Map<string, Incident>(given.map(({ incident }) => [incident.id, incident]));
  const seenIds = new Set<string>();
  const steps: IncidentStep[] = [];
  const change = (one: Tracked, seen: Sighted | null): void => {
    const { id } = one.incident;
    steps.push(...stepsOf(before.get(id) ?? null, one, seen, run, context));
    next.set(id, one);
  };

  for (const seen of sighted) {
    const known =
      findTracked([...next.values()], seen, run, rules) ?? joinsLater([...next.values()], seen, run, context);
    if (known?.memory.observations.some(({ run: id }) => id === run.id)) {
      seenIds.add(known.incident.id);
      continue;
    }
    if (known === undefined) lastNumber += 1;
    const start = known ?? withOrigin(`INC-${String(lastNumber)}`, seen, run, context);
    const after = boundMute(afterSighting(start, seen, run, context), context);
    seenIds.add(after.incident.id);
    change(after, seen);
  }
  for (const one of given) {
    if (seenIds.has(one.incident.id) || isIdle(one)) continue;
    const clean = cleanBy(run, one);
    if (clean !== null) change(observed(one, [clean], rules), null);
  }
  const over = [...next.values()].filter((one) => isOver(one, run, rules.reopenWithinMs));
  for (const { incident } of over) next.delete(incident.id);
  const isSuspected = [...next.values()].some(
    ({ incident }) => seenIds.has(incident.id) && incident.state === 'suspected',
  );
  return {
    tracked: [...next.values()],
    dropped: over.map(({ incident }) => incident.id),
    steps: steps.toSorted((a, b) => verdicts.indexOf(a.incident.verdict) - verdicts.indexOf(b.incident.verdict)),
    lastNumber,
    repeatWithinMs: isSuspected ? repeatMs : null,
  };
}
