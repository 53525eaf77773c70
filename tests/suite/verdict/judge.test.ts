import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import { runContext } from '../../../src/verdict/came-back.ts';
import { judge, verdictRules } from '../../../src/verdict/judge.ts';
import { exitCodes, verdicts, type JourneyInput, type Verdict } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  later,
  makeAttempt,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeJourney,
  makeLogRecord,
  makeLost,
  makeNotRun,
  makeProbes,
  makeXhr,
  passedWith,
  policy,
} from './build.ts';

type Situation = readonly [what: string, journey: JourneyInput, verdict: Verdict, rule: string];

const answered = (status: number, layer: 'httpd' | 'proxy' | 'application' | 'edge' = 'application'): AttemptEvidence =>
  failedWith(makeExchange({ status, layer }));
const lost = (code: string): AttemptEvidence => failedWith(makeLost(code));
const crashed = makeEvidence({
  ended: 'failed',
  runner: [{ kind: 'browser-crashed', message: 'the browser process ended', at: at(500) }],
});
const stopped = makeEvidence({ ended: 'interrupted' });
const slow = makeEvidence({
  ended: 'timed-out',
  failures: [makeFailure({ kind: 'timeout' })],
  durationMs: 30_000,
  exchanges: [makeLost(null)],
});
const broke = makeEvidence({ failures: [makeFailure({ kind: 'code' })] });
const passed = passedWith();
const challenged = failedWith(makeExchange({ status: 403, title: 'Just a moment...' }));
const cut = failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }));
const astray = failedWith(makeExchange({ status: 302, headers: { location: 'http://127.0.0.1:18090/' } }));
const unverified = { verified: false } as const;
const write = { tags: ['@member', '@write', '@surface-login'] } as const;
const sent = (evidence: AttemptEvidence, statuses: readonly number[]): AttemptEvidence => ({
  ...evidence,
  sentNonIdempotent: true,
  probes: makeProbes(statuses),
});

const situations: readonly Situation[] = [
  // server-error
  [
    'a 500 in every attempt',
    journeyOf([answered(500), answered(500), answered(500)]),
    'server-error',
    'server-error-stayed',
  ],
  ['a 500 in the only attempt', journeyOf([answered(500)], { retries: 0 }), 'server-error', 'server-error-stayed'],
  [
    'a 500 that no expectation felt',
    journeyOf([passedWith(makeExchange(), makeXhr({ status: 500 }))]),
    'server-error',
    'server-error-stayed',
  ],
  ['a 500, then a wrong page', journeyOf([answered(500), failedWith()]), 'server-error', 'server-error-stayed'],
  [
    'a 500, then no answer',
    journeyOf([answered(500), lost('net::ERR_CONNECTION_REFUSED')]),
    'server-error',
    'server-error-stayed',
  ],
  ['a 500, then a challenge', journeyOf([answered(500), challenged]), 'server-error', 'server-error-stayed'],
  ['a 500, then a crash of our browser', journeyOf([answered(500), crashed]), 'server-error', 'server-error-stayed'],
  ['a 500, then interrupted', journeyOf([answered(500), stopped]), 'server-error', 'server-error-stayed'],
  [
    'a 500 on a target where the journey is not verified',
    journeyOf([answered(500)], unverified),
    'server-error',
    'server-error-stayed',
  ],
  [
    'no answer, then a 500',
    journeyOf([lost('net::ERR_CONNECTION_REFUSED'), answered(500)]),
    'server-error',
    'server-error-stayed',
  ],
  [
    'a 503 whose probe met a 500, then no answer',
    journeyOf([{ ...answered(503), probes: makeProbes([500]) }, lost('net::ERR_CONNECTION_RESET')]),
    'server-error',
    'server-error-stayed',
  ],
  [
    'a wrong page, and Apache logged 500 for it',
    journeyOf([{ ...failedWith(), logRecords: [makeLogRecord({ firstStatus: 500 })] }]),
    'server-error',
    'server-error-stayed',
  ],
  [
    'a masked 500: the browser saw a good page, the log did not',
    journeyOf([{ ...passed, logRecords: [makeLogRecord({ firstStatus: 500 })] }]),
    'server-error',
    'server-error-stayed',
  ],
  [
    'a 503 in every attempt',
    journeyOf([answered(503), answered(503), answered(503)]),
    'server-error',
    'unavailable-stayed',
  ],
  ['a 502 in the only attempt', journeyOf([answered(502)], { retries: 0 }), 'server-error', 'unavailable-stayed'],
  [
    'no answer, then a 504',
    journeyOf([lost('net::ERR_CONNECTION_RESET'), answered(504)]),
    'server-error',
    'unavailable-stayed',
  ],
  ['a 503, then a crash of our browser', journeyOf([answered(503), crashed]), 'server-error', 'unavailable-stayed'],
  ['answers that break off in every attempt', journeyOf([cut, cut, cut]), 'server-error', 'unavailable-stayed'],
  [
    'a maintenance page in every attempt',
    journeyOf([failedWith(makeExchange({ title: 'Maintenance' })), failedWith(makeExchange({ title: 'Maintenance' }))]),
    'server-error',
    'unavailable-stayed',
  ],

  // intermittent-server-error
  ['a 500, then a pass', journeyOf([answered(500), passed]), 'intermittent-server-error', 'server-error-went'],
  [
    'a 500, a 503, then a pass',
    journeyOf([answered(500), answered(503), passed]),
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a 503 whose probe met a 500, then a pass',
    journeyOf([{ ...answered(503), probes: makeProbes([500, 200]) }, passed]),
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a soft 500, then a pass',
    journeyOf([failedWith(makeXhr({ bodyExcerpt: '<b>Warning</b>: x' })), passed]),
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a 503, a pass, and a 500 in the probes after it',
    journeyOf([answered(503), { ...passed, probes: makeProbes([200, 500], { purpose: 'came-back' }) }]),
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a 503, a pass, and a 503 in the probes after it',
    journeyOf([answered(503), { ...passed, probes: makeProbes([200, 503], { purpose: 'came-back' }) }]),
    'intermittent-server-error',
    'unavailable-came-back',
  ],
  [
    'an answer that broke off, a pass, and probes after it that broke off too',
    journeyOf([
      cut,
      { ...passed, probes: makeProbes([200], { purpose: 'came-back', errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }) },
    ]),
    'intermittent-server-error',
    'unavailable-came-back',
  ],
  [
    'a 503, three good probes, a 503 again, then a pass',
    journeyOf([{ ...answered(503), probes: makeProbes([200, 200, 200]) }, answered(503), passed]),
    'intermittent-server-error',
    'unavailable-came-back',
  ],
  [
    'a 500, then a pass, on a target where the journey is not verified',
    journeyOf([answered(500), passed], unverified),
    'intermittent-server-error',
    'server-error-went',
  ],

  // inconclusive
  ['not run', makeJourney({ notRun: makeNotRun({ kind: 'outage', index: 0 }) }), 'inconclusive', 'not-run'],
  ['not run, and nobody knows why', makeJourney(), 'inconclusive', 'not-run'],
  ['interrupted', journeyOf([stopped]), 'inconclusive', 'interrupted'],
  ['a wrong page, then interrupted', journeyOf([failedWith(), stopped]), 'inconclusive', 'interrupted'],
  [
    'no answer, then interrupted',
    journeyOf([lost('net::ERR_CONNECTION_REFUSED'), stopped]),
    'inconclusive',
    'interrupted',
  ],
  ['our own side in every attempt', journeyOf([crashed, crashed, crashed]), 'inconclusive', 'our-own-side'],
  [
    'an attempt that died before it could speak',
    makeJourney({ attempts: [makeAttempt(null)] }),
    'inconclusive',
    'our-own-side',
  ],
  [
    'an attempt called passed, of which nothing was recorded',
    makeJourney({ attempts: [makeAttempt(null, { ended: 'passed' })] }),
    'inconclusive',
    'our-own-side',
  ],
  [
    'a lost POST, and the surface is well',
    journeyOf([sent(lost('net::ERR_CONNECTION_RESET'), [200])], write),
    'inconclusive',
    'not-repeatable',
  ],
  ['a slow POST, and the surface is well', journeyOf([sent(slow, [200])], write), 'inconclusive', 'not-repeatable'],
  [
    'a wrong page on a target where the journey is not verified',
    journeyOf([failedWith(), failedWith()], unverified),
    'inconclusive',
    'not-verified',
  ],
  [
    "the journey's own error on a target where it is not verified",
    journeyOf([broke], unverified),
    'inconclusive',
    'not-verified',
  ],

  // unreachable
  [
    'no answer in any attempt',
    journeyOf([lost('net::ERR_CONNECTION_REFUSED'), lost('net::ERR_CONNECTION_REFUSED')]),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'a certificate that all requests meet',
    journeyOf([lost('net::ERR_CERT_DATE_INVALID'), lost('net::ERR_CERT_DATE_INVALID')]),
    'unreachable',
    'no-answer-stayed',
  ],
  ['slow in every attempt', journeyOf([slow, slow]), 'unreachable', 'no-answer-stayed'],
  [
    'a 503, then no answer',
    journeyOf([answered(503), lost('net::ERR_CONNECTION_REFUSED')]),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'a wrong page, then no answer',
    journeyOf([failedWith(), lost('net::ERR_CONNECTION_REFUSED')]),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'no answer, then a crash of our browser',
    journeyOf([lost('net::ERR_CONNECTION_REFUSED'), crashed]),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'no answer on a target where the journey is not verified',
    journeyOf([lost('net::ERR_CONNECTION_REFUSED')], unverified),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'a lost POST, and the surface is not well either',
    journeyOf([sent(failedWith(makeLost('net::ERR_CONNECTION_RESET')), [404])], write),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'a lost POST, and nobody looked at the surface',
    journeyOf([sent(lost('net::ERR_CONNECTION_RESET'), [])], write),
    'unreachable',
    'no-answer-stayed',
  ],
  [
    'a lost GET after a POST that may be sent again',
    journeyOf([sent(lost('net::ERR_CONNECTION_RESET'), [200])]),
    'unreachable',
    'no-answer-stayed',
  ],

  // blocked
  ['a challenge', journeyOf([challenged]), 'blocked', 'kept-out'],
  ['a 429', journeyOf([answered(429)]), 'blocked', 'kept-out'],
  ['a 403 by the edge', journeyOf([answered(403, 'edge')]), 'blocked', 'kept-out'],
  [
    'a challenge on a target where the journey is not verified',
    journeyOf([challenged], unverified),
    'blocked',
    'kept-out',
  ],

  // regression
  ['a wrong page in every attempt', journeyOf([failedWith(), failedWith()]), 'regression', 'wrong-stayed'],
  ["the journey's own error in every attempt", journeyOf([broke, broke]), 'regression', 'wrong-stayed'],
  [
    'a 404 by httpd in every attempt',
    journeyOf([answered(404, 'httpd'), answered(404, 'httpd')]),
    'regression',
    'wrong-stayed',
  ],
  [
    'a 404 on a target where the journey is not verified',
    journeyOf([answered(404)], unverified),
    'regression',
    'wrong-stayed',
  ],
  [
    'a redirect loop in every attempt',
    journeyOf([lost('net::ERR_TOO_MANY_REDIRECTS'), lost('net::ERR_TOO_MANY_REDIRECTS')]),
    'regression',
    'wrong-stayed',
  ],
  ['a 503, then a wrong page', journeyOf([answered(503), failedWith()]), 'regression', 'wrong-stayed'],
  ['a wrong page, then a crash of our browser', journeyOf([failedWith(), crashed]), 'regression', 'wrong-stayed'],
  [
    'a certificate that only one server shows',
    journeyOf([lost('net::ERR_CERT_COMMON_NAME_INVALID'), passed]),
    'regression',
    'servers-disagree',
  ],
  [
    'a redirect loop that only one server makes',
    journeyOf([lost('net::ERR_TOO_MANY_REDIRECTS'), passed]),
    'regression',
    'servers-disagree',
  ],
  ['a redirect elsewhere that only one server makes', journeyOf([astray, passed]), 'regression', 'servers-disagree'],
  ['a 403 that only one httpd speaks', journeyOf([answered(403, 'httpd'), passed]), 'regression', 'servers-disagree'],
  [
    'a 404 that only one httpd speaks, after a lost request',
    journeyOf([lost('net::ERR_CONNECTION_RESET'), answered(404, 'httpd'), passed]),
    'regression',
    'servers-disagree',
  ],

  // transient
  ...[502, 503, 504].map((status): Situation => [
    `a ${String(status)}, then a pass`,
    journeyOf([answered(status), passed]),
    'transient',
    'went-away',
  ]),
  [
    'a 503, a pass, and three good probes after it',
    journeyOf([answered(503), { ...passed, probes: makeProbes([200, 200, 200], { purpose: 'came-back' }) }]),
    'transient',
    'went-away',
  ],
  ['an edge 522, then a pass', journeyOf([answered(522, 'edge'), passed]), 'transient', 'went-away'],
  ['an answer that broke off, then a pass', journeyOf([cut, passed]), 'transient', 'went-away'],
  ['no answer, then a pass', journeyOf([lost('net::ERR_CONNECTION_REFUSED'), passed]), 'transient', 'went-away'],
  ['slow, then a pass', journeyOf([slow, passed]), 'transient', 'went-away'],
  ['a wrong page, then a pass', journeyOf([failedWith(), passed]), 'transient', 'went-away'],
  ['a 404 by the application, then a pass', journeyOf([answered(404), passed]), 'transient', 'went-away'],
  ['a crash of our browser, then a pass', journeyOf([crashed, passed]), 'transient', 'went-away'],
  [
    'a TLS that could not be agreed on, then a pass',
    journeyOf([lost('net::ERR_SSL_PROTOCOL_ERROR'), passed]),
    'transient',
    'went-away',
  ],
  ['two 503, then a pass', journeyOf([answered(503), answered(503), passed]), 'transient', 'went-away'],
  [
    'a transient failure whose pass was over its budget',
    journeyOf([answered(503), { ...passed, durationMs: 60_000 }]),
    'transient',
    'went-away',
  ],

  // degraded
  ['a pass over the budget of the target', journeyOf([{ ...passed, durationMs: 20_001 }]), 'degraded', 'flawed'],
  [
    'a pass over the budget of the journey',
    journeyOf([{ ...passed, durationMs: 5_001 }], { budgetMs: 5_000 }),
    'degraded',
    'flawed',
  ],
  [
    'an exchange over its budget',
    journeyOf([passedWith(makeExchange({ timing: { waitMs: 3_001, totalMs: 3_100 } }))]),
    'degraded',
    'flawed',
  ],
  [
    'an image that answered 404',
    journeyOf([passedWith(makeExchange(), makeXhr({ resourceType: 'image', status: 404 }))]),
    'degraded',
    'flawed',
  ],
  [
    'an image that answered 500',
    journeyOf([passedWith(makeExchange(), makeXhr({ resourceType: 'image', status: 500 }))]),
    'degraded',
    'flawed',
  ],
  [
    'an XHR that answered 404, and nobody felt it',
    journeyOf([passedWith(makeExchange(), makeXhr({ status: 404 }))]),
    'degraded',
    'flawed',
  ],
  ['a 429 that nobody felt', journeyOf([passedWith(makeExchange(), makeXhr({ status: 429 }))]), 'degraded', 'flawed'],
  [
    'a challenge under 200 that nobody felt',
    journeyOf([passedWith(makeExchange(), makeXhr({ title: 'Just a moment...' }))]),
    'degraded',
    'flawed',
  ],
  [
    'a script that the page forbade itself',
    journeyOf([passedWith(makeExchange(), makeLost('csp', { n: 2, resourceType: 'script' }))]),
    'degraded',
    'flawed',
  ],
  [
    'a lost image',
    journeyOf([passedWith(makeExchange(), makeLost('net::ERR_CONNECTION_RESET', { n: 2, resourceType: 'image' }))]),
    'degraded',
    'flawed',
  ],

  // passed
  ['a pass', journeyOf([passed]), 'passed', 'passed'],
  [
    'a pass at exactly its budgets',
    journeyOf([{ ...passedWith(makeExchange({ timing: { waitMs: 3_000, totalMs: 3_000 } })), durationMs: 20_000 }]),
    'passed',
    'passed',
  ],
  ['a pass on a target where the journey is not verified', journeyOf([passed], unverified), 'passed', 'passed'],
  [
    'a pass after which Playwright was stopped',
    makeJourney({ attempts: [makeAttempt(passed, { ended: 'interrupted' })] }),
    'passed',
    'passed',
  ],
  ['an expected 404', journeyOf([passedWith(makeExchange({ status: 404, expected: true }))]), 'passed', 'passed'],
  [
    'a request given up by a navigation away',
    journeyOf([passedWith(makeExchange(), makeLost('net::ERR_ABORTED', { n: 2 }))]),
    'passed',
    'passed',
  ],
  [
    'a beacon that our own guard refused',
    journeyOf([
      passedWith(makeExchange(), makeLost('net::ERR_BLOCKED_BY_CLIENT.Inspector', { n: 2, resourceType: 'beacon' })),
    ]),
    'passed',
    'passed',
  ],
  [
    'a slow beacon, for which nobody waits',
    journeyOf([
      passedWith(makeExchange(), makeXhr({ resourceType: 'beacon', timing: { waitMs: 9_000, totalMs: 9_000 } })),
    ]),
    'passed',
    'passed',
  ],
  [
    'a stream that was cut at the end',
    journeyOf([
      passedWith(
        makeExchange(),
        makeXhr({ resourceType: 'eventsource', broken: true, errorText: 'net::ERR_CONNECTION_RESET' }),
      ),
    ]),
    'passed',
    'passed',
  ],
  [
    'a 421 that was answered on another connection',
    journeyOf([{ ...passedWith(makeExchange({ status: 421 })), went: ['GET reference /drug/:slug'] }]),
    'passed',
    'passed',
  ],
];

describe('the verdict of a journey', () => {
  for (const [what, journey, verdict, rule] of situations) {
    test(`${what}: ${verdict} by ${rule}`, () => {
      const { judgement } = judge(journey, policy);

      assert.equal(judgement.verdict, verdict);
      assert.equal(judgement.rule, rule);
      assert.equal(judgement.reasons.length > 0, verdict !== 'passed', 'every verdict but passed says why');
    });
  }

  test('every rule of the table is met by a situation', () => {
    const met = new Set(situations.map(([, , , rule]) => rule));

    assert.deepEqual(
      verdictRules.map(({ name }) => name).filter((name) => !met.has(name)),
      [],
    );
  });

  test('the rows stand in the order of design, each with its exit code', () => {
    assert.deepEqual(
      [...new Set(verdictRules.map(({ verdict }) => verdict))].map((verdict) => [verdict, exitCodes[verdict]]),
      [
        ['server-error', 3],
        ['intermittent-server-error', 3],
        ['inconclusive', 2],
        ['unreachable', 4],
        ['blocked', 5],
        ['regression', 1],
        ['transient', 0],
        ['degraded', 0],
        ['passed', 0],
      ],
    );
    assert.deepEqual(new Set(verdictRules.map(({ verdict }) => verdict)), new Set(verdicts));
  });

  test('what was not run after an attempt changes nothing', () => {
    for (const [, journey, verdict] of situations.filter(([, { attempts }]) => attempts.length > 0)) {
      assert.equal(judge({ ...journey, notRun: makeNotRun() }, policy).judgement.verdict, verdict);
    }
  });

  test('the attempts are judged by their index, in whatever order they are given', () => {
    const journey = journeyOf([lost('net::ERR_CONNECTION_REFUSED'), failedWith()]);

    const { judgement } = judge({ ...journey, attempts: journey.attempts.toReversed() }, policy);

    assert.equal(judgement.verdict, 'regression');
  });
});

describe('the words of a verdict', () => {
  const words: readonly (readonly [string, JourneyInput, readonly string[]])[] = [
    [
      'a 500 that stays is counted with its probes and their time',
      journeyOf([
        {
          ...failedWith(makeExchange({ status: 500, layer: 'httpd' })),
          probes: makeProbes([500, 500, 500], { layer: 'httpd' }),
        },
      ]),
      [
        "GET /drug/:slug on reference answered 500 four times in 4 s, 3 probes among them; Apache's own error page.",
        'No attempt passed.',
      ],
    ],
    [
      'a 500 that no attempt escaped does not stay where a probe did',
      journeyOf([{ ...answered(500), probes: makeProbes([500, 200]) }]),
      [
        "GET /drug/:slug on reference answered 500 twice in 2.4 s, 1 probe among them; the application's own error page.",
        'No attempt passed, yet 1 probe answered well: not every time.',
      ],
    ],
    [
      'a 500 that went says that it counts',
      journeyOf([answered(500), passed]),
      [
        "GET /drug/:slug on reference answered 500; the application's own error page.",
        'Attempt 2 passed, but a 500 that goes away on retry is still a 500.',
      ],
    ],
    [
      'a 503 that went',
      journeyOf([answered(503, 'proxy'), passed]),
      [
        "Attempt 1: GET /drug/:slug on reference answered 503; Apache's page for a backend that it could not reach or understand.",
        'Attempt 2 passed, and what failed stayed away.',
      ],
    ],
    [
      'servers that disagree',
      journeyOf([answered(403, 'httpd'), passed]),
      [
        "Attempt 1: GET /drug/:slug on reference answered 403; Apache's own page.",
        'A later attempt passed, and no server grows out of such a fault: the servers disagree.',
      ],
    ],
    [
      'a journey that nobody has seen pass here',
      journeyOf([failedWith()], unverified),
      [
        'Attempt 1: the page was not as expected: in the step "opens the monograph": expect(locator).toBeVisible() failed.',
        'Nobody has seen this journey pass on this target yet, so the journey itself may be wrong.',
      ],
    ],
    [
      'a lost order',
      journeyOf([sent(lost('net::ERR_CONNECTION_RESET'), [200])], write),
      [
        'Attempt 1: GET /drug/:slug on reference had its connection reset (ERR_CONNECTION_RESET).',
        'It had sent something that must not be sent twice, and 1 probe of reference answered well.',
      ],
    ],
    [
      'a journey that was not run',
      makeJourney({ notRun: makeNotRun({ kind: 'outage', reason: 'No surface gives a page.' }) }),
      ['Not run: No surface gives a page.'],
    ],
    [
      'a failing picture',
      journeyOf([
        passedWith(makeExchange(), makeXhr({ resourceType: 'image', status: 404, path: '/pill.png', layer: 'httpd' })),
      ]),
      ["GET /pill.png on reference (image) answered 404; Apache's own page, and no expectation felt it."],
    ],
    [
      'a slow journey',
      journeyOf([{ ...passed, durationMs: 61_000 }]),
      ['The journey took 1 min 1 s; its budget is 20 s.'],
    ],
  ];
  for (const [what, journey, reasons] of words) {
    test(what, () => {
      assert.deepEqual(judge(journey, policy).judgement.reasons, reasons);
    });
  }
});

describe('coming back', () => {
  const noisy = journeyOf([answered(503), passed], { id: 'first' });
  const verdictIn = (journey: JourneyInput, run: readonly JourneyInput[]): Verdict =>
    judge(journey, policy, runContext(run, policy)).judgement.verdict;

  test('a 503 seen again in another journey, after a pass that went that way, has come back', () => {
    const again = journeyOf([answered(503), passed], { id: 'second' }, 30_000);

    assert.equal(verdictIn(noisy, [noisy, again]), 'intermittent-server-error');
    assert.equal(verdictIn(again, [noisy, again]), 'intermittent-server-error');
  });

  test('a 503 seen in two journeys at the same time, with no good spell between, has not', () => {
    const beside = journeyOf([answered(503), passed], { id: 'second' }, 200);

    assert.equal(verdictIn(noisy, [noisy, beside]), 'transient');
  });

  test('a pass that overlaps the second sighting proves no return', () => {
    const during = journeyOf([answered(503), passed], { id: 'second' }, 11_000);

    assert.equal(verdictIn(noisy, [noisy, during]), 'transient');
  });

  for (const [apartMs, verdict] of [
    [900, 'transient'],
    [1_000, 'intermittent-server-error'],
  ] as const)
    test(`a journey that is spared between two that are hit ${String(apartMs)} ms apart: ${verdict}`, () => {
      const hit = journeyOf([answered(503), passed]);
      const spared = journeyOf([{ ...passed, durationMs: 400 }], { id: 'spared' }, 300);
      const hitToo = journeyOf([answered(503), passed], { id: 'hit-too' }, apartMs);

      assert.equal(verdictIn(hit, [hit, spared, hitToo]), verdict);
    });

  test('a 503 on another way is another matter', () => {
    const elsewhere = journeyOf(
      [failedWith(makeExchange({ status: 503, path: '/drugs' })), passed],
      { id: 'second' },
      30_000,
    );

    assert.equal(verdictIn(noisy, [noisy, elsewhere]), 'transient');
  });

  test('a POST that was good is no good spell of a GET', () => {
    const posted = journeyOf([answered(503), { ...passed, went: ['POST reference /drug/:slug'] }]);
    const again = journeyOf(
      [answered(503), { ...passed, went: ['POST reference /drug/:slug'] }],
      { id: 'second' },
      30_000,
    );

    assert.equal(verdictIn(posted, [posted, again]), 'transient');
  });

  test('two good probes are luck, three in a row are a good spell', () => {
    const two = journeyOf([
      { ...answered(503), probes: makeProbes([200, 200]) },
      answered(503),
      { ...passed, went: [] },
    ]);
    const broken = journeyOf([
      { ...answered(503), probes: makeProbes([200, 200, 503, 200]) },
      answered(503),
      { ...passed, went: [] },
    ]);
    const three = journeyOf([
      { ...answered(503), probes: makeProbes([200, 200, 200]) },
      answered(503),
      { ...passed, went: [] },
    ]);

    assert.equal(verdictIn(two, [two]), 'transient');
    assert.equal(verdictIn(broken, [broken]), 'transient');
    assert.equal(verdictIn(three, [three]), 'intermittent-server-error');
  });

  test('a pass from before the first sighting proves no return', () => {
    const before = journeyOf([passed], { id: 'before' });
    const since = journeyOf([answered(503), answered(503), passed], { id: 'since' }, 30_000);

    assert.equal(verdictIn(since, [before, since]), 'transient');
  });

  test('an attempt that failed is no good spell, even where it went that way', () => {
    const wrong = journeyOf([
      answered(503),
      { ...failedWith(), went: ['GET reference /drug/:slug'] },
      answered(503),
      { ...passed, went: [] },
    ]);

    assert.equal(verdictIn(wrong, [wrong]), 'transient');
  });

  test('a journey that never met it is not touched', () => {
    const clean = journeyOf([passed], { id: 'clean' });
    const again = journeyOf([answered(503), passed], { id: 'second' }, 30_000);

    assert.equal(verdictIn(clean, [noisy, again, clean]), 'passed');
  });

  test('a 503 that came back and stayed is a server error', () => {
    const stays = journeyOf([answered(503), answered(503)], { id: 'second' }, 30_000);

    assert.equal(verdictIn(stays, [noisy, stays]), 'server-error');
  });

  test('an answer that broke off comes back like a 503', () => {
    const first = journeyOf([cut, passed]);
    const again = journeyOf([later(cut, 0), passed], { id: 'second' }, 30_000);

    assert.equal(verdictIn(first, [first, again]), 'intermittent-server-error');
  });
});
