import type { OpenedHistory } from '../history/open.ts';
import type { Incident, StoredRun } from '../history/types.ts';
import type { RunRecord } from '../verdict/types.ts';
import { ranJourneys } from './freshness.ts';
import type { Memory } from './memory.ts';
import type { MonitorEvent } from './types.ts';

export type Why = Extract<MonitorEvent, { readonly kind: 'run' }>['why'];

/** What becomes of a run that the history has taken: whom it is told to, and where it is shown. */
export interface AfterTools {
  readonly memory: Memory;
  readonly tell: (event: MonitorEvent) => void;
  /** Makes and sends what is due to be told of a target; what fails is told as an event. */
  readonly deliver: (history: OpenedHistory) => Promise<void>;
  /** Pages and figures, built from the history; what fails is told as an event. */
  readonly show: (record: RunRecord | null, unresolved: readonly Incident[], history: OpenedHistory) => Promise<void>;
  /** Tells the dead-man switch that the journeys run. Never rejects. */
  readonly beat: () => Promise<void>;
}

/** Where a target stands after a run. */
export interface Standing {
  /** Null: the history does not know the run, or not yet. */
  readonly run: StoredRun | null;
  readonly unresolved: readonly Incident[];
  /** In which time the journeys should be run again, in ms; null: no need. */
  readonly repeatWithinMs: number | null;
}

const mostIncidents = 100;

export const unresolvedOf = (history: OpenedHistory, target: string): Promise<Incident[]> =>
  history.incidents({ target, state: 'open', limit: mostIncidents });

/**
 * Incidents have followed the run when it was recorded; this tells of it: messages, pages, figures, the dead-man switch. Never rejects.
 *
 * @returns null: the history cannot be used, which has been told
 */
export async function after(record: RunRecord, why: Why, tools: AfterTools): Promise<Standing | null> {
  const { memory, tell, deliver, show, beat } = tools;
  const standing = await memory.use(async (history): Promise<Standing> => {
    const run = await history.run(record.run.id);
    if (run !== null) tell({ kind: 'run', at: new Date().toISOString(), run, why });
    const { repeatWithinMs } = run === null ? { repeatWithinMs: null } : await history.followed(run);
    const unresolved = await unresolvedOf(history, record.run.target);
    // first those who have to act
    await deliver(history);
    await show(record, unresolved, history);
    return { run, unresolved, repeatWithinMs };
  });
  const run = standing?.run ?? null;
  // whoever waits for it waits for the journeys, which pulses may outlive
  if (run?.judged === true && ranJourneys(run)) await beat();
  return standing;
}
