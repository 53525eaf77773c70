import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { after, before, describe, test } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { emailChannel, type EmailOptions } from '../../../src/alert/channels/email.ts';
import type { Delivered, Message } from '../../../src/alert/types.ts';
import { makeBasis, makeIncident, makeMessage } from './message-build.ts';

interface Taken {
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | null;
  /** Header lines unfolded, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
}

const taken: Taken[] = [];
const password = 'not-in-any-error-7';
const refused = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** What a mail server does wrong is asked for by the recipient's name. */
const sink: SMTPServerOptions = {
  authOptional: true,
  logger: false,
  onAuth: ({ username, password: given }, _, answer) =>
    given === password ? answer(null, { user: username }) : answer(refused(535, `${given ?? ''} is not it`)),
  onRcptTo: ({ address }, _, answer) => {
    if (address.startsWith('full@')) answer(refused(452, 'mailbox full'));
    else if (address.startsWith('nobody@')) answer(refused(550, 'no such user'));
    else answer();
  },
  onData: (stream, { envelope, secure, user }, answer) => {
    const to = envelope.rcptTo.map(({ address }) => address);
    let raw = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      raw += part;
    });
    stream.on('end', () => {
      if (to.includes('hang@example.org')) return;
      if (to.includes('later@example.org')) return answer(refused(451, 'try again later'));
      if (to.includes('spam@example.org')) return answer(refused(554, 'looks like spam'));
      const [head = ''] = raw.split('\r\n\r\n');
      const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
      );
      taken.push({ to, secure, user: typeof user === 'string' ? user : null, headers, raw });
      return answer();
    });
  },
};

const listen = (options: SMTPServerOptions): Promise<SMTPServer> =>
  new Promise((listening) => {
    const server = new SMTPServer(options);
    // a client that hangs up on a server that hangs is what is tested
    server.on('error', () => undefined);
    server.listen(0, '127.0.0.1', () => listening(server));
  });

const portOf = ({ server }: SMTPServer): number => (server.address() as AddressInfo).port; // it listens on TCP

describe('a mail server', () => {
  let plain: SMTPServer;
  let encrypted: SMTPServer;
  const { signal } = new AbortController();
  const trusted = getCACertificates('default');
  before(async () => {
    const authority = await makeAuthority();
    setDefaultCACertificates([...trusted, authority.certificate]);
    const { certificate: cert, key } = await authority.issue({ names: ['127.0.0.1'] });
    plain = await listen({ ...sink, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    encrypted = await listen({ ...sink, cert, key });
  });
  after(async () => {
    setDefaultCACertificates(trusted);
    for (const server of [plain, encrypted]) await new Promise<void>((closed) => server.close(closed));
  });

  const send = (
    options: Partial<EmailOptions> = {},
    message: Message = makeMessage(),
    key = 'INC-7/opened/run-1/mail',
    timeoutMs?: number,
  ): Promise<Delivered> =>
    emailChannel(makeBasis('mail', [password], timeoutMs), {
      host: '127.0.0.1',
      port: portOf(plain),
      tls: 'none',
      auth: null,
      from: 'Medscape journeys <journeys@example.org>',
      to: ['oncall@example.org'],
      ...options,
    }).send(message, key, signal);

  test('takes an alert and its resolution as one thread', async () => {
    taken.length = 0;
    const over = makeMessage({ kind: 'resolved', incident: makeIncident({ resolvedAt: '2026-11-22T03:40:00.000Z' }) });
    assert.deepEqual(await send(), { ok: true });
    assert.deepEqual(await send({}, over, 'INC-7/resolved/run-2/mail'), { ok: true });
    assert.deepEqual(await send({}, over, 'INC-7/resolved/run-2/mail'), { ok: true });
    const [opened, resolved, again] = taken.map(({ headers }) => headers);
    assert.ok(opened && resolved && again);
    assert.match(opened['message-id'] ?? '', /^<[0-9a-f]{32}@example\.org>$/);
    assert.notEqual(opened['message-id'], resolved['message-id']);
    assert.equal(resolved['message-id'], again['message-id'], 'a second try of the same is the same mail');
    assert.equal(opened['references'], resolved['references']);
    assert.equal(resolved['in-reply-to'], resolved['references']);
    assert.equal(resolved['subject'], `Re: ${opened['subject'] ?? ''}`);
    assert.equal(opened['x-idempotency-key'], 'INC-7/opened/run-1/mail');
    assert.equal(opened['auto-submitted'], 'auto-generated');
    assert.equal(opened['importance'], 'High');
    assert.equal(resolved['importance'], undefined);
    assert.match(opened['content-type'] ?? '', /^multipart\/alternative/);
  });

  test('that offers STARTTLS is logged in to when the line is encrypted', async () => {
    taken.length = 0;
    const auth = { user: 'journeys', pass: password };
    assert.deepEqual(await send({ port: portOf(encrypted), tls: 'starttls', auth }), { ok: true });
    assert.deepEqual([taken[0]?.secure, taken[0]?.user], [true, 'journeys']);
  });

  test('that offers no STARTTLS gets neither mail nor password, where it was asked for', async () => {
    taken.length = 0;
    const delivered = await send({ tls: 'starttls', auth: { user: 'journeys', pass: password } });
    assert.ok(!delivered.ok && delivered.again);
    assert.match(delivered.error, /STARTTLS/);
    assert.deepEqual(taken, []);
  });

  test('whose certificate nobody vouches for gets no mail', async () => {
    setDefaultCACertificates(trusted);
    const delivered = await send({ port: portOf(encrypted), tls: 'starttls' });
    assert.ok(!delivered.ok && delivered.again);
    assert.match(delivered.error, /certificate/i);
  });

  const refusals: readonly { readonly to: string; readonly error: RegExp; readonly again: boolean }[] = [
    { to: 'later', error: /451 try again later/, again: true },
    { to: 'spam', error: /554 looks like spam/, again: false },
    { to: 'full', error: /452 mailbox full/, again: true },
    { to: 'nobody', error: /550 no such user/, again: false },
  ];
  for (const { to, error, again } of refusals)
    test(`that refuses ${to}@ ${again ? 'may take it at another time' : 'never will'}`, async () => {
      const delivered = await send({ to: [`${to}@example.org`] });
      assert.ok(!delivered.ok);
      assert.match(delivered.error, error);
      assert.deepEqual([delivered.again, delivered.retryAfterMs], [again, null]);
    });

  test('that refuses one of two took it in part, and is not asked again', async () => {
    assert.deepEqual(await send({ to: ['oncall@example.org', 'nobody@example.org'] }), {
      ok: true,
      note: 'the server refused nobody@example.org, and took it for the others',
    });
  });

  test('that refuses the password does not have it shown', async () => {
    const delivered = await send({ auth: { user: 'journeys', pass: `${password}-wrong` } });
    assert.ok(!delivered.ok && !delivered.again);
    assert.match(delivered.error, /535 \[redacted\]/);
  });

  test('that hangs is given up in its time', async () => {
    const expected = { ok: false, error: 'no answer within 1 s', again: true, retryAfterMs: null };
    assert.deepEqual(await send({ to: ['hang@example.org'] }, makeMessage(), 'key', 1_000), expected);
  });
});
