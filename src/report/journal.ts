import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy, RunMeta } from '../verdict/types.ts';
import { makeFolder, ReportError } from '../target/atomic.ts';
import type { EndedTest, PlannedTest } from './collect.ts';

/** One line of `journal.ndjson`: first how the run began, then each test as it ended. */
export type JournalLine =
  | {
      readonly kind: 'begin';
      readonly at: string;
      readonly run: RunMeta;
      readonly policy: Policy;
      readonly planned: readonly PlannedTest[];
      /** As the reporter's options have them. */
      readonly notes?: readonly string[];
    }
  | { readonly kind: 'ended'; readonly at: string; readonly test: EndedTest };

const fileIn = (runDir: string): string => join(runDir, 'journal.ndjson');

/** @throws ReportError */
export function appendToJournal(runDir: string, line: JournalLine): void {
  makeFolder('the journal', runDir);
  try {
    appendFileSync(fileIn(runDir), `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw new ReportError('the journal', fileIn(runDir), error);
  }
}

/** The lines that can be read; a last one that was cut off by a kill is left out. Empty where there is no journal. */
export function readJournal(runDir: string): JournalLine[] {
  let text: string;
  try {
    text = readFileSync(fileIn(runDir), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      const ours = typeof value === 'object' && value !== null && 'kind' in value;
      // Written by `appendToJournal` alone.
      return ours && (value.kind === 'begin' || value.kind === 'ended') ? [value as JournalLine] : [];
    } catch {
      return [];
    }
  });
}
