import { makeAllureReport } from '../report/allure-report.ts';
import { readHistoryRules } from '../history/rules.ts';
import { pastOf } from '../report/remember.ts';
import { rewritePages } from '../report/writer.ts';
import { runFolder } from '../run/files.ts';
import { takeLock } from '../run/lock.ts';
import { interruptedExitCode, type RunResult } from '../run/run.ts';
import { allureMode, historyPlace, isRemembered } from '../target/environment.ts';
import { isLook } from '../verdict/looks.ts';
import type { RunRecord } from '../verdict/types.ts';
import { say } from './verb.ts';

/** Beyond it a report takes longer than most runs that nobody looks at are worth: some ten seconds. */
const mostResults = 2_000;

/**
 * Makes the Allure report of a run, and links it from the run's pages.
 *
 * @returns its path
 * @throws LockedError while a run is going on; AllureError, ReportError
 */
export async function makeAndLink(
  record: RunRecord,
  reportsDir: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> {
  // The history is every run's, and so are the pages of the newest.
  const release = takeLock(reportsDir, record.run.id);
  try {
    const runDir = runFolder(reportsDir, record.run.id);
    const path = await makeAllureReport({ record, reportsDir, runDir });
    const past = isRemembered({ overrides })
      ? await pastOf(record, { ...historyPlace({ overrides }), reports: reportsDir, rules: readHistoryRules() })
      : null;
    rewritePages({ record, reportsDir, runDir, past });
    return path;
  } finally {
    release();
  }
}

/**
 * After a run, when its headline has long been told: its Allure report, where that is wanted. It changes no outcome, so what goes wrong
 * is told on stderr and in nothing else.
 */
export async function allureAfter(
  { record, exitCode }: RunResult,
  reportsDir: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (record === null || exitCode === interruptedExitCode || allureMode({ overrides }) !== 'report') return;
  // A look at the surfaces alone is no run to compare with others.
  if (record.journeys.every(isLook)) return;
  const results = record.journeys.reduce((sum, { attempts }) => sum + Math.max(1, attempts.length), 0);
  if (results > mostResults) {
    say(`The Allure report of ${String(results)} results is left to you: "npm run report -- --allure" makes it.`);
    return;
  }
  try {
    await makeAndLink(record, reportsDir, overrides);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(
      `The Allure report could not be made: ${why}\nThe outcome is what it was; "npm run report -- --allure" tries again.`,
    );
  }
}
