import { buildRunRecord } from '../verdict/record.ts';
import type { RunRecord, RunTrouble } from '../verdict/types.ts';
import { journeyInputs } from './journey-inputs.ts';
import { readJournal } from './journal.ts';
import { hearLog, withLog, type LogSetting } from './server-log.ts';

/**
 * The record of a run whose Playwright was killed before its reporter could write one, from the journal in its folder. What
 * ended counts, what did not is told as not run, and the run is at best `inconclusive`.
 *
 * @param runDir `reports/runs/<run id>/`
 * @param log the server's own; null: none can be read
 * @returns null where the run left no journal, or none that says how it began
 */
export async function recoverRun(runDir: string, log: LogSetting | null): Promise<RunRecord | null> {
  const lines = readJournal(runDir);
  const begin = lines.find((line) => line.kind === 'begin');
  if (!begin) return null;
  const ended = lines.filter((line) => line.kind === 'ended').map((line) => line.test);
  const finishedAt = lines.at(-1)?.at ?? begin.at;
  const run = {
    ...begin.run,
    finishedAt,
    durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(begin.run.startedAt)),
  };
  // shards leave it to the merge
  const heard =
    log && run.shards.expected === 1
      ? await hearLog(
          log,
          ended.flatMap(({ evidence }) => evidence),
          true,
        )
      : null;
  const journeys = journeyInputs({
    target: run.target,
    planned: begin.planned,
    ended: withLog(ended, heard),
    interrupted: true,
  });
  const told = ended.length === 1 ? '1 test' : `${ended.length} tests`;
  const message = `Playwright was killed before it could report; ${told} had ended by then.`;
  const troubles: RunTrouble[] = [
    { kind: 'killed', message },
    ...ended.flatMap(({ unreadable }) => unreadable).map((text) => ({ kind: 'report-failed', message: text }) as const),
    ...(begin.notes ?? []).map((text) => ({ kind: 'note', message: text }) as const),
  ];
  if (!heard) return buildRunRecord({ run, journeys, troubles }, begin.policy);
  const serverLog = heard.record;
  return buildRunRecord({ run, journeys: [...journeys, heard.look], troubles, serverLog }, begin.policy);
}
