import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, Exchange, NotRun } from '../../../src/evidence/types.ts';
import { surfaces, type Surface } from '../../../src/target/types.ts';
import type { Finding, JourneyInput, RunRecord, Verdict } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeJourney,
  makeLogRecord,
  makeLost,
  makeNotRun,
  makeProbes,
  makeRun,
  makeXhr,
  passedWith,
  recordOf,
} from './build.ts';

const on = (surface: Surface, path: string, overrides: Partial<Exchange> = {}): Exchange =>
  makeExchange({
    surface,
    host: `${surface}.medscape.localhost:4310`,
    url: `http://${surface}.medscape.localhost:4310${path}`,
    path,
    ...overrides,
  });
const changed = { run: makeRun({ change: { id: 'CHG-1234', url: 'https://changes.example/CHG-1234' } }) };
const healthy = journeyOf([passedWith()], { id: 'drug-index' });
const only = (journeys: readonly JourneyInput[], overrides = {}): Finding => {
  const { findings } = recordOf(journeys, overrides);
  assert.equal(findings.length, 1, findings.map(({ headline }) => headline).join('\n'));
  const [finding] = findings;
  assert.ok(finding);
  return finding;
};
const preflights = (status: number): JourneyInput[] =>
  surfaces.map((surface, i) => {
    const exchange = on(surface, i === 0 ? '/' : `/first-${surface}`, { status });
    return journeyOf([status < 400 ? passedWith(exchange) : failedWith(exchange)], {
      id: `preflight-${surface}`,
      surfaces: [surface],
    });
  });
const notRun = (kind: NotRun['kind'], reason: string, id = 'drug-index'): JourneyInput =>
  makeJourney({ id, notRun: makeNotRun({ kind, reason, index: 0 }) });

describe('a finding', () => {
  test('tells one failure of many journeys once, with its blast radius', () => {
    const journeys = [
      journeyOf([failedWith(on('reference', '/drug/:slug', { status: 500 }))], { id: 'drug-monograph' }),
      journeyOf([failedWith(on('reference', '/drugs', { status: 500 }))], { id: 'drug-index' }, 5_000),
      journeyOf([failedWith(on('www', '/', { status: 500 }))], { id: 'home' }, 9_000),
      journeyOf([passedWith(on('search', '/search'))], { id: 'search' }),
    ];

    const finding = only(journeys);

    assert.deepEqual(finding, {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'application',
      status: 500,
      errorText: null,
      signatures: [
        'server-error 500 application reference GET /drug/:slug',
        'server-error 500 application reference GET /drugs',
        'server-error 500 application www GET /',
      ],
      paths: ['/', '/drug/:slug', '/drugs'],
      journeys: ['drug-index', 'drug-monograph', 'home'],
      surfaces: ['www', 'reference'],
      nodes: [],
      firstSeenAt: at(140),
      lastSeenAt: at(9_140),
      headline:
        "www and reference answer 500 on every page asked for (the application's own error page), 3 of 4 journeys",
      advice: "Look at the application's log of www and reference at 12:00:00 UTC.",
      suppressed: null,
    } satisfies Finding);
  });

  test('is on every page only where no page of its surfaces was seen good', () => {
    const journeys = [
      journeyOf([failedWith(on('reference', '/drug/:slug', { status: 500 }))], { id: 'drug-monograph' }),
      journeyOf([failedWith(on('reference', '/drugs', { status: 500 }))], { id: 'drug-index' }),
      journeyOf([passedWith(on('reference', '/pill-identifier'))], { id: 'pills' }),
    ];

    assert.equal(
      only(journeys).headline,
      "reference answers 500 on /drug/:slug and /drugs (the application's own error page), 2 of 3 journeys",
    );
  });

  test('of another status, or another layer, is another finding', () => {
    const record = recordOf([
      journeyOf([failedWith(makeExchange({ status: 500 }))], { id: 'a' }),
      journeyOf([failedWith(makeExchange({ status: 500, layer: 'httpd' }))], { id: 'b' }),
      journeyOf([failedWith(makeExchange({ status: 501 }))], { id: 'c' }),
    ]);

    assert.deepEqual(record.findings.map(({ status, layer }) => `${String(status)} ${layer}`).toSorted(), [
      '500 application',
      '500 httpd',
      '501 application',
    ]);
  });

  test('names each journey with its project where there is more than one', () => {
    const bad = failedWith(makeExchange({ status: 500 }));

    assert.deepEqual(only([journeyOf([bad]), journeyOf([bad], { project: 'phone' })]).journeys, [
      'drug-monograph (desktop)',
      'drug-monograph (phone)',
    ]);
    assert.deepEqual(only([journeyOf([bad])]).journeys, ['drug-monograph']);
  });

  test('is as bad as the worst journey that met it', () => {
    const away = failedWith(makeExchange({ status: 503 }));
    const finding = only([journeyOf([away, passedWith()], { id: 'a' }), journeyOf([away, away], { id: 'b' })]);

    assert.equal(finding.verdict, 'server-error');
    assert.deepEqual(finding.journeys, ['a', 'b']);
  });

  test('is made of what a probe or a log met, too', () => {
    const probed = only([journeyOf([{ ...passedWith(), probes: makeProbes([500], { purpose: 'came-back' }) }])]);
    const logged = only([journeyOf([{ ...passedWith(), logRecords: [makeLogRecord({ firstStatus: 500 })] }])]);

    assert.equal(probed.signatures[0], 'server-error 500 application reference GET /drug/:slug');
    assert.equal(
      logged.headline,
      'reference logged 500 where the browser saw another answer on /drug/:slug, 1 journey',
    );
  });

  test('is there for every verdict but passed, and every journey that did not pass stands in one', () => {
    const of: readonly (readonly [Verdict, readonly AttemptEvidence[]])[] = [
      ['server-error', [failedWith(makeExchange({ status: 500 }))]],
      ['intermittent-server-error', [failedWith(makeExchange({ status: 501 })), passedWith()]],
      ['unreachable', [failedWith(makeLost('net::ERR_CONNECTION_REFUSED'))]],
      ['regression', [failedWith()]],
      ['blocked', [failedWith(makeExchange({ status: 429 }))]],
      ['inconclusive', [makeEvidence({ ended: 'interrupted' })]],
      ['degraded', [{ ...passedWith(), durationMs: 44_000 }]],
      ['transient', [failedWith(makeExchange({ status: 503 })), passedWith()]],
      ['passed', [passedWith()]],
    ];
    const { findings, journeys } = recordOf(of.map(([verdict, attempts]) => journeyOf(attempts, { id: verdict })));

    assert.deepEqual(
      journeys.map(({ id, verdict }) => [id, verdict]),
      of.map(([verdict]) => [verdict, verdict]).toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? '')),
    );
    assert.deepEqual(
      findings.map(({ verdict, journeys: its }) => [verdict, its]),
      of.filter(([verdict]) => verdict !== 'passed').map(([verdict]) => [verdict, [verdict]]),
    );
  });
});

describe('the headline and the advice of a finding', () => {
  type Words = readonly [what: string, finding: () => Finding, headline: string, advice: string];

  const attempt =
    (evidence: AttemptEvidence, overrides: Partial<JourneyInput> = {}): (() => Finding) =>
    () =>
      only([journeyOf([evidence], overrides), healthy]);
  const afterChange =
    (evidence: AttemptEvidence): (() => Finding) =>
    () =>
      only([journeyOf([evidence]), healthy], changed);
  const inTurn =
    (...attempts: readonly AttemptEvidence[]): (() => Finding) =>
    () =>
      only([journeyOf(attempts), healthy], changed);
  const our = (
    kind: 'browser-missing' | 'production-guard' | 'no-network' | 'page-crashed',
    message: string,
  ): AttemptEvidence => makeEvidence({ ended: 'failed', runner: [{ kind, message, at: at(1) }] });

  const words: readonly Words[] = [
    [
      'all surfaces answer 500',
      () => only(preflights(500), changed),
      "every surface answers 500 on every page asked for (the application's own error page), seen before the journeys",
      "Roll back CHG-1234; then look at the application's log of every surface at 12:00:00 UTC.",
    ],
    [
      'one route answers 500',
      attempt(failedWith(makeExchange({ status: 500, layer: 'httpd', requestId: 'awKOquQi' }))),
      "reference answers 500 on /drug/:slug (Apache's own error page), 1 of 2 journeys",
      "Look at Apache's error log and newest configuration of reference at 12:00:00 UTC (request id awKOquQi).",
    ],
    [
      'a backend that cannot be had, after a change',
      afterChange(failedWith(makeExchange({ status: 502, layer: 'proxy' }))),
      "reference answers 502 on /drug/:slug (Apache's page for a backend that it could not reach or understand), 1 of 2 journeys",
      'Roll back CHG-1234; then look at the backend that Apache could not reach or understand behind reference at 12:00:00 UTC.',
    ],
    [
      'an edge that cannot have its origin',
      attempt(failedWith(makeExchange({ status: 522, layer: 'edge' }))),
      'reference answers 522 on /drug/:slug (spoken by the edge in front of Apache), 1 of 2 journeys',
      'Look at the edge in front of reference at 12:00:00 UTC, and at the origin behind it.',
    ],
    [
      'a 500 that went',
      inTurn(failedWith(makeExchange({ status: 500 })), passedWith()),
      "reference answered 500 on /drug/:slug (the application's own error page), 1 of 2 journeys; not every time, and no retry erases it",
      "Roll back CHG-1234; then look at the application's log of reference at 12:00:00 UTC.",
    ],
    [
      'a 500 that no attempt escaped, though a probe did, after a change',
      inTurn(...[1, 2].map(() => ({ ...failedWith(makeExchange({ status: 500 })), probes: makeProbes([500, 200]) }))),
      "reference answered 500 on /drug/:slug, not every time (the application's own error page), 1 of 2 journeys",
      "Roll back CHG-1234; then look at the application's log of reference at 12:00:00 UTC; as good answers came between, see whether one of several nodes is at fault.",
    ],
    [
      'a 500 that one journey escaped on retry and another did not',
      () =>
        only([
          journeyOf([failedWith(makeExchange({ status: 500 })), passedWith()], { id: 'a' }),
          journeyOf([failedWith(makeExchange({ status: 500 }))], { id: 'b' }),
          healthy,
        ]),
      "reference answered 500 on /drug/:slug, not every time (the application's own error page), 2 of 3 journeys",
      "Look at the application's log of reference at 12:00:00 UTC; as good answers came between, see whether one of several nodes is at fault.",
    ],
    [
      'a 500 that stays on one surface and comes and goes on another',
      () =>
        only([
          journeyOf(
            [
              {
                ...failedWith(on('www', '/', { status: 500 })),
                probes: makeProbes([500, 500, 500], { surface: 'www', path: '/' }),
              },
            ],
            { id: 'home' },
          ),
          journeyOf([failedWith(on('search', '/', { status: 500 })), passedWith(on('search', '/'))], { id: 'search' }),
          healthy,
        ]),
      "www and search answer 500 on / (the application's own error page), 2 of 3 journeys; not every time on / on search",
      "Look at the application's log of www and search at 12:00:00 UTC.",
    ],
    [
      'an error page under 200',
      attempt(failedWith(makeExchange({ heading: 'Whitelabel Error Page' }))),
      "reference hides a server error behind 200 on /drug/:slug (Spring Boot's error page), 1 of 2 journeys",
      "Look at the application's log of reference at 12:00:00 UTC.",
    ],
    [
      'a maintenance page',
      attempt(failedWith(makeExchange({ title: 'Maintenance', layer: 'unknown' }))),
      'reference shows a maintenance page under 200 on /drug/:slug (a maintenance page), 1 of 2 journeys',
      'Look at the server logs of reference at 12:00:00 UTC.',
    ],
    [
      'answers that break off',
      attempt(failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }))),
      'reference breaks off answers that had begun (ERR_CONTENT_LENGTH_MISMATCH) on /drug/:slug, 1 of 2 journeys',
      "Look at the application's log of reference at 12:00:00 UTC.",
    ],
    [
      'a 503 that went, after a change',
      inTurn(failedWith(makeExchange({ status: 503 })), passedWith()),
      "reference answered 503 on /drug/:slug (the application's own error page), 1 of 2 journeys; it went away and stayed away",
      'Nothing to do now: it went away; watch whether it comes again.',
    ],
    [
      'no answer',
      attempt(failedWith(makeLost('net::ERR_CONNECTION_REFUSED'))),
      'reference gives no HTTP answer (ERR_CONNECTION_REFUSED) on /drug/:slug, 1 of 2 journeys',
      'See that httpd, DNS and the network of reference are up, and look from another network too.',
    ],
    [
      'no answer, after a change',
      afterChange(failedWith(makeLost('net::ERR_CONNECTION_REFUSED'))),
      'reference gives no HTTP answer (ERR_CONNECTION_REFUSED) on /drug/:slug, 1 of 2 journeys',
      'See that httpd, DNS and the network of reference are up; roll back CHG-1234 if it cannot be had from another network either.',
    ],
    [
      'a certificate, after a change',
      afterChange(failedWith(makeLost('net::ERR_CERT_DATE_INVALID'))),
      'reference presents a certificate that the browser refuses (ERR_CERT_DATE_INVALID) on /drug/:slug, 1 of 2 journeys',
      'Renew or correct the certificate of reference, or roll back CHG-1234 if it came with it.',
    ],
    [
      'no answer in time',
      attempt(makeEvidence({ ended: 'timed-out', durationMs: 30_000, exchanges: [makeLost(null)] })),
      'reference does not answer in time on /drug/:slug, 1 of 2 journeys',
      'See that httpd, DNS and the network of reference are up, and look from another network too.',
    ],
    [
      'a challenge, after a change',
      afterChange(failedWith(makeExchange({ status: 403, title: 'Just a moment...', layer: 'edge' }))),
      'reference puts a bot check before us under 403 on /drug/:slug (spoken by the edge in front of Apache), 1 of 2 journeys',
      'Have this monitor let through by what stands before reference, or let it ask less often; the site behind was not seen.',
    ],
    [
      'a 404 by httpd, after a change',
      afterChange(failedWith(makeExchange({ status: 404, layer: 'httpd' }))),
      "reference answers 404 on /drug/:slug (Apache's own page), 1 of 2 journeys",
      "Roll back CHG-1234; then look at Apache's error log and newest configuration of reference at 12:00:00 UTC.",
    ],
    [
      'a redirect loop',
      attempt(failedWith(makeExchange({ status: 302, errorText: 'net::ERR_TOO_MANY_REDIRECTS', layer: 'unknown' }))),
      'reference sends users round in a redirect loop on /drug/:slug, 1 of 2 journeys',
      'Look at the server logs of reference at 12:00:00 UTC.',
    ],
    [
      'a wrong page, after a change',
      afterChange(failedWith()),
      '1 of 2 journeys on /drug/:slug: the page was not as expected: in the step "opens the monograph": expect(locator).toBeVisible() failed',
      'Roll back CHG-1234; then compare /drug/:slug with the screenshots in the report.',
    ],
    [
      "the journey's own error, after a change",
      afterChange(makeEvidence({ failures: [makeFailure({ kind: 'code', message: 'TypeError: x', step: null })] })),
      '1 of 2 journeys on /drug/:slug: the journey itself broke: TypeError: x',
      'Compare /drug/:slug with the screenshots in the report; roll back CHG-1234 if the page is wrong.',
    ],
    [
      'a wrong page of a journey that nobody has seen pass here',
      attempt(failedWith(), { verified: false }),
      '1 of 2 journeys on /drug/:slug: the page was not as expected: in the step "opens the monograph": expect(locator).toBeVisible() failed; nobody has seen it pass on this target yet',
      'Look at the page with your own eyes: where it is right, mend the journey; where it is wrong, treat this as a regression.',
    ],
    [
      'a lost order',
      attempt(
        { ...failedWith(makeLost('net::ERR_CONNECTION_RESET')), sentNonIdempotent: true, probes: makeProbes([200]) },
        { tags: ['@write'] },
      ),
      'reference gives no HTTP answer (ERR_CONNECTION_RESET) on /drug/:slug, 1 of 2 journeys',
      'Find out whether what was sent has arrived before it is sent again, then run again.',
    ],
    [
      'no browser',
      afterChange(our('browser-missing', 'no browser was found')),
      'Our own side was in the way of 1 of 2 journeys: no browser was found',
      'Install a browser on the machine that runs this suite, or name one in BROWSER_PATH.',
    ],
    [
      'a production guard',
      afterChange(our('production-guard', 'POST /x was refused')),
      'Our own side was in the way of 1 of 2 journeys: POST /x was refused',
      'Keep the journey from writing, or list what it may write; nothing was sent.',
    ],
    [
      'no network',
      afterChange(our('no-network', 'offline')),
      'Our own side was in the way of 1 of 2 journeys: offline',
      'Look at the network of the machine that runs this suite, and run again.',
    ],
    [
      'a crash',
      afterChange(our('page-crashed', 'the page crashed')),
      'Our own side was in the way of 1 of 2 journeys: the page crashed',
      'Look at the machine that runs this suite, and run again.',
    ],
    [
      'a login that was refused',
      () =>
        only(
          [
            notRun('login-refused', 'The site refused the account: rotated password or broken login.'),
            journeyOf([passedWith()]),
          ],
          changed,
        ),
      '1 journey not run: The site refused the account: rotated password or broken login',
      "Renew the monitor's account, unless the journey that logs in shows that the login itself is broken.",
    ],
    [
      'journeys that were not run in an outage',
      () => only([notRun('outage', 'No surface gave a page.'), notRun('outage', 'No surface gave a page.', 'home')]),
      '2 journeys not run: No surface gave a page',
      'See to the outage first, then run again.',
    ],
    [
      'a slow journey',
      attempt({ ...passedWith(), durationMs: 44_000 }),
      'Over a budget in drug-monograph: the journey took 44 s; its budget is 20 s',
      'Nobody need be woken; in working hours find out which step is slow.',
    ],
    [
      'a failing picture, after a change',
      afterChange(
        passedWith(makeExchange(), makeXhr({ resourceType: 'image', path: '/pill.png', status: 404, layer: 'httpd' })),
      ),
      "GET /pill.png on reference (image) answered 404; Apache's own page, and no expectation felt it, 1 of 2 journeys",
      "Nobody need be woken; in working hours look at Apache's error log and newest configuration of reference at 12:00:00 UTC.",
    ],
  ];
  for (const [what, finding, headline, advice] of words) {
    test(what, () => {
      const told = finding();

      assert.equal(told.headline, headline);
      assert.equal(told.advice, advice);
    });
  }
});

describe('the headline and the advice of a run', () => {
  const member = { kind: 'note', message: 'Member journeys were not asked for.' } as const;
  const server = journeyOf([failedWith(makeExchange({ status: 500 }))]);

  type Words = readonly [what: string, record: () => RunRecord, headline: string, advice: string];
  const words: readonly Words[] = [
    ['healthy', () => recordOf([healthy, ...preflights(200)]), 'Healthy: 1 journey passed on local.', 'Nothing to do.'],
    [
      'healthy, without members',
      () => recordOf([healthy], { troubles: [member] }),
      'Healthy: 1 journey passed on local; member journeys were not asked for.',
      'Nothing to do.',
    ],
    ['a look only', () => recordOf(preflights(200)), 'Healthy: 6 looks passed on local.', 'Nothing to do.'],
    [
      'a server error after a change, without members',
      () => recordOf([server, healthy], { ...changed, troubles: [member] }),
      "Not healthy, server error: reference answers 500 on /drug/:slug (the application's own error page), 1 of 2 journeys, after change CHG-1234; member journeys were not asked for.",
      "Roll back CHG-1234; then look at the application's log of reference at 12:00:00 UTC.",
    ],
    [
      'an outage',
      () =>
        recordOf(
          [
            ...preflights(500),
            notRun('outage', 'No surface gave a page.', 'a'),
            notRun('outage', 'No surface gave a page.', 'b'),
          ],
          changed,
        ),
      "Not healthy, server error: every surface answers 500 on every page asked for (the application's own error page), seen before the journeys, after change CHG-1234; 2 journeys not run.",
      "Roll back CHG-1234; then look at the application's log of every surface at 12:00:00 UTC.",
    ],
    [
      'a transient failure after a change says nothing of the change',
      () => recordOf([journeyOf([failedWith(makeExchange({ status: 503 })), passedWith()]), healthy], changed),
      "Healthy, with transient failures only and no server 500: reference answered 503 on /drug/:slug (the application's own error page), 1 of 2 journeys; it went away and stayed away.",
      'Nothing to do now: it went away; watch whether it comes again.',
    ],
    [
      'two regressions',
      () =>
        recordOf([
          journeyOf([failedWith(makeExchange({ status: 404, layer: 'httpd' }))]),
          journeyOf([failedWith()], { id: 'drug-index' }),
        ]),
      "Not healthy, regression without a server 500: reference answers 404 on /drug/:slug (Apache's own page), 1 of 2 journeys; 1 more finding.",
      "Look at Apache's error log and newest configuration of reference at 12:00:00 UTC.",
    ],
    [
      'nothing ran',
      () => recordOf([], { troubles: [{ kind: 'ran-nothing', message: 'No journey matches the filter.' }] }),
      'Not known whether healthy, inconclusive: no journey matches the filter.',
      'See that the filter matches a journey, and run again.',
    ],
    [
      'a lost shard',
      () => recordOf([healthy], { run: makeRun({ shards: { expected: 2, seen: 1 } }) }),
      'Not known whether healthy, inconclusive: a part of the run is missing; 1 of 2 shards reported.',
      'Run again.',
    ],
    [
      'trouble that says what to do: the headline keeps to what is the matter',
      () =>
        recordOf([healthy], {
          run: makeRun({ shards: { expected: 2, seen: 1 } }),
          troubles: [
            {
              kind: 'lost-shard',
              message: 'The blob of shard 2 of 2 (r.zip) is empty, and was left out. Fetch it again.',
            },
          ],
        }),
      'Not known whether healthy, inconclusive: the blob of shard 2 of 2 (r.zip) is empty, and was left out; 1 of 2 shards reported.',
      'Find the blob of the missing shard and merge again, or run that shard again.',
    ],
    [
      'a report that could not be written, over a server error',
      () =>
        recordOf([server], {
          troubles: [{ kind: 'report-failed', message: 'The report could not be written: no space left.' }],
        }),
      "Not healthy, server error: reference answers 500 on /drug/:slug (the application's own error page), 1 journey; the report could not be written: no space left.",
      "Look at the application's log of reference at 12:00:00 UTC.",
    ],
  ];
  for (const [what, record, headline, advice] of words) {
    test(what, () => {
      const told = record();

      assert.equal(told.headline, headline);
      assert.equal(told.advice, advice);
    });
  }
});
