import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { layers } from '../../../src/evidence/types.ts';
import type {
  AttemptEvidence,
  Exchange,
  Failure,
  LogRecord,
  Probe,
  ResourceType,
  RunnerTrouble,
} from '../../../src/evidence/types.ts';
import { surfaces } from '../../../src/target/types.ts';
import { classify } from '../../../src/verdict/classify.ts';
import { judge } from '../../../src/verdict/judge.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import { confirmed, decideRetry } from '../../../src/verdict/retry.ts';
import { parseRunRecord } from '../../../src/verdict/schema.ts';
import {
  causes,
  verdicts,
  type JourneyInput,
  type Policy,
  type RunTrouble,
  type Verdict,
} from '../../../src/verdict/types.ts';
import {
  at,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeJourney,
  makeLogRecord,
  makeNotRun,
  makeProbe,
  makeRun,
  makeRunInput,
  passedWith,
  policy,
} from './build.ts';

const critical: readonly ResourceType[] = [
  'document',
  'script',
  'stylesheet',
  'xhr',
  'fetch',
  'eventsource',
  'websocket',
];
const others: readonly ResourceType[] = ['image', 'font', 'media', 'manifest', 'beacon', 'other'];
const plain500s = [500, 501, 505, 506, 507, 508, 510, 511, 599];
const serverErrors: ReadonlySet<Verdict> = new Set(['server-error', 'intermittent-server-error']);
const isServerError = (verdict: Verdict): boolean => serverErrors.has(verdict);
const severity = (verdict: Verdict): number => verdicts.indexOf(verdict);

const instant = fc.integer({ min: 0, max: 60_000 }).map(at);
const layer = fc.constantFrom(...layers);
const surface = fc.constantFrom(...surfaces);
const path = fc.constantFrom('/', '/drugs', '/drug/:slug', '/search', '/login');
const codes = [
  null,
  'net::ERR_ABORTED',
  'net::ERR_CONNECTION_RESET',
  'net::ERR_CONNECTION_REFUSED',
  'net::ERR_CERT_DATE_INVALID',
  'net::ERR_TOO_MANY_REDIRECTS',
  'net::ERR_CONTENT_LENGTH_MISMATCH',
  'net::ERR_INTERNET_DISCONNECTED',
  'net::ERR_FAILED',
  'csp',
] as const;
const challengeTitle = 'Just a moment...';

/** Of every kind: good, failing, soft, challenging, lost, broken off, redirected, expected. */
const exchange: fc.Arbitrary<Exchange> = fc
  .record({
    startedAt: instant,
    method: fc.constantFrom('GET', 'POST'),
    surface,
    path,
    resourceType: fc.constantFrom(...critical, ...others),
    frame: fc.constantFrom('main' as const, 'child' as const, 'worker' as const),
    documentOf: fc.option(fc.integer({ min: 1, max: 3 })),
    status: fc.option(
      fc.constantFrom(200, 200, 200, 204, 302, 400, 401, 403, 404, 421, 429, 500, 502, 503, 504, 522, 530),
      { freq: 6 },
    ),
    errorText: fc.constantFrom(...codes, null, null, null),
    broken: fc.boolean(),
    layer,
    title: fc.constantFrom(
      null,
      'Samplazole',
      'Samplazole',
      challengeTitle,
      'Maintenance',
      '500 Internal Server Error',
    ),
    heading: fc.constantFrom(null, 'Samplazole', 'Internal Server Error', 'Whitelabel Error Page'),
    bodyExcerpt: fc.constantFrom(null, null, '<b>Warning</b>: x', '{"statusCode":500}'),
    redirects: fc.constantFrom([], [], [{ url: 'http://elsewhere.example/', status: 302 }]),
    timing: fc.record({
      waitMs: fc.option(fc.integer({ min: 0, max: 9_000 })),
      totalMs: fc.option(fc.integer({ min: 0, max: 30_000 })),
    }),
    expected: fc.boolean(),
  })
  .map((overrides) => makeExchange({ ...overrides, host: `${overrides.surface}.medscape.localhost:4310` }));

const failure: fc.Arbitrary<Failure> = fc
  .record({
    kind: fc.constantFrom(
      'expectation' as const,
      'action' as const,
      'timeout' as const,
      'aborted' as const,
      'code' as const,
    ),
    message: fc.constantFrom('expect failed', 'Timed out 5000ms waiting for expect', ''),
    step: fc.constantFrom(null, 'opens the monograph'),
  })
  .map(makeFailure);

const trouble: fc.Arbitrary<RunnerTrouble> = fc.record({
  kind: fc.constantFrom('browser-crashed' as const, 'production-guard' as const, 'no-network' as const),
  message: fc.constant('trouble of ours'),
  at: instant,
});

const probe: fc.Arbitrary<Probe> = fc
  .record({
    at: instant,
    path,
    purpose: fc.constantFrom('confirm' as const, 'came-back' as const),
    status: fc.constantFrom(null, 200, 200, 404, 500, 503),
    title: fc.constantFrom(null, 'Samplazole', challengeTitle),
  })
  .map(makeProbe);

const meanings = ['explains', 'failed', 'hop', 'lost', 'good'] as const;

const logRecord: fc.Arbitrary<LogRecord> = fc
  .record({
    means: fc.constantFrom(...meanings),
    kind: fc.constantFrom('access' as const, 'error' as const),
    by: fc.constantFrom('id' as const, 'window' as const),
    at: instant,
    requestId: fc.constantFrom(null, 'one', 'two'),
    level: fc.constantFrom(null, 'error', 'crit'),
    code: fc.constantFrom(null, 'AH00052', 'AH00124'),
    text: fc.constantFrom('', 'AH00124: Request exceeded the limit. Use another.'),
    exchange: fc.option(fc.integer({ min: 1, max: 4 })),
    firstStatus: fc.constantFrom(null, 200, 200, 404, 500, 502),
    finalStatus: fc.constantFrom(null, 200, 200, 404, 500, 503),
    path: fc.option(path, { freq: 5 }),
  })
  .map(makeLogRecord);

const evidence: fc.Arbitrary<AttemptEvidence> = fc
  .record({
    ended: fc.constantFrom(
      'passed' as const,
      'passed' as const,
      'failed' as const,
      'timed-out' as const,
      'interrupted' as const,
    ),
    durationMs: fc.integer({ min: 10, max: 40_000 }),
    failures: fc.array(failure, { maxLength: 2 }),
    exchanges: fc.array(exchange, { maxLength: 5 }).map((all) => all.map((one, i) => ({ ...one, n: i + 1 }))),
    assets: fc.array(
      fc.record({
        documentOf: fc.integer({ min: 1, max: 3 }),
        host: fc.constant('reference.medscape.localhost:4310'),
        asked: fc.integer({ min: 1, max: 5 }),
        serverErrors: fc.integer({ min: 0, max: 5 }),
      }),
      { maxLength: 1 },
    ),
    went: fc.uniqueArray(
      fc.tuple(surface, path).map(([its, one]) => `GET ${its} ${one}`),
      { maxLength: 4 },
    ),
    runner: fc.array(trouble, { maxLength: 1 }),
    probes: fc.array(probe, { maxLength: 4 }),
    logRecords: fc.array(logRecord, { maxLength: 3 }),
    sentNonIdempotent: fc.boolean(),
    control: fc.constantFrom(null, 'answered' as const, 'silent' as const),
  })
  .map(makeEvidence);

const journey: fc.Arbitrary<JourneyInput> = fc
  .record({
    attempts: fc.array(evidence, { maxLength: 3 }),
    id: fc.constantFrom('a', 'b', 'c', 'preflight-www'),
    project: fc.constantFrom('desktop', 'phone'),
    verified: fc.boolean(),
    tags: fc.constantFrom(['@read'], ['@write']),
    notRun: fc.constantFrom(null, makeNotRun()),
    offset: fc.integer({ min: 0, max: 100_000 }),
  })
  .map(({ attempts, offset, ...overrides }) => journeyOf(attempts, overrides, offset));

const troubles: fc.Arbitrary<RunTrouble[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'ran-nothing' as const,
      'lost-shard' as const,
      'report-failed' as const,
      'playwright-error' as const,
      'interrupted' as const,
      'killed' as const,
      'note' as const,
    ),
    message: fc.constant('Something about the run.'),
  }),
  { maxLength: 2 },
);

/** A 500 on something critical, wherever it is written down. */
type Planted = (into: AttemptEvidence) => AttemptEvidence;
const planted: fc.Arbitrary<Planted> = fc.oneof(
  fc
    .record({
      resourceType: fc.constantFrom(...critical),
      status: fc.constantFrom(...plain500s),
      path,
      layer,
      expected: fc.boolean(),
      errorText: fc.constantFrom(...codes),
      broken: fc.boolean(),
    })
    .map((overrides): Planted => (into) => ({
      ...into,
      exchanges: [...into.exchanges, makeExchange({ ...overrides, n: 90 })],
    })),
  fc
    .constantFrom(
      { heading: 'Whitelabel Error Page' },
      { bodyExcerpt: 'Traceback (most recent call last):' },
      { title: '500 Internal Server Error', heading: '500 Internal Server Error' },
    )
    .map((overrides): Planted => (into) => ({
      ...into,
      exchanges: [...into.exchanges, makeExchange({ ...overrides, n: 90 })],
    })),
  fc
    .constantFrom(...plain500s)
    .map((status): Planted => (into) => ({ ...into, probes: [...into.probes, makeProbe({ status })] })),
  fc
    .record({
      firstStatus: fc.constantFrom(200, 500, 404, null),
      finalStatus: fc.constantFrom(...plain500s),
      exchange: fc.constant(null),
      means: fc.constantFrom(...meanings.filter((meaning) => meaning !== 'hop')),
    })
    .map((overrides): Planted => (into) => ({
      ...into,
      logRecords: [...(into.logRecords ?? []), makeLogRecord(overrides)],
    })),
);

/** What the log alone knows. */
const masked = fc
  .record({
    means: fc.constantFrom('failed' as const, 'lost' as const),
    path: fc.option(path),
    code: fc.constant('AH00052'),
  })
  .map((overrides) =>
    makeLogRecord({ kind: 'error', firstStatus: null, finalStatus: null, exchange: null, ...overrides }),
  );

const everything: Policy = {
  ...policy,
  suppressions: [
    {
      signature: 'server-error 500 application reference GET /drug/:slug',
      owner: 'reference',
      expires: '2099-01-01',
      reason: null,
    },
    {
      signature: 'client-error 404 httpd reference GET /drug/:slug',
      owner: 'reference',
      expires: '2099-01-01',
      reason: null,
    },
  ],
};

const runs = { numRuns: 250 };

describe('whatever else was seen', () => {
  test('a 500 on something critical, in the browser, a probe or a log, makes one of the two server-error verdicts', () => {
    fc.assert(
      fc.property(journey, evidence, planted, fc.nat(), ({ attempts, ...rest }, more, plant, where) => {
        const all = [...attempts.map((attempt) => attempt.evidence ?? more), more];
        const spoilt = all.map((one, i) => (i === where % all.length ? plant(one) : one));

        const { judgement } = judge(journeyOf(spoilt, { ...rest, attempts: [] }), everything);

        assert.ok(isServerError(judgement.verdict), judgement.verdict);
      }),
      runs,
    );
  });

  test('no retry erases it: attempts that follow never make it anything better', () => {
    fc.assert(
      fc.property(evidence, planted, fc.array(evidence, { maxLength: 3 }), (first, plant, following) => {
        const { verdict } = judge(journeyOf([plant(first), ...following, passedWith()]), everything).judgement;

        assert.equal(verdict, 'intermittent-server-error');
      }),
      runs,
    );
  });

  test('nor does anything that went well beside it erase a failure that only the log saw', () => {
    fc.assert(
      fc.property(evidence, masked, fc.array(journey, { maxLength: 2 }), (one, record, others) => {
        const spoilt = { ...one, logRecords: [...(one.logRecords ?? []), record] };
        const record1 = buildRunRecord(
          makeRunInput({ journeys: [journeyOf([spoilt], { id: 'spoilt' }), journeyOf([passedWith()]), ...others] }),
          policy,
        );

        assert.ok(isServerError(record1.outcome), record1.outcome);
        assert.ok(isServerError(record1.journeys.find(({ id }) => id === 'spoilt')?.verdict ?? 'passed'));
      }),
      runs,
    );
  });

  test('a hop that went well makes no server error by itself', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), (paths) => {
        const hops = paths.map((one, i) =>
          makeLogRecord({
            kind: 'error',
            means: 'hop',
            firstStatus: null,
            finalStatus: null,
            path: one,
            at: at(100 + i),
          }),
        );
        const { verdict } = judge(journeyOf([{ ...passedWith(), logRecords: hops }]), policy).judgement;

        assert.equal(verdict, 'transient');
      }),
      runs,
    );
  });

  test('a challenge, under any status and beside any good answers, is no server error', () => {
    const good = fc.array(fc.record({ path, surface, resourceType: fc.constantFrom(...critical, ...others) }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.constantFrom(...critical),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
        good,
        (status, resourceType, passes, beside) => {
          const challenge = makeExchange({ n: 1, status, resourceType, title: challengeTitle });
          const exchanges = [challenge, ...beside.map((overrides, i) => makeExchange({ ...overrides, n: i + 2 }))];
          const probes = [makeProbe({ status, title: challengeTitle })];
          const attempts = passes.map((passed) =>
            makeEvidence({
              ended: passed ? 'passed' : 'failed',
              exchanges,
              probes,
              logRecords: [makeLogRecord({ exchange: 1, finalStatus: status })],
            }),
          );

          for (const attempt of attempts)
            assert.equal(classify(attempt, policy).cause, attempt.ended === 'passed' ? null : 'blocked');
          assert.ok(!isServerError(judge(journeyOf(attempts), policy).judgement.verdict));
        },
      ),
      runs,
    );
  });

  test('attempts that were not run change nothing', () => {
    fc.assert(
      fc.property(journey, (one) => {
        fc.pre(one.attempts.length > 0);
        const verdictWith = (notRun: JourneyInput['notRun']): Verdict =>
          judge({ ...one, notRun }, policy).judgement.verdict;

        assert.equal(verdictWith(makeNotRun({ kind: 'interrupted' })), verdictWith(null));
        assert.equal(verdictWith(makeNotRun({ kind: 'confirmed-server-error' })), verdictWith(null));
      }),
      runs,
    );
  });

  test('the order of exchanges, assets and log records changes nothing', () => {
    const shuffled = evidence.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.shuffledSubarray([...one.exchanges], { minLength: one.exchanges.length }),
        fc.shuffledSubarray([...one.probes], { minLength: one.probes.length }),
        fc.shuffledSubarray([...(one.logRecords ?? [])], { minLength: one.logRecords?.length ?? 0 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([one, exchanges, probes, logRecords]) => {
        const other = { ...one, exchanges, probes, logRecords };

        assert.deepEqual(classify(other, policy), classify(one, policy));
        assert.deepEqual(
          judge(journeyOf([other]), policy).judgement.verdict,
          judge(journeyOf([one]), policy).judgement.verdict,
        );
        assert.equal(confirmed(other.probes, policy), confirmed(one.probes, policy));
      }),
      runs,
    );
  });

  test('an attempt that failed has exactly one cause, with reasons and a signature; one that passed has none but the first two', () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const { cause, reasons, signature } = classify(one, policy);

        if (one.ended === 'passed') assert.ok(cause === null || cause === 'server-error' || cause === 'unavailable');
        else assert.ok(cause !== null && causes.includes(cause));
        assert.equal(cause !== null, reasons.length > 0);
        assert.equal(cause !== null, signature !== null);
        for (const reason of reasons)
          assert.ok(reason.trim() !== '' && !/undefined|\bnull\b|NaN|Infinity/.test(reason), reason);
      }),
      runs,
    );
  });
});

describe('whatever a run was', () => {
  const run = fc.record({ journeys: fc.array(journey, { maxLength: 4 }), troubles, seen: fc.constantFrom(1, 2) });

  test('its outcome is never better than its worst verdict, and no server error is lost on the way', () => {
    fc.assert(
      fc.property(run, ({ journeys, troubles: its, seen }) => {
        const record = buildRunRecord(
          makeRunInput({ journeys, troubles: its, run: makeRun({ shards: { expected: 2, seen } }) }),
          policy,
        );

        for (const { verdict } of record.journeys) assert.ok(severity(record.outcome) <= severity(verdict));
        if (journeys.length === 0 || seen < 2) assert.ok(severity(record.outcome) <= severity('inconclusive'));
        if (record.outcome !== 'passed')
          assert.ok(record.exitCode !== 0 || ['degraded', 'transient'].includes(record.outcome));
        assert.equal(
          Object.values(record.counts).reduce((a, b) => a + b),
          record.journeys.length,
        );
      }),
      runs,
    );
  });

  test('every journey that did not pass stands in a finding that is at least as bad', () => {
    fc.assert(
      fc.property(run, ({ journeys }) => {
        const { journeys: judged, findings } = buildRunRecord(makeRunInput({ journeys }), policy);
        for (const { id, project, verdict } of judged.filter((one) => one.verdict !== 'passed')) {
          const its = findings.filter(
            ({ journeys: names }) => names.includes(id) || names.includes(`${id} (${project})`),
          );

          assert.ok(
            its.some((finding) => severity(finding.verdict) <= severity(verdict)),
            `${id}: ${verdict}`,
          );
        }
      }),
      runs,
    );
  });

  test('no advice speaks of a rollback for what is transient, blocked or our own', () => {
    fc.assert(
      fc.property(run, ({ journeys }) => {
        const changed = makeRun({ change: { id: 'CHG-1', url: null } });
        for (const { verdict, cause, advice } of buildRunRecord(makeRunInput({ journeys, run: changed }), policy)
          .findings) {
          if (['transient', 'blocked', 'degraded', 'inconclusive'].includes(verdict) || cause === 'runner')
            assert.doesNotMatch(advice, /roll/i);
        }
      }),
      runs,
    );
  });

  test('its record is one sentence, survives JSON, and keeps the schema', () => {
    const schema: unknown = JSON.parse(
      readFileSync(new URL('../../../src/verdict/verdict.schema.json', import.meta.url), 'utf8'),
    );
    const validate = addFormats.default(new Ajv2020({ allowUnionTypes: true })).compile(schema as object); // our own file
    fc.assert(
      fc.property(run, ({ journeys, troubles: its }) => {
        const record = buildRunRecord(makeRunInput({ journeys, troubles: its }), everything);
        const json: unknown = JSON.parse(JSON.stringify(record));

        assert.ok(validate(json), JSON.stringify(validate.errors));
        assert.deepEqual(parseRunRecord(json), json);
        for (const text of [record.headline, record.advice]) assert.match(text, /^[^\n]+[^.\n]\.$/);
        for (const { headline } of record.findings) assert.doesNotMatch(headline, /undefined|\bnull\b|NaN|\.$|\n/);
      }),
      runs,
    );
  });

  test('the order of its journeys changes nothing', () => {
    fc.assert(
      fc.property(run, ({ journeys }) => {
        const distinct = [...new Map(journeys.map((one) => [`${one.id} ${one.project}`, one])).values()];

        assert.deepEqual(
          buildRunRecord(makeRunInput({ journeys: distinct.toReversed() }), policy),
          buildRunRecord(makeRunInput({ journeys: distinct }), policy),
        );
      }),
      runs,
    );
  });
});

describe('whatever failed', () => {
  test('a retry is never run after a confirmed 5xx, a block, or something that must not be sent twice, and waits are bounded', () => {
    fc.assert(
      fc.property(
        evidence,
        fc.nat({ max: 5 }),
        fc.nat({ max: 3 }),
        fc.boolean(),
        (one, attemptIndex, retriesLeft, write) => {
          const classification = classify(one, policy);
          const decision = decideRetry({
            classification,
            evidence: one,
            probes: one.probes,
            retriesLeft,
            attemptIndex,
            write,
            policy,
          });
          if (!decision.run) return;

          assert.notEqual(classification.cause, 'blocked');
          assert.notEqual(classification.cause, null);
          assert.ok(retriesLeft > 0);
          assert.ok(!(write && one.sentNonIdempotent));
          const failedServer = classification.cause === 'server-error' || classification.cause === 'unavailable';
          assert.ok(!(failedServer && confirmed(one.probes, policy)));
          assert.ok(decision.waitMs >= 0 && decision.waitMs <= 10_000);
        },
      ),
      runs,
    );
  });

  test('a run in which nothing started is inconclusive', () => {
    assert.equal(buildRunRecord(makeRunInput({ journeys: [makeJourney()] }), policy).outcome, 'inconclusive');
  });
});
