import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keptHeaders } from '../../../src/evidence/answer.ts';
import { signatures } from '../../../src/evidence/signatures.ts';
import type { SignatureSubject } from '../../../src/evidence/types.ts';
import { matchSignature } from '../../../src/verdict/signature.ts';

function makeSubject(overrides: Partial<SignatureSubject> = {}): SignatureSubject {
  return {
    status: 200,
    resourceType: 'document',
    redirected: false,
    contentType: 'text/html; charset=utf-8',
    headers: {},
    title: null,
    heading: null,
    bodyExcerpt: null,
    ...overrides,
  };
}

const recognised = (subject: Partial<SignatureSubject>): string | null =>
  matchSignature(makeSubject(subject), signatures)?.id ?? null;

const xhr = { resourceType: 'xhr', contentType: 'application/json' } as const;
const doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html>';
const expressPage =
  '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>TypeError: Cannot read properties of undefined<br> &nbsp; &nbsp;at render (/srv/app.js:3:1)</pre>';

/** Each signature by at least one answer that it must recognise. */
const positives: readonly (readonly [id: string, subject: Partial<SignatureSubject>])[] = [
  ['cloudflare-header', { status: 403, headers: { 'cf-mitigated': 'challenge' } }],
  ['cloudflare-header', { status: 500, headers: { 'cf-mitigated': 'challenge' }, title: 'Anything' }],
  ['cloudflare-interstitial', { status: 403, title: 'Just a moment...' }],
  ['cloudflare-interstitial', { status: 503, title: 'Checking your browser before accessing www.medscape.com.' }],
  ['cloudflare-block', { status: 403, title: 'Attention Required! | Cloudflare' }],
  ['akamai-denied', { status: 403, title: 'Access Denied', headers: { server: 'AkamaiGHost' } }],
  [
    'akamai-reference',
    {
      status: 403,
      title: 'Access Denied',
      heading: 'Access Denied',
      bodyExcerpt:
        '<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\nYou don\'t have permission to access "x" on this server.<P>\nReference&#32;&#35;18.2d351ab8',
    },
  ],
  [
    'imperva',
    {
      bodyExcerpt:
        '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=23"></iframe>',
    },
  ],
  ['imperva-interruption', { title: 'Pardon Our Interruption' }],
  ['human', { status: 403, title: 'Access to this page has been denied' }],
  [
    'datadome',
    {
      status: 403,
      headers: { 'x-datadome': 'protected' },
      bodyExcerpt:
        '<html lang="en"><head><title>medscape.com</title></head><body><script src="https://ct.captcha-delivery.com/c.js"></script>',
    },
  ],
  [
    'datadome',
    {
      ...xhr,
      status: 403,
      headers: { 'x-datadome': 'protected' },
      bodyExcerpt: '{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=x"}',
    },
  ],
  ['aws-waf', { status: 202, headers: { 'x-amzn-waf-action': 'challenge' } }],
  ['aws-waf', { status: 405, headers: { 'x-amzn-waf-action': 'captcha' } }],
  ['vercel', { status: 429, title: 'Vercel Security Checkpoint' }],
  [
    'sucuri',
    { status: 403, title: 'Sucuri WebSite Firewall - Access Denied', headers: { server: 'Sucuri/Cloudproxy' } },
  ],
  ['radware', { title: 'Radware Captcha Page' }],
  [
    'f5',
    {
      title: 'Request Rejected',
      bodyExcerpt:
        '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1',
    },
  ],
  ['proof-of-work', { title: "Making sure you're not a bot!" }],
  ['verify-human', { status: 403, title: 'Verify you are human' }],
  ['verify-human', { title: 'Please verify you are a human' }],
  ['verify-human', { title: 'Are you a robot?' }],
  ['verify-human', { title: 'Human Verification' }],
  ['verify-human', { title: 'Security Check' }],
  ['verify-human', { title: 'Captcha' }],
  ['verify-human', { title: 'reCAPTCHA challenge' }],
  [
    'verify-human-heading',
    { title: 'www.medscape.com', heading: 'Verify you are human by completing the action below.' },
  ],
  [
    'verify-human-heading',
    { status: 403, title: 'www.medscape.com', heading: 'Press & Hold to confirm you are a human (and not a bot).' },
  ],

  ['apache-503', { title: '503 Service Unavailable', heading: 'Service Unavailable' }],
  ['apache-503', { title: '502 Proxy Error', heading: 'Proxy Error' }],
  ['apache-503', { title: '502 Bad Gateway', heading: '502 Bad Gateway' }],
  ['apache-503', { title: '504 Gateway Time-out', heading: '504 Gateway Time-out' }],
  ['maintenance-title', { title: 'Maintenance' }],
  ['maintenance-title', { title: 'Down for maintenance | Medscape' }],
  ['maintenance-title', { title: 'Scheduled Maintenance - Medscape' }],
  ['maintenance-title', { title: "We'll be right back" }],
  ['maintenance-title', { title: 'Site temporarily unavailable' }],
  ['maintenance-title', { ...xhr, contentType: 'text/html', title: 'Under maintenance' }],
  ['maintenance-heading', { title: 'Medscape', heading: "Sorry, we're down for maintenance" }],
  ['maintenance-heading', { title: 'Medscape', heading: 'The site is currently undergoing scheduled maintenance.' }],
  ['json-maintenance', { ...xhr, bodyExcerpt: '{"maintenance":true}' }],
  ['json-maintenance', { ...xhr, bodyExcerpt: '{"error":"Service Unavailable"}' }],

  ['apache-500', { title: '500 Internal Server Error', heading: 'Internal Server Error', bodyExcerpt: doctype }],
  ['apache-500', { title: '500 Proxy Error', heading: 'Proxy Error', bodyExcerpt: doctype }],
  ['titled-500', { title: '500 Internal Server Error', heading: '500 Internal Server Error' }],
  ['titled-500', { title: '500 - Internal server error.', heading: 'Server Error'.replace('Server', '500 server') }],
  ['titled-500', { title: '500: Internal Server Error', heading: '500' }],
  ['titled-500-of-the-site', { title: 'Error 500 - Medscape', heading: '500 Internal Server Error' }],
  ['tomcat', { title: 'HTTP Status 500 – Internal Server Error', heading: 'HTTP Status 500 – Internal Server Error' }],
  ['spring-whitelabel', { heading: 'Whitelabel Error Page' }],
  [
    'rails',
    { title: "We're sorry, but something went wrong (500)", heading: "We're sorry, but something went wrong." },
  ],
  ['rails', { title: 'Action Controller: Exception caught', heading: 'NoMethodError in DrugsController#show' }],
  ['django', { title: 'Server Error (500)', heading: 'Server Error (500)' }],
  ['django-debug', { title: 'TypeError at /drug/samplazole-1', heading: 'TypeError at /drug/samplazole-1' }],
  ['asp-net', { title: 'Runtime Error', heading: "Server Error in '/' Application." }],
  ['asp-net', { title: 'The resource is broken.', heading: "Server Error in '/drugs' Application." }],
  ['symfony', { title: 'An Error Occurred: Internal Server Error', heading: 'Oops! An Error Occurred' }],
  ['wordpress', { title: 'WordPress › Error' }],
  ['wordpress', { title: 'Database Error', heading: 'Error establishing a database connection' }],
  ['express', { title: 'Error', bodyExcerpt: expressPage }],
  [
    'java-trace',
    { bodyExcerpt: 'java.lang.NullPointerException: x is null\n\tat org.medscape.Drug.show(Drug.java:12)\n\tat ...' },
  ],
  [
    'java-trace',
    { bodyExcerpt: '<pre>\norg.springframework.dao.DataAccessException\n   at org.medscape.Drug.<init>(Drug.java:3)' },
  ],
  [
    'java-trace',
    {
      bodyExcerpt:
        'Exception in thread "main" java.lang.OutOfMemoryError: heap\n\tat java.util.Arrays.copyOf(Arrays.java:1)',
    },
  ],
  ['php-error', { bodyExcerpt: '<br />\n<b>Warning</b>:  include(x.php): Failed to open stream in <b>/srv/a.php</b>' }],
  ['php-error', { ...xhr, bodyExcerpt: '<b>Fatal error</b>: Uncaught Error' }],
  ['php-error', { bodyExcerpt: 'PHP Fatal error:  Uncaught Error: Call to undefined function' }],
  ['python-trace', { bodyExcerpt: 'Traceback (most recent call last):\n  File "/srv/app.py", line 3' }],
  [
    'node-trace',
    { bodyExcerpt: "TypeError: Cannot read properties of undefined (reading 'id')\n    at render (/srv/app.js:3:1)" },
  ],
  ['node-trace', { bodyExcerpt: 'Error: boom\n    at file:///srv/app.js:3:1' }],
  ['perl-trace', { heading: 'Software error:' }],
  [
    'json-status-500',
    { ...xhr, bodyExcerpt: '{"timestamp":"2026-11-22T12:00:00Z","status":500,"error":"Internal Server Error"}' },
  ],
  ['json-status-500', { ...xhr, bodyExcerpt: '{ "statusCode": 500, "message": "Internal server error" }' }],
  ['json-status-500', { ...xhr, bodyExcerpt: '{"success":false,"code":"500"}' }],
  ['json-error-500', { ...xhr, bodyExcerpt: '{"message": "Internal server error"}' }],
  ['json-error-500', { ...xhr, bodyExcerpt: '{"errors":[{"message":"Internal server error","locations":[]}]}' }],
  [
    'json-error-500',
    { ...xhr, resourceType: 'fetch', bodyExcerpt: '{"error":{"code":13,"message":"Internal error"}}' },
  ],
  ['sorry-by-redirect', { redirected: true, title: 'Sorry' }],
  ['sorry-by-redirect', { redirected: true, title: "We're sorry, this page cannot be shown" }],
  ['sorry-by-redirect', { redirected: true, title: 'Error | Medscape' }],
  ['sorry-by-redirect', { redirected: true, title: 'Something went wrong' }],
  ['sorry-by-redirect', { ...xhr, contentType: 'text/html', redirected: true, title: 'Oops!' }],
  ['sorry-in-place', { title: 'Sorry', heading: 'Sorry, something went wrong' }],
  ['sorry-in-place', { title: 'Something went wrong | Medscape', heading: 'Something went wrong' }],
  ['sorry-in-place', { title: 'An error occurred', heading: 'An unexpected error has occurred. Please try again.' }],
  [
    'stale-for-500',
    { title: 'Samplazole', headers: { 'x-cache-detail': '"cache hit: 500 status; stale content returned" from www' } },
  ],
  ['stale-warned', { title: 'Samplazole', headers: { warning: '111 www.medscape.localhost "Revalidation failed"' } }],
];

/** Good pages, and failing ones that speak for themselves: none may be recognised. */
const negatives: readonly (readonly [what: string, subject: Partial<SignatureSubject>])[] = [
  [
    'an article about an internal server error',
    {
      title: 'Internal Server Error: What Clinicians Saw in August | Medscape',
      heading: 'Internal Server Error: What Clinicians Saw in August',
    },
  ],
  [
    'an article whose title begins with the number',
    {
      title: '500 Internal Server Error Hits Hospitals | Medscape',
      heading: '500 Internal Server Error Hits Hospitals',
    },
  ],
  [
    'an article with that very heading',
    { title: 'Internal Server Error | Medscape', heading: 'Internal Server Error' },
  ],
  [
    'an article that quotes an error page',
    {
      title: 'How Servers Fail | Medscape',
      heading: 'How Servers Fail',
      bodyExcerpt:
        '<!doctype html><html><head><title>How Servers Fail</title></head><body><h1>How Servers Fail</h1><p>The server encountered an internal error or misconfiguration',
    },
  ],
  [
    'an article that quotes a stack trace',
    {
      title: 'How Programs Fail',
      bodyExcerpt: '<!doctype html><html><body><pre>java.lang.NullPointerException\n\tat a.b.C.d(C.java:1)</pre>',
    },
  ],
  [
    'a search for "internal server error"',
    { title: 'internal server error - Medscape Search', heading: 'Results for "internal server error"' },
  ],
  [
    'a search whose heading is what was searched for',
    { title: '500 internal server error | Search | Medscape', heading: '500 internal server error' },
  ],
  ['a search for "maintenance"', { title: 'maintenance - Medscape Search', heading: 'Results for "maintenance"' }],
  [
    'an article about maintenance therapy',
    { title: 'Maintenance Therapy in Asthma | Medscape', heading: 'Maintenance Therapy in Asthma' },
  ],
  ['an article about health maintenance', { title: 'Health Maintenance | Medscape', heading: 'Health Maintenance' }],
  [
    'an article that says sorry',
    { title: "Why 'Sorry' Is the Hardest Word in Medicine", heading: "Why 'Sorry' Is the Hardest Word in Medicine" },
  ],
  [
    'an article about medical error to which a redirect led',
    { redirected: true, title: 'Medical Error: A Primer | Medscape', heading: 'Medical Error: A Primer' },
  ],
  [
    'an article about access denied',
    { title: 'Access Denied: Patients Without Insurance', heading: 'Access Denied: Patients Without Insurance' },
  ],
  [
    'a page titled "Access Denied" by httpd',
    { status: 403, title: 'Access Denied', heading: 'Access Denied', headers: { server: 'Apache' } },
  ],
  [
    'an article about captchas',
    { title: 'Captcha Fatigue in Clinics | Medscape', heading: 'Captcha Fatigue in Clinics' },
  ],
  ['an article about being human', { title: 'Are You Human Enough? | Medscape', heading: 'Are You Human Enough?' }],
  ['the login page to which a redirect led', { redirected: true, title: 'Log In', heading: 'Log In' }],
  [
    'a page protected by DataDome, and good',
    { title: 'Samplazole', headers: { 'x-datadome': 'protected' }, bodyExcerpt: '<!doctype html><html><head>' },
  ],
  [
    'a page behind Cloudflare, and good',
    { title: 'Samplazole', headers: { 'cf-ray': '8a1-FRA', server: 'cloudflare' } },
  ],
  [
    'a page behind Imperva, and good, with its script',
    {
      title: 'Samplazole',
      headers: { 'x-iinfo': '1' },
      bodyExcerpt: '<!doctype html><html><head><title>Samplazole</title><script src="/_Incapsula_Resource?x"></script>',
    },
  ],
  [
    'a page from a cache',
    {
      title: 'Samplazole',
      headers: { 'x-cache': 'HIT', 'x-cache-detail': '"cache hit" from www', warning: '110 - "Response is stale"' },
    },
  ],
  ['data with an error of its own', { ...xhr, bodyExcerpt: '{"error":"no such drug"}' }],
  ['data with a code that is no status', { ...xhr, bodyExcerpt: '{"code":5001,"items":[]}' }],
  ['data with a dose of 500', { ...xhr, bodyExcerpt: '{"id":500,"dose":"500 mg"}' }],
  ['data that is fine', { ...xhr, bodyExcerpt: '{"status":"ok","items":[]}' }],
  [
    'data whose text speaks of errors',
    { ...xhr, bodyExcerpt: '{"title":"Internal medicine","items":["internal server error"]}' },
  ],
  ['a page of text that is data elsewhere', { bodyExcerpt: '{"statusCode":500}' }],
  [
    'a script that begins with an error class',
    { resourceType: 'script', contentType: 'text/javascript', bodyExcerpt: 'Error: x\n    at /srv/a.js' },
  ],
  ['PHP source', { bodyExcerpt: '<?php include "x.php";' }],
  ['an SSH banner', { bodyExcerpt: 'SSH-2.0-OpenSSH_9.2p1' }],
  ['a listing of a folder', { title: 'Index of /', heading: 'Index of /' }],
  ['an empty page', { title: '', heading: '', bodyExcerpt: '' }],
  [
    "Apache's 500 under 500, where the status is the fact",
    { status: 500, title: '500 Internal Server Error', heading: 'Internal Server Error', bodyExcerpt: doctype },
  ],
  ['a maintenance page under 503', { status: 503, title: 'Maintenance' }],
  ['a traceback under 404', { status: 404, bodyExcerpt: 'Traceback (most recent call last):' }],
  ['a sorry page that no redirect led to, without the heading', { title: 'Sorry', heading: 'Choose your specialty' }],
  ['no answer at all', { status: null, title: 'Just a moment...' }],
];

describe('signatures of answers that are not what their status says', () => {
  for (const [id, subject] of positives) {
    const { status = 200, title, heading, headers, bodyExcerpt } = subject;
    test(`${id} recognises ${JSON.stringify(title ?? heading ?? headers ?? bodyExcerpt?.slice(0, 60))} under ${String(status)}`, () => {
      assert.equal(recognised(subject), id);
    });
  }

  for (const [what, subject] of negatives) {
    test(`none recognises ${what}`, () => {
      assert.equal(recognised(subject), null);
    });
  }

  test('every signature is recognised in an example, has a name of its own and says what it is', () => {
    const shown = new Set(positives.map(([id]) => id));

    assert.deepEqual(
      signatures.map(({ id }) => id).filter((id) => !shown.has(id)),
      [],
    );
    assert.equal(new Set(signatures.map(({ id }) => id)).size, signatures.length);
    assert.deepEqual(
      signatures.filter(({ why }) => why.trim() === ''),
      [],
    );
  });

  test('the recorder keeps every header that a signature asks for', () => {
    const asked = new Set(signatures.flatMap(({ headers }) => Object.keys(headers ?? {})));

    assert.deepEqual(
      [...asked].filter((name) => !keptHeaders.includes(name)),
      [],
    );
  });

  test('a challenge is found before anything that stands behind it in the data', () => {
    const behind = [...signatures].toReversed();
    const subject = makeSubject({ title: 'Maintenance', headers: { 'cf-mitigated': 'challenge' } });

    assert.equal(matchSignature(subject, behind)?.id, 'cloudflare-header');
  });

  test('a signature without a pattern recognises nothing', () => {
    const empty = [{ id: 'empty', kind: 'challenge', why: 'nothing', status: [200], contentType: 'html' }] as const;

    assert.equal(matchSignature(makeSubject(), empty), null);
  });

  test('long hostile input is read in no time', () => {
    const hostile = [
      '<html><head>'.repeat(300),
      `${' '.repeat(2000)}at `.repeat(2),
      'a.'.repeat(2000),
      '{"ok":false,'.repeat(300),
      'sorry'.repeat(800),
    ];
    const started = performance.now();

    for (const bodyExcerpt of hostile) {
      recognised({
        bodyExcerpt,
        title: bodyExcerpt.slice(0, 200),
        heading: bodyExcerpt.slice(0, 200),
        redirected: true,
      });
      recognised({ ...xhr, bodyExcerpt });
    }

    assert.ok(performance.now() - started < 500);
  });
});
