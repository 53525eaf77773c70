import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ReporterDescription } from '@playwright/test';
import type { HandOverOptions } from '../report/hand-over.ts';

const reporter = resolve(import.meta.dirname, '../report/hand-over.ts');

/** Where a run keeps its blob until it is clean, and where it writes down that it has handed it over. */
export const blobFiles = (runDir: string): Pick<HandOverOptions, 'blob' | 'receipt'> => ({
  blob: join(runDir, 'blob', 'blob.zip'),
  receipt: join(runDir, 'state', 'blob.json'),
});

/** The reporters that leave a blob for `merge`; last of all, since they hand over what the others have cleaned. */
export function handOverReporters(runDir: string, to: string, runId: string): ReporterDescription[] {
  const options: HandOverOptions = { ...blobFiles(runDir), to, runId };
  return [
    ['blob', { outputDir: join(runDir, 'blob'), fileName: 'blob.zip' }],
    [reporter, options],
  ];
}

/** The blob that a run has handed over; null: none. */
export function handedOver(runDir: string): string | null {
  try {
    const { path } = JSON.parse(readFileSync(blobFiles(runDir).receipt, 'utf8')) as { path: string }; // the reporter wrote it
    return path;
  } catch {
    return null;
  }
}
