import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { verdicts, type RunRecord, type Verdict } from '../verdict/types.ts';

/** What the list of runs tells of one run. `outcome` is null where its verdict.json is missing or cannot be read. */
export interface RunSummary {
  readonly id: string;
  readonly target: string | null;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly outcome: Verdict | null;
  readonly headline: string;
  readonly change: string | null;
}

export const summaryOf = (record: RunRecord): RunSummary => ({
  id: record.run.id,
  target: record.run.target,
  startedAt: record.run.startedAt,
  durationMs: record.run.durationMs,
  outcome: record.outcome,
  headline: record.headline,
  change: record.run.change?.id ?? null,
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function summaryIn(value: unknown, id: string): RunSummary {
  if (!isObject(value) || !isObject(value['run'])) throw new Error('it is no run record');
  const { run } = value;
  const outcome = verdicts.find((verdict) => verdict === value['outcome']);
  const startedAt = text(run['startedAt']);
  if (!outcome || !startedAt) throw new Error('it lacks an outcome or a start');
  return {
    id,
    target: text(run['target']),
    startedAt,
    durationMs: typeof run['durationMs'] === 'number' ? run['durationMs'] : null,
    outcome,
    headline: text(value['headline']) ?? '',
    change: isObject(run['change']) ? text(run['change']['id']) : null,
  };
}

/**
 * The runs kept under `<reportsDir>/runs/`, newest first. A run whose verdict.json is missing or broken is listed with the
 * reason as its headline: it ran, and a list that hides it would be wrong.
 */
export function listRuns(reportsDir: string): RunSummary[] {
  const folder = join(reportsDir, 'runs');
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((item) => item.isDirectory())
      .map((item) => item.name);
  } catch {
    return [];
  }
  return names
    .map((id): RunSummary => {
      const path = join(folder, id, 'verdict.json');
      try {
        return summaryIn(JSON.parse(readFileSync(path, 'utf8')), id);
      } catch (error) {
        const missing = isObject(error) && error['code'] === 'ENOENT';
        return {
          id,
          target: null,
          startedAt: statSync(join(folder, id)).mtime.toISOString(),
          durationMs: null,
          outcome: null,
          headline: missing
            ? 'It left no verdict: it is still running, or it was killed.'
            : `Its verdict cannot be read: ${error instanceof Error ? error.message : String(error)}`,
          change: null,
        };
      }
    })
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}
