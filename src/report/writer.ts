import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../verdict/types.ts';
import { allureReport } from './allure-file.ts';
import { makeFolder, writeWhole } from '../target/atomic.ts';
import { insideOf } from './inside.ts';
import { renderJunit } from './junit.ts';
import { renderPage } from './page/index.ts';
import { renderRunbook } from './page/runbook.ts';
import type { Past } from './past.ts';
import { runbookFile } from './runbook.ts';
import { listRuns, summaryOf, type RunSummary } from './runs.ts';

export { ReportError } from '../target/atomic.ts';

export interface ReportFiles {
  readonly record: RunRecord;
  /** `reports/` */
  readonly reportsDir: string;
  /** `reports/runs/<run id>/` */
  readonly runDir: string;
  /** Playwright's own HTML report, relative to the run's folder; shown as a link where it exists or is promised. */
  readonly playwrightReport?: string | null;
  /** What the history says of it; absent, or null: it was not asked. */
  readonly past?: Past | null;
  /** It is a gate's run, whose own page, `gate.html`, comes to lie beside this one. */
  readonly isGate?: boolean;
}

/** Larger files are never embedded in a page, so they are not read for it. */
const largestRead = 2_000_000;

/**
 * Writes what a run leaves for people and machines: its page, its verdict, and both again as the newest run's. Each file is
 * written whole or not at all; the verdicts come last, so that whoever finds one finds the pages too.
 *
 * @returns the page to open
 * @throws ReportError at the first file that cannot be written
 */
export function writeReport(files: ReportFiles): { readonly page: string; readonly verdict: string } {
  const { record, reportsDir, runDir } = files;
  makeFolder('the report', runDir);
  const runs = withThis(listRuns(reportsDir), summaryOf(record));
  writePages(files, runs, [runPage(files), newestPage(files)]);
  writeRunbook(reportsDir);
  writeWhole('the list of runs', join(reportsDir, 'runs', 'index.json'), `${JSON.stringify(runs, null, 2)}\n`);
  const junit = renderJunit(record);
  for (const folder of [runDir, reportsDir]) writeWhole('the JUnit report', join(folder, 'junit.xml'), junit);
  writeVerdict(files);
  return { page: join(reportsDir, 'index.html'), verdict: join(reportsDir, 'verdict.json') };
}

/**
 * The page to which whatever lies in `reports/` links where no runbook of the team's own is declared.
 *
 * @throws ReportError
 */
export const writeRunbook = (reportsDir: string): void =>
  writeWhole('the runbook', join(reportsDir, runbookFile), renderRunbook());

/**
 * The pages of a run again, when what they tell or link to has come after them: its past, or a report. The newest run's only where it still is
 * that.
 *
 * @throws ReportError
 */
export function rewritePages(files: ReportFiles): void {
  const { record, reportsDir, runDir } = files;
  const runs = withThis(listRuns(reportsDir), summaryOf(record));
  const isNewest = newestRun(reportsDir) === record.run.id;
  const playwright = 'playwright/index.html';
  const playwrightReport = files.playwrightReport ?? (existsSync(join(runDir, playwright)) ? playwright : null);
  writePages({ ...files, playwrightReport }, runs, [runPage(files), ...(isNewest ? [newestPage(files)] : [])]);
}

interface Place {
  readonly place: 'run' | 'reports';
  readonly path: string;
}
const runPage = ({ runDir }: ReportFiles): Place => ({ place: 'run', path: join(runDir, 'index.html') });
const newestPage = ({ reportsDir }: ReportFiles): Place => ({
  place: 'reports',
  path: join(reportsDir, 'index.html'),
});

function writePages(
  { record, reportsDir, runDir, playwrightReport = null, past = null, isGate = false }: ReportFiles,
  runs: readonly RunSummary[],
  places: readonly Place[],
): void {
  const readAttachment = (path: string): Uint8Array | null => readInside(runDir, path);
  const allure = existsSync(join(runDir, allureReport)) ? allureReport : null;
  const hasDrills = existsSync(join(reportsDir, 'drill.html'));
  const hasGate = isGate || existsSync(join(runDir, 'gate.html'));
  for (const { place, path } of places) {
    const context = { runs, readAttachment, playwrightReport, allureReport: allure, hasDrills, hasGate, place, past };
    writeWhole('the page', path, renderPage(record, context));
  }
}

/** The id of the newest run; null where there is none, or its verdict cannot be read. */
export function newestRun(reportsDir: string): string | null {
  try {
    const value = JSON.parse(readFileSync(join(reportsDir, 'verdict.json'), 'utf8')) as Partial<RunRecord>; // written by us
    return value.run?.id ?? null;
  } catch {
    return null;
  }
}

/**
 * The verdict alone, for a run whose page could not be written.
 *
 * @throws ReportError
 */
export function writeVerdict({ record, reportsDir, runDir }: ReportFiles): void {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  writeWhole('the verdict', join(runDir, 'verdict.json'), text);
  writeWhole('the verdict', join(reportsDir, 'verdict.json'), text);
}

const withThis = (runs: readonly RunSummary[], own: RunSummary): RunSummary[] =>
  [own, ...runs.filter((run) => run.id !== own.id)].sort((a, b) => b.startedAt.localeCompare(a.startedAt));

/** An attachment's bytes; null where it is missing, too large, or would lead out of the run's folder. */
function readInside(folder: string, path: string): Uint8Array | null {
  try {
    const file = insideOf(folder, path);
    return file === null || statSync(file).size > largestRead ? null : readFileSync(file);
  } catch {
    return null;
  }
}
