import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestMessage, trend } from '../../../src/alert/digest.ts';
import { incidentMessage, severityOf, type Surroundings, type Tidings } from '../../../src/alert/message.ts';
import type { Daily, Incident, Origin, StoredRun } from '../../../src/history/types.ts';
import { causes } from '../../../src/verdict/types.ts';

const origin = (overrides: Partial<Origin> = {}): Origin => ({
  ...{ target: 'production', cause: 'server-error', what: '500', layer: 'httpd', journey: null },
  ...overrides,
});

const twelve = Array.from({ length: 12 }, (_, n) => `journey-${String(n)} (desktop)`);

const makeIncident = (overrides: Partial<Incident> = {}): Incident => ({
  ...{ id: 'INC-7', target: 'production', origin: origin(), verdict: 'server-error', state: 'open' },
  ...{ firstSeenAt: '2026-11-21T10:02:10.000Z', lastSeenAt: '2026-11-21T10:02:40.000Z' },
  ...{ openedAt: '2026-11-21T10:03:00.000Z', resolvedAt: null, reopened: 0, flapping: false, onlyAt: null },
  signatures: ['server-error 500 httpd reference GET /drug/:slug'],
  ...{ journeys: twelve, surfaces: ['reference'], paths: ['/drug/:slug'], nodes: [] },
  after: { change: 'CHG-1234', url: 'https://changes.example.org/CHG-1234', sinceMs: 4 * 60_000 },
  ...{ lastGoodAt: '2026-11-21T09:02:00.000Z', runs: ['run-1'], cleanRuns: 0 },
  headline: 'reference answers 500 on /drug/:slug (AH00124: Request exceeded the limit), 12 of 20 journeys',
  ...{ acknowledged: null, muted: null },
  ...overrides,
});

const around: Surroundings = {
  owners: new Map([
    ['journey-1', 'reference-team'],
    ['journey-2', 'web-platform'],
    ['journey-3', 'web-platform'],
  ]),
  location: 'fra',
  reportsUrl: 'https://ci.example.org/reports',
  runbook: (verdict) => `https://wiki.example.org/runbook#${verdict}`,
};

const tell = (incident: Partial<Incident> = {}, tidings: Partial<Omit<Tidings, 'incident'>> = {}) =>
  incidentMessage(
    {
      ...{ kind: 'opened', at: '2026-11-21T10:03:00.000Z', why: null, run: 'run-1' },
      ...tidings,
      incident: makeIncident(incident),
    },
    around,
  );

const table: readonly (readonly [
  what: string,
  incident: Partial<Incident>,
  tidings: Partial<Omit<Tidings, 'incident'>>,
  headline: string,
])[] = [
  [
    'a server error after a change',
    {},
    {},
    'PRODUCTION: 500 on reference, 12 journeys, since 10:02 UTC, 4 min after CHG-1234 (every try): roll back',
  ],
  [
    'one that goes and comes, of no change',
    {
      ...{ verdict: 'intermittent-server-error', after: null, origin: origin({ what: '506', layer: 'application' }) },
      ...{ journeys: ['drug-monograph (phone)'], runs: ['b', 'a'] },
    },
    {},
    "PRODUCTION: 506 on reference, drug-monograph (phone), since 10:02 UTC (not every try, 2 runs): see the application's log",
  ],
  [
    'an error page under 200',
    { origin: origin({ what: '200', layer: 'proxy' }), after: null, journeys: ['preflight-www', 'preflight-search'] },
    {},
    'PRODUCTION: hidden server error (200) on reference, since 10:02 UTC (every try): see the backend',
  ],
  [
    'answers that break off everywhere',
    {
      origin: origin({ cause: 'unavailable', what: 'ERR_INCOMPLETE_CHUNKED_ENCODING', layer: 'unknown' }),
      surfaces: ['www', 'reference', 'emedicine', 'search', 'login', 'education'],
      after: { change: 'CHG-9', url: null, sinceMs: 20_000 },
    },
    {},
    'PRODUCTION: answers break off (ERR_INCOMPLETE_CHUNKED_ENCODING) on every surface, 12 journeys, since 10:02 UTC, right after CHG-9 (every try): roll back',
  ],
  [
    'an outage',
    {
      ...{ verdict: 'unreachable', after: null, journeys: ['preflight-www'], surfaces: ['www', 'reference'] },
      origin: origin({ cause: 'network', what: 'ERR_CONNECTION_REFUSED', layer: 'unknown' }),
    },
    {},
    'PRODUCTION: no answer (ERR_CONNECTION_REFUSED) on www and reference, since 10:02 UTC (every try): see httpd, DNS and network',
  ],
  [
    'one location alone',
    {
      ...{ verdict: 'unreachable', onlyAt: 'berlin', surfaces: ['login'], journeys: ['login-member (desktop)'] },
      origin: origin({ cause: 'slow', what: null, layer: 'unknown' }),
    },
    {},
    'PRODUCTION: no answer in time on login, login-member (desktop), since 10:02 UTC, 4 min after CHG-1234 (every try, from berlin alone): see the network from berlin',
  ],
  [
    'a wrong page',
    {
      ...{ verdict: 'regression', journeys: ['journey-05 (desktop)'], surfaces: ['www'], after: null },
      origin: origin({ cause: 'content', what: null, layer: 'application', journey: 'journey-05' }),
    },
    {},
    'PRODUCTION: wrong page on www, journey-05 (desktop), since 10:02 UTC: compare the page with the screenshots',
  ],
  [
    'a missing page after a change of hours ago',
    {
      ...{ verdict: 'regression', journeys: ['journey-09'], origin: origin({ cause: 'client-error', what: '404' }) },
      after: { change: 'CHG-2', url: null, sinceMs: 5.5 * 3_600_000 },
    },
    {},
    'PRODUCTION: 404 on reference, journey-09, since 10:02 UTC, 5 h 30 min after CHG-2: roll back',
  ],
  [
    'a bot check',
    { verdict: 'blocked', after: null, origin: origin({ cause: 'blocked', what: '403', layer: 'edge' }) },
    {},
    'PRODUCTION: blocked (403) on reference, 12 journeys, since 10:02 UTC: have this monitor let through',
  ],
  [
    'what comes and goes has become worse',
    { flapping: true, state: 'recovering', cleanRuns: 1 },
    { kind: 'escalated', at: '2026-11-22T01:00:00.000Z' },
    'PRODUCTION WORSE: 500 on reference, 12 journeys, since 2026-11-21 10:02 UTC, 4 min after CHG-1234 (every try, comes and goes, 1 clean run since): roll back',
  ],
  [
    'a reminder',
    {},
    { kind: 'reminded', at: '2026-11-21T14:05:00.000Z' },
    'PRODUCTION STILL: 500 on reference, 12 journeys, for 4 h 3 min, since 10:02 UTC, 4 min after CHG-1234 (every try): roll back',
  ],
  [
    'back again',
    { reopened: 1, after: null },
    { kind: 'reopened', at: '2026-11-21T16:40:00.000Z' },
    "PRODUCTION AGAIN: 500 on reference, 12 journeys, again at 16:40 UTC (every try): see Apache's error log",
  ],
  [
    'back again, under another change',
    { reopened: 1 },
    { kind: 'reopened', at: '2026-11-21T16:40:00.000Z', under: 'CHG-1240' },
    "PRODUCTION AGAIN: 500 on reference, 12 journeys, again at 16:40 UTC, under CHG-1240 (every try): see Apache's error log",
  ],
  [
    'over, with how long it was seen',
    { state: 'resolved', cleanRuns: 3, lastSeenAt: '2026-11-21T15:58:10.000Z', resolvedAt: '2026-11-21T18:00:00.000Z' },
    { kind: 'resolved', at: '2026-11-21T18:00:00.000Z' },
    'RESOLVED PRODUCTION: 500 on reference, 12 journeys, for 5 h 56 min since 10:02 UTC, 4 min after CHG-1234 (3 clean runs since)',
  ],
  [
    'over, told when it is back already',
    { state: 'open', lastSeenAt: '2026-11-22T15:58:10.000Z' },
    { kind: 'resolved', at: '2026-11-21T10:45:10.000Z' },
    'RESOLVED PRODUCTION: 500 on reference, 12 journeys, for 43 min since 10:02 UTC, 4 min after CHG-1234',
  ],
  [
    'over, seen once',
    { target: 'staging', state: 'resolved', after: null, lastSeenAt: '2026-11-21T10:02:10.000Z' },
    { kind: 'resolved', at: '2026-11-21T13:00:00.000Z' },
    'RESOLVED STAGING: 500 on reference, 12 journeys, seen once at 10:02 UTC',
  ],
];

describe('the first line', () => {
  for (const [what, incident, tidings, headline] of table)
    test(what, () => {
      assert.equal(tell(incident, tidings).headline, headline);
    });

  test('is short and of one line, whatever a site, a change or a journey is called', () => {
    const long = `<!channel>\n*x* \u202e\u0007${'y'.repeat(300)}`;
    for (const cause of causes)
      for (const kind of ['opened', 'resolved', 'reminded'] as const) {
        const { headline, advice, facts } = tell(
          {
            ...{
              onlyAt: long,
              journeys: [long],
              nodes: [long],
              paths: [long],
              headline: long.repeat(9),
              flapping: true,
            },
            ...{
              verdict: 'unreachable',
              runs: ['a', 'b'],
              after: { change: long, url: 'javascript:alert(1)', sinceMs: 1 },
            },
            origin: origin({ cause, what: 'E'.repeat(300) }),
          },
          { kind, at: '2026-11-29T10:00:00.000Z', why: long },
        );
        assert.ok(headline.length <= 200, headline);
        for (const text of [headline, advice, ...facts.map(({ value }) => value)])
          assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
      }
  });
});

describe('a message', () => {
  test('says what to do, whose it is, and where to read on', () => {
    const message = tell({ acknowledged: { by: 'Ana', at: '2026-11-21T10:10:00.000Z' } });

    assert.equal(
      message.advice,
      "Roll back CHG-1234; then look at Apache's error log and newest configuration of reference at 10:02:10 UTC.",
    );
    assert.deepEqual(message.incident?.owners, ['reference-team', 'web-platform']);
    assert.deepEqual(
      message.links.map(({ name, url }) => `${name} ${url}`),
      [
        'report https://ci.example.org/reports/runs/run-1/index.html',
        'runbook https://wiki.example.org/runbook#server-error',
        'change https://changes.example.org/CHG-1234',
        'status https://ci.example.org/reports/status.html',
      ],
    );
    const facts = new Map(message.facts.map(({ name, value }) => [name, value]));
    assert.match(facts.get('Seen') ?? '', /AH00124/);
    assert.match(facts.get('Since') ?? '', /first seen 4 minutes after CHG-1234; last good run 56 minutes before that/);
    assert.match(facts.get('Incident') ?? '', /^INC-7; npm run incidents -- ack INC-7/);
    assert.match(facts.get('Acknowledged') ?? '', /^by Ana/);
    assert.deepEqual([message.incident?.resolvedAt, message.location], [null, 'fra']);
  });

  test('of what is back under another change does not say to roll the old one back', () => {
    const { advice, facts } = tell({ reopened: 1 }, { kind: 'reopened', under: 'CHG-1240' });

    assert.match(advice, /^Look at Apache's error log .* It is back under CHG-1240: roll that back unless/);
    assert.equal(
      facts.find(({ name }) => name === 'Change now')?.value,
      'CHG-1240, and not the one that it first followed',
    );
  });

  test('names a journey that fails in several projects once', () => {
    const journeysIn = (journeys: readonly string[]) =>
      tell({ journeys }).facts.find(({ name }) => name === 'Journeys')?.value;
    const both = ['home', 'news', 'search', 'login'].flatMap((id) => [`${id} (desktop)`, `${id} (phone)`]);

    assert.equal(journeysIn(both), 'home, news and 2 more, on desktop and phone');
    assert.equal(journeysIn(['home (phone)', 'preflight-www']), 'home (phone) and preflight-www');
  });

  test('links to nothing that is not published, and to no address that a browser would run', () => {
    const { links } = incidentMessage(
      {
        ...{ kind: 'opened', at: '2026-11-21T10:03:00.000Z', why: null, run: '../x' },
        incident: makeIncident({ after: { change: 'C', url: 'javascript:alert(1)', sinceMs: 0 } }),
      },
      { ...around, reportsUrl: null, runbook: () => null },
    );
    assert.deepEqual(links, []);
  });

  test('wakes somebody for what users meet, and for nothing else', () => {
    const told = (['server-error', 'intermittent-server-error', 'unreachable', 'regression', 'blocked'] as const).map(
      (verdict) => [severityOf({ verdict, onlyAt: null }), severityOf({ verdict, onlyAt: 'berlin' })],
    );
    assert.deepEqual(told, [
      ['critical', 'critical'],
      ['critical', 'critical'],
      ['critical', 'warning'],
      ['warning', 'warning'],
      ['warning', 'warning'],
    ]);
  });
});

const dayOf = (day: string, overrides: Partial<Daily> = {}): Daily => ({
  ...{ target: 'production', location: 'fra', day, id: 'home', project: 'desktop', surfaces: ['www'] },
  ...{ runs: 24, good: 24, transient: 0, unknown: 0, attempts: 24, failed: 0, durationMs: 1 },
  ...{ down: 0, serverErrors: 0, worst: 'passed' },
  ...overrides,
});

const runWith = (degraded: readonly string[]): StoredRun => ({
  ...{ id: 'r', target: 'production', location: 'fra', startedAt: '2026-11-21T01:00:00.000Z', finishedAt: '' },
  ...{ durationMs: 1, change: null, outcome: 'passed', exitCode: 0, headline: '', suiteVersion: '0', judged: true },
  journeys: degraded.map((id) => ({
    ...{ runId: 'r', startedAt: '', id, project: 'desktop', verdict: 'degraded', durationMs: 1, attempts: 1 },
    ...{ failed: 0, signatures: [] },
  })),
  ...{ findings: [], went: [] },
});

describe('the digest', () => {
  const of = { target: 'production', day: '2026-11-21', open: [], at: '2026-11-22T07:00:00.000Z' } as const;

  test('tells what never pages, with its trend, and what is degraded', () => {
    const message = digestMessage(
      {
        ...of,
        daily: [
          dayOf('2026-11-20', { transient: 1 }),
          dayOf('2026-11-21', { transient: 9, attempts: 33, failed: 9 }),
          dayOf('2026-11-21', { id: 'search' }),
        ],
        runs: [runWith(['search', 'home']), runWith(['search'])],
        open: [makeIncident()],
      },
      around,
    );

    assert.equal(
      message?.headline,
      'PRODUCTION on 2026-11-21: 9 of 48 results transient (18.8 %; up: 4.2 % in the 7 days before), 3 degraded',
    );
    assert.deepEqual(
      message.facts.map(({ name, value }) => `${name}: ${value}`),
      [
        'Runs: 2 runs',
        'Transient: home (desktop) 9 of 24',
        'Attempts: 9 of 57 failed (15.8 %)',
        'Degraded: search (desktop) 2 of 2 runs, home (desktop) 1 of 2 runs',
        'Open now: INC-7 server-error for 20 h 58 min',
      ],
    );
    assert.deepEqual([message.kind, message.severity, message.incident], ['digest', 'info', null]);
  });

  test('says that nothing ran where something ran before, and is none where nothing ever did', () => {
    const silent = digestMessage({ ...of, daily: [dayOf('2026-11-20')], runs: [] }, around);
    assert.match(silent?.headline ?? '', /nothing ran/);
    assert.equal(digestMessage({ ...of, daily: [], runs: [] }, around), null);
  });

  test('takes chance for no trend', () => {
    const told: [number, number, number, number][] = [
      [3, 48, 14, 336],
      [9, 48, 14, 336],
      [0, 48, 70, 336],
      [1, 48, 0, 336],
      [3, 48, 0, 336],
      [1, 48, 0, 0],
    ];
    assert.deepEqual(
      told.map((counts) => trend(...counts)),
      ['as before', 'up', 'down', 'as before', 'up', 'new'],
    );
  });
});
