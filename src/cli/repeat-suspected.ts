import { setTimeout as sleep } from 'node:timers/promises';
import { openHistory } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import type { Incident } from '../history/types.ts';
import { duration } from '../report/format.ts';
import { interruptedExitCode, type RunResult } from '../run/run.ts';
import { historyPlace, isRemembered } from '../target/environment.ts';
import { worst } from '../verdict/outcome.ts';
import { exitCodes, type RunRecord, type Verdict } from '../verdict/types.ts';
import { say } from './verb.ts';

/** What the history makes of a run that it has taken. */
interface Suspicion {
  readonly incidents: readonly Incident[];
  readonly repeatWithinMs: number;
}

/** Whatever the rules declare: runs are started by somebody who waits for their end. */
const mostRepeats = 5;

/** What is suspected since this run, and not opened; null: nothing, or the history does not know the run. */
async function suspicionOf(record: RunRecord, overrides: Readonly<Record<string, string>>): Promise<Suspicion | null> {
  if (!isRemembered({ overrides })) return null;
  const history = await openHistory({ ...historyPlace({ overrides }), rules: readHistoryRules() });
  try {
    const run = await history.run(record.run.id);
    if (run === null) return null;
    const { repeatWithinMs } = await history.followed(run);
    if (repeatWithinMs === null) return null;
    const open = await history.incidents({ target: run.target, state: 'open', limit: 100 });
    const incidents = open.filter(({ state, runs }) => state === 'suspected' && runs.includes(run.id));
    return { incidents, repeatWithinMs };
  } catch (error) {
    say(`Not repeated: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  } finally {
    await history.close();
  }
}

interface Repeating {
  readonly first: RunResult;
  /** Runs the same journeys again, as a run of its own. */
  readonly again: () => Promise<RunResult>;
  readonly suspicion: (record: RunRecord) => Promise<Suspicion | null>;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Repeats a run that makes history suspect what one run alone does not open, until it is opened or has come to nothing.
 *
 * @returns the exit code of the worst of the runs: a repetition says whether there is an incident, and takes nothing back
 */
export async function repeatSuspected({ first, again, suspicion, wait = sleep }: Repeating): Promise<number> {
  const outcomes: Verdict[] = [];
  let result = first;
  for (let times = 0; ; times += 1) {
    const { exitCode, record } = result;
    if (exitCode === interruptedExitCode) return exitCode;
    // one that broke without a verdict knows nothing
    outcomes.push(record?.outcome ?? 'inconclusive');
    const suspected = record !== null && times < mostRepeats ? await suspicion(record) : null;
    if (suspected === null) return exitCodes[worst(outcomes)];
    for (const { id, headline } of suspected.incidents) say(`Suspected, ${id}: ${headline}`);
    say(`One run more in ${duration(suspected.repeatWithinMs)} says whether it stays.`);
    await wait(suspected.repeatWithinMs);
    result = await again();
  }
}

/** The same with the history of this checkout. */
export const repeatAfter = (
  first: RunResult,
  again: () => Promise<RunResult>,
  overrides: Readonly<Record<string, string>>,
): Promise<number> => repeatSuspected({ first, again, suspicion: (record) => suspicionOf(record, overrides) });
