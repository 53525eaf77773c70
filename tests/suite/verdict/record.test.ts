import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import { verdicts } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  makeAttempt,
  makeExchange,
  makeJourney,
  makeLogRecord,
  makeNotRun,
  makeProbe,
  makeRun,
  makeRunInput,
  makeXhr,
  passedWith,
  policy,
  recordOf,
} from './build.ts';

const bad = failedWith(makeExchange({ status: 500 }));

describe('the record of a run', () => {
  test('counts every verdict, also those that did not occur', () => {
    const { counts } = recordOf([
      journeyOf([bad], { id: 'a' }),
      journeyOf([passedWith()], { id: 'b' }),
      journeyOf([passedWith()], { id: 'c' }),
      makeJourney({ id: 'd' }),
    ]);

    assert.deepEqual(counts, {
      'server-error': 1,
      'intermittent-server-error': 0,
      unreachable: 0,
      regression: 0,
      blocked: 0,
      inconclusive: 1,
      degraded: 0,
      transient: 0,
      passed: 2,
    });
    assert.deepEqual(Object.keys(counts), verdicts);
  });

  test('keeps of a journey all that the attempts were, in order', () => {
    const evidence = {
      ...failedWith(makeXhr({ n: 2, status: 404 }), makeExchange({ n: 1 })),
      probes: [makeProbe({ at: at(9_000) }), makeProbe({ at: at(8_000) })],
      logRecords: [makeLogRecord()],
      pageErrors: ['TypeError: x'],
      went: ['GET www /', 'GET reference /drug/:slug'],
    };
    const attachments = [{ name: 'screenshot', contentType: 'image/png', path: 'a.png' }];
    const journey = makeJourney({
      attempts: [
        makeAttempt(passedWith(), { index: 1, durationMs: 1_500 }),
        makeAttempt(evidence, { index: 0, durationMs: 2_500, errors: ['Error: expect failed'], attachments }),
      ],
      notRun: makeNotRun({ kind: 'retry-pointless', reason: 'No retries are left.' }),
    });

    const [told] = recordOf([journey]).journeys;

    assert.ok(told);
    assert.equal(told.durationMs, 4_000);
    assert.deepEqual(told.notRun, { kind: 'retry-pointless', reason: 'No retries are left.' });
    assert.deepEqual(
      told.attempts.map(({ index, status, cause, rule }) => ({ index, status, cause, rule })),
      [
        { index: 0, status: 'failed', cause: 'client-error', rule: '4xx' },
        { index: 1, status: 'passed', cause: null, rule: 'passed' },
      ],
    );
    const [first] = told.attempts;
    assert.deepEqual(
      first?.exchanges.map(({ n }) => n),
      [1, 2],
    );
    assert.deepEqual(
      first?.probes.map((probe) => probe.at),
      [at(8_000), at(9_000)],
    );
    assert.deepEqual(first?.logRecords, [makeLogRecord()]);
    assert.deepEqual(first?.went, ['GET reference /drug/:slug', 'GET www /']);
    assert.deepEqual(first?.errors, ['Error: expect failed']);
    assert.deepEqual(first?.attachments, attachments);
  });

  test('is the same in whatever order journeys and attempts are given', () => {
    const journeys = [
      journeyOf([bad, passedWith()], { id: 'b' }),
      journeyOf([passedWith()], { id: 'a', project: 'phone' }),
      journeyOf([failedWith(makeExchange({ status: 503 })), passedWith()], { id: 'a' }),
      journeyOf([failedWith()], { id: 'c' }),
    ];
    const turned = journeys.toReversed().map((journey) => ({ ...journey, attempts: journey.attempts.toReversed() }));

    assert.deepEqual(recordOf(turned), recordOf(journeys));
    assert.deepEqual(
      recordOf(journeys).journeys.map(({ id, project }) => `${id} ${project}`),
      ['a desktop', 'a phone', 'b desktop', 'c desktop'],
    );
  });

  test('keeps the worst of a journey that two shards judged, and counts it once', () => {
    const good = journeyOf([passedWith()], { id: 'preflight-www' });
    const worse = journeyOf([bad], { id: 'preflight-www' });

    for (const journeys of [
      [good, worse],
      [worse, good],
    ]) {
      const { journeys: kept, counts, outcome } = recordOf(journeys);

      assert.deepEqual(
        kept.map(({ verdict }) => verdict),
        ['server-error'],
      );
      assert.equal(counts.passed, 0);
      assert.equal(outcome, 'server-error');
    }
  });

  test('tells what each of two shards met, also where only the worst of a journey is kept', () => {
    const gone = journeyOf([failedWith(makeExchange({ status: 500 })), passedWith()], { id: 'preflight-www' });
    const stays = journeyOf([failedWith(makeExchange({ status: 503 }))], { id: 'preflight-www' });

    const { findings, journeys } = recordOf([gone, stays]);

    assert.equal(journeys.length, 1);
    assert.deepEqual(
      findings.map(({ verdict, status }) => [verdict, status]),
      [
        ['server-error', 503],
        ['intermittent-server-error', 500],
      ],
    );
  });

  test('does not take the same journey in two projects for one', () => {
    assert.equal(
      recordOf([journeyOf([passedWith()]), journeyOf([passedWith()], { project: 'phone' })]).journeys.length,
      2,
    );
  });

  test('sees what came back in another journey of the run', () => {
    const away = failedWith(makeExchange({ status: 503 }));
    const { outcome, exitCode } = recordOf([
      journeyOf([away, passedWith()], { id: 'a' }),
      journeyOf([away, passedWith()], { id: 'b' }, 30_000),
    ]);

    assert.equal(outcome, 'intermittent-server-error');
    assert.equal(exitCode, 3);
  });

  test('keeps run and troubles as they were given', () => {
    const run = makeRun({ change: { id: 'CHG-1', url: null }, shards: { expected: 3, seen: 3 } });
    const troubles = [{ kind: 'note', message: 'Member journeys were not asked for.' }] as const;

    const record = buildRunRecord(makeRunInput({ run, troubles, journeys: [journeyOf([passedWith()])] }), policy);

    assert.deepEqual(record.run, run);
    assert.deepEqual(record.troubles, troubles);
    assert.equal(record.schemaVersion, 1);
    assert.equal(record.outcome, 'passed');
    assert.equal(record.exitCode, 0);
  });
});
