import { isLook } from '../../verdict/looks.ts';
import { plural, some, times } from '../../verdict/words.ts';
import { idOf } from './observe.ts';
import type { Incident } from '../types.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `40 seconds`, `56 minutes`, `5 hours`, `3 days`: as closely as a person asks. */
export function span(ms: number): string {
  const [unit, noun] =
    ms < 2 * minute
      ? ([second, 'second'] as const)
      : ms < 2 * hour
        ? ([minute, 'minute'] as const)
        : ms < 2 * day
          ? ([hour, 'hour'] as const)
          : ([day, 'day'] as const);
  return plural(Math.max(0, Math.round(ms / unit)), noun);
}

const clock = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/**
 * Since when, and after which change: `first seen 4 minutes after CHG-1234; last good run 56 minutes before that`. "That" is the change,
 * unless a run went well after it.
 */
export function since({
  firstSeenAt,
  after,
  lastGoodAt,
}: Pick<Incident, 'firstSeenAt' | 'after' | 'lastGoodAt'>): string {
  const firstMs = Date.parse(firstSeenAt);
  const good = lastGoodAt === null ? null : Date.parse(lastGoodAt);
  const seen =
    after === null
      ? `first seen ${clock(firstSeenAt)}`
      : `first seen ${after.sinceMs < minute ? 'less than a minute' : span(after.sinceMs)} after ${after.change}`;
  if (good === null) return `${seen}; no good run is known before that`;
  const changeMs = after === null ? firstMs : firstMs - after.sinceMs;
  if (after !== null && good === changeMs) return `${seen}, whose own run still went well`;
  if (after !== null && good > changeMs)
    return `${seen}; a run ${span(good - changeMs)} after that change still went well`;
  return `${seen}; last good run ${span(changeMs - good)} before that`;
}

/** `on www and reference, in 12 journeys`. Looks are none of them. */
export function radius({ surfaces, journeys }: Pick<Incident, 'surfaces' | 'journeys'>): string {
  const on = surfaces.length === 0 ? '' : `on ${some(surfaces)}, `;
  const [first, ...others] = journeys.filter((name) => !isLook({ id: idOf(name) }));
  if (first === undefined) return `${on}at the first look`;
  return `${on}in ${others.length === 0 ? first : plural(others.length + 1, 'journey')}`;
}

/** `every way of it has gone well twice since`: each way, from each location that has a say. */
export const cleanWords = ({ cleanRuns }: Pick<Incident, 'cleanRuns'>): string =>
  cleanRuns === 0
    ? 'no run has gone all of its ways well since'
    : `every way of it has gone well ${times(cleanRuns)} since`;
