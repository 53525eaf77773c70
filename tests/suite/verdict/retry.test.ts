import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, NotRun } from '../../../src/evidence/types.ts';
import { classify } from '../../../src/verdict/classify.ts';
import { confirmed, decideRetry, type RetryQuestion } from '../../../src/verdict/retry.ts';
import {
  at,
  failedWith,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeLost,
  makeProbe,
  makeProbes,
  passedWith,
  policy,
} from './build.ts';

const ask = (evidence: AttemptEvidence, overrides: Partial<RetryQuestion> = {}): RetryQuestion => ({
  classification: classify(evidence, policy),
  evidence,
  probes: evidence.probes,
  retriesLeft: 2,
  attemptIndex: 0,
  write: false,
  policy,
  ...overrides,
});

const bad = failedWith(makeExchange({ status: 500 }));
const away = failedWith(makeExchange({ status: 503 }));
const asking = (value: string): AttemptEvidence =>
  failedWith(makeExchange({ status: 503, headers: { 'retry-after': value } }));
const thrice = { probes: makeProbes([500, 500, 500]) } as const;

const runs: readonly (readonly [what: string, question: RetryQuestion, waitMs: number])[] = [
  ['a lost request, first time', ask(failedWith(makeLost('net::ERR_CONNECTION_REFUSED'))), 1_000],
  ['a lost request, second time', ask(failedWith(makeLost('net::ERR_CONNECTION_REFUSED')), { attemptIndex: 1 }), 3_000],
  ['a lost request, third time', ask(failedWith(makeLost('net::ERR_CONNECTION_REFUSED')), { attemptIndex: 2 }), 9_000],
  [
    'a lost request, tenth time: the wait is bounded',
    ask(failedWith(makeLost('net::ERR_CONNECTION_REFUSED')), { attemptIndex: 9 }),
    9_000,
  ],
  ['a 503', ask(away), 1_000],
  ['a 503 whose probes answered well', ask(away, { probes: makeProbes([503, 200]) }), 1_000],
  ['a 500 whose probes answered well', ask(bad, { probes: makeProbes([500, 500, 200]) }), 1_000],
  ['a 500 that nobody could probe (a POST)', ask(bad), 1_000],
  ['a slow page', ask(makeEvidence({ ended: 'timed-out', durationMs: 30_000, exchanges: [makeLost(null)] })), 1_000],
  ['a wrong page', ask(failedWith()), 1_000],
  ['an unknown failure', ask(makeEvidence({ failures: [makeFailure({ kind: 'code' })] })), 1_000],
  [
    'a crash of our browser',
    ask(makeEvidence({ ended: 'failed', runner: [{ kind: 'browser-crashed', message: 'x', at: at(1) }] })),
    1_000,
  ],
  ['a 404, once and at once', ask(failedWith(makeExchange({ status: 404 }))), 0],
  ['a redirect loop, once and at once', ask(failedWith(makeLost('net::ERR_TOO_MANY_REDIRECTS'))), 0],
  ['a certificate, once and at once', ask(failedWith(makeLost('net::ERR_CERT_DATE_INVALID'))), 0],
  [
    'a 404 after a lost request: it has not been looked at again yet',
    ask(failedWith(makeExchange({ status: 404 })), { attemptIndex: 1, earlierCauses: ['network'] }),
    0,
  ],
  ['a Retry-After in seconds', ask(asking('4')), 4_000],
  ['a Retry-After that is shorter than the backoff', ask(asking('0')), 1_000],
  ['a Retry-After as a date', ask(asking('Sun, 22 Nov 2026 12:00:06 GMT')), 5_900],
  ['a Retry-After that has passed', ask(asking('Sun, 22 Nov 2026 11:00:00 GMT')), 1_000],
  ['a Retry-After that nobody understands', ask(asking('soon')), 1_000],
  ['a POST of a journey that may be repeated', ask({ ...failedWith(), sentNonIdempotent: true }), 1_000],
  ['a write that had sent nothing yet', ask(failedWith(), { write: true }), 1_000],
  ['a wrong page whose surface answers 500 to probes: only the cause counts', ask(failedWith(), thrice), 1_000],
];

const stops: readonly (readonly [what: string, question: RetryQuestion, kind: NotRun['kind'], reason: string])[] = [
  ['a confirmed 500', ask(bad, thrice), 'confirmed-server-error', '3 probes met the same failure again: it stays.'],
  [
    'a confirmed 503',
    ask(away, { probes: makeProbes([503, 503, 503]) }),
    'confirmed-server-error',
    '3 probes met the same failure again: it stays.',
  ],
  [
    'a challenge',
    ask(failedWith(makeExchange({ status: 403, title: 'Just a moment...' }))),
    'blocked',
    'We were kept out; asking again would not help.',
  ],
  [
    'a 429',
    ask(failedWith(makeExchange({ status: 429 }))),
    'blocked',
    'We were kept out; asking again would not help.',
  ],
  [
    'a write that had been sent',
    ask({ ...failedWith(), sentNonIdempotent: true }, { write: true }),
    'non-idempotent-sent',
    'The journey had sent something that must not be sent twice.',
  ],
  [
    'a 500 after a write that had been sent',
    ask({ ...bad, sentNonIdempotent: true }, { write: true }),
    'non-idempotent-sent',
    'The journey had sent something that must not be sent twice.',
  ],
  [
    'a 404 that has been looked at again',
    ask(failedWith(makeExchange({ status: 404 })), { attemptIndex: 1 }),
    'retry-pointless',
    'Such an answer does not change with time, and another look has been taken.',
  ],
  [
    'a certificate that has been looked at again',
    ask(failedWith(makeLost('net::ERR_CERT_DATE_INVALID')), { attemptIndex: 1, earlierCauses: ['network'] }),
    'retry-pointless',
    'Such an answer does not change with time, and another look has been taken.',
  ],
  ['no retries left', ask(failedWith(), { retriesLeft: 0 }), 'retry-pointless', 'No retries are left.'],
  ['a pass', ask(passedWith()), 'retry-pointless', 'The attempt passed.'],
  [
    'a server that asks for an hour',
    ask(asking('3600')),
    'retry-pointless',
    'The server asks to be left alone for 60 min, longer than a run waits.',
  ],
];

describe('whether a journey is tried again', () => {
  for (const [what, question, waitMs] of runs) {
    test(`${what}: again after ${String(waitMs)} ms`, () => {
      assert.deepEqual(decideRetry(question), { run: true, waitMs });
    });
  }
  for (const [what, question, kind, reason] of stops) {
    test(`${what}: not again`, () => {
      assert.deepEqual(decideRetry(question), { run: false, kind, reason });
    });
  }
});

describe('a 5xx is confirmed', () => {
  const cases: readonly (readonly [what: string, probes: ReturnType<typeof makeProbes>, is: boolean])[] = [
    ['by three probes over more than 1.5 s', makeProbes([500, 500, 500]), true],
    ['by three probes over exactly 1.5 s', makeProbes([500, 500, 500], {}, 750), true],
    ['not by three probes in a hurry', makeProbes([500, 500, 500], {}, 749), false],
    ['not by two probes', makeProbes([500, 500], {}, 5_000), false],
    ['not without probes', [], false],
    ['not where one of them answered well', makeProbes([500, 200, 500, 500]), false],
    [
      'not where one of them got no answer',
      [
        ...makeProbes([500, 500, 500]),
        makeProbe({ at: at(9_000), status: null, errorText: 'net::ERR_CONNECTION_RESET' }),
      ],
      false,
    ],
    ['by a 5xx of another number', makeProbes([500, 503, 502]), true],
    ['not by a 404', makeProbes([404, 404, 404]), false],
    ['not by a challenge under 503', makeProbes([503, 503, 503], { title: 'Just a moment...' }), false],
    ['by an error page under 200', makeProbes([200, 200, 200], { heading: 'Whitelabel Error Page' }), true],
    [
      'by an error page that a redirect led to',
      makeProbes([200, 200, 200], { title: 'Sorry', redirected: true }),
      true,
    ],
    [
      'by data that says 500',
      makeProbes([200, 200, 200], {
        bodyExcerpt: '{"statusCode":500}',
        headers: { 'content-type': 'application/json' },
      }),
      true,
    ],
    [
      'by one probe where the server asks for more patience than ours',
      makeProbes([503], { retryAfterMs: 60_000 }),
      true,
    ],
    [
      'by three probes whose answers broke off',
      makeProbes([200, 200, 200], { errorText: 'net::ERR_INCOMPLETE_CHUNKED_ENCODING' }),
      true,
    ],
    [
      'not by three probes that got no answer at all',
      [0, 1, 2].map((i) => makeProbe({ at: at(i * 1_000), status: null, errorText: 'net::ERR_CONNECTION_RESET' })),
      false,
    ],
    ['not by one probe where the server asks for a little patience', makeProbes([503], { retryAfterMs: 1_000 }), false],
    ['not by a good probe that asks for patience', makeProbes([200], { retryAfterMs: 60_000 }), false],
    ['not by probes that look whether it comes back', makeProbes([500, 500, 500], { purpose: 'came-back' }), false],
    [
      'whatever later probes of another purpose say',
      [...makeProbes([500, 500, 500]), makeProbe({ at: at(9_000), status: 200, purpose: 'came-back' })],
      true,
    ],
    [
      'by one URL of two',
      [...makeProbes([500, 500, 500]), ...makeProbes([200], { url: 'http://www.medscape.localhost:4310/' })],
      true,
    ],
    [
      'not by three URLs, each asked once',
      ['a', 'b', 'c'].map((path, i) =>
        makeProbe({ url: `http://www.medscape.localhost:4310/${path}`, at: at(i * 1_000) }),
      ),
      false,
    ],
  ];
  for (const [what, probes, is] of cases) {
    test(what, () => {
      assert.equal(confirmed(probes, policy), is);
    });
  }
});
