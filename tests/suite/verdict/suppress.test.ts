import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import { judge } from '../../../src/verdict/judge.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import type { JourneyInput, Policy, RunRecord, Suppression, Verdict } from '../../../src/verdict/types.ts';
import {
  failedWith,
  journeyOf,
  makeExchange,
  makeFailure,
  makeLost,
  makeRunInput,
  passedWith,
  policy,
} from './build.ts';

const known = (signature: string, overrides: Partial<Suppression> = {}): Suppression => ({
  signature,
  owner: 'reference',
  expires: '2026-12-31',
  reason: 'the old monograph is being replaced',
  ...overrides,
});
const knowing = (...suppressions: readonly Suppression[]): Policy => ({ ...policy, suppressions });
const verdictOf = (journey: JourneyInput, ...suppressions: readonly Suppression[]): Verdict =>
  judge(journey, knowing(...suppressions)).judgement.verdict;
const record = (journeys: readonly JourneyInput[], ...suppressions: readonly Suppression[]): RunRecord =>
  buildRunRecord(makeRunInput({ journeys }), knowing(...suppressions));

const missing = journeyOf([failedWith(makeExchange({ status: 404 }))]);
const missingSignature = 'client-error 404 application reference GET /drug/:slug';
const wrong = journeyOf([failedWith()]);
const wrongSignature = 'content drug-monograph application reference "opens the monograph" /drug/:slug';
const otherStep = failedWith();
const another = { ...otherStep, failures: [makeFailure({ step: 'reads the dosing' })] };

describe('a suppression', () => {
  test('turns a regression of its signature into degraded, and says so', () => {
    const { judgement } = judge(missing, knowing(known(missingSignature)));

    assert.equal(judgement.verdict, 'degraded');
    assert.equal(judgement.suppressedBy?.signature, missingSignature);
    assert.equal(
      judgement.reasons.at(-1),
      'Known issue, so degraded and not regression: the old monograph is being replaced (reference, until 2026-12-31).',
    );
  });

  test('turns blocked into degraded', () => {
    assert.equal(
      verdictOf(
        journeyOf([failedWith(makeExchange({ status: 429 }))]),
        known('blocked 429 application reference GET /drug/:slug'),
      ),
      'degraded',
    );
  });

  test('turns servers that disagree into degraded', () => {
    const journey = journeyOf([failedWith(makeLost('net::ERR_CERT_DATE_INVALID')), passedWith()]);

    assert.equal(verdictOf(journey), 'regression');
    assert.equal(
      verdictOf(journey, known('network ERR_CERT_DATE_INVALID unknown reference GET /drug/:slug')),
      'degraded',
    );
  });

  test('of one journey and step does not excuse another', () => {
    assert.equal(verdictOf(wrong, known(wrongSignature)), 'degraded');
    assert.equal(verdictOf(journeyOf([failedWith()], { id: 'drug-index' }), known(wrongSignature)), 'regression');
    assert.equal(verdictOf(journeyOf([another]), known(wrongSignature)), 'regression');
  });

  test('does not excuse a journey that also fails in another way', () => {
    const both = journeyOf([another, failedWith()]);

    assert.equal(verdictOf(both, known(wrongSignature)), 'regression');
    assert.equal(
      verdictOf(journeyOf([failedWith(makeLost('net::ERR_CONNECTION_RESET')), failedWith()]), known(wrongSignature)),
      'degraded',
    );
  });

  test('holds on its last day, and not the day after', () => {
    const on = (day: string): Verdict =>
      judge(missing, { ...knowing(known(missingSignature, { expires: '2026-11-22' })), now: `${day}T23:59:59.000Z` })
        .judgement.verdict;

    assert.equal(on('2026-11-22'), 'degraded');
    assert.equal(on('2026-11-23'), 'regression');
  });

  const untouchable: readonly (readonly [JourneyInput, string, Verdict])[] = [
    [
      journeyOf([failedWith(makeExchange({ status: 500 }))]),
      'server-error 500 application reference GET /drug/:slug',
      'server-error',
    ],
    [
      journeyOf([failedWith(makeExchange({ status: 503 }))]),
      'unavailable 503 application reference GET /drug/:slug',
      'server-error',
    ],
    [
      journeyOf([failedWith(makeExchange({ status: 500 })), passedWith()]),
      'server-error 500 application reference GET /drug/:slug',
      'intermittent-server-error',
    ],
    [
      journeyOf([failedWith(makeLost('net::ERR_CONNECTION_REFUSED'))]),
      'network ERR_CONNECTION_REFUSED unknown reference GET /drug/:slug',
      'unreachable',
    ],
  ];
  for (const [journey, signature, verdict] of untouchable) {
    test(`cannot touch ${verdict} by ${signature}, and that is told`, () => {
      const { outcome, suppressionNotes } = record([journey], known(signature));

      assert.equal(outcome, verdict);
      assert.deepEqual(suppressionNotes, [
        `The suppression of "${signature}" (reference) was not applied: it cannot touch ${verdict}, nor a journey that also fails in another way.`,
      ]);
    });
  }

  test('of a wrong page does not touch what else the journey met', () => {
    const wrongThen = (...others: readonly AttemptEvidence[]): JourneyInput => journeyOf([failedWith(), ...others]);
    const bad = failedWith(makeExchange({ status: 500 }));
    const lost = failedWith(makeLost('net::ERR_CONNECTION_REFUSED'));

    assert.equal(verdictOf(wrongThen(bad, passedWith()), known(wrongSignature)), 'intermittent-server-error');
    assert.equal(verdictOf(wrongThen(bad), known(wrongSignature)), 'server-error');
    assert.equal(verdictOf(wrongThen(lost), known(wrongSignature)), 'unreachable');
    assert.equal(verdictOf(wrongThen(passedWith()), known(wrongSignature)), 'transient');
  });

  test('that has expired is told, and no longer holds', () => {
    const { outcome, suppressionNotes } = record([missing], known(missingSignature, { expires: '2026-11-21' }));

    assert.equal(outcome, 'regression');
    assert.match(suppressionNotes[0] ?? '', /expired on 2026-11-21/);
  });

  test('that matched nothing is told', () => {
    const { suppressionNotes } = record([journeyOf([passedWith()])], known(missingSignature));

    assert.match(suppressionNotes[0] ?? '', /matched nothing in this run/);
  });

  test('that was applied is named in the record and its finding, and makes no note', () => {
    const { outcome, exitCode, journeys, findings, suppressionNotes } = record([missing], known(missingSignature));

    assert.equal(outcome, 'degraded');
    assert.equal(exitCode, 0);
    assert.equal(journeys[0]?.suppressedBy, missingSignature);
    assert.deepEqual(findings[0]?.suppressed, {
      owner: 'reference',
      expires: '2026-12-31',
      reason: 'the old monograph is being replaced',
    });
    assert.equal(findings[0]?.cause, 'client-error');
    assert.match(findings[0]?.headline ?? '', /a known issue of reference until 2026-12-31$/);
    assert.doesNotMatch(findings[0]?.advice ?? '', /roll back/i);
    assert.deepEqual(suppressionNotes, []);
  });

  test('of one journey leaves the finding as bad as the journey that it does not cover', () => {
    const { findings } = record(
      [missing, journeyOf([failedWith(makeExchange({ status: 404, path: '/drugs' }))], { id: 'drug-index' })],
      known(missingSignature),
    );

    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.verdict, 'regression');
    assert.equal(findings[0]?.suppressed, null);
  });
});
