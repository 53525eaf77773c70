import type { History, StoredRun } from '../history/types.ts';
import { utc } from '../report/format.ts';

/** What is known from before the change. */
export interface Before {
  /** Judged runs, newest first. */
  readonly earlier: readonly StoredRun[];
  /** All that ran since, or a while before: by them a window of maintenance is closed. */
  readonly recent: readonly StoredRun[];
  /** What a reader has to know of it, in sentences. */
  readonly notes: readonly string[];
  /** The history could not be read: that nothing is known says nothing. */
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

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The runs from before the change: before the first one that followed it, where its id was used already, as by a gate that is run again. Never
 * throws.
 */
export async function readBefore(
  history: Pick<History, 'runs'>,
  { target, change, since, now }: Asked,
): Promise<Before> {
  try {
    const began = new Date(now).toISOString();
    const ofChange = change === null ? [] : await history.runs({ target, change, limit: mostOfChange });
    const first = ofChange.map(({ startedAt }) => startedAt).toSorted()[0] ?? null;
    const instants = [began, since, first].filter((one) => one !== null);
    const before = new Date(Math.min(...instants.map((one) => Date.parse(one)))).toISOString();
    const earlier = await history.runs({ target, before, judged: true, limit: mostEarlier });
    const recent = await history.runs({ target, limit: mostEarlier });
    const ahead = recent.find(({ startedAt }) => Date.parse(startedAt) > now + skewMs);
    return {
      earlier,
      recent,
      isUnknown: false,
      notes: [
        ...(first === null
          ? []
          : [
              `${change ?? ''} was used before, first by a run of ${utc(first)}: compared is with what was before that.`,
            ]),
        ...(ahead
          ? [
              `The history holds a run of ${utc(ahead.startedAt)}, which is yet to come: a clock has jumped, here or where it ran.`,
            ]
          : []),
      ],
    };
  } catch (error) {
    const notes = [`${message(error)} Nothing is known from before the change, so everything counts as new.`];
    return { earlier: [], recent: [], notes, isUnknown: true };
  }
}
