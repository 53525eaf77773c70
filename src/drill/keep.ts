import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeRunbook } from '../report/writer.ts';
import { writeWhole } from '../target/atomic.ts';
import { renderDrillPage } from './page/index.ts';
import type { DrillReport } from './result.ts';

/** Larger files are embedded in no page, so they are not read for it. */
const largestRead = 1_000_000;

/** Whether there is a result of earlier drills. */
export const isKept = (reports: string): boolean =>
  statSync(join(reports, 'drill.json'), { throwIfNoEntry: false })?.isFile() === true;

/** @throws ReportError */
export const keepReport = (reports: string, report: DrillReport): void =>
  writeWhole('the result of the drills', join(reports, 'drill.json'), `${JSON.stringify(report, null, 2)}\n`);

/**
 * Writes `drill.html` from what `drill.json` holds and the pictures that its runs have kept.
 *
 * @throws ReportError
 */
export function keepPage(reports: string, report: DrillReport): void {
  const read = (path: string): Uint8Array | null => {
    try {
      const file = join(reports, path);
      return statSync(file).size > largestRead ? null : readFileSync(file);
    } catch {
      return null;
    }
  };
  writeWhole('the page of the drills', join(reports, 'drill.html'), renderDrillPage(report, read));
  writeRunbook(reports);
}
