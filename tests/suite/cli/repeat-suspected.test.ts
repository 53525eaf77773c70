import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { journeys } from '../../../src/cli/journeys.ts';
import { repeatSuspected } from '../../../src/cli/repeat-suspected.ts';
import { interruptedExitCode, type RunResult } from '../../../src/run/run.ts';
import { exitCodes, type Verdict } from '../../../src/verdict/types.ts';
import { makeRecord } from '../report/fixtures.ts';

const ended = (outcome: Verdict): RunResult => ({ exitCode: exitCodes[outcome], record: makeRecord({ outcome }) });

/** Runs one after the other, of which the first so many leave something suspected. */
async function play(outcomes: readonly Verdict[], suspicious: number, results = outcomes.map(ended)) {
  const [first = ended('passed'), ...others] = results;
  const waited: number[] = [];
  let asked = 0;
  const exitCode = await repeatSuspected({
    first,
    again: () => Promise.resolve(others.shift() ?? ended('passed')),
    suspicion: () => {
      asked += 1;
      return Promise.resolve(asked <= suspicious ? { incidents: [], repeatWithinMs: 90_000 } : null);
    },
    wait: (ms) => Promise.resolve(waited.push(ms)),
  });
  return { exitCode, waited };
}

describe('a run that is repeated because something is suspected', () => {
  test('is repeated once where that settles it, and a good repetition takes nothing back', async () => {
    assert.deepEqual(await play(['regression', 'passed'], 1), { exitCode: 1, waited: [90_000] });
    assert.deepEqual(await play(['regression', 'server-error'], 1), { exitCode: 3, waited: [90_000] });
  });

  test('is not where nothing is suspected', async () => {
    assert.deepEqual(await play(['passed'], 0), { exitCode: 0, waited: [] });
    assert.deepEqual(await play(['server-error'], 0), { exitCode: 3, waited: [] });
  });

  test('ends after five repetitions, at an interruption, and where a repetition left no verdict', async () => {
    assert.equal(
      (
        await play(
          Array.from({ length: 9 }, () => 'regression'),
          9,
        )
      ).waited.length,
      5,
    );
    const stopped: RunResult = { exitCode: interruptedExitCode, record: makeRecord() };
    assert.equal((await play([], 9, [ended('regression'), stopped])).exitCode, interruptedExitCode);
    const broke: RunResult = { exitCode: 2, record: null };
    assert.deepEqual(await play([], 9, [ended('server-error'), broke]), { exitCode: 3, waited: [90_000] });
    assert.equal((await play([], 9, [broke])).exitCode, 2);
  });

  test('does not go with a blob, which is no verdict', async () => {
    await assert.rejects(journeys.run({ repeatSuspected: true, blob: 'x' }, []), {
      name: 'UsageError',
      message: /--repeat-suspected needs a verdict/,
    });
  });
});
