import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from '../../../src/cli/soak.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';

const repetition = (exitCode: number) => ({
  runId: 'r',
  outcome: exitCode === 0 ? ('passed' as const) : ('regression' as const),
  exitCode,
  durationMs: 1,
  notPassed: [],
});
/** `measure` reads a record's journeys, and of them no more than this. */
const record = (durations: Readonly<Record<string, number>>) =>
  ({
    journeys: Object.entries(durations).map(([id, durationMs]) => ({ id, project: 'desktop', durationMs })),
  }) as unknown as RunRecord;

test('a soak counts the good repetitions at its end, and no good one before a bad one', () => {
  const inARow = (...codes: number[]) => measure(9, '', codes.map(repetition), []).inARow;
  assert.deepEqual([inARow(), inARow(0, 0), inARow(0, 3), inARow(0, 1, 0, 0)], [0, 2, 0, 2]);
});

test('a soak tells how long each journey took, the slowest first', () => {
  const records = [300, 100, 200, 400].map((slow) => record({ slow, quick: 10 }));
  assert.deepEqual(measure(4, '', [], records).journeys, [
    { journey: 'slow (desktop)', runs: 4, medianMs: 200, p95Ms: 400, maxMs: 400 },
    { journey: 'quick (desktop)', runs: 4, medianMs: 10, p95Ms: 10, maxMs: 10 },
  ]);
});
