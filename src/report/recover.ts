import { buildRunRecord } from '../verdict/record.ts';
import type { RunRecord, RunTrouble } from '../verdict/types.ts';
import { journeyInputs } from './journey-inputs.ts';
import { readJournal } from './journal.ts';

/**
 * The record of a run whose Playwright was killed before its reporter could write one, from the journal in its folder. What
 * ended counts, what did not is told as not run, and the run is at best `inconclusive`.
 *
 * @param runDir `reports/runs/<run id>/`
 * @returns null where the run left no journal, or none that says how it began
 */
export function recoverRun(runDir: string): RunRecord | null {
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
  const journeys = journeyInputs({ target: run.target, planned: begin.planned, ended, interrupted: true });
  const told = ended.length === 1 ? '1 test' : `${ended.length} tests`;
  const message = `Playwright was killed before it could report; ${told} had ended by then.`;
  const troubles: RunTrouble[] = [
    { kind: 'killed', message },
    ...ended.flatMap(({ unreadable }) => unreadable).map((text) => ({ kind: 'report-failed', message: text }) as const),
    ...(begin.notes ?? []).map((text) => ({ kind: 'note', message: text }) as const),
  ];
  return buildRunRecord({ run, journeys, troubles }, begin.policy);
}
