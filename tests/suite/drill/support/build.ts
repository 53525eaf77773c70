import { compare } from '../../../../src/drill/compare.ts';
import type { DrillReport, DrillResult } from '../../../../src/drill/result.ts';
import type { Drill, Expected } from '../../../../src/drill/types.ts';

export const makeExpected = (overrides: Partial<Expected> = {}): Expected => ({
  verdict: 'server-error',
  cause: 'server-error',
  layer: 'application',
  reason: 'answered 500',
  rule: '`server-error`: no attempt passed, and `server-error` was seen.',
  ...overrides,
});

export const makeDrill = (overrides: Partial<Drill> = {}): Drill => ({
  id: 'd01',
  family: 'application',
  story: 'Every monograph answers 500.',
  how: 'The application answers 500 to every path below /drug/.',
  users: 'An error page.',
  recognise: 'One route, one status.',
  putIn: {},
  journey: 'drug-monograph',
  expected: makeExpected(),
  ...overrides,
});

export const makeResult = (overrides: Partial<DrillResult> = {}): DrillResult => {
  const { id, family, story, how, users, recognise, journey, expected } = makeDrill();
  return {
    ...{ id, family, story, how, users, recognise, journey, expected },
    outcome: 'right',
    why: [],
    toVerdictMs: 4_000,
    given: { verdict: 'server-error', cause: 'server-error', layer: 'application' },
    said: null,
    page: 'drill/d01/index.html',
    output: 'drill/d01/output.txt',
    picture: null,
    ...overrides,
  };
};

export const makeReport = (
  results: readonly DrillResult[],
  notDrilled: DrillReport['notDrilled'] = [],
): DrillReport => ({
  schemaVersion: 1,
  startedAt: '2026-11-22T12:00:00.000Z',
  durationMs: 300_000,
  sideBySide: 3,
  results,
  notDrilled,
});

/** What a drill of this expectation makes of a record: its differences, or that nothing was judged. */
export const differences = (
  record: Parameters<typeof compare>[1],
  expected: Partial<Expected> = {},
  drill: Partial<Drill> = {},
): readonly string[] | null =>
  compare(makeDrill({ expected: makeExpected(expected), ...drill }), record)?.differences ?? null;
