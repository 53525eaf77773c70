import type { HistoryRules } from '../types.ts';
import type { Life, Observation } from './types.ts';

/** A location that has not gone the way for so long has no say in whether it is well again. */
const silentAfterMs = 24 * 3_600_000;
/** What nobody saw for so long, and no run could show gone either, is over: its journey or its page is. */
export const forgetAfterMs = 14 * 24 * 3_600_000;
const keptRelapses = 20;

export const unborn: Life = {
  state: 'suspected',
  streak: 0,
  openedAt: null,
  resolvedAt: null,
  reopened: 0,
  relapses: [],
  flapping: false,
  cleanRuns: 0,
};

const ms = (iso: string): number => Date.parse(iso);

/** The least that any lane was gone well since the last sighting, by any location that has a say. */
function cleanRuns(since: readonly Observation[], before: readonly Observation[], lanes: readonly string[]): number {
  const now = since.at(-1);
  if (!now) return 0;
  const isFresh = ({ at }: Observation): boolean => ms(now.at) - ms(at) <= silentAfterMs;
  const fresh = new Set([...before, ...since].filter(isFresh).map(({ location }) => location));
  const witnesses = new Set(before.filter(({ seen }) => seen !== null).map(({ location }) => location));
  const heard = [...fresh].filter((location) => witnesses.has(location));
  const speakers = heard.length > 0 ? heard : [...fresh];
  const needed = lanes.length > 0 ? lanes : [null];
  return Math.min(
    ...speakers.flatMap((location) => {
      const its = since.filter((one) => one.location === location);
      return needed.map((lane) => its.filter(({ went }) => lane === null || went.includes(lane)).length);
    }),
  );
}

function flaps(relapses: readonly string[], at: string, { reopenWithinMs, flapsToTell }: HistoryRules): boolean {
  return relapses.filter((relapse) => ms(at) - ms(relapse) <= reopenWithinMs).length >= flapsToTell;
}

function seen(life: Life, now: Observation, isAgain: boolean, needed: number, rules: HistoryRules): Life {
  const relapses = isAgain ? [...life.relapses, now.at].slice(-keptRelapses) : life.relapses;
  const flapping = flaps(relapses, now.at, rules);
  const streak = isAgain ? 1 : life.streak + 1;
  const next = { ...life, relapses, flapping, streak, cleanRuns: 0 };
  if (life.state === 'open' || life.state === 'recovering') return { ...next, state: 'open' };
  // what comes and goes would never be seen so often in a row
  if (!now.opens && streak < needed && !flapping) return { ...next, state: 'suspected' };
  return {
    ...next,
    state: 'open',
    openedAt: life.openedAt ?? now.until,
    reopened: life.reopened + (life.resolvedAt === null ? 0 : 1),
    resolvedAt: null,
  };
}

function gone(life: Life, now: Observation, clean: number, lastSeenAt: string | null, rules: HistoryRules): Life {
  const forgotten = lastSeenAt !== null && ms(now.at) - ms(lastSeenAt) > forgetAfterMs;
  const next = { ...life, cleanRuns: clean, flapping: flaps(life.relapses, now.at, rules) };
  if (clean === 0 && !forgotten) return next;
  if (life.state === 'suspected')
    return { ...next, streak: 0, state: life.openedAt === null ? 'suspected' : 'resolved' };
  if (life.state === 'resolved') return next;
  return clean >= rules.cleanRunsToResolve || forgotten
    ? { ...next, state: 'resolved', streak: 0, resolvedAt: now.until }
    : { ...next, state: 'recovering', streak: 0 };
}

/**
 * Where an incident stands after these observations, whatever the order in which they came to be known. Pure.
 *
 * @param from where it stood before the first of them
 * @param observations in the order of time
 */
export function lifeOf(
  from: Life,
  observations: readonly Observation[],
  lanes: readonly string[],
  target: string,
  rules: HistoryRules,
): Life {
  const needed = rules.runsToOpen[target] ?? rules.runsToOpen['default'] ?? 2;
  let life = from;
  let lastSeen = -1;
  observations.forEach((now, i) => {
    if (now.seen !== null) {
      // a clean spell is one that every lane was gone well in
      const isAgain = life.cleanRuns > 0;
      life = seen(life, now, isAgain, needed, rules);
      lastSeen = i;
    } else {
      const clean = cleanRuns(observations.slice(lastSeen + 1, i + 1), observations.slice(0, lastSeen + 1), lanes);
      life = gone(life, now, clean, observations[lastSeen]?.at ?? null, rules);
    }
  });
  return life;
}
