import { pulseId } from '../verdict/looks.ts';
import type { History, StoredRun } from '../history/types.ts';
import { duration, utc } from '../report/format.ts';

export interface Freshness {
  readonly isFresh: boolean;
  /** One sentence or more: how old, of which location. */
  readonly text: string;
}

/** Pulses say nothing of whether the journeys run. */
export const ranJourneys = ({ journeys }: Pick<StoredRun, 'journeys'>): boolean =>
  journeys.some(({ id }) => id !== pulseId);

/** Enough to find the newest run of journeys among pulses, and of each location. */
const lookedAt = 500;

/**
 * Whether the newest judged run of a target's journeys is young enough.
 *
 * @throws HistoryError
 */
export async function freshness(
  history: Pick<History, 'runs' | 'where'>,
  target: string,
  staleAfterMs: number,
  now: number,
): Promise<Freshness> {
  const judged = await history.runs({ target, judged: true, limit: lookedAt });
  const runs = judged.filter(ranJourneys);
  const [newest] = runs;
  if (newest === undefined)
    return { isFresh: false, text: `STALE: no judged run of the journeys on ${target} is in ${history.where}.` };
  const ageOf = ({ finishedAt }: StoredRun): number => now - Date.parse(finishedAt);
  const newestOfEach = [...Map.groupBy(runs, ({ location }) => location).values()].flatMap(([first]) => first ?? []);
  const tell = (run: StoredRun): string =>
    `${run.id} from ${run.location} (${run.outcome}), ended ${utc(run.finishedAt)}, ${duration(Math.max(0, ageOf(run)))} ago`;
  const isFresh = ageOf(newest) <= staleAfterMs;
  const others = newestOfEach.filter((run) => run !== newest && ageOf(run) > staleAfterMs);
  return {
    isFresh,
    text: [
      `${isFresh ? 'FRESH' : 'STALE'}: the newest judged run of ${target} is ${tell(newest)}; the limit is ${duration(staleAfterMs)}.`,
      ...others.map((run) => `Silent beyond the limit: ${run.location}, whose newest is ${tell(run)}.`),
    ].join('\n'),
  };
}
