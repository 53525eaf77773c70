import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HistoryOptions } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import { allureReporters } from '../report/allure-reporters.ts';
import type { RedactingOptions } from '../report/redacting-reporter.ts';
import type { ReporterOptions } from '../report/reporter.ts';
import { logSettingOf, type LogSetting } from '../report/server-log.ts';
import { allureMode, configured, historyPlace, isRemembered, readTarget, secretsOf } from '../target/environment.ts';
import { runFolder } from './files.ts';
import { namesLog, planVariable } from './merge-variable.ts';

/** How `merge` has Playwright merge blobs: with the reporters of playwright.config.ts, told by the blobs and not by this machine. */

const root = resolve(import.meta.dirname, '../..');
const reporting = JSON.parse(readFileSync(configured(planVariable) ?? '', 'utf8')) as ReporterOptions; // written by merge.ts
const runDir = runFolder(reporting.reportsDir, reporting.run.id);

/** Blobs are clean when they are written. Where this machine happens to have the target's secrets, they are looked for once more. */
function secrets(): string[] {
  try {
    return secretsOf(readTarget());
  } catch {
    return []; // it is not set up to run journeys, and need not be
  }
}

/** Shards leave the server's log to whoever merges, who needs to know the target for it. */
function serverLog(): LogSetting | null {
  const overrides = { TARGET: reporting.run.target };
  if (!namesLog(reporting.run.target)) return null;
  const target = readTarget({ overrides });
  return logSettingOf(target, secretsOf(target));
}

// read now, so that what is wrong with it is told before anything is merged
const remembered = isRemembered() ? { ...historyPlace(), rules: readHistoryRules() } : null;
const history = (): HistoryOptions | null => remembered && { ...remembered, reports: reporting.reportsDir };

const isForAllure = allureMode() !== 'off';
const redacting: RedactingOptions = { secrets };

export default defineConfig({
  // files of tests are told relative to it, wherever the shards had the project
  testDir: root,
  reporter: [
    [join(root, 'src/report/redacting-reporter.ts'), redacting],
    ['html', { outputFolder: join(runDir, 'playwright'), open: 'never' }],
    ...(isForAllure ? allureReporters(runDir) : []),
    [join(root, 'src/report/reporter.ts'), { ...reporting, allure: isForAllure, serverLog, history }],
  ],
});
