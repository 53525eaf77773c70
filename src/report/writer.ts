import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { RunRecord } from '../verdict/types.ts';
import { makeFolder, writeWhole } from './atomic.ts';
import { renderPage } from './page/index.ts';
import { listRuns, summaryOf, type RunSummary } from './runs.ts';

export { ReportError } from './atomic.ts';

export interface ReportFiles {
  readonly record: RunRecord;
  /** `reports/` */
  readonly reportsDir: string;
  /** `reports/runs/<run id>/` */
  readonly runDir: string;
  /** Playwright's own HTML report, relative to the run's folder; shown as a link where it exists or is promised. */
  readonly playwrightReport?: string | null;
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
  const readAttachment = (path: string): Uint8Array | null => readInside(runDir, path);
  const shared = { runs, readAttachment, playwrightReport: files.playwrightReport ?? null };
  writeWhole('the page', join(runDir, 'index.html'), renderPage(record, { ...shared, place: 'run' }));
  writeWhole('the page', join(reportsDir, 'index.html'), renderPage(record, { ...shared, place: 'reports' }));
  writeWhole('the list of runs', join(reportsDir, 'runs', 'index.json'), `${JSON.stringify(runs, null, 2)}\n`);
  writeVerdict(files);
  return { page: join(reportsDir, 'index.html'), verdict: join(reportsDir, 'verdict.json') };
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
    const file = join(folder, path);
    if (!existsSync(file) || !realpathSync(file).startsWith(realpathSync(folder) + sep)) return null;
    return statSync(file).size > largestRead ? null : readFileSync(file);
  } catch {
    return null;
  }
}
