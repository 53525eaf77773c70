import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryError } from '../../history/history-error.ts';
import type { History } from '../../history/types.ts';
import { writeWhole } from '../../target/atomic.ts';
import { renderStatus } from './page/index.ts';
import { summarise } from './summarise.ts';
import type { Status } from './types.ts';

export { summarise } from './summarise.ts';
export type { Status } from './types.ts';

export interface StatusOptions {
  readonly target: string;
  /** `reports/` */
  readonly reportsDir: string;
  /** Share of good runs that is promised: `HistoryRules.objective`. */
  readonly objective: number;
  /** The newest judged run may be this old, in ms: `MonitorSettings.staleAfterMs`. */
  readonly staleAfterMs: number;
  /** ISO, UTC; default: the clock. */
  readonly now?: string;
}

export interface WrittenStatus {
  readonly page: string;
  readonly json: string;
  readonly status: Status;
}

/** The status of a target as its history has it. @throws HistoryError */
export async function readStatus(
  history: Pick<History, 'lookBack' | 'incidents'>,
  { target, objective, staleAfterMs, now = new Date().toISOString() }: Omit<StatusOptions, 'reportsDir'>,
): Promise<Status> {
  const lookBack = await history.lookBack(target, now);
  const open = await history.incidents({ target, state: 'open', limit: 100 });
  const openIds = new Set(open.map(({ id }) => id));
  const others = await history.incidents({ target, limit: 400 });
  const incidents = [...open, ...others.filter(({ id }) => !openIds.has(id))];
  return summarise({ target, lookBack, incidents, objective, staleAfterMs, now });
}

/** The status that was written last; null: none of this target, or of another version. */
function lastStatus(file: string, target: string): Status | null {
  try {
    const status = JSON.parse(readFileSync(file, 'utf8')) as Status; // written below, of this schema version
    return status.schemaVersion === 1 && status.target === target ? status : null;
  } catch {
    return null;
  }
}

const nothingKnown = ({ target, objective, staleAfterMs }: StatusOptions, now: string): Status =>
  summarise({
    ...{ target, objective, staleAfterMs, now, incidents: [] },
    lookBack: { days: [], lastHours: [], newest: [], locations: [], changes: [], steps: [] },
  });

/**
 * Writes `status.html` and `status.json`. Where the history cannot be read both say so, and keep what they said before: an old page that looks like a
 * new one would be worse than none.
 *
 * @throws ReportError where they cannot be written
 */
export async function writeStatus(
  history: Pick<History, 'lookBack' | 'incidents'>,
  options: StatusOptions,
): Promise<WrittenStatus> {
  const { target, reportsDir, now = new Date().toISOString() } = options;
  const page = join(reportsDir, 'status.html');
  const json = join(reportsDir, 'status.json');
  let status: Status;
  try {
    status = await readStatus(history, { ...options, now });
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    const last = lastStatus(json, target) ?? nothingKnown(options, now);
    status = { ...last, trouble: { at: last.trouble?.at ?? now, text: error.message } };
  }
  writeWhole('the status page', page, renderStatus(status));
  writeWhole('the status', json, `${JSON.stringify(status)}\n`);
  return { page, json, status };
}
