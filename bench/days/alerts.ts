import type { MessageKind } from '../../src/alert/types.ts';
import type { Fault } from './week.ts';

/** A run as it was played: what was wrong then and there is what was put in. */
export interface Played {
  readonly startedAtMs: number;
  readonly location: string;
  readonly faults: readonly Fault[];
  /** When it was taken and people were told of it, in ms since 1970. */
  readonly toldAtMs: number;
}

/** What one sighting does not open: a second run has to see it too. */
const wantsTwo: readonly Fault[] = ['one-location', 'content', 'missing'];
const cleanToResolve = 3;
/** From so many returns on it comes and goes: that is told once, and its returns no more. */
const returnsToFlap = 3;

/**
 * The messages that are due of one fault that was put in, from what was put in alone: the rules in small, and not the code that is to be proven. A
 * fault whose runs come late has no such list: how often it is told depends on the order in which they come.
 *
 * @param remindEveryMs between messages of what is open
 */
export function alertsDue(fault: Fault, played: readonly Played[], remindEveryMs: number): MessageKind[] {
  const due: MessageKind[] = [];
  let state: 'none' | 'open' | 'recovering' | 'resolved' = 'none';
  let [sightings, returns, lastToldMs] = [0, 0, 0];
  /** Clean runs since the last sighting, of each location that ever saw it. */
  const clean = new Map<string, number>();
  for (const { location, faults, toldAtMs } of played) {
    const tell = (kind: MessageKind): void => {
      due.push(kind);
      lastToldMs = toldAtMs;
    };
    if (faults.includes(fault)) {
      sightings += 1;
      clean.set(location, 0);
      for (const witness of clean.keys()) clean.set(witness, 0);
      if (state === 'none' && sightings >= (wantsTwo.includes(fault) ? 2 : 1)) {
        tell('opened');
        state = 'open';
      } else if (state === 'resolved') {
        tell('reopened');
        returns += 1;
        state = 'open';
      } else if (state === 'recovering') {
        returns += 1;
        if (returns <= returnsToFlap) tell('escalated');
        state = 'open';
      }
    } else if (clean.has(location)) {
      clean.set(location, (clean.get(location) ?? 0) + 1);
      const least = Math.min(...clean.values());
      if (state === 'none' && least > 0) sightings = 0;
      if ((state === 'open' || state === 'recovering') && least > 0) {
        if (least >= cleanToResolve) tell('resolved');
        state = least >= cleanToResolve ? 'resolved' : 'recovering';
      }
    }
    if (state === 'open' && toldAtMs - lastToldMs >= remindEveryMs) tell('reminded');
  }
  return due;
}

/** What may be told of a fault whose runs come late: it begins and it ends, and each return is one. */
export const dueOfLate = /^opened( escalated)*( resolved reopened( escalated)*)* resolved$/;

const dayMs = 86_400_000;

/** Days of which a digest is due, at an hour of the next one: those before which, or on which, anything was played. */
export function digestsDue(played: readonly Played[], hour: number): string[] {
  const [first, last] = [played[0], played.at(-1)];
  if (!first || !last) return [];
  const days: string[] = [];
  for (
    let at = Math.floor(first.startedAtMs / dayMs) * dayMs + dayMs;
    at + hour * 3_600_000 <= last.toldAtMs;
    at += dayMs
  )
    days.push(new Date(at - dayMs).toISOString().slice(0, 10));
  return days;
}
