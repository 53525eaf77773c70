import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, Exchange } from '../../../src/evidence/types.ts';
import { judge } from '../../../src/verdict/judge.ts';
import type { Cause, Verdict } from '../../../src/verdict/types.ts';
import {
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeFailure,
  makeLogRecord,
  makeLost,
  makeXhr,
  passedWith,
  policy,
} from './build.ts';

/*
 * What a misconfigured, starved or crashed Apache shows in a browser, as it was measured with Apache 2.4.71 and Chromium 156, and what
 * it has to be called. One attempt stands for a fault that stays; a second one that passes for a fault that goes.
 */

const apache = (title: string, sentence: string): Partial<Exchange> => ({
  title,
  heading: title.replace(/^\d+ /, ''),
  bodyExcerpt: `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${title}</title>\n</head><body>\n<p>${sentence}</p>`,
});
const d500 = apache('500 Internal Server Error', 'The server encountered an internal error or misconfiguration');
const d503 = apache('503 Service Unavailable', 'The server is temporarily unable to service your request');
const d502 = apache('502 Proxy Error', 'The proxy server received an invalid response from an upstream server.');
const d403 = apache('403 Forbidden', "You don't have permission to access this resource.");
const d404 = apache('404 Not Found', 'The requested URL was not found on this server.');

const notReady = makeFailure({ message: 'Error: expect(locator).toHaveText(expected) failed\n\nTimeout: 5000ms' });
const page = (overrides: Partial<Exchange>): AttemptEvidence =>
  makeEvidence({ failures: [notReady], exchanges: [makeExchange(overrides)] });
/** The page is good, and what it asked for is not. */
const part = (...parts: readonly Exchange[]): AttemptEvidence =>
  makeEvidence({ failures: [notReady], exchanges: [makeExchange(), ...parts] });
const cut = (errorText: string): AttemptEvidence =>
  makeEvidence({
    failures: [makeFailure({ kind: 'action', message: 'page.goto: Timeout 15000ms exceeded.' })],
    exchanges: [makeExchange({ broken: true, errorText })],
  });
const hanging = makeEvidence({
  failures: [makeFailure({ kind: 'action', message: 'page.goto: Timeout 15000ms exceeded.' })],
  durationMs: 15_300,
  exchanges: [makeLost('net::ERR_ABORTED', { timing: { waitMs: null, totalMs: 15_000 } })],
});
const redirect = [{ url: 'http://reference.medscape.localhost:4310/drug/samplazole-1', status: 302 }];
const crash = (kind: 'page-crashed' | 'browser-crashed'): AttemptEvidence =>
  makeEvidence({ ended: 'failed', runner: [{ kind, message: 'Target crashed', at: '2026-11-22T12:00:01.000Z' }] });

type Fault = readonly [
  id: string,
  what: string,
  evidence: AttemptEvidence,
  cause: Cause | null,
  stays: Verdict,
  goes: Verdict | null,
];

const faults: readonly Fault[] = [
  [
    'a01',
    'a configuration that does not start: nothing listens',
    failedWith(makeLost('net::ERR_CONNECTION_REFUSED')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'a10',
    'a start that dies: the connection is reset',
    failedWith(makeLost('net::ERR_CONNECTION_RESET')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'a13',
    'mod_proxy_http not loaded',
    page({ status: 500, layer: 'httpd', ...d500 }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b01',
    '.htaccess with an invalid command',
    page({ status: 500, layer: 'httpd', ...d500 }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b02',
    '.htaccess with a rewrite loop',
    page({ status: 500, layer: 'httpd', ...d500 }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b03b',
    'AllowOverride None: pretty URLs are gone',
    page({ status: 404, layer: 'httpd', ...d404 }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b04c',
    'PHP source under 200',
    page({ title: null, heading: null, contentType: null, bodyExcerpt: '<?php include "x.php";' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'b05',
    'ProxyPass to a dead port',
    page({ status: 503, layer: 'proxy', ...d503 }),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'b07',
    'ProxyPass to an SSH port: its banner under 200',
    page({ title: null, heading: null, bodyExcerpt: 'SSH-2.0-OpenSSH_9.2p1' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'b07b',
    'ProxyPass by https to a plain backend',
    page({
      status: 500,
      layer: 'proxy',
      ...apache('500 Proxy Error', 'The proxy server could not handle the request'),
    }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b08',
    'ProxyTimeout shorter than the backend',
    page({ status: 502, layer: 'proxy', ...d502 }),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'b08b',
    'the backend stalls inside the body',
    cut('net::ERR_CONTENT_LENGTH_MISMATCH'),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'b10',
    'a DocumentRoot that may not be read',
    page({ status: 403, layer: 'httpd', ...d403 }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b11c',
    'a listing of the folder under 200',
    page({ title: 'Index of /', heading: 'Index of /' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'b14',
    'a CGI without its exec bit',
    page({ status: 500, layer: 'httpd', ...d500 }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  ['b14d', 'a CGI that hangs', hanging, 'slow', 'unreachable', 'transient'],
  [
    'b15',
    'the wrong site under 200',
    page({ title: 'Promotion', heading: 'Promotion' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'b16',
    'ProxyPass without its slash: data answers 404',
    part(makeXhr({ status: 404 })),
    'client-error',
    'regression',
    'transient',
  ],
  [
    'b16c',
    'ProxyPass before its exception: scripts and styles answer 404',
    part(makeXhr({ resourceType: 'script', status: 404, errorText: 'net::ERR_ABORTED' })),
    'client-error',
    'regression',
    'transient',
  ],
  [
    'b17',
    'a CORS header sent twice',
    part(makeLost('net::ERR_FAILED', { n: 2, resourceType: 'fetch' })),
    'content',
    'regression',
    'transient',
  ],
  [
    'b18',
    'a policy that forbids the page its own scripts',
    part(makeLost('csp', { n: 2, resourceType: 'script' })),
    'content',
    'regression',
    'transient',
  ],
  [
    'b19c',
    'a missing script answered with a page under 200',
    part(makeXhr({ resourceType: 'script', contentType: 'text/html' })),
    'content',
    'regression',
    'transient',
  ],
  [
    'b20',
    'gzip said and not done',
    part(makeXhr({ resourceType: 'script', errorText: 'net::ERR_CONTENT_DECODING_FAILED', broken: true })),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'b22',
    'two redirects that point at each other',
    page({ status: 302, errorText: 'net::ERR_TOO_MANY_REDIRECTS', broken: true }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b23',
    'a redirect to https that nobody serves',
    failedWith(
      makeLost('net::ERR_CONNECTION_REFUSED', {
        url: 'https://reference.medscape.localhost:4310/drug/samplazole-1',
        redirects: redirect,
      }),
    ),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b23c',
    'redirects that lead to the backend',
    page({
      status: 200,
      url: 'http://127.0.0.1:18090/login',
      host: '127.0.0.1:18090',
      surface: null,
      redirects: redirect,
    }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b23d',
    'scripts by http on a page by https',
    part(makeLost('mixed-content', { n: 2, resourceType: 'script' })),
    'content',
    'regression',
    'transient',
  ],
  [
    'b24',
    'a 500 kept by mod_cache',
    page({ status: 500, layer: 'application', headers: { 'x-cache': 'HIT' } }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b24b',
    'an old copy served for a 500',
    passedWith(
      makeExchange({
        headers: {
          warning: '111 www "Revalidation failed"',
          'x-cache-detail': '"cache hit: 500 status; stale content returned" from www',
        },
      }),
    ),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b27c',
    'LimitRequestFields: the browser gets 400',
    page({ status: 400, layer: 'httpd' }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b31',
    'ErrorDocument 500 with a full URL',
    page({ title: 'Sorry', heading: 'Sorry', redirects: redirect }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b31 by XHR',
    'the same where data should be',
    passedWith(
      makeExchange(),
      makeXhr({ contentType: 'text/html', title: 'Sorry', heading: 'Sorry', redirects: redirect }),
    ),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b31b',
    'ErrorDocument 500 with a page of its own',
    page({ status: 500, title: 'Sorry', layer: 'application' }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b31g',
    'a maintenance page on every path',
    page({ title: 'Maintenance', heading: 'Maintenance' }),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'b31g by XHR',
    'the same where data should be',
    part(makeXhr({ contentType: 'text/html', title: 'Maintenance' })),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'b32',
    'a certificate that has expired',
    failedWith(makeLost('net::ERR_CERT_DATE_INVALID')),
    'network',
    'unreachable',
    'regression',
  ],
  [
    'g05',
    'a certificate for another name',
    failedWith(makeLost('net::ERR_CERT_COMMON_NAME_INVALID')),
    'network',
    'unreachable',
    'regression',
  ],
  [
    'b32e',
    'TLS 1.1 only',
    failedWith(makeLost('net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'b32f',
    'a client certificate asked for',
    failedWith(makeLost('net::ERR_SOCKET_NOT_CONNECTED')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'b33',
    'LimitExcept refuses the POST',
    part(makeXhr({ method: 'POST', status: 403, layer: 'httpd' })),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'b36',
    'a WebSocket that is not proxied',
    part(makeXhr({ resourceType: 'websocket', status: 404, layer: 'httpd' })),
    'client-error',
    'regression',
    'regression',
  ],
  ['c01', 'no worker is free', hanging, 'slow', 'unreachable', 'transient'],
  [
    'c02',
    'the backlog is full',
    failedWith(makeLost('net::ERR_CONNECTION_TIMED_OUT')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'c03',
    'too many open files: 403 for some',
    page({ status: 403, layer: 'httpd', ...d403 }),
    'client-error',
    'regression',
    'regression',
  ],
  [
    'c06',
    'a CGI killed by its memory limit: an empty page under 200',
    page({ title: null, heading: null, bodyExcerpt: '' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'd01',
    "the application's own 500",
    page({ status: 500, layer: 'application' }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd02',
    'data answers 500 every fifth time',
    part(makeXhr({ status: 500 })),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd04',
    '500 only on POST',
    part(makeXhr({ resourceType: 'document', method: 'POST', status: 500 })),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd06',
    'a Content-Length too large',
    cut('net::ERR_CONTENT_LENGTH_MISMATCH'),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'd07',
    'a chunked answer that is cut',
    cut('net::ERR_INCOMPLETE_CHUNKED_ENCODING'),
    'unavailable',
    'server-error',
    'transient',
  ],
  ['d08', 'a reset inside the body', cut('net::ERR_CONNECTION_RESET'), 'unavailable', 'server-error', 'transient'],
  ['d09', 'an error page under 200', page(d500), 'server-error', 'server-error', 'intermittent-server-error'],
  [
    'd10',
    'data answers 500 under a good page',
    passedWith(makeExchange(), makeXhr({ status: 500 })),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd10b',
    'a PHP warning under 200 where data should be',
    part(makeXhr({ bodyExcerpt: '<br />\n<b>Warning</b>:  mysqli_connect(): x in /srv/a.php on line 3<br />' })),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd11',
    '500 on a script and a style',
    passedWith(makeExchange(), makeXhr({ resourceType: 'script', status: 500, errorText: 'net::ERR_ABORTED' })),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd12',
    'a backend that hangs up before its headers',
    page({ status: 502, layer: 'proxy', ...d502 }),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'd15',
    'a backend header with a space in its name',
    page({ status: 500, layer: 'httpd', ...d500 }),
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd16',
    'an empty page under 200',
    page({ title: null, heading: null, bodyExcerpt: '' }),
    'content',
    'regression',
    'transient',
  ],
  [
    'd18',
    "the application's own 404",
    page({ status: 404, layer: 'application' }),
    'client-error',
    'regression',
    'transient',
  ],
  ['d20', 'a child that crashes, and a browser that silently asks again', passedWith(), null, 'passed', null],
  [
    'd22',
    'a script that throws',
    { ...page({}), pageErrors: ['TypeError: x is undefined'] },
    'content',
    'regression',
    'transient',
  ],
  [
    'd23',
    'a style that hangs',
    makeEvidence({
      failures: [makeFailure({ kind: 'action', message: 'page.goto: Timeout 15000ms exceeded.' })],
      durationMs: 15_300,
      exchanges: [
        makeExchange(),
        makeLost('net::ERR_ABORTED', { n: 2, resourceType: 'stylesheet', timing: { waitMs: null, totalMs: 14_800 } }),
      ],
    }),
    'slow',
    'unreachable',
    'transient',
  ],
  ['e01', 'one empty answer', failedWith(makeLost('net::ERR_EMPTY_RESPONSE')), 'network', 'unreachable', 'transient'],
  [
    'e01-garbage',
    'something that is not HTTP',
    failedWith(makeLost('net::ERR_INVALID_HTTP_RESPONSE')),
    'network',
    'unreachable',
    'transient',
  ],
  [
    'e03',
    'one 503 with Retry-After',
    page({ status: 503, layer: 'application', headers: { 'retry-after': '1' } }),
    'unavailable',
    'server-error',
    'transient',
  ],
  [
    'e04',
    'no address for the name',
    failedWith(makeLost('net::ERR_NAME_NOT_RESOLVED')),
    'network',
    'unreachable',
    'transient',
  ],
  ['e06', 'accepted, and never answered', hanging, 'slow', 'unreachable', 'transient'],
  ['e08', 'the renderer is killed', crash('page-crashed'), 'runner', 'inconclusive', 'transient'],
  ['e08b', 'the browser is killed', crash('browser-crashed'), 'runner', 'inconclusive', 'transient'],
  [
    'e08c',
    'the browser is offline',
    failedWith(makeLost('net::ERR_INTERNET_DISCONNECTED')),
    'runner',
    'inconclusive',
    'transient',
  ],
  [
    'n05',
    'the interface goes down',
    failedWith(makeLost('net::ERR_NETWORK_CHANGED')),
    'runner',
    'inconclusive',
    'transient',
  ],

  // the log decides what the browser was spared
  [
    'b02, masked',
    'the log reads 200, then 500',
    { ...passedWith(), logRecords: [makeLogRecord({ firstStatus: 200, finalStatus: 500, code: 'AH00124' })] },
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'b31e, masked',
    'the log reads 500, then 404',
    { ...page({ status: 404, layer: 'httpd' }), logRecords: [makeLogRecord({ firstStatus: 500, finalStatus: 404 })] },
    'server-error',
    'server-error',
    'intermittent-server-error',
  ],
  [
    'd17b, masked',
    'a dead member of the balancer, answered by the other',
    {
      ...passedWith(),
      logRecords: [
        makeLogRecord({
          kind: 'error',
          firstStatus: null,
          finalStatus: null,
          code: 'AH01114',
          level: 'error',
          text: 'failed to make connection to backend',
        }),
      ],
    },
    null,
    'passed',
    null,
  ],
];

describe('what Apache does wrong is called by its right name', () => {
  for (const [id, what, evidence, cause, stays, goes] of faults) {
    test(`${id}, ${what}: ${stays} while it stays, ${goes ?? 'nothing'} once it has gone`, () => {
      const stayed = judge(journeyOf([evidence]), policy);

      assert.equal(stayed.attempts[0]?.classification.cause, cause);
      assert.equal(stayed.judgement.verdict, stays);
      if (goes !== null) assert.equal(judge(journeyOf([evidence, passedWith()]), policy).judgement.verdict, goes);
    });
  }
});
