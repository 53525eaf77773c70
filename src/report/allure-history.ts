import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunRecord } from '../verdict/types.ts';
import { writeWhole } from '../target/atomic.ts';

/** Runs that Allure's history holds: its charts show ten. A thousand journeys are one megabyte a run. */
const mostRuns = 20;

const item = z.looseObject({ status: z.string() });
const lineShape = z.looseObject({
  /** Ours: Allure does not know runs, and would add one each time that a report is made again. */
  runId: z.string(),
  target: z.string(),
  /** When the run began, in milliseconds since 1970. */
  timestamp: z.number(),
  testResults: z.record(z.string(), item),
});
type Line = z.infer<typeof lineShape>;

const fileIn = (reportsDir: string): string => join(reportsDir, 'allure-history.jsonl');

/** The history over runs, oldest first. A line that cannot be read is left out: Allure would refuse the whole. */
export function readHistory(reportsDir: string): Line[] {
  let text: string;
  try {
    text = readFileSync(fileIn(reportsDir), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [lineShape.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** @throws ReportError */
export function writeHistory(reportsDir: string, lines: readonly Line[]): void {
  writeWhole("Allure's history", fileIn(reportsDir), asText(lines));
}

const asText = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Runs of the same target that began before this one. */
const before = ({ run }: RunRecord, history: readonly Line[]): Line[] =>
  history.filter(
    ({ runId, target, timestamp }) =>
      runId !== run.id && target === run.target && timestamp <= Date.parse(run.startedAt),
  );

/**
 * The history as Allure is to see it for a run: what was before it on its target. Allure calls a test flaky that fails now and of which the
 * last five runs hold a pass that came after a failure. A server error that comes back is none: of such a journey it sees no run before that pass.
 */
export function historyFor(record: RunRecord, history: readonly Line[]): string {
  const newestFirst = before(record, history).toReversed();
  const hasPassed = new Set<string>();
  const isOver = new Set<string>();
  const seen = newestFirst.map((line) => {
    const testResults = Object.entries(line.testResults).filter(([id, { status }]) => {
      if (status === 'failed' && hasPassed.has(id)) isOver.add(id);
      if (status === 'passed') hasPassed.add(id);
      return !isOver.has(id);
    });
    return { ...line, testResults: Object.fromEntries(testResults) };
  });
  return asText(seen.toReversed());
}

/**
 * The history with this run, once however often its report is made, and no longer than is kept.
 *
 * @param written what Allure has made of `historyFor`, this run in its last line
 * @throws Error where it has not
 */
export function addedHistory({ run }: RunRecord, history: readonly Line[], written: string): Line[] {
  const own = lineShape
    .omit({ runId: true, target: true })
    .parse(JSON.parse(written.trimEnd().split('\n').at(-1) ?? ''));
  const line: Line = { ...own, runId: run.id, target: run.target, timestamp: Date.parse(run.startedAt) };
  return [...history.filter(({ runId }) => runId !== run.id), line]
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .slice(-mostRuns);
}
