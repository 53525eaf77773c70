import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { alertmanagerChannel } from '../../../src/alert/channels/alertmanager.ts';
import { slackChannel } from '../../../src/alert/channels/slack.ts';
import { webhookChannel } from '../../../src/alert/channels/webhook.ts';
import type { Delivered } from '../../../src/alert/types.ts';
import { useServer } from '../support/server.ts';
import { makeBasis, makeMessage } from './message-build.ts';

const token = 'T00000000B11111111xyzXYZ';
const secret = `whsec_${Buffer.from('thirty-two bytes of a test secret').toString('base64')}`;
const asked: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

const says =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      asked.push({ headers: request.headers, body: text });
      response.writeHead(status, headers).end(body);
    });
  };

const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();

const server = useServer({
  '/ok': says(200, 'ok'),
  '/json-ok': says(200, '{"ok":true}'),
  '/success': says(200, '{"success":true}'),
  '/empty': says(204),
  '/error-in-200': says(200, '{"ok":false,"error":"channel_is_archived"}'),
  '/sign-in': says(200, '<!doctype html><title>Sign in</title><p>Who are you?'),
  '/500': says(500, `upstream of /services/${token} is gone`),
  '/429': says(429, 'rate_limited', { 'retry-after': '7' }),
  '/429-date': says(429, '', { 'retry-after': inAnHour }),
  '/429-never': says(429, '', { 'retry-after': '999999999999' }),
  '/429-nonsense': says(429, '', { 'retry-after': 'soon' }),
  '/503': says(503, 'x'.repeat(100_000), { 'retry-after': '30' }),
  '/400': says(400, 'invalid_payload', { 'retry-after': '30' }),
  '/404': says(404, 'no_service'),
  '/408': says(408),
  '/moved': says(301, '', { location: '/trap' }),
  '/moved-for-now': says(302, '', { location: 'https://sign-in.example.org/' }),
  '/trap': says(200, 'ok'),
  '/hang': () => undefined,
  '/drip': (_, response) => {
    response.writeHead(200).write('o');
    const drops = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drops));
  },
  '/reset': (request) => request.socket.destroy(),
  '/half': (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('o');
    setTimeout(() => response.destroy(), 20);
  },
  '/api/v2/alerts': says(200, '<title>Not an Alertmanager</title>'),
});

const { signal } = new AbortController();
const origin = () => server().origin('127.0.0.1');

interface Case {
  readonly path: string;
  readonly error: RegExp;
  readonly again: boolean;
  readonly retryAfterMs?: number;
}

const refusals: readonly Case[] = [
  {
    path: '/error-in-200',
    error: /^answered 200, and not "ok": \{"ok":false,"error":"channel_is_archived"\}$/,
    again: true,
  },
  { path: '/sign-in', error: /^answered 200, and not "ok": Sign in Who are you\?$/, again: true },
  { path: '/500', error: /^answered 500: upstream of \/services\/\[redacted\] is gone$/, again: true },
  { path: '/429', error: /^answered 429: rate_limited$/, again: true, retryAfterMs: 7_000 },
  { path: '/429-never', error: /^answered 429$/, again: true, retryAfterMs: 86_400_000 },
  { path: '/429-nonsense', error: /^answered 429$/, again: true },
  { path: '/503', error: /^answered 503: x{100,}…$/, again: true, retryAfterMs: 30_000 },
  { path: '/400', error: /^answered 400: invalid_payload$/, again: false },
  { path: '/404', error: /^answered 404: no_service$/, again: false },
  { path: '/408', error: /^answered 408$/, again: true },
  { path: '/moved', error: /^answered 301, a redirect to \/trap, which is not followed$/, again: false },
  { path: '/moved-for-now', error: /^answered 302, a redirect to https:\/\/sign-in\.example\.org\//, again: true },
  { path: '/reset', error: /other side closed|ECONNRESET/, again: true },
  { path: '/half', error: /terminated|aborted|other side closed|ECONNRESET/, again: true },
];

describe('a Slack-compatible webhook', () => {
  const send = (path: string, timeoutMs?: number): Promise<Delivered> =>
    slackChannel(makeBasis('slack', [token], timeoutMs), `${origin()}${path}?token=${token}`).send(
      makeMessage(),
      'key',
      signal,
    );

  for (const path of ['/ok', '/json-ok', '/success', '/empty'])
    test(`${path} took it`, async () => assert.deepEqual(await send(path), { ok: true }));

  for (const { path, error, again, retryAfterMs = null } of refusals)
    test(`${path} did not, and ${again ? 'may at another time' : 'never will'}`, async () => {
      const delivered = await send(path);
      assert.ok(!delivered.ok);
      assert.match(delivered.error, error);
      assert.deepEqual([delivered.again, delivered.retryAfterMs], [again, retryAfterMs]);
      assert.doesNotMatch(delivered.error, new RegExp(token));
      assert.ok(delivered.error.length <= 300);
    });

  test('a Retry-After that is a date is counted from now', async () => {
    const delivered = await send('/429-date');
    assert.ok(!delivered.ok && delivered.retryAfterMs !== null);
    assert.ok(
      delivered.retryAfterMs > 3_000_000 && delivered.retryAfterMs <= 3_600_000,
      String(delivered.retryAfterMs),
    );
  });

  for (const path of ['/hang', '/drip'])
    test(`${path} is given up in its time`, async () => {
      const expected = { ok: false, error: 'no answer within 0.2 s', again: true, retryAfterMs: null };
      assert.deepEqual(await send(path, 200), expected);
    });

  test('nobody is sent where a redirect leads', () => {
    assert.ok(server().hits.every((hit) => !hit.endsWith('/trap')));
  });

  test('whoever ends the monitor does not wait for it', async () => {
    const channel = slackChannel(makeBasis('slack'), `${origin()}/hang`);
    const ending = new AbortController();
    const sent = channel.send(makeMessage(), 'key', ending.signal);
    ending.abort();
    const ended = { ok: false, error: 'was ended before an answer came', again: true, retryAfterMs: null };
    assert.deepEqual(await sent, ended);
    const before = { ...ended, error: 'was ended before it was sent' };
    assert.deepEqual(await channel.send(makeMessage(), 'key', ending.signal), before);
  });

  test('where nobody listens it says so, and may be tried again', async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo; // it listens on TCP
    await new Promise((done) => closed.close(done));
    const gone = slackChannel(makeBasis('slack'), `http://127.0.0.1:${String(port)}/`);
    const error = `connect ECONNREFUSED 127.0.0.1:${String(port)}`;
    assert.deepEqual(await gone.send(makeMessage(), 'key', signal), {
      ok: false,
      error,
      again: true,
      retryAfterMs: null,
    });
  });
});

describe('a signed webhook', () => {
  const send = (path: string) =>
    webhookChannel(makeBasis('bus', [secret]), {
      url: `${origin()}${path}`,
      secret,
      authorization: 'Bearer of-a-test-token',
    }).send(makeMessage(), 'INC-7/opened/run-1/bus', signal);
  const headersOf = ({ headers }: (typeof asked)[number]) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

  test('is verified by its receiver, who knows a second try by its id', async () => {
    asked.length = 0;
    assert.deepEqual(await send('/trap'), { ok: true });
    assert.deepEqual(await send('/trap'), { ok: true });
    const [first, second] = asked;
    assert.ok(first && second);
    const body: unknown = new Webhook(secret).verify(first.body, headersOf(first));
    const expected: unknown = JSON.parse(
      JSON.stringify({ schemaVersion: 1, key: 'INC-7/opened/run-1/bus', ...makeMessage() }),
    );
    assert.deepEqual(body, expected);
    assert.equal(first.headers['webhook-id'], 'INC-7/opened/run-1/bus');
    assert.equal(second.headers['webhook-id'], first.headers['webhook-id']);
    assert.equal(first.headers['content-type'], 'application/json');
    assert.equal(first.headers.authorization, 'Bearer of-a-test-token');
    const changed = first.body.replace('critical', 'info');
    assert.throws(() => new Webhook(secret).verify(changed, headersOf(first)), /No matching signature/);
  });

  test('a 2xx is enough, whatever else its receiver says', async () => {
    assert.deepEqual(await send('/sign-in'), { ok: true });
    assert.deepEqual(await send('/drip'), { ok: true });
  });

  test('a refusal is told with what it says', async () => {
    assert.deepEqual(await send('/404'), {
      ok: false,
      error: 'answered 404: no_service',
      again: false,
      retryAfterMs: null,
    });
  });
});

test('what is no Alertmanager is told as none', async () => {
  const channel = alertmanagerChannel(makeBasis('am'), { url: origin(), authorization: null });
  const delivered = await channel.send(makeMessage(), 'key', signal);
  assert.ok(!delivered.ok);
  assert.equal(delivered.error, 'answered what no Alertmanager does: Not an Alertmanager');
});
