import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../verdict/types.ts';

/** How long runs are kept under `reports/runs/`: whichever ends first. */
export const keptRuns = 50;
export const keptDays = 14;

const dayMs = 24 * 60 * 60 * 1000;

export const runFolder = (reports: string, runId: string): string => join(reports, 'runs', runId);

/** Files at the top of `reports/` that are the newest run's. */
const newest = ['verdict.json', 'index.html', 'junit.xml'];
/** What in a run's folder the run would be judged by, or would obey. */
const judging = ['verdict.json', 'journal.ndjson', 'state', 'junit.xml', 'allure-results', 'allure'];

/**
 * Moves the newest run's files to `reports/previous/`, so that a run that breaks before it can write its own leaves none that
 * could be taken for them. What they hold stays in the folder of their run; only where an earlier run had the same id (a `RUN_ID`
 * that was given twice) does its verdict go aside too.
 */
export function moveAside(reports: string, runId: string): void {
  moveNewestAside(reports);
  const run = runFolder(reports, runId);
  moveFiles(judging, run, join(run, 'previous'));
}

/** The first half of it, while it is not known yet which run is to come. */
export function moveNewestAside(reports: string): void {
  moveFiles(newest, reports, join(reports, 'previous'));
}

function moveFiles(names: readonly string[], from: string, to: string): void {
  for (const name of names.filter((file) => existsSync(join(from, file)))) {
    mkdirSync(to, { recursive: true });
    rmSync(join(to, name), { recursive: true, force: true });
    renameSync(join(from, name), join(to, name));
  }
}

/** Deletes the folders of runs that are beyond the number or the age that is kept, never that of the current one. */
export function prune(reports: string, currentId: string, now = Date.now()): void {
  const folder = join(reports, 'runs');
  if (!existsSync(folder)) return;
  const runs = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== currentId)
    .map(({ name }) => ({ name, at: lastWritten(join(folder, name)) }))
    .toSorted((a, b) => b.at - a.at);
  for (const [index, { name, at }] of runs.entries()) {
    // One place is the current run's.
    if (index >= keptRuns - 1 || now - at > keptDays * dayMs)
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function lastWritten(folder: string): number {
  const verdict = join(folder, 'verdict.json');
  return statSync(existsSync(verdict) ? verdict : folder).mtimeMs;
}

/**
 * Deletes Playwright's working files of a run whose reporters never came to their end: traces and steps that nobody has redacted. What
 * the journal tells of is kept beside them, and has been.
 */
export function dropUnredacted(reports: string, runId: string): void {
  for (const name of ['results', 'allure-results'])
    rmSync(join(runFolder(reports, runId), name), { recursive: true, force: true });
}

/** What a run left as its verdict: its record, nothing, or something that is not to be believed, with the reason. */
export type FoundVerdict =
  | { readonly kind: 'record'; readonly record: RunRecord }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-believed'; readonly why: string };

/** The verdict in the folder of the run; only one with the run's own id is believed. */
export function readVerdict(reports: string, runId: string): FoundVerdict {
  const path = join(runFolder(reports, runId), 'verdict.json');
  if (!existsSync(path)) return { kind: 'missing' };
  const refuse = (why: string): FoundVerdict => ({ kind: 'not-believed', why: `${path} ${why}` });
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return refuse('holds no record of a run');
    const { schemaVersion, exitCode, outcome, run } = value as Partial<RunRecord>; // each is looked at below
    if (schemaVersion !== 1) return refuse(`has schema version ${String(schemaVersion)}, and this suite knows 1`);
    if (run?.id !== runId) return refuse(`is of the run ${String(run?.id)}, not of ${runId}`);
    if (!Number.isInteger(exitCode) || typeof outcome !== 'string') return refuse('has no outcome');
    return { kind: 'record', record: value as RunRecord }; // written by our reporter, of this schema version
  } catch (error) {
    return refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
