import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outcomeOf, worst } from '../../../src/verdict/outcome.ts';
import { exitCodes, verdicts, type RunTrouble, type Verdict } from '../../../src/verdict/types.ts';

const trouble = (kind: RunTrouble['kind']): RunTrouble => ({ kind, message: kind });

describe('the outcome of a run', () => {
  test('the order of verdicts, worst first, is the one of design', () => {
    assert.deepEqual(verdicts, [
      'server-error',
      'intermittent-server-error',
      'unreachable',
      'regression',
      'blocked',
      'inconclusive',
      'degraded',
      'transient',
      'passed',
    ]);
  });

  for (const [i, verdict] of verdicts.entries()) {
    test(`${verdict} is worse than all that follow it, and exits ${String(exitCodes[verdict])}`, () => {
      const outcome = outcomeOf(verdicts.slice(i).toReversed(), []);

      assert.deepEqual(outcome, { outcome: verdict, exitCode: exitCodes[verdict] });
    });
  }

  test('a run that judged nothing is inconclusive', () => {
    assert.deepEqual(outcomeOf([], []), { outcome: 'inconclusive', exitCode: 2 });
  });

  for (const kind of [
    'ran-nothing',
    'lost-shard',
    'one-shard',
    'doubled-shard',
    'foreign-blob',
    'report-failed',
    'playwright-error',
    'killed',
  ] as const) {
    test(`${kind}: at best inconclusive, and never better than what was seen`, () => {
      const clouded = (several: readonly Verdict[]): Verdict => outcomeOf(several, [trouble(kind)]).outcome;

      for (const good of ['passed', 'transient', 'degraded'] as const) assert.equal(clouded([good]), 'inconclusive');
      for (const bad of ['server-error', 'unreachable', 'regression', 'blocked'] as const)
        assert.equal(clouded([bad, 'passed']), bad);
    });
  }

  test('a shard that did not report is a lost shard, told or not', () => {
    assert.equal(outcomeOf(['passed'], [], { expected: 2, seen: 1 }).outcome, 'inconclusive');
    assert.equal(outcomeOf(['passed'], [], { expected: 2, seen: 2 }).outcome, 'passed');
  });

  test('an interrupted run keeps the worst verdict so far and exits 130', () => {
    assert.deepEqual(outcomeOf(['passed', 'regression'], [trouble('interrupted')]), {
      outcome: 'regression',
      exitCode: 130,
    });
    assert.deepEqual(outcomeOf(['passed'], [trouble('interrupted')]), { outcome: 'passed', exitCode: 130 });
    assert.deepEqual(outcomeOf(['passed'], [trouble('interrupted'), trouble('killed')]), {
      outcome: 'inconclusive',
      exitCode: 130,
    });
  });

  test('a note changes nothing', () => {
    assert.deepEqual(outcomeOf(['passed'], [trouble('note')]), { outcome: 'passed', exitCode: 0 });
  });

  test('the worst of none is inconclusive', () => {
    assert.equal(worst([]), 'inconclusive');
  });
});
