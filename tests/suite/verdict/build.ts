import { signatures } from '../../../src/evidence/signatures.ts';
import type { AttemptEvidence, Exchange, Failure, LogRecord, NotRun, Probe } from '../../../src/evidence/types.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import type { AttemptInput, JourneyInput, Policy, RunInput, RunMeta, RunRecord } from '../../../src/verdict/types.ts';

/** When everything in these tests begins. */
export const start = Date.parse('2026-11-22T12:00:00.000Z');

/** An instant so many milliseconds after the start. */
export const at = (ms: number): string => new Date(start + ms).toISOString();

export const policy: Policy = {
  signatures,
  budgets: { exchangeMs: 3_000, journeyMs: 20_000 },
  suppressions: [],
  now: at(0),
};

export function makeExchange(overrides: Partial<Exchange> = {}): Exchange {
  const path = overrides.path ?? '/drug/:slug';
  return {
    n: 1,
    startedAt: at(100),
    method: 'GET',
    url: `http://reference.medscape.localhost:4310${path}`,
    host: 'reference.medscape.localhost:4310',
    surface: 'reference',
    path,
    resourceType: 'document',
    frame: 'main',
    documentOf: null,
    status: 200,
    errorText: null,
    broken: false,
    layer: 'application',
    server: 'Apache',
    requestId: null,
    contentType: 'text/html',
    headers: {},
    redirects: [],
    title: 'Samplazole',
    heading: 'Samplazole',
    bodyExcerpt: null,
    timing: { waitMs: 40, totalMs: 60 },
    expected: false,
    ...overrides,
  };
}

/** Data that the page asks for. */
export const makeXhr = (overrides: Partial<Exchange> = {}): Exchange =>
  makeExchange({
    n: 2,
    resourceType: 'xhr',
    path: '/api/items',
    documentOf: 1,
    contentType: 'application/json',
    title: null,
    heading: null,
    ...overrides,
  });

/** A request that never got a status line. */
export const makeLost = (errorText: string | null, overrides: Partial<Exchange> = {}): Exchange =>
  makeExchange({
    status: null,
    errorText,
    layer: 'unknown',
    server: null,
    contentType: null,
    title: null,
    heading: null,
    timing: { waitMs: null, totalMs: errorText === null ? null : 20 },
    ...overrides,
  });

export const makeFailure = (overrides: Partial<Failure> = {}): Failure => ({
  kind: 'expectation',
  message: 'Error: expect(locator).toBeVisible() failed',
  step: 'opens the monograph',
  ...overrides,
});

export function makeEvidence(overrides: Partial<AttemptEvidence> = {}): AttemptEvidence {
  const ended = overrides.ended ?? (overrides.failures && overrides.failures.length > 0 ? 'failed' : 'passed');
  return {
    schemaVersion: 1,
    runId: 'run-1',
    journey: 'drug-monograph',
    project: 'desktop',
    index: 0,
    startedAt: at(0),
    durationMs: 2_000,
    ended,
    failures: ended === 'failed' ? [makeFailure()] : [],
    exchanges: [makeExchange()],
    exchangeCount: 1,
    exchangesLeftOut: 0,
    assets: [],
    went: ended === 'passed' ? ['GET reference /drug/:slug'] : [],
    console: [],
    pageErrors: [],
    runner: [],
    steps: [],
    probes: [],
    sentNonIdempotent: false,
    control: null,
    ...overrides,
  };
}

/** An attempt that an expectation failed, with these exchanges besides the good page itself. */
export const failedWith = (...exchanges: readonly Exchange[]): AttemptEvidence =>
  makeEvidence({ ended: 'failed', exchanges: exchanges.length === 0 ? [makeExchange()] : exchanges });

/** An attempt whose every expectation held, with these exchanges. */
export const passedWith = (...exchanges: readonly Exchange[]): AttemptEvidence =>
  makeEvidence({ exchanges: exchanges.length === 0 ? [makeExchange()] : exchanges });

export function makeProbe(overrides: Partial<Probe> = {}): Probe {
  return {
    at: at(2_500),
    url: 'http://reference.medscape.localhost:4310/drug/:slug',
    surface: 'reference',
    path: '/drug/:slug',
    purpose: 'confirm',
    status: 500,
    errorText: null,
    layer: 'application',
    requestId: null,
    title: null,
    heading: null,
    bodyExcerpt: null,
    headers: {},
    durationMs: 20,
    retryAfterMs: null,
    ...overrides,
  };
}

/** Probes one after the other, by default over 1.6 s. */
export const makeProbes = (statuses: readonly number[], overrides: Partial<Probe> = {}, gapMs = 800): Probe[] =>
  statuses.map((status, i) => makeProbe({ status, at: at(2_500 + i * gapMs), ...overrides }));

export const makeLogRecord = (overrides: Partial<LogRecord> = {}): LogRecord => ({
  kind: 'access',
  joined: true,
  at: at(150),
  exchange: 1,
  requestId: 'awKOquQiFumuHIP1PRd08AAAAAo',
  method: 'GET',
  surface: 'reference',
  path: '/drug/:slug',
  firstStatus: 200,
  finalStatus: 200,
  level: null,
  code: null,
  text: '',
  ...overrides,
});

/** A line of the error log. */
export const makeErrorRecord = (overrides: Partial<LogRecord> = {}): LogRecord =>
  makeLogRecord({
    kind: 'error',
    by: 'id',
    from: 'core',
    firstStatus: null,
    finalStatus: null,
    level: 'error',
    code: 'AH00124',
    text: "AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error. Use 'LimitInternalRecursion' to increase the limit if necessary., referer: http://www.medscape.localhost/",
    ...overrides,
  });

/** An attempt as the reporter hands it over; it starts as many multiples of 5 s after the run as its index says. */
export function makeAttempt(evidence: AttemptEvidence | null, overrides: Partial<AttemptInput> = {}): AttemptInput {
  return {
    index: evidence?.index ?? 0,
    ended: evidence?.ended ?? 'failed',
    startedAt: evidence?.startedAt ?? at(0),
    durationMs: evidence?.durationMs ?? 100,
    evidence,
    errors: [],
    attachments: [],
    ...overrides,
  };
}

export function makeJourney(overrides: Partial<JourneyInput> = {}): JourneyInput {
  return {
    id: 'drug-monograph',
    project: 'desktop',
    title: 'A clinician reads a monograph',
    file: 'tests/journeys/drug-monograph.spec.ts',
    tags: ['@anonymous', '@read', '@surface-reference'],
    owner: 'reference',
    surfaces: ['reference'],
    verified: true,
    budgetMs: null,
    attempts: [],
    notRun: null,
    retries: 2,
    ...overrides,
  };
}

/** So many milliseconds later, everything that has a time of its own included. */
export function later(evidence: AttemptEvidence, ms: number): AttemptEvidence {
  const moved = (instant: string): string => new Date(Date.parse(instant) + ms).toISOString();
  return {
    ...evidence,
    startedAt: moved(evidence.startedAt),
    exchanges: evidence.exchanges.map((exchange) => ({ ...exchange, startedAt: moved(exchange.startedAt) })),
    probes: evidence.probes.map((probe) => ({ ...probe, at: moved(probe.at) })),
    ...(evidence.logRecords && {
      logRecords: evidence.logRecords.map((record) => ({ ...record, at: moved(record.at) })),
    }),
  };
}

/** A journey whose attempts met this, one after the other, ten seconds apart. */
export function journeyOf(
  attempts: readonly AttemptEvidence[],
  overrides: Partial<JourneyInput> = {},
  offsetMs = 0,
): JourneyInput {
  const journey = makeJourney(overrides);
  return {
    ...journey,
    attempts: attempts.map((evidence, index) =>
      makeAttempt({
        ...later(evidence, offsetMs + index * 10_000),
        index,
        journey: journey.id,
        project: journey.project,
      }),
    ),
  };
}

export const makeNotRun = (overrides: Partial<NotRun> = {}): NotRun => ({
  schemaVersion: 1,
  runId: 'run-1',
  journey: 'drug-monograph',
  project: 'desktop',
  index: 1,
  kind: 'confirmed-server-error',
  reason: '3 probes met the same failure again: it stays.',
  ...overrides,
});

export const makeRun = (overrides: Partial<RunMeta> = {}): RunMeta => ({
  id: 'run-1',
  target: 'local',
  startedAt: at(0),
  finishedAt: at(60_000),
  durationMs: 60_000,
  change: null,
  location: 'here',
  suiteVersion: '0.1.0',
  browser: 'Chromium 156',
  shards: { expected: 1, seen: 1 },
  workers: 2,
  ...overrides,
});

export const makeRunInput = (overrides: Partial<RunInput> = {}): RunInput => ({
  run: makeRun(),
  journeys: [],
  troubles: [],
  ...overrides,
});

export const recordOf = (journeys: readonly JourneyInput[], overrides: Partial<RunInput> = {}): RunRecord =>
  buildRunRecord(makeRunInput({ journeys, ...overrides }), policy);
