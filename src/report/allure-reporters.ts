import { join } from 'node:path';
import type { ReporterDescription } from '@playwright/test';
import { allureResultsFolder } from './allure-file.ts';

/** The reporter that leaves the steps of a run for Allure, as a configuration names it. It stands before our own one. */
export const allureReporters = (runDir: string): ReporterDescription[] => [
  [join(import.meta.dirname, 'allure-reporter.ts'), { resultsDir: allureResultsFolder(runDir) }],
];
