import type { HistoryOptions } from '../history/open.ts';
import type { RunRecord } from '../verdict/types.ts';

/**
 * Takes a run into the history and tells on stderr what went wrong there. Never rejects: what the run came to is what it came to, whatever becomes of
 * its memory.
 */
export async function remember(record: RunRecord, options: HistoryOptions): Promise<void> {
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    // loaded by those who have something to remember
    const { openHistory } = await import('../history/open.ts');
    const history = await openHistory(options);
    try {
      await history.record(record);
    } finally {
      for (const trouble of history.troubles) tell(trouble);
      await history.close();
    }
  } catch (error) {
    tell(`The run is not in the history: ${error instanceof Error ? error.message : String(error)}`);
  }
}
