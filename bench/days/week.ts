import type { Cause } from '../../src/verdict/types.ts';
import type { Layer } from '../../src/evidence/types.ts';
import type { Incident } from '../../src/history/types.ts';

export const hourMs = 3_600_000;
export const minuteMs = 60_000;
/** Every hour, at a minute of its own. */
export const locations = [
  { name: 'austin', minute: 0 },
  { name: 'berlin', minute: 30 },
] as const;

/** What may be wrong with the site, or with us; world.ts makes runs of it. */
export type Fault =
  | 'outage'
  | 'thirty-signatures'
  | 'intermittent'
  | 'not-implemented'
  | 'late'
  | 'maintenance'
  | 'flap'
  | 'unreachable'
  | 'one-location'
  | 'content'
  | 'once'
  | 'missing'
  | 'suppressed'
  | 'lost-shard'
  | 'interrupted';

/** A time in which something is wrong. Times in ms since the week began. */
interface Happening {
  readonly fault: Fault;
  readonly from: number;
  readonly to: number;
  /** A deploy at its beginning. */
  readonly change: string | null;
}

/** An incident as it has to stand at the end of the week. */
export interface Expected {
  /** What was put in. */
  readonly fault: Fault;
  readonly cause: Cause;
  readonly what: string | null;
  readonly layer: Layer;
  readonly journey: string | null;
  readonly verdict: Incident['verdict'];
  readonly state: Incident['state'];
  readonly reopened: number;
  /** It came and went often enough to be told so. */
  readonly flapped: boolean;
  readonly onlyAt: string | null;
  readonly after: string | null;
  /** The first run that could see it, in ms since the week began. */
  readonly firstRunAt: number;
}

export interface Week {
  readonly seed: number;
  readonly happenings: readonly Happening[];
  readonly expected: readonly Expected[];
}

/** Mulberry32: the same numbers from the same seed, everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is put into every week, each in a slot of its own; what no incident may come of has no `expected`. */
const kinds: readonly {
  readonly fault: Fault;
  readonly hours: readonly [min: number, max: number];
  readonly follows?: boolean;
  /** Comes back for an hour so many hours after its end. */
  readonly again?: number;
  readonly expected?: Pick<Expected, 'cause' | 'what' | 'layer' | 'verdict'> & Partial<Expected>;
}[] = [
  {
    fault: 'outage',
    hours: [2, 6],
    follows: true,
    expected: { cause: 'server-error', what: '500', layer: 'httpd', verdict: 'server-error' },
  },
  {
    fault: 'thirty-signatures',
    hours: [1, 5],
    follows: true,
    expected: { cause: 'server-error', what: '500', layer: 'application', verdict: 'server-error' },
  },
  {
    fault: 'intermittent',
    hours: [1, 1],
    expected: { cause: 'server-error', what: '506', layer: 'application', verdict: 'intermittent-server-error' },
  },
  {
    fault: 'not-implemented',
    hours: [1, 2],
    again: 5,
    expected: { cause: 'server-error', what: '501', layer: 'application', verdict: 'server-error', reopened: 1 },
  },
  {
    fault: 'late',
    hours: [1, 1],
    expected: { cause: 'server-error', what: '507', layer: 'application', verdict: 'server-error' },
  },
  {
    fault: 'flap',
    hours: [8, 8],
    expected: { cause: 'unavailable', what: '503', layer: 'proxy', verdict: 'server-error', flapped: true },
  },
  {
    fault: 'unreachable',
    hours: [1, 4],
    expected: { cause: 'network', what: 'ERR_CONNECTION_REFUSED', layer: 'unknown', verdict: 'unreachable' },
  },
  {
    fault: 'one-location',
    hours: [2, 4],
    expected: {
      ...{ cause: 'network', what: 'ERR_CONNECTION_TIMED_OUT', layer: 'unknown', verdict: 'unreachable' },
      onlyAt: 'berlin',
    },
  },
  {
    fault: 'content',
    hours: [1, 6],
    follows: true,
    expected: { cause: 'content', what: null, layer: 'application', verdict: 'regression', journey: 'journey-05' },
  },
  {
    fault: 'missing',
    hours: [1, 6],
    expected: {
      cause: 'client-error',
      what: '404',
      layer: 'application',
      verdict: 'regression',
      journey: 'journey-09',
    },
  },
  { fault: 'maintenance', hours: [1, 4] },
  { fault: 'once', hours: [1, 1] },
  { fault: 'suppressed', hours: [2, 6] },
  { fault: 'lost-shard', hours: [1, 2] },
  { fault: 'interrupted', hours: [1, 2] },
];

/** So many hours for one thing to happen in and for what comes of it to be over. */
const slotHours = 10;

const firstAfter = (at: number, names: readonly string[]): number =>
  Math.min(
    ...locations
      .filter(({ name }) => names.includes(name))
      .map(({ minute }) => Math.ceil((at - minute * minuteMs) / hourMs) * hourMs + minute * minuteMs),
  );

/** A week of one seed: what happens when, and the incidents that it has to end with. */
export function weekOf(seed: number): Week {
  const random = randomOf(seed);
  const order = kinds.map((kind) => ({ kind, at: random() })).toSorted((a, b) => a.at - b.at);
  const happenings: Happening[] = [];
  const expected: Expected[] = [];
  order.forEach(({ kind }, slot) => {
    const [min, max] = kind.hours;
    const hours = min + Math.floor(random() * (max - min + 1));
    // never at the minute of a run, so that it is never doubtful which runs meet it
    const from = (4 + slot * slotHours) * hourMs + (5 + Math.floor(random() * 20)) * minuteMs;
    const to = from + hours * hourMs;
    const change = kind.follows === true ? `CHG-${String(1000 + slot)}` : null;
    happenings.push({ fault: kind.fault, from, to, change });
    if (kind.again !== undefined)
      happenings.push({
        fault: kind.fault,
        from: to + kind.again * hourMs,
        to: to + (kind.again + 1) * hourMs,
        change: null,
      });
    if (kind.expected)
      expected.push({
        ...{ journey: null, state: 'resolved', reopened: 0, flapped: false, onlyAt: null },
        ...kind.expected,
        fault: kind.fault,
        after: change,
        firstRunAt: firstAfter(from, kind.fault === 'one-location' ? ['berlin'] : ['austin', 'berlin']),
      });
  });
  return { seed, happenings, expected };
}

/** Hours of a week. */
export const weekHours = 168;

/** For so long after a happening begins its deploy is the change that runs are told of. */
const deployedMs = hourMs;
/** How long runs are kept from the history when they come late. */
const heldBackMs = 3 * hourMs;

/** What is wrong for a run that begins then, there. */
export const faultsAt = ({ happenings }: Week, atMs: number, location: string): Fault[] =>
  happenings
    .filter(({ fault, from, to }) => {
      if (atMs < from || atMs >= to) return false;
      const hours = Math.floor((atMs - from) / hourMs);
      if (fault === 'flap') return hours % 2 === 0;
      if (fault === 'one-location') return location === 'berlin';
      // gone when the run is repeated
      if (fault === 'once') return atMs % (30 * minuteMs) === 0;
      return true;
    })
    .map(({ fault }) => fault);

/** The change that a run follows which begins then. */
export const changeAt = ({ happenings }: Week, atMs: number): string | null =>
  happenings.find(({ from, change }) => change !== null && atMs >= from && atMs < from + deployedMs)?.change ?? null;

/** Till when a run is kept from the history; null: it comes at its time. */
export function heldBackTo({ happenings }: Week, atMs: number): number | null {
  const late = happenings.find(({ fault, from }) => fault === 'late' && atMs >= from && atMs < from + heldBackMs);
  return late ? late.from + heldBackMs : null;
}
