import { HistoryError } from './history-error.ts';
import { LineError } from './lines.ts';
import type { Spool } from './spool.ts';
import type { RunLine } from './stored.ts';
import type { Recorded } from './types.ts';

/** What a run waits at most for what others have left; the next one goes on with it. */
const longestMs = 10_000;

/** Whatever is tried, it will not be taken: it holds no run, or one that the store refuses. */
const isHopeless = (error: unknown): boolean =>
  error instanceof LineError || (error instanceof HistoryError && error.kind === 'rejected');

/**
 * Takes what waits into the store, `first` first; what became of each run. What will never be taken is put aside, kept and told.
 *
 * @param take rejects with HistoryError; `alone`: no other run waits
 * @throws what `take` rejects with; what had not been taken by then waits on
 */
export async function drain(
  spool: Spool,
  first: string | null,
  take: (line: RunLine, alone: boolean) => Promise<Recorded>,
  tell: (trouble: string) => void,
): Promise<ReadonlyMap<string, Recorded>> {
  const became = new Map<string, Recorded>();
  const waiting = spool.waiting();
  const begun = performance.now();
  for (const id of [...waiting.filter((one) => one === first), ...waiting.filter((one) => one !== first)]) {
    if (performance.now() - begun > longestMs) break;
    try {
      const line = spool.read(id);
      if (line === null) continue;
      became.set(id, await take(line, waiting.length === 1));
      spool.drop(id);
    } catch (error) {
      if (!isHopeless(error)) throw error;
      became.set(id, 'spooled');
      const why = error instanceof Error ? error.message : String(error);
      tell(`The run ${id} cannot be taken into the history: ${why}. It is kept as ${spool.setAside(id)}.`);
    }
  }
  return became;
}
