import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import type { Break } from '../../../standin/faults/types.ts';
import type { Head } from '../../../standin/relay/head.ts';
import { startRelay, type Relay } from '../../../standin/relay/relay.ts';

const body = 'x'.repeat(200_000);

/** What the application behind the relay was asked, `METHOD path body-length`. */
const asked: string[] = [];

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const sent = await text(incoming);
  asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''} ${String(sent.length)}`);
  if (incoming.url === '/host') outgoing.end(incoming.headers.host);
  else if (incoming.url === '/unchanged') outgoing.writeHead(304, { ETag: '"1"' }).end();
  else if (incoming.url === '/chunked') outgoing.write(body.slice(0, 1_000), () => outgoing.end(body.slice(1_000)));
  else outgoing.writeHead(200, { 'Content-Length': body.length }).end(body);
}

/** A bare connection: what comes back on it, and how it ended. */
async function talk(
  port: number,
  requests: readonly string[],
): Promise<{ readonly got: string; readonly ended: 'FIN' | 'RST' }> {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const request of requests) socket.write(request);
  const ended = await new Promise<'FIN' | 'RST'>((resolve) => {
    socket.once('error', () => resolve('RST'));
    socket.once('close', () => resolve('FIN'));
  });
  return { got: Buffer.concat(chunks).toString('latin1'), ended };
}

const get = (path: string, more = 'Connection: close\r\n'): string =>
  `GET ${path} HTTP/1.1\r\nHost: www.site.localhost:4310\r\n${more}\r\n`;

describe('the relay', () => {
  let application: Server;
  let relay: Relay;
  const seen: string[] = [];
  const breaks = new Map<string, Break>();

  before(async () => {
    application = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(0, '127.0.0.1');
    await once(application, 'listening');
    const { port: behind } = application.address() as AddressInfo; // it listens on TCP
    relay = await startRelay({
      port: 0,
      behind,
      breakOf: (head: Head, onConnection) => {
        seen.push(`${head.firstLine} on ${head.header('host') ?? ''} #${String(onConnection)}`);
        return breaks.get(head.firstLine.split(' ')[1] ?? '') ?? null;
      },
    });
  });
  after(async () => {
    await relay.stop();
    application.closeAllConnections();
    application.close();
  });
  const clear = (): void => {
    breaks.clear();
    asked.length = 0;
    seen.length = 0;
  };

  test('hands an exchange through byte by byte, its Host untouched', async () => {
    clear();
    const { got, ended } = await talk(relay.port, [get('/host')]);
    assert.equal(ended, 'FIN');
    assert.match(got, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(got, /\r\n\r\n(?:[0-9a-f]+\r\n)?www\.site\.localhost:4310/);
    assert.ok((await talk(relay.port, [get('/')])).got.endsWith(body));
  });

  test('tells each request of a kept connection, however its bytes are cut into pieces', async () => {
    clear();
    const post = `POST /form HTTP/1.1\r\nhost: a.localhost\r\nContent-Length: 5\r\n\r\nGET /`;
    const all = post + get('/second', '') + get('/third');
    const socket = connect({ port: relay.port, host: '127.0.0.1', noDelay: true });
    const received = text(socket);
    // one by one, the next when the application has had the one before: a browser never sends two at once
    for (const request of [post, get('/second', ''), get('/third')]) {
      for (const piece of request.match(/[\s\S]{1,7}/g) ?? []) {
        socket.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      while (!asked.some((line) => request.startsWith(line.split(' ').slice(0, 2).join(' '))))
        await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await received).split('HTTP/1.1 200 OK').length - 1, 3);
    assert.deepEqual(seen, [
      'POST /form HTTP/1.1 on a.localhost #1',
      'GET /second HTTP/1.1 on www.site.localhost:4310 #2',
      'GET /third HTTP/1.1 on www.site.localhost:4310 #3',
    ]);
    assert.deepEqual(asked, ['POST /form 5', 'GET /second 0', 'GET /third 0']);
    assert.equal(all.includes('GET /GET'), true, 'a body that looks like a request is none');
  });

  test('hands through what it cannot follow: a chunked request, and what is no HTTP', async () => {
    clear();
    breaks.set('/chunked-request', { at: 'request', how: 'reset' });
    const chunked =
      'POST /chunked-request HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const answered = await talk(relay.port, [`${chunked}3\r\nabc\r\n0\r\n\r\n`]);
    assert.match(answered.got, /^HTTP\/1\.1 200/);
    assert.deepEqual(asked, ['POST /chunked-request 3']);
    const noHttp = await talk(relay.port, ['\u0016\u0003\u0001 hello\r\n\r\n']);
    assert.match(noHttp.got, /^HTTP\/1\.1 400/, "the application's own word on it");
    assert.deepEqual(seen, []);
  });

  const atRequest: readonly [how: Break, got: RegExp, ended: 'FIN' | 'RST'][] = [
    [{ at: 'request', how: 'reset' }, /^$/, 'RST'],
    [{ at: 'request', how: 'close' }, /^$/, 'FIN'],
    [{ at: 'request', how: 'say', bytes: 'SSH-2.0\r\n' }, /^SSH-2\.0\r\n$/, 'FIN'],
  ];
  for (const [broken, got, ended] of atRequest) {
    test(`${broken.how} before an answer: the application never learns of the request`, async () => {
      clear();
      breaks.set('/', broken);
      const met = await talk(relay.port, [get('/')]);
      assert.match(met.got, got);
      assert.equal(met.ended, ended);
      assert.deepEqual(asked, []);
    });
  }

  test('silence: the connection stays open, and nothing comes', async () => {
    clear();
    breaks.set('/', { at: 'request', how: 'silence' });
    const socket = connect({ port: relay.port, host: '127.0.0.1' });
    let came = 0;
    socket.on('data', (chunk: Buffer) => (came += chunk.length));
    socket.write(get('/'));
    // another request on another connection has its whole answer meanwhile
    assert.match((await talk(relay.port, [get('/host')])).got, /200 OK/);
    assert.equal(came, 0);
    assert.equal(socket.readyState, 'open');
    assert.deepEqual(asked, ['GET /host 0']);
    socket.destroy();
  });

  for (const how of ['reset', 'close'] as const) {
    for (const path of ['/', '/chunked']) {
      test(`${how} inside the body of ${path}: the head goes through, the end does not`, async () => {
        clear();
        breaks.set(path, { at: 'body', how });
        const { got, ended } = await talk(relay.port, [get(path, '')]);
        const [head = '', ...rest] = got.split('\r\n\r\n');
        const length = rest.join('\r\n\r\n').length;
        assert.match(head, /^HTTP\/1\.1 200 OK/);
        assert.ok(length > 0 && length < body.length, `${String(length)} bytes of the body came`);
        if (path === '/') assert.equal(length, body.length / 2);
        assert.equal(ended, how === 'reset' ? 'RST' : 'FIN');
        assert.deepEqual(asked, [`GET ${path} 0`], 'the application has answered');
      });
    }
  }

  test('an answer without a body is whole before it could break off', async () => {
    clear();
    breaks.set('/unchanged', { at: 'body', how: 'close' });
    breaks.set('/', { at: 'body', how: 'close' });
    const unchanged = await talk(relay.port, [get('/unchanged', '')]);
    assert.match(unchanged.got, /^HTTP\/1\.1 304 [\s\S]*\r\n\r\n$/);
    assert.equal(unchanged.ended, 'FIN');
    const head = await talk(relay.port, [get('/').replace('GET', 'HEAD')]);
    assert.match(head.got, /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n$/);
  });

  test('only the second request of a connection is broken where the break says so', async () => {
    clear();
    breaks.set('/second', { at: 'request', how: 'reset' });
    const socket: Socket = connect({ port: relay.port, host: '127.0.0.1' });
    let got = 0;
    const reset = new Promise<Error>((resolve) => socket.once('error', resolve));
    socket.on('data', (chunk: Buffer) => {
      got += chunk.length;
      if (got > body.length && !seen.some((line) => line.includes('/second'))) socket.write(get('/second', ''));
    });
    socket.write(get('/', ''));
    assert.match(String(await reset), /ECONNRESET/);
    assert.ok(got > body.length, 'the first answer came whole');
    assert.deepEqual(asked, ['GET / 0']);
  });

  test('resets its client where the application is gone', async () => {
    const lonely = createServer().listen(0, '127.0.0.1');
    await once(lonely, 'listening');
    const { port: behind } = lonely.address() as AddressInfo; // it listens on TCP
    lonely.close();
    await once(lonely, 'close');
    const own = await startRelay({ port: 0, behind, breakOf: () => null });
    const met = await talk(own.port, [get('/')]);
    await own.stop();
    assert.deepEqual(met, { got: '', ended: 'RST' });
  });

  test('stops at once, open connections included, and leaves its port', async () => {
    const { port: behind } = application.address() as AddressInfo; // it listens on TCP
    const own = await startRelay({ port: 0, behind, breakOf: () => null });
    const socket = connect({ port: own.port, host: '127.0.0.1' }).on('error', () => {});
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await own.stop();
    await closed;
    const again = await startRelay({ port: own.port, behind, breakOf: () => null });
    await again.stop();
  });
});
