import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, Layer } from '../../../src/evidence/types.ts';
import { causeRules } from '../../../src/verdict/cause-rules.ts';
import { classify, classifyAttempt } from '../../../src/verdict/classify.ts';
import { causes, type Cause } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  makeAttempt,
  makeErrorRecord,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeLogRecord,
  makeLost,
  makeProbes,
  makeXhr,
  passedWith,
  policy,
} from './build.ts';

type Situation = readonly [what: string, evidence: AttemptEvidence, cause: Cause | null, rule: string];

const image = (n: number, status: number): ReturnType<typeof makeExchange> =>
  makeExchange({
    n,
    status,
    resourceType: 'image',
    documentOf: 1,
    path: `/images/${String(n)}.png`,
    host: 'img.medscape.localhost:4310',
    surface: null,
  });
const assets = (asked: number, serverErrors: number): Partial<AttemptEvidence> => ({
  assets: [{ documentOf: 1, host: 'img.medscape.localhost:4310', asked, serverErrors }],
});
const crash = { kind: 'browser-crashed', message: 'the browser process ended', at: at(500) } as const;
const challenge = { title: 'Just a moment...', heading: null } as const;
const timedOut = {
  ended: 'timed-out',
  failures: [makeFailure({ kind: 'timeout', message: 'Test timeout of 30000ms exceeded.' })],
} as const;
const gotoTimedOut = {
  ended: 'failed',
  failures: [makeFailure({ kind: 'action', message: 'page.goto: Timeout 15000ms exceeded.' })],
} as const;
const hop = (url: string): { readonly url: string; readonly status: number } => ({ url, status: 302 });

const situations: readonly Situation[] = [
  // passed
  ['every expectation held and every answer was good', passedWith(), null, 'passed'],
  [
    'a 404 on a script that nobody felt',
    passedWith(makeExchange(), makeXhr({ status: 404, resourceType: 'script' })),
    null,
    'passed',
  ],
  [
    'a challenge that no expectation felt',
    passedWith(makeExchange(), makeXhr({ status: 403, ...challenge })),
    null,
    'passed',
  ],
  ['a 429 that no expectation felt', passedWith(makeExchange(), makeXhr({ status: 429 })), null, 'passed'],
  [
    'a lost request that no expectation felt',
    passedWith(makeExchange(), makeLost('net::ERR_CONNECTION_RESET', { n: 2 })),
    null,
    'passed',
  ],
  ['trouble of ours in an attempt that passed all the same', makeEvidence({ runner: [crash] }), null, 'passed'],

  // server-error
  ['a document answered 500', failedWith(makeExchange({ status: 500 })), 'server-error', '5xx'],
  ['a document answered 501', failedWith(makeExchange({ status: 501 })), 'server-error', '5xx'],
  ['a document answered 505', failedWith(makeExchange({ status: 505 })), 'server-error', '5xx'],
  ['a document answered 507', failedWith(makeExchange({ status: 507 })), 'server-error', '5xx'],
  ['a document answered 599', failedWith(makeExchange({ status: 599 })), 'server-error', '5xx'],
  [
    'a frame answered 500',
    failedWith(makeExchange(), makeExchange({ n: 2, frame: 'child', status: 500 })),
    'server-error',
    '5xx',
  ],
  ...(['script', 'stylesheet', 'xhr', 'fetch', 'eventsource', 'websocket'] as const).map((resourceType): Situation => [
    `a ${resourceType} answered 500 although every expectation held`,
    passedWith(makeExchange(), makeXhr({ resourceType, status: 500 })),
    'server-error',
    '5xx',
  ]),
  ['a POST answered 500', failedWith(makeXhr({ method: 'POST', status: 500 })), 'server-error', '5xx'],
  [
    'a 500 that the journey had declared as expected is a 500',
    passedWith(makeExchange({ status: 500, expected: true })),
    'server-error',
    '5xx',
  ],
  [
    'a 500 beside a challenge',
    failedWith(makeExchange({ ...challenge, status: 403 }), makeXhr({ status: 500 })),
    'server-error',
    '5xx',
  ],
  [
    'a 500 beside a crash of our browser',
    makeEvidence({ ended: 'failed', runner: [crash], exchanges: [makeExchange({ status: 500 })] }),
    'server-error',
    '5xx',
  ],
  [
    'a 500 in an attempt that was interrupted',
    makeEvidence({ ended: 'interrupted', exchanges: [makeExchange({ status: 500 })] }),
    'server-error',
    '5xx',
  ],
  ['a 500 and a 503', failedWith(makeExchange({ status: 503 }), makeXhr({ status: 500 })), 'server-error', '5xx'],
  [
    'a 500 that was aborted while it was read (css and js)',
    passedWith(makeExchange(), makeXhr({ resourceType: 'script', status: 500, errorText: 'net::ERR_ABORTED' })),
    'server-error',
    '5xx',
  ],
  [
    '520 by the application itself, which is no edge',
    failedWith(makeExchange({ status: 520, layer: 'application' })),
    'server-error',
    '5xx',
  ],
  [
    'an error page under 200',
    failedWith(
      makeExchange({
        title: '500 Internal Server Error',
        heading: 'Internal Server Error',
        bodyExcerpt: '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"',
      }),
    ),
    'server-error',
    'soft-500',
  ],
  [
    'an error page by redirect, although every expectation held',
    passedWith(
      makeExchange({
        title: 'Sorry',
        heading: 'Sorry',
        redirects: [hop('http://reference.medscape.localhost:4310/drug/a-1')],
      }),
    ),
    'server-error',
    'soft-500',
  ],
  [
    'data that says 500 under 200',
    passedWith(makeExchange(), makeXhr({ bodyExcerpt: '{"status":500,"error":"Internal Server Error"}' })),
    'server-error',
    'soft-500',
  ],
  [
    'a PHP warning where data should be',
    passedWith(makeExchange(), makeXhr({ bodyExcerpt: '<br />\n<b>Warning</b>:  Undefined variable' })),
    'server-error',
    'soft-500',
  ],
  [
    'a stale copy for a 500',
    passedWith(
      makeExchange({ headers: { 'x-cache-detail': '"cache hit: 500 status; stale content returned" from www' } }),
    ),
    'server-error',
    'soft-500',
  ],
  [
    '3 of 4 images answered 500',
    { ...passedWith(makeExchange(), image(2, 500), image(3, 500), image(4, 500)), ...assets(4, 3) },
    'server-error',
    'assets-5xx',
  ],
  [
    'the only image answered 500',
    { ...passedWith(makeExchange(), image(2, 500)), ...assets(1, 1) },
    'server-error',
    'assets-5xx',
  ],
  [
    'the only beacon answered 500, and nobody waits for a beacon',
    { ...passedWith(makeExchange(), { ...image(2, 500), resourceType: 'beacon' }), ...assets(1, 1) },
    null,
    'passed',
  ],
  [
    'a beacon and an image of three answered 500: together more than half',
    {
      ...passedWith(makeExchange(), image(2, 500), { ...image(3, 500), resourceType: 'beacon' }),
      ...assets(3, 2),
    },
    'server-error',
    'assets-5xx',
  ],
  [
    '2 of 4 images answered 500: not more than half',
    { ...passedWith(makeExchange(), image(2, 500), image(3, 500)), ...assets(4, 2) },
    null,
    'passed',
  ],
  [
    'most assets answered 5xx, and none of these exchanges was kept',
    { ...passedWith(), ...assets(4, 3) },
    'server-error',
    'assets-5xx',
  ],
  [
    'an image answered 500 on another page than the one whose images failed',
    { ...passedWith(makeExchange(), { ...image(2, 500), documentOf: 7 }), ...assets(4, 2) },
    null,
    'passed',
  ],
  ['one image of many answered 500', passedWith(makeExchange(), image(2, 500)), null, 'passed'],
  [
    'a beacon answered 500',
    passedWith(makeExchange(), makeXhr({ resourceType: 'beacon', status: 500 })),
    null,
    'passed',
  ],
  [
    'Apache logged a first status of 500 (an ErrorDocument that answers 200)',
    makeEvidence({ logRecords: [makeLogRecord({ firstStatus: 500 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'Apache logged a final status of 500 (a rewrite loop)',
    makeEvidence({ logRecords: [makeLogRecord({ finalStatus: 500 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'Apache logged 500 then 404 (a missing ErrorDocument)',
    makeEvidence({ logRecords: [makeLogRecord({ firstStatus: 500, finalStatus: 404 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'Apache logged 500 for an exchange that the browser saw good and did not keep',
    makeEvidence({ logRecords: [makeLogRecord({ exchange: null, finalStatus: 500 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'Apache logged 500 for an image',
    { ...passedWith(makeExchange(), image(2, 200)), logRecords: [makeLogRecord({ exchange: 2, finalStatus: 500 })] },
    null,
    'passed',
  ],
  [
    'Apache logged 404',
    makeEvidence({ logRecords: [makeLogRecord({ firstStatus: 404, finalStatus: 404 })] }),
    null,
    'passed',
  ],
  [
    'Apache logged an error without a status',
    makeEvidence({
      logRecords: [
        makeLogRecord({ kind: 'error', firstStatus: null, finalStatus: null, code: 'AH01114', level: 'error' }),
      ],
    }),
    null,
    'passed',
  ],
  [
    'Apache failed at a request that the browser saw good',
    makeEvidence({ logRecords: [makeErrorRecord({ means: 'failed' })] }),
    'server-error',
    'logged-error',
  ],
  [
    'a child of httpd ended under a request that the browser saw good',
    makeEvidence({ logRecords: [makeErrorRecord({ means: 'lost', code: 'AH00052' })] }),
    'server-error',
    'child-ended',
  ],
  [
    'an error line that explains a 404 adds nothing to it',
    { ...failedWith(makeExchange({ status: 404 })), logRecords: [makeErrorRecord({ means: 'explains' })] },
    'client-error',
    '4xx',
  ],
  [
    'a 500 that is said to explain what the browser saw good speaks for itself',
    makeEvidence({ logRecords: [makeLogRecord({ means: 'explains', firstStatus: 500 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'a 500 that is said to be good speaks for itself',
    makeEvidence({ logRecords: [makeLogRecord({ means: 'good', finalStatus: 500 })] }),
    'server-error',
    'logged-5xx',
  ],
  [
    'a probe that met a 500 is no cause of this attempt',
    makeEvidence({ probes: makeProbes([500, 500, 500]) }),
    null,
    'passed',
  ],

  // unavailable
  ...[502, 503, 504].map((status): Situation => [
    `a document answered ${String(status)}`,
    failedWith(makeExchange({ status })),
    'unavailable',
    '502-503-504',
  ]),
  [
    'an XHR answered 503 although every expectation held',
    passedWith(makeExchange(), makeXhr({ status: 503 })),
    'unavailable',
    '502-503-504',
  ],
  ...[520, 521, 522, 523, 524, 525, 526, 527, 530].map((status): Situation => [
    `an edge answered ${String(status)}`,
    failedWith(makeExchange({ status, layer: 'edge' })),
    'unavailable',
    'edge-code',
  ]),
  ['529 is none of the edge codes', failedWith(makeExchange({ status: 529, layer: 'edge' })), 'server-error', '5xx'],
  [
    'a maintenance page under 200',
    failedWith(makeExchange({ title: 'Maintenance', heading: 'Maintenance' })),
    'unavailable',
    'soft-503',
  ],
  [
    'a maintenance page in the place of data',
    passedWith(makeExchange(), makeXhr({ contentType: 'text/html', title: 'Maintenance' })),
    'unavailable',
    'soft-503',
  ],
  [
    'most images answered 503',
    { ...passedWith(makeExchange(), image(2, 503), image(3, 503)), ...assets(3, 2) },
    'unavailable',
    'assets-unavailable',
  ],
  [
    'most images answered 503, and one 500',
    { ...passedWith(makeExchange(), image(2, 503), image(3, 503), image(4, 500)), ...assets(4, 3) },
    'server-error',
    'assets-5xx',
  ],
  [
    'a document was shorter than it said',
    failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' })),
    'unavailable',
    'broken-off',
  ],
  [
    'a chunked answer was cut',
    failedWith(makeExchange({ broken: true, errorText: 'net::ERR_INCOMPLETE_CHUNKED_ENCODING' })),
    'unavailable',
    'broken-off',
  ],
  [
    'a connection was reset after the status line',
    failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONNECTION_RESET' })),
    'unavailable',
    'broken-off',
  ],
  [
    'data was cut although every expectation held',
    passedWith(makeExchange(), makeXhr({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' })),
    'unavailable',
    'broken-off',
  ],
  [
    'a stream ended by a reset, as streams do',
    passedWith(
      makeExchange(),
      makeXhr({ resourceType: 'eventsource', broken: true, errorText: 'net::ERR_CONNECTION_RESET' }),
    ),
    null,
    'passed',
  ],
  [
    'a fetched event stream ended by a reset',
    passedWith(
      makeExchange(),
      makeXhr({
        resourceType: 'fetch',
        contentType: 'text/event-stream',
        broken: true,
        errorText: 'net::ERR_INCOMPLETE_CHUNKED_ENCODING',
      }),
    ),
    null,
    'passed',
  ],
  [
    'an image was cut',
    passedWith(makeExchange(), { ...image(2, 200), broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }),
    null,
    'passed',
  ],
  [
    'data was given up by a navigation away after its status line',
    passedWith(makeExchange(), makeXhr({ broken: true, errorText: 'net::ERR_ABORTED' })),
    null,
    'passed',
  ],
  [
    'Apache logged 502 for what the browser saw good',
    makeEvidence({ logRecords: [makeLogRecord({ firstStatus: 502 })] }),
    'unavailable',
    'logged-unavailable',
  ],
  [
    'a back end could not be had, and another one answered',
    makeEvidence({ logRecords: [makeErrorRecord({ means: 'hop', code: 'AH01114' })] }),
    'unavailable',
    'logged-hop',
  ],

  // blocked
  ...[200, 403, 429, 503].map((status): Situation => [
    `a challenge under ${String(status)}`,
    failedWith(makeExchange({ ...challenge, status })),
    'blocked',
    'challenge',
  ]),
  [
    'a challenge under 500 is no server error',
    failedWith(makeExchange({ status: 500, headers: { 'cf-mitigated': 'challenge' } })),
    'blocked',
    'challenge',
  ],
  [
    'a challenge that Apache logged as 503',
    { ...failedWith(makeExchange({ ...challenge, status: 503 })), logRecords: [makeLogRecord({ finalStatus: 503 })] },
    'blocked',
    'challenge',
  ],
  ['a 429 by the application', failedWith(makeExchange({ status: 429 })), 'blocked', '429'],
  ['a 403 by the edge', failedWith(makeExchange({ status: 403, layer: 'edge' })), 'blocked', 'refused-by-edge'],
  ['a 401 by the edge', failedWith(makeExchange({ status: 401, layer: 'edge' })), 'blocked', 'refused-by-edge'],
  [
    'an expected 403 by the edge, and a page that was not as expected',
    failedWith(makeExchange(), makeXhr({ status: 403, layer: 'edge', expected: true })),
    'content',
    'expectation',
  ],
  ['a 429 on an image', failedWith(makeExchange(), image(2, 429)), 'content', 'expectation'],
  [
    'a challenge beside a crash of our browser',
    makeEvidence({ ended: 'failed', runner: [crash], exchanges: [makeExchange({ ...challenge, status: 403 })] }),
    'blocked',
    'challenge',
  ],

  // runner
  ...(
    [
      'browser-missing',
      'browser-crashed',
      'page-crashed',
      'configuration',
      'production-guard',
      'disk-full',
      'no-network',
    ] as const
  ).map((kind): Situation => [
    `our own trouble: ${kind}`,
    makeEvidence({ ended: 'failed', runner: [{ ...crash, kind }] }),
    'runner',
    'trouble',
  ]),
  ['the attempt was interrupted', makeEvidence({ ended: 'interrupted' }), 'runner', 'interrupted'],
  [
    'an interrupted attempt is not explained by a 404 on its way',
    makeEvidence({ ended: 'interrupted', exchanges: [makeExchange({ status: 404 })] }),
    'runner',
    'interrupted',
  ],
  [
    'Chromium says that the internet is disconnected',
    failedWith(makeLost('net::ERR_INTERNET_DISCONNECTED')),
    'runner',
    'own-code',
  ],
  ['Chromium says that the network changed', failedWith(makeLost('net::ERR_NETWORK_CHANGED')), 'runner', 'own-code'],
  [
    'a guard of ours refused the request',
    failedWith(makeExchange(), makeLost('net::ERR_BLOCKED_BY_CLIENT.Inspector', { n: 2, method: 'POST' })),
    'runner',
    'own-code',
  ],
  [
    'the control page is as silent as the target',
    { ...failedWith(makeLost('net::ERR_CONNECTION_TIMED_OUT')), control: 'silent' },
    'runner',
    'control-silent',
  ],
  [
    'the control page answers, and the target does not',
    { ...failedWith(makeLost('net::ERR_CONNECTION_TIMED_OUT')), control: 'answered' },
    'network',
    'no-answer',
  ],
  [
    'the control page is silent, and the target had answered',
    { ...failedWith(makeExchange(), makeLost('net::ERR_CONNECTION_RESET', { n: 2 })), control: 'silent' },
    'network',
    'no-answer',
  ],
  [
    'a crash beside a 404',
    makeEvidence({ ended: 'failed', runner: [crash], exchanges: [makeExchange({ status: 404 })] }),
    'runner',
    'trouble',
  ],

  // client-error
  ...[400, 401, 403, 404, 405, 408, 410, 413, 414, 418, 422, 451].map((status): Situation => [
    `an unexpected ${String(status)} by httpd`,
    failedWith(makeExchange({ status, layer: 'httpd' })),
    'client-error',
    '4xx',
  ]),
  [
    'an expected 404, and a page that was not as expected',
    failedWith(makeExchange({ status: 404, expected: true })),
    'content',
    'expectation',
  ],
  ['an expected 404 on a page that says so', passedWith(makeExchange({ status: 404, expected: true })), null, 'passed'],
  ['a 404 on an image', failedWith(makeExchange(), image(2, 404)), 'content', 'expectation'],
  [
    'a WebSocket that is not proxied: its handshake answers 404',
    failedWith(makeExchange(), makeXhr({ resourceType: 'websocket', status: 404 })),
    'client-error',
    '4xx',
  ],
  [
    'a 421 that was answered on another connection',
    { ...failedWith(makeExchange({ status: 421 })), went: ['GET reference /drug/:slug'] },
    'content',
    'expectation',
  ],
  ['a 421 that stayed', failedWith(makeExchange({ status: 421 })), 'client-error', '4xx'],
  [
    'an error page under 404 is a 404',
    failedWith(makeExchange({ status: 404, bodyExcerpt: 'Traceback (most recent call last):' })),
    'client-error',
    '4xx',
  ],
  [
    'a redirect loop',
    failedWith(makeExchange({ status: 302, errorText: 'net::ERR_TOO_MANY_REDIRECTS', broken: true })),
    'client-error',
    'redirect-loop',
  ],
  [
    'a redirect to a port of TLS that nobody serves',
    failedWith(
      makeLost('net::ERR_CONNECTION_REFUSED', {
        url: 'https://reference.medscape.localhost:4310/',
        redirects: [hop('http://reference.medscape.localhost:4310/')],
      }),
    ),
    'client-error',
    'another-host-or-scheme',
  ],
  [
    'a redirect to the backend itself',
    failedWith(
      makeExchange({
        url: 'http://127.0.0.1:18090/login',
        host: '127.0.0.1:18090',
        surface: null,
        redirects: [hop('http://login.medscape.localhost:4310/')],
      }),
    ),
    'client-error',
    'another-host-or-scheme',
  ],
  [
    'a redirect to a host that is none of ours, of which only the hop is known',
    failedWith(makeExchange({ status: 302, headers: { location: 'http://127.0.0.1:18090/login' } })),
    'client-error',
    'another-host-or-scheme',
  ],
  [
    'a redirect to another surface, as logging in does',
    failedWith(
      makeExchange({
        n: 2,
        url: 'http://login.medscape.localhost:4310/login',
        host: 'login.medscape.localhost:4310',
        surface: 'login',
        redirects: [hop('http://www.medscape.localhost:4310/account')],
      }),
      makeExchange({
        status: 302,
        url: 'http://www.medscape.localhost:4310/account',
        headers: { location: 'http://login.medscape.localhost:4310/login' },
      }),
    ),
    'content',
    'expectation',
  ],
  [
    'a redirect within one host',
    failedWith(
      makeExchange({ status: 302, headers: { location: '/drug/new-name-1' } }),
      makeExchange({ n: 2, redirects: [hop('http://reference.medscape.localhost:4310/drug/:slug')] }),
    ),
    'content',
    'expectation',
  ],
  [
    'an image that is redirected to another host',
    failedWith(makeExchange(), { ...image(2, 200), redirects: [hop('http://elsewhere.example/a.png')] }),
    'content',
    'expectation',
  ],
  [
    'a 404 and a lost request',
    failedWith(makeExchange({ status: 404 }), makeLost('net::ERR_CONNECTION_RESET', { n: 2 })),
    'client-error',
    '4xx',
  ],

  // network
  ...[
    'net::ERR_CONNECTION_REFUSED',
    'net::ERR_CONNECTION_RESET',
    'net::ERR_CONNECTION_CLOSED',
    'net::ERR_EMPTY_RESPONSE',
    'net::ERR_SOCKET_NOT_CONNECTED',
    'net::ERR_NAME_NOT_RESOLVED',
    'net::ERR_CONNECTION_TIMED_OUT',
    'net::ERR_TIMED_OUT',
    'net::ERR_ADDRESS_UNREACHABLE',
    'net::ERR_INVALID_HTTP_RESPONSE',
    'net::ERR_CONTENT_DECODING_FAILED',
    'net::ERR_SSL_PROTOCOL_ERROR',
    'net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
    'net::ERR_HTTP2_PROTOCOL_ERROR',
    'net::ERR_SOMETHING_NEW',
  ].map((code): Situation => [`no answer but ${code}`, failedWith(makeLost(code)), 'network', 'no-answer']),
  ...[
    'net::ERR_CERT_DATE_INVALID',
    'net::ERR_CERT_COMMON_NAME_INVALID',
    'net::ERR_CERT_AUTHORITY_INVALID',
    'net::ERR_CERT_REVOKED',
    'net::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED',
  ].map((code): Situation => [`no answer but ${code}`, failedWith(makeLost(code)), 'network', 'certificate']),
  [
    'a body that cannot be decoded, although its status line was good',
    failedWith(makeExchange({ errorText: 'net::ERR_CONTENT_DECODING_FAILED', broken: true })),
    'network',
    'no-answer',
  ],
  [
    'ERR_ABORTED alone is none',
    failedWith(makeExchange(), makeLost('net::ERR_ABORTED', { n: 2 })),
    'content',
    'expectation',
  ],
  [
    'a lost image',
    failedWith(makeExchange(), makeLost('net::ERR_CONNECTION_RESET', { n: 2, resourceType: 'image' })),
    'content',
    'expectation',
  ],
  [
    'a lost request in an attempt that its own code broke',
    makeEvidence({ failures: [makeFailure({ kind: 'code' })], exchanges: [makeLost('net::ERR_CONNECTION_REFUSED')] }),
    'network',
    'no-answer',
  ],

  // slow
  [
    'a document without an answer when the attempt timed out',
    makeEvidence({ ...timedOut, durationMs: 30_000, exchanges: [makeLost(null)] }),
    'slow',
    'still-waiting',
  ],
  [
    'a navigation that timed out, told as ERR_ABORTED',
    makeEvidence({
      ...gotoTimedOut,
      durationMs: 15_200,
      exchanges: [makeLost('net::ERR_ABORTED', { timing: { waitMs: null, totalMs: 15_000 } })],
    }),
    'slow',
    'still-waiting',
  ],
  [
    'an expectation that timed out while data was waited for',
    makeEvidence({
      failures: [makeFailure({ message: 'Timed out 5000ms waiting for expect(locator).toBeVisible()' })],
      durationMs: 6_000,
      exchanges: [makeExchange(), makeXhr({ ...makeLost(null), n: 2, resourceType: 'fetch' })],
    }),
    'slow',
    'still-waiting',
  ],
  [
    'an expectation that failed at once while data was waited for',
    makeEvidence({
      failures: [makeFailure({ message: 'expect(received).toBe(expected)' })],
      durationMs: 6_000,
      exchanges: [makeExchange(), makeLost(null, { n: 2, resourceType: 'fetch' })],
    }),
    'content',
    'expectation',
  ],
  [
    'time ran out, and the only open request is a stream',
    makeEvidence({
      ...timedOut,
      durationMs: 30_000,
      exchanges: [makeExchange(), makeLost(null, { n: 2, resourceType: 'eventsource' })],
    }),
    'unknown',
    'time-out',
  ],
  [
    'time ran out while a request waited within its budget',
    makeEvidence({
      ...timedOut,
      durationMs: 30_000,
      exchanges: [makeExchange(), makeLost(null, { n: 2, startedAt: at(28_000) })],
    }),
    'unknown',
    'time-out',
  ],
  [
    'time ran out on an image',
    makeEvidence({
      ...timedOut,
      durationMs: 30_000,
      exchanges: [makeExchange(), makeLost(null, { n: 2, resourceType: 'image' })],
    }),
    'unknown',
    'time-out',
  ],
  [
    'answers that came too late used up the attempt',
    makeEvidence({
      ...timedOut,
      durationMs: 30_000,
      exchanges: [makeExchange({ timing: { waitMs: 9_000, totalMs: 9_100 } })],
    }),
    'slow',
    'late-answers',
  ],
  [
    'a late answer does not explain a wrong page',
    makeEvidence({
      failures: [makeFailure({ message: 'Timed out 5000ms waiting for expect(locator).toHaveText()' })],
      exchanges: [makeExchange({ timing: { waitMs: 9_000, totalMs: 9_100 } })],
    }),
    'content',
    'expectation',
  ],
  [
    'an error code goes before slowness',
    makeEvidence({
      ...timedOut,
      durationMs: 30_000,
      exchanges: [makeLost('net::ERR_CONNECTION_TIMED_OUT', { timing: { waitMs: null, totalMs: 29_000 } })],
    }),
    'network',
    'no-answer',
  ],

  // content
  ['a wrong page under a good answer', failedWith(), 'content', 'expectation'],
  [
    'a request that the page forbade itself (csp)',
    failedWith(makeExchange(), makeLost('csp', { n: 2, resourceType: 'script' })),
    'content',
    'expectation',
  ],
  [
    'a request that the page forbade itself (mixed-content)',
    failedWith(makeExchange(), makeLost('mixed-content', { n: 2, resourceType: 'script' })),
    'content',
    'expectation',
  ],
  [
    'a cross-origin answer that the browser refused',
    failedWith(makeExchange(), makeLost('net::ERR_FAILED', { n: 2, resourceType: 'fetch' })),
    'content',
    'expectation',
  ],
  [
    'a cross-origin answer that was there, and that the browser refused',
    failedWith(makeExchange(), makeXhr({ errorText: 'net::ERR_FAILED', broken: true })),
    'content',
    'expectation',
  ],
  [
    'a refused frame',
    failedWith(makeExchange(), makeLost('net::ERR_BLOCKED_BY_RESPONSE', { n: 2, frame: 'child' })),
    'content',
    'expectation',
  ],

  // unknown
  [
    "an error in the journey's own code",
    makeEvidence({ failures: [makeFailure({ kind: 'code', message: 'TypeError: x is not a function' })] }),
    'unknown',
    'code',
  ],
  [
    'a click that could not be done',
    makeEvidence({ failures: [makeFailure({ kind: 'action', message: 'locator.click: Timeout 10000ms exceeded.' })] }),
    'unknown',
    'action',
  ],
  ['time that ran out with nothing waiting', makeEvidence({ ...timedOut }), 'unknown', 'time-out'],
  [
    'ended by us, and nothing recorded says why',
    makeEvidence({ failures: [makeFailure({ kind: 'aborted', message: 'Ended at once' })] }),
    'unknown',
    'no-reason',
  ],
  ['failed without a word', makeEvidence({ ended: 'failed', failures: [] }), 'unknown', 'no-reason'],
];

describe('the cause of an attempt', () => {
  for (const [what, evidence, cause, rule] of situations) {
    test(`${what}: ${cause ?? 'none'} by ${rule}`, () => {
      const classification = classify(evidence, policy);

      assert.equal(classification.cause, cause);
      assert.equal(classification.rule, rule);
      assert.equal(
        classification.reasons.length > 0,
        cause !== null,
        'a cause comes with its reasons, and only a cause does',
      );
      assert.equal(classification.signature === null, cause === null);
    });
  }

  test('every rule of the table is met by a situation', () => {
    const met = new Set(situations.map(([, , , rule]) => rule));

    assert.deepEqual(
      causeRules.map(({ name }) => name).filter((name) => !met.has(name)),
      [],
    );
  });

  test('the rules stand in the order of the causes', () => {
    const order = causeRules.map(({ cause }) => causes.indexOf(cause));

    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  });

  test('what died before it could speak proves nothing, not even a pass', () => {
    for (const ended of ['passed', 'failed'] as const) {
      const classification = classifyAttempt(
        makeAttempt(null, { ended, errors: ['Error: worker process exited'] }),
        policy,
      );

      assert.equal(classification.cause, 'runner');
      assert.equal(classification.rule, 'no-evidence');
      assert.ok(classification.reasons.includes('worker process exited'));
    }
  });

  test('an attempt that the suite made Playwright fail, because an earlier one met a 500, has passed', () => {
    const attempt = makeAttempt(passedWith(), {
      ended: 'failed',
      errors: ['This attempt passed, but attempt 1 met a server error'],
    });

    assert.equal(classifyAttempt(attempt, policy).cause, null);
  });
});

describe('what a cause cites', () => {
  test('the page itself goes before its data, its data before its scripts, and then the earliest', () => {
    const page = makeExchange({ n: 9, status: 500, layer: 'httpd' });
    const frame = makeExchange({ n: 8, status: 500, frame: 'child', path: '/frame' });
    const data = makeXhr({ n: 7, status: 500 });
    const script = makeXhr({ n: 5, status: 500, resourceType: 'script', path: '/app.js' });
    const style = makeXhr({ n: 4, status: 500, resourceType: 'stylesheet', path: '/app.css' });
    const earlierStyle = makeXhr({ n: 3, status: 500, resourceType: 'stylesheet', path: '/base.css' });

    const { exchanges, path, layer } = classify(failedWith(style, data, page, script, earlierStyle, frame), policy);

    assert.deepEqual(exchanges, [9, 8, 7, 5, 3, 4]);
    assert.equal(path, '/drug/:slug');
    assert.equal(layer, 'httpd');
  });

  test('a challenge is the edge’s word, whoever else its marks may point to', () => {
    const { layer } = classify(failedWith(makeExchange({ ...challenge, status: 429, layer: 'application' })), policy);
    assert.equal(layer, 'edge');
  });

  test('failing images of another page are not among those that one page asked for', () => {
    const images = [image(2, 500), image(3, 500), { ...image(4, 500), documentOf: 7 }];

    const { exchanges } = classify({ ...passedWith(makeExchange(), ...images), ...assets(3, 2) }, policy);

    assert.deepEqual(exchanges, [2, 3]);
  });

  const reasons: readonly (readonly [AttemptEvidence, readonly string[]])[] = [
    [
      failedWith(makeExchange({ status: 500, layer: 'httpd' })),
      ["GET /drug/:slug on reference answered 500; Apache's own error page"],
    ],
    [
      failedWith(makeExchange({ status: 503, layer: 'proxy' })),
      ["GET /drug/:slug on reference answered 503; Apache's page for a backend that it could not reach or understand"],
    ],
    [
      failedWith(makeExchange({ status: 404, layer: 'httpd' })),
      ["GET /drug/:slug on reference answered 404; Apache's own page"],
    ],
    [
      failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' })),
      ['GET /drug/:slug on reference began to answer 200 and broke off; net::ERR_CONTENT_LENGTH_MISMATCH'],
    ],
    [
      failedWith(makeLost('net::ERR_CERT_DATE_INVALID')),
      ['GET /drug/:slug on reference met a certificate that has expired or is not valid yet (ERR_CERT_DATE_INVALID)'],
    ],
    [
      failedWith(makeLost('net::ERR_NAME_NOT_RESOLVED')),
      ['GET /drug/:slug on reference found no address for the name of the host (ERR_NAME_NOT_RESOLVED)'],
    ],
    [
      makeEvidence({ ...timedOut, durationMs: 30_100, exchanges: [makeLost(null)] }),
      ['GET /drug/:slug on reference had no answer after 30 s; the budget is 3 s'],
    ],
    [
      { ...failedWith(), pageErrors: ["SyntaxError: Unexpected token '<'"] },
      [
        'the page was not as expected: in the step "opens the monograph": expect(locator).toBeVisible() failed',
        "the page's own script failed: SyntaxError: Unexpected token '<'",
      ],
    ],
    [
      failedWith(makeExchange(), makeLost('csp', { n: 2, path: '/app.js', resourceType: 'script' })),
      [
        'the page was not as expected: in the step "opens the monograph": expect(locator).toBeVisible() failed',
        "GET /app.js on reference was refused by the browser by the page's own policy (csp)",
      ],
    ],
    [
      makeEvidence({
        logRecords: [
          makeLogRecord({ firstStatus: 500, finalStatus: 200, code: 'AH01144', text: 'No protocol handler was valid' }),
        ],
      }),
      [
        'GET /drug/:slug on reference was logged by Apache as 500, then 200, whatever the browser saw; AH01144: No protocol handler was valid',
      ],
    ],
  ];
  for (const [evidence, words] of reasons) {
    test(words[0] ?? '', () => {
      assert.deepEqual(classify(evidence, policy).reasons, words);
    });
  }

  /** The browser gave up at the last hop, which has no answer; these spoke at the hops before it. */
  const loop = (...layers: readonly Layer[]): AttemptEvidence => {
    const hops = layers.map((layer, index) =>
      makeExchange({ n: index + 1, status: 301, layer, url: `http://reference.medscape.localhost:4310/drug/${index}` }),
    );
    const redirects = hops.map(({ url }) => ({ url, status: 301 }));
    return failedWith(...hops, makeLost('net::ERR_TOO_MANY_REDIRECTS', { n: layers.length + 1, redirects }));
  };

  const signatures: readonly (readonly [AttemptEvidence, string])[] = [
    [failedWith(makeExchange({ status: 500, layer: 'httpd' })), 'server-error 500 httpd reference GET /drug/:slug'],
    [
      failedWith(makeXhr({ status: 503, method: 'POST', layer: 'proxy' })),
      'unavailable 503 proxy reference POST /api/items',
    ],
    [
      failedWith(makeExchange({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' })),
      'unavailable ERR_CONTENT_LENGTH_MISMATCH application reference GET /drug/:slug',
    ],
    [
      failedWith(makeExchange({ status: 302, errorText: 'net::ERR_TOO_MANY_REDIRECTS' })),
      'client-error ERR_TOO_MANY_REDIRECTS application reference GET /drug/:slug',
    ],
    [loop('httpd', 'unknown'), 'client-error ERR_TOO_MANY_REDIRECTS httpd reference GET /drug/:slug'],
    [loop('httpd', 'application'), 'client-error ERR_TOO_MANY_REDIRECTS unknown reference GET /drug/:slug'],
    [
      failedWith(makeLost('net::ERR_CONNECTION_REFUSED')),
      'network ERR_CONNECTION_REFUSED unknown reference GET /drug/:slug',
    ],
    [
      makeEvidence({ ...timedOut, durationMs: 30_100, exchanges: [makeLost(null)] }),
      'slow - unknown reference GET /drug/:slug',
    ],
    [failedWith(), 'content drug-monograph application reference "opens the monograph" /drug/:slug'],
    [
      makeEvidence({ failures: [makeFailure({ kind: 'code', step: null })] }),
      'unknown drug-monograph application reference "-" /drug/:slug',
    ],
    [makeEvidence({ ended: 'failed', runner: [crash] }), 'runner browser-crashed unknown - - -'],
  ];
  for (const [evidence, signature] of signatures) {
    test(`the signature ${signature}`, () => {
      assert.equal(classify(evidence, policy).signature, signature);
    });
  }
});
