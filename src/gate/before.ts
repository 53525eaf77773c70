import type { History, StoredRun } from '../history/types.ts';
import { utc } from '../report/format.ts';
import { isJourney } from '../verdict/looks.ts';
import type { Verdict } from '../verdict/types.ts';
import { messageOf } from '../target/message-of.ts';

/** What is known from before the change. */
export interface Before {
  /** Judged runs, newest first. */
  readonly earlier: readonly StoredRun[];
  /** The newest of them in which a journey was judged; null: there is none. */
  readonly baseline: StoredRun | null;
  /** All that ran since, or a while before: by them a window of maintenance is closed. */
  readonly recent: readonly StoredRun[];
  /** What a reader has to know of it, in sentences. */
  readonly notes: readonly string[];
  /** The history could not be read, or was found damaged: that nothing is known says nothing. */
  readonly isUnknown: boolean;
}

export interface Asked {
  readonly target: string;
  readonly change: string | null;
  /** When the change went out, as somebody says; null: at the latest when the gate began. */
  readonly since: string | null;
  readonly now: number;
}

/** A run that is not asked for by the newest ones is looked for so far back. */
const mostEarlier = 30;
const mostOfChange = 1_000;
/** Two clocks are never the same. */
const skewMs = 60_000;

/** So many times it is looked further back for a run with journeys, where somebody looks at the surfaces all day. */
const mostLooksBack = 10;

/** Of journeys that ended so nothing is known. */
const unknowing: readonly Verdict[] = ['inconclusive', 'blocked'];

/** A journey was judged, and not a surface alone: a run that can be compared with, and that can end a window of maintenance. */
export const hasJourneys = ({ journeys }: Pick<StoredRun, 'journeys'>): boolean =>
  journeys.some((one) => isJourney(one) && one.attempts > 0 && !unknowing.includes(one.verdict));

async function judgedBefore(history: Pick<History, 'runs'>, target: string, before: string): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let look = 0; look < mostLooksBack && !runs.some(hasJourneys); look += 1) {
    const older = await history.runs({
      ...{ target, judged: true, limit: mostEarlier },
      before: runs.at(-1)?.startedAt ?? before,
    });
    runs.push(...older);
    if (older.length < mostEarlier) break;
  }
  return runs;
}

/**
 * The runs from before the change: before the first one that followed it, where its id was used already, as by a gate that is run again. Never
 * throws.
 */
export async function readBefore(
  history: Pick<History, 'runs' | 'troubles'>,
  { target, change, since, now }: Asked,
): Promise<Before> {
  const told = history.troubles.length;
  try {
    const began = new Date(now).toISOString();
    const ofChange = change === null ? [] : await history.runs({ target, change, limit: mostOfChange });
    const first = ofChange.map(({ startedAt }) => startedAt).toSorted()[0] ?? null;
    const instants = [began, since, first].filter((one) => one !== null);
    const before = new Date(Math.min(...instants.map((one) => Date.parse(one)))).toISOString();
    const earlier = await judgedBefore(history, target, before);
    const recent = await history.runs({ target, limit: mostEarlier });
    const troubles = history.troubles.slice(told);
    const ahead = recent.find(({ startedAt }) => Date.parse(startedAt) > now + skewMs);
    return {
      earlier,
      baseline: earlier.find(hasJourneys) ?? null,
      recent,
      isUnknown: earlier.length === 0 && troubles.length > 0,
      notes: [
        ...troubles,
        ...(first === null
          ? []
          : [
              `${change ?? ''} was used before, first by a run of ${utc(first)}: compared is with what was before that.`,
            ]),
        ...(earlier.length > 0 && !earlier.some(hasJourneys)
          ? [
              'Before the change only surfaces were looked at, and no journeys run: whatever journeys alone meet counts as new.',
            ]
          : []),
        ...(ahead
          ? [
              `The history holds a run of ${utc(ahead.startedAt)}, which is yet to come: a clock has jumped, here or where it ran.`,
            ]
          : []),
      ],
    };
  } catch (error) {
    const notes = [`${messageOf(error)} Nothing is known from before the change, so everything counts as new.`];
    return { earlier: [], baseline: null, recent: [], notes, isUnknown: true };
  }
}
