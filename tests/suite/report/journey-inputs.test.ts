import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, NotRun } from '../../../src/evidence/types.ts';
import type { EndedTest, PlannedTest } from '../../../src/report/collect.ts';
import { journeyInputs, type Told } from '../../../src/report/journey-inputs.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import { at, failing500, makeExchange, makeRun, threeProbes } from './fixtures.ts';

const planned = (overrides: Partial<PlannedTest> = {}): PlannedTest => ({
  testId: 't1',
  journey: 'drug-monograph',
  project: 'desktop',
  title: 'Drug monograph shows its sections',
  file: 'tests/journeys/drug-monograph.spec.ts',
  tags: ['@read'],
  owner: 'reference-team',
  surfaces: ['reference'],
  verified: ['local', 'staging'],
  budgetMs: 9_000,
  retries: 2,
  ...overrides,
});

const evidence = (overrides: Partial<AttemptEvidence> = {}): AttemptEvidence => ({
  schemaVersion: 1,
  runId: 'r',
  journey: 'drug-monograph',
  project: 'desktop',
  index: 0,
  startedAt: at(0),
  durationMs: 5,
  ended: 'passed',
  failures: [],
  exchanges: [],
  exchangeCount: 0,
  exchangesLeftOut: 0,
  assets: [],
  went: [],
  console: [],
  pageErrors: [],
  runner: [],
  steps: [],
  probes: [],
  sentNonIdempotent: false,
  control: null,
  ...overrides,
});

const ended = (overrides: Partial<EndedTest> = {}): EndedTest => ({
  testId: 't1',
  index: 0,
  ended: 'passed',
  asExpected: true,
  startedAt: at(0),
  durationMs: 7,
  errors: [],
  attachments: [],
  evidence: [],
  notRun: [],
  unreadable: [],
  noRetry: null,
  ...overrides,
});

const notRun = (overrides: Partial<NotRun> = {}): NotRun => ({
  schemaVersion: 1,
  runId: 'r',
  journey: 'drug-monograph',
  project: 'desktop',
  index: 1,
  kind: 'retry-pointless',
  reason: 'It would tell nothing new.',
  ...overrides,
});

const inputs = (told: Partial<Told>): ReturnType<typeof journeyInputs> =>
  journeyInputs({ target: 'local', planned: [planned()], ended: [], interrupted: false, ...told });

describe('journeys from tests', () => {
  test('carry what their test declares, judged for this target', () => {
    const [local] = inputs({ ended: [ended({ evidence: [evidence()] })] });
    const [production] = inputs({ target: 'production' });

    assert.equal(local?.verified, true);
    assert.equal(production?.verified, false);
    assert.deepEqual([local?.budgetMs, local?.retries, local?.owner], [9_000, 2, 'reference-team']);
  });

  test('have passed where their evidence says so, though they were failed because of an earlier attempt', () => {
    const [journey] = inputs({
      ended: [
        ended({ ended: 'failed', asExpected: false, evidence: [evidence({ ended: 'failed' })] }),
        ended({ index: 1, ended: 'failed', asExpected: false, evidence: [evidence({ index: 1 })] }),
      ],
    });

    assert.deepEqual(
      journey?.attempts.map((attempt) => attempt.ended),
      ['failed', 'passed'],
    );
  });

  test('have no attempt where one was refused, only the reason', () => {
    const [journey] = inputs({
      ended: [
        ended({ ended: 'failed', asExpected: false, evidence: [evidence({ ended: 'failed' })] }),
        ended({ index: 1, ended: 'failed', asExpected: false, notRun: [notRun()] }),
      ],
    });

    assert.equal(journey?.attempts.length, 1);
    assert.equal(journey.notRun?.reason, 'It would tell nothing new.');
  });

  test('have an attempt that says that the next one is withheld, and the reason', () => {
    const failed = ended({
      ended: 'failed',
      asExpected: false,
      evidence: [evidence({ ended: 'failed' })],
      notRun: [notRun()],
    });
    const died = ended({ ended: 'failed', asExpected: false, errors: ['worker died'], notRun: [notRun()] });

    for (const result of [failed, died]) {
      const [journey] = inputs({ ended: [result] });

      assert.deepEqual(
        journey?.attempts.map(({ index }) => index),
        [0],
      );
      assert.equal(journey.notRun?.reason, 'It would tell nothing new.');
    }
  });

  test('are judged by their attempts where a further one was withheld', () => {
    const told = { planned: [planned()], interrupted: false, target: 'local' };
    const withheld = {
      ended: 'failed',
      asExpected: false,
      notRun: [notRun({ kind: 'confirmed-server-error' })],
    } as const;
    const met = evidence({ ended: 'failed', exchanges: [failing500()], probes: threeProbes(500) });
    const policy = { signatures: [], budgets: { exchangeMs: 5_000, journeyMs: 30_000 }, suppressions: [], now: at(0) };

    const journeys = journeyInputs({ ...told, ended: [ended({ ...withheld, evidence: [met] })] });
    const record = buildRunRecord({ run: makeRun(), journeys, troubles: [] }, policy);

    assert.deepEqual([record.outcome, record.journeys[0]?.notRun?.kind], ['server-error', 'confirmed-server-error']);
    assert.ok(!/not run/.test(record.headline), record.headline);
  });

  test('take back that an attempt is withheld where it ran after all', () => {
    const [journey] = inputs({
      ended: [
        ended({ ended: 'failed', asExpected: false, evidence: [evidence({ ended: 'failed' })], notRun: [notRun()] }),
        ended({ index: 1, evidence: [evidence({ index: 1 })] }),
      ],
    });

    assert.deepEqual([journey?.attempts.length, journey?.notRun], [2, null]);
  });

  test('have an attempt without evidence where the worker died', () => {
    const [journey] = inputs({ ended: [ended({ ended: 'failed', asExpected: false, errors: ['worker died'] })] });

    assert.deepEqual(journey?.attempts, [
      {
        index: 0,
        ended: 'failed',
        startedAt: at(0),
        durationMs: 7,
        evidence: null,
        errors: ['worker died'],
        attachments: [],
      },
    ]);
  });

  test('say why they never started', () => {
    const setUp = planned({ testId: 's', journey: null, title: 'The site is set up' });
    const failed = ended({
      testId: 's',
      ended: 'failed',
      asExpected: false,
      errors: ['Error: No surface gives a page.\nwww: 500'],
    });

    assert.equal(inputs({ interrupted: true })[0]?.notRun?.reason, 'The run was interrupted before it was started.');
    assert.match(inputs({})[0]?.notRun?.reason ?? '', /Playwright did not start it/);
    assert.match(inputs({ ended: [ended({ ended: 'skipped' })] })[0]?.notRun?.reason ?? '', /did not start it/);
    const after = inputs({ planned: [setUp, planned()], ended: [failed] }).find(({ id }) => id === 'drug-monograph');
    assert.deepEqual([after?.notRun?.kind, after?.notRun?.reason], ['outage', 'No surface gives a page.']);
  });

  test('are several where the set-up looked at several surfaces, some of them twice', () => {
    const setUp = planned({ testId: 's', journey: null, project: 'set-up', title: 'The site is set up' });
    const looks = [
      evidence({ journey: 'preflight-www', ended: 'failed' }),
      evidence({ journey: 'preflight-www', index: 1 }),
      evidence({ journey: 'login-member' }),
      evidence({ journey: 'look-around', exchanges: [makeExchange({ surface: 'search' })] }),
    ];

    const journeys = inputs({ planned: [setUp], ended: [ended({ testId: 's', evidence: looks })] });

    assert.deepEqual(
      journeys.map(({ id, title, surfaces, attempts }) => [id, title, surfaces, attempts.map((one) => one.ended)]),
      [
        ['preflight-www', 'Preflight of www', ['www'], ['failed', 'passed']],
        ['login-member', 'Login of a member', ['login'], ['passed']],
        ['look-around', 'look-around', ['search'], ['passed']],
      ],
    );
  });

  test('say why the set-up failed where a look came to its end, and a style sheet of its page was a 500', () => {
    const setUp = planned({ testId: 's', journey: null, title: 'The site is set up' });
    const look = evidence({ journey: 'preflight-www', exchanges: [failing500()], probes: threeProbes(500) });
    const result = ended({ testId: 's', ended: 'failed', asExpected: false, evidence: [look], errors: ['No surface'] });

    const journeys = inputs({ planned: [setUp], ended: [result] });

    assert.deepEqual(
      journeys.map(({ id }) => id),
      ['preflight-www'],
    );
  });

  test('tell of a set-up that failed for a reason of its own', () => {
    const setUp = planned({ testId: 's', journey: null, title: 'The site is set up' });
    const looks = [evidence({ journey: 'preflight-www' })];
    const result = ended({
      testId: 's',
      ended: 'failed',
      asExpected: false,
      errors: ['Error: no such file'],
      evidence: looks,
    });

    const journeys = inputs({ planned: [setUp], ended: [result] });

    assert.deepEqual(
      journeys.map(({ id, attempts }) => [id, attempts[0]?.evidence === null, attempts[0]?.errors]),
      [
        ['preflight-www', false, []],
        ['the-site-is-set-up', true, ['Error: no such file']],
      ],
    );
  });
});

describe('journeys of merged blobs', () => {
  const setUp = (part: string): PlannedTest =>
    planned({ testId: `set-up-${part}`, journey: null, part, title: 'The set-up', project: 'set-up' });
  const of = (part: string, id: string): PlannedTest => planned({ testId: `${id}-${part}`, journey: id, part });
  const dead = { ended: 'failed', asExpected: false, errors: ['Error: No surface gives a page'] } as const;

  test('are explained by the set-up of their own shard', () => {
    const journeys = inputs({
      planned: [setUp('a'), of('a', 'one'), setUp('b'), of('b', 'two')],
      ended: [ended({ testId: 'set-up-a' }), ended({ testId: 'set-up-b', ...dead })],
    });

    const reasons = new Map(journeys.map(({ id, notRun: left }) => [id, left?.reason]));
    assert.equal(reasons.get('two'), 'No surface gives a page');
    assert.equal(reasons.get('one'), 'Playwright did not start it: it was skipped, or the run stopped early.');
  });

  test('keep the renewals of one shard apart from those of another', () => {
    const renewal = evidence({ journey: 'login-member-renewed' });
    const journeys = inputs({
      planned: [setUp('a'), of('a', 'one'), setUp('b'), of('b', 'two')],
      ended: ['a', 'b'].flatMap((part) => [
        ended({ testId: `set-up-${part}` }),
        ended({
          testId: `${part === 'a' ? 'one' : 'two'}-${part}`,
          evidence: [evidence({ journey: part === 'a' ? 'one' : 'two' }), renewal],
        }),
      ]),
    });

    const renewals = journeys.filter(({ id }) => id === 'login-member-renewed');
    assert.deepEqual(
      renewals.map(({ attempts }) => attempts.length),
      [1, 1],
    );
  });

  test('have run where a shard was started again, and stay not run where it was not', () => {
    const first = { planned: [of('a', 'one'), of('a', 'two')], ended: [] };
    const again = {
      planned: [of('b', 'one')],
      ended: [ended({ testId: 'one-b', evidence: [evidence({ journey: 'one' })] })],
    };

    const journeys = inputs({ planned: [...first.planned, ...again.planned], ended: again.ended });

    assert.deepEqual(
      journeys.map(({ id, attempts }) => `${id} ${String(attempts.length)}`),
      ['two 0', 'one 1'],
    );
  });
});
