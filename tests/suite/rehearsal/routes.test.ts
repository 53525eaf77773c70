import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ask, type Asked, type Ports } from '../../../src/rehearsal/steps/ask.ts';
import { compareRoute } from '../../../src/rehearsal/steps/compare-routes.ts';
import { badEnds, compareEnds } from '../../../src/rehearsal/steps/follow.ts';
import { rulesWithGuessed } from '../../../src/rehearsal/steps/origins.ts';
import { compareAll, isLost, judgeRoutes } from '../../../src/rehearsal/steps/routes.ts';
import { shapeOf } from '../../../src/rehearsal/steps/shape.ts';
import { breachesOf, unseen, type PrivateLooks } from '../../../src/rehearsal/steps/two-users.ts';
import { readUrls, unlisted } from '../../../src/rehearsal/steps/urls.ts';
import type { RouteAnswer } from '../../../src/rehearsal/types.ts';

const url = 'https://www.example.test/a';
const answer = (over: Partial<RouteAnswer> = {}): RouteAnswer => ({
  ...{ status: 200, errorText: null, location: null, contentType: 'text/html; charset=UTF-8' },
  ...{ headers: {}, cookies: [], shape: 'page “A”, heading “A”, 1 form' },
  ...over,
});

describe('the same URL of baseline and candidate', () => {
  const sent = (location: string, status = 302): Partial<RouteAnswer> => ({ status, location, shape: 'empty' });
  const cases: readonly (readonly [string, Partial<RouteAnswer>, Partial<RouteAnswer>, string | null])[] = [
    ['answers alike', {}, {}, null],
    ['answers 500', {}, { status: 500 }, 'breaks status'],
    ['is not found any more', {}, { status: 404 }, 'breaks status'],
    ['answers nothing', {}, { status: null, errorText: 'ECONNRESET' }, 'breaks status'],
    ['is found at last', { status: 404 }, {}, 'differs status'],
    ['fails in another way that is no worse', { status: 503 }, { status: 502 }, 'differs status'],
    ['is sent elsewhere', {}, sent('/b', 301), 'differs status'],
    ['is sent to where it came from', sent('/b'), sent('/a'), 'breaks redirect'],
    ['is sent to another page', sent('/b'), sent('/c'), 'differs redirect'],
    ['is sent to another host', sent('https://www.example.test/b'), sent('http://127.0.0.1:8080/b'), 'breaks redirect'],
    ['is of another charset', {}, { contentType: 'text/html' }, 'differs content type'],
    ['is of another type', {}, { contentType: 'text/plain' }, 'breaks content type'],
    [
      'has lost its HSTS',
      { headers: { 'strict-transport-security': ['max-age=1'] } },
      {},
      'breaks strict-transport-security',
    ],
    [
      'has won a policy',
      {},
      { headers: { 'content-security-policy': ["default-src 'self'"] } },
      'differs content-security-policy',
    ],
    [
      'has a header twice',
      { headers: { 'x-frame-options': ['DENY'] } },
      { headers: { 'x-frame-options': ['DENY', 'SAMEORIGIN'] } },
      'breaks x-frame-options',
    ],
    [
      'may be kept for everybody',
      { headers: { 'cache-control': ['private, no-cache'] } },
      { headers: { 'cache-control': ['public, max-age=60'] } },
      'breaks cache-control',
    ],
    [
      'may be kept longer',
      { headers: { 'cache-control': ['public, max-age=60'] } },
      { headers: { 'cache-control': ['public, max-age=90'] } },
      'differs cache-control',
    ],
    [
      'has a cookie that is not Secure any more',
      { cookies: ['sid; HttpOnly; Secure'] },
      { cookies: ['sid; HttpOnly'] },
      'breaks cookie',
    ],
    [
      'has a cookie that is Secure now',
      { cookies: ['sid; HttpOnly'] },
      { cookies: ['sid; HttpOnly; Secure'] },
      'differs cookie',
    ],
    ['sets no cookie any more', { cookies: ['sid; HttpOnly'] }, {}, 'breaks cookie'],
    ['is another page', {}, { shape: 'page “B”, heading “B”, 1 form' }, 'breaks body'],
    ['is the same page with another form', {}, { shape: 'page “A”, heading “A”, 2 form' }, 'differs body'],
    ['is empty', {}, { shape: 'empty' }, 'breaks body'],
    ['cannot be decoded', {}, { errorText: 'the body is said to be gzip and is not' }, 'breaks encoding'],
  ];
  for (const [what, was, is, expected] of cases) {
    test(`${what}: ${expected ?? 'nothing to tell'}`, () => {
      const found = compareRoute(url, answer(was), answer(was), answer(is)).map((one) => `${one.weight} ${one.what}`);
      assert.deepEqual(found, expected === null ? [] : [expected]);
    });
  }

  test('that differs from one time to the next says nothing of the candidate', () => {
    const [one, other, third] = ['1', '2', '3'].map((n) => answer({ shape: `page “A”, heading “A”, ${n} form` }));
    assert.deepEqual(compareRoute(url, one ?? answer(), other ?? answer(), third ?? answer()), []);
  });
});

test('a host that only the candidate has needs no more than an answer', () => {
  const one = (status: number): ReadonlyMap<string, Asked> =>
    new Map([[url, { answer: answer({ status }), headers: {}, body: '' }]]);
  const none = { first: new Map<string, Asked>(), again: new Map<string, Asked>() };
  assert.deepEqual(compareAll([url], none, one(404)), []);
  assert.deepEqual(compareAll([url], none, one(503)), [
    { url, what: 'status', baseline: 'no such host', candidate: '503', weight: 'breaks' },
  ]);
});

test('a body is known by what it is', () => {
  const cases: readonly (readonly [string, string | null, string])[] = [
    ['', 'text/html', 'empty'],
    ['<!doctype html><title>T</title><h1>H</h1><form></form>', null, 'page “T”, heading “H”, 1 form'],
    ['{"a":1,"b":2}', 'application/json', 'data with a, b'],
    ['[1]', 'application/json', 'data, a list'],
    ['<p>', 'application/json', 'data that cannot be read'],
    ['body {}', 'text/css; charset=utf-8', 'text/css, 7 bytes'],
  ];
  for (const [body, type, expected] of cases) assert.equal(shapeOf(Buffer.from(body), type), expected);
});

describe('asking', () => {
  const server = createServer((request, response) => {
    const zipped = gzipSync('<title>Zipped</title>');
    if (request.url === '/zipped')
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(zipped);
    else if (request.url === '/liar')
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end('plain');
    else
      response
        .writeHead(200, {
          'set-cookie': 'sid=secret; Secure; Path=/; Max-Age=60',
          'x-host': request.headers.host ?? '',
          expires: new Date(Date.now() + 3_600_000).toUTCString(),
          date: new Date().toUTCString(),
        })
        .end();
  });
  let ports: Ports = [];
  before(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ports = [{ address: null, port: 80, mapped: (server.address() as AddressInfo).port, tls: false }]; // it listens on TCP
  });
  after(() => void server.close());

  test('goes to this machine under production’s name, and keeps no value of a cookie', async () => {
    const { answer: seen, headers } = await ask('http://www.example.test/', { ports, ca: null });
    assert.deepEqual(headers['x-host'], ['www.example.test']);
    assert.deepEqual(seen.cookies, ['sid; Max-Age; Path=/; Secure']);
    assert.match(seen.headers['expires']?.[0] ?? '', /^3[56]\d\d s after its Date$/);
  });

  test('reads what is encoded, and tells what only says so', async () => {
    assert.match((await ask('http://www.example.test/zipped', { ports, ca: null })).answer.shape, /Zipped/);
    assert.match(
      (await ask('http://www.example.test/liar', { ports, ca: null })).answer.errorText ?? '',
      /said to be gzip/,
    );
  });

  test('goes nowhere where nothing listens', async () => {
    const { answer: seen } = await ask('https://www.example.test/', { ports, ca: null });
    assert.deepEqual([seen.status, seen.errorText], [null, 'nothing listens there']);
  });
});

describe('a redirect', () => {
  const leads: Readonly<Record<string, string>> = {
    ...{ '/a': '/b', '/b': '/a', '/old': '/nowhere', '/twice': '/once', '/once': '/page' },
    ...{ '/away': 'https://elsewhere.test/', '/silent': 'https://www.example.test/' },
    ...{ '/fails': '/failing' },
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const location = leads[path];
    if (path === '/hello' && request.headers.cookie !== 'seen=1')
      response.writeHead(302, { location: '/hello', 'set-cookie': 'seen=1; Path=/' }).end();
    else if (location !== undefined) response.writeHead(301, { location }).end();
    else response.writeHead(path === '/nowhere' ? 404 : path === '/failing' ? 500 : 200).end();
  });
  before(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
  after(() => void server.close());

  const seen = (over: Partial<RouteAnswer>): Asked => ({ answer: answer(over), headers: {}, body: '' });
  const asking = () => ({
    ports: [{ address: null, port: 80, mapped: (server.address() as AddressInfo).port, tls: false }], // it listens on TCP
    ...{ ca: null, isOurs: (name: string) => name === 'www.example.test' },
  });
  const cases: readonly (readonly [string, string, Partial<RouteAnswer>, RegExp | null])[] = [
    ['that goes in a circle', '/a', {}, /^in a circle, by way of http:\/\/www\.example\.test\/[ab]$/],
    ['to a page that there is not', '/old', {}, /^404 at http:\/\/www\.example\.test\/nowhere$/],
    ['to a port where nothing listens', '/silent', {}, /^nothing listens there at https:/],
    ['to a page, in two steps', '/twice', {}, null],
    ['to a host of somebody else’s', '/away', {}, null],
    ['to itself, once, to see whether a cookie is kept', '/hello', {}, null],
    ['in the place of a refusal', '/old', { status: 403 }, null],
    ['that was there before', '/old', { status: 301, location: '/nowhere' }, null],
  ];
  for (const [what, path, was, expected] of cases) {
    test(`that the candidate has brought, ${what}: ${expected === null ? 'nothing to tell' : 'breaks'}`, async () => {
      const from = `http://www.example.test${path}`;
      const baseline = new Map([[from, seen(was)]]);
      const candidate = new Map([[from, await ask(from, asking())]]);
      const found = await compareEnds([from], { first: baseline, again: baseline }, candidate, asking());
      assert.deepEqual(
        found.map(({ weight }) => weight),
        expected === null ? [] : ['breaks'],
      );
      if (expected !== null) assert.match(found[0]?.candidate ?? '', expected);
    });
  }

  const alone: readonly (readonly [string, string, RegExp | null])[] = [
    ['in a circle', '/a', /^http:\/\/www\.example\.test\/a: where it leads, in a circle, by way of /],
    ['to a page that fails', '/fails', /: where it leads, 500 at http:\/\/www\.example\.test\/failing$/],
    ['to a page that there is not, which may be meant', '/old', null],
    ['to a port where only a balancer may listen', '/silent', null],
    ['to a page, in two steps', '/twice', null],
    ['to a host of somebody else’s', '/away', null],
  ];
  for (const [what, path, expected] of alone)
    test(`without a baseline, ${what}: ${expected === null ? 'nothing to tell' : 'NO-GO'}`, async () => {
      const from = `http://www.example.test${path}`;
      const candidate = new Map([[from, await ask(from, asking())]]);
      const judged = judgeRoutes(candidate, await badEnds([from], candidate, asking()), null);
      assert.equal(judged.verdict, expected === null ? 'ok' : 'no-go', judged.summary);
      assert.match(judged.details[0]?.text ?? '', expected ?? /^$/);
    });
});

describe('the pages of a site', () => {
  const answers = (...statuses: readonly (number | null)[]) =>
    new Map(
      statuses.map((status, index): [string, Asked] => [
        `${url}${String(index)}`,
        { answer: answer({ status }), headers: {}, body: '' },
      ]),
    );
  const cases: readonly (readonly [string, ReturnType<typeof answers> | null, ReturnType<typeof answers>, boolean])[] =
    [
      ['that all fail', answers(200, 200, 404), answers(500, null, 404), true],
      ['of which one is left', answers(200, 200, 404), answers(500, 200, 404), false],
      ['that never were', answers(404), answers(404), false],
      ['that all fail, without a baseline', null, answers(500, null), true],
      ['of which one is refused, without a baseline', null, answers(500, 403), false],
    ];
  for (const [what, was, is, expected] of cases)
    test(`${what}: ${expected ? 'are lost' : 'are not lost'}`, () =>
      assert.equal(isLost(was === null ? null : { first: was, again: was }, is), expected));
});

describe('private pages of two members', () => {
  const seen = (body: string, headers: Readonly<Record<string, readonly string[]>> = {}, status = 200): Asked => ({
    answer: answer({ status, headers }),
    headers,
    body,
  });
  const [a, b] = [seen('<p>Profile of alice.one</p>'), seen('<p>Profile of bertha.two</p>')];
  const away = seen('', {}, 302);
  const looks = (over: Partial<PrivateLooks> = {}): PrivateLooks => ({
    url,
    first: [a, b],
    again: [a, b],
    stranger: away,
    ...over,
  });
  const cases: readonly (readonly [string, PrivateLooks, RegExp | null])[] = [
    ['each their own', looks(), null],
    ['one page for both', looks({ first: [a, a], again: [a, a] }), /the very same page/],
    ['one’s page for the other, the second time', looks({ again: [a, a] }), /shows “alice\.one”/],
    ['a member’s page for a stranger', looks({ stranger: b }), /a stranger sees “bertha\.two”/],
    [
      'a public cache',
      looks({ first: [seen(a.body, { 'cache-control': ['public, max-age=60'] }), b] }),
      /may be kept for everybody/,
    ],
    ['out of a cache', looks({ again: [seen(a.body, { age: ['4'] }), b] }), /came out of a cache/],
  ];
  for (const [what, of, expected] of cases) {
    test(what, () => {
      const found = breachesOf(of);
      if (expected === null) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), expected);
    });
  }
  test('that nobody got are no proof', () =>
    assert.deepEqual(unseen([looks({ first: [a, away] })]), [`${url} answers 200 and 302`]));
});

test('a page that journeys visit, and that is not in the matrix, is told; logging in is not', () => {
  const visited = [
    '/drugs',
    '/search/?q=aspirin',
    '/search/?q=new',
    '/login/sso/getlogin?urlCache=a',
    '/sso/accept?ticket=b',
  ];
  assert.deepEqual(unlisted(visited.map((path) => `http://www.medscape.localhost:4310${path}`)), ['/search/?q=new']);
});

test('a list of URLs names the line that is none', () => {
  assert.deepEqual(readUrls('# some\n\nhttps://www.example.test/m\n', 'urls.txt'), ['https://www.example.test/m']);
  assert.throws(
    () => readUrls('https://a.test/\nftp://b.test/\n', 'urls.txt'),
    /urls\.txt, line 2: "ftp:\/\/b\.test\/" is no http or https URL/,
  );
});

describe('rules for a browser', () => {
  const ports: Ports = [{ address: null, port: 80, mapped: 20_080, tls: false }];
  const host = (name: string) => ({
    ...{ address: '*:80', name, aliases: [], isDefault: true, listened: true, place: null },
  });
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'lead to a virtual host that Apache itself has named',
      '127.0.1.1',
      'MAP * ~NOTFOUND',
      'MAP 127.0.1.1:80 127.0.0.1:20080, MAP * ~NOTFOUND',
    ],
    [
      'are left alone where the name is known',
      'www.example.test',
      'MAP www.example.test:80 127.0.0.1:1, MAP * ~NOTFOUND',
      'MAP www.example.test:80 127.0.0.1:1, MAP * ~NOTFOUND',
    ],
  ];
  for (const [what, name, rules, expected] of cases)
    test(what, () => assert.equal(rulesWithGuessed(rules, [host(name)], ports), expected));
});
