import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startStandin } from '../../../standin/server.ts';
import { ask, www } from './core-client.ts';

const combined =
  /^(?<host>\S+) - - \[(?<time>\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}|-) (?<bytes>\d+|-) "(?<referer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)"$/;

interface Line {
  readonly host: string;
  readonly time: string;
  readonly request: string;
  readonly status: string;
  readonly bytes: string;
  readonly referer: string;
  readonly agent: string;
}

/** What is logged while `act` talks to a stand-in, field by field. */
async function logOf(act: (port: number) => Promise<void>, faults: readonly string[] = []): Promise<Line[]> {
  const lines: string[] = [];
  const standin = await startStandin({ port: 0, faults, log: (line) => lines.push(line) });
  await act(standin.port);
  await standin.stop();
  return lines.map((line) => {
    const fields = combined.exec(line)?.groups;
    assert.ok(fields, `not in the combined format: ${line}`);
    const { host = '', time = '', request = '', status = '', bytes = '', referer = '', agent = '' } = fields;
    return { host, time, request, status, bytes, referer, agent };
  });
}

test('a request is one line of the combined format with the size of its body', async () => {
  let size = 0;
  const [line] = await logOf(async (port) => {
    const { body } = await ask(port, www, '/cardiology?x=1', {
      headers: { Referer: 'http://a.test/', 'User-Agent': 'journeys/1.0 (run 7)' },
    });
    size = Buffer.byteLength(body);
  });
  assert.ok(line);
  assert.equal(line.host, '127.0.0.1');
  assert.equal(line.request, 'GET /cardiology?x=1 HTTP/1.1');
  assert.deepEqual([line.status, line.bytes], ['200', String(size)]);
  assert.deepEqual([line.referer, line.agent], ['http://a.test/', 'journeys/1.0 (run 7)']);
});

test('what is not there is a dash', async () => {
  const [line] = await logOf(async (port) => void (await ask(port, www, '/', { method: 'HEAD' })));
  assert.deepEqual([line?.bytes, line?.referer, line?.agent], ['-', '-', '-']);
});

test('a client cannot break out of a field', async () => {
  const [line] = await logOf(async (port) => {
    await ask(port, www, '/?q="\\', { headers: { 'User-Agent': 'x" 200 "é' } });
  });
  assert.equal(line?.request, 'GET /?q=\\"\\\\ HTTP/1.1');
  assert.match(line?.agent ?? '', /^x\\" 200 \\"(\\x[0-9a-f]{2})+$/);
});

test('a fault is logged with the status that it gave', async () => {
  const [line] = await logOf(async (port) => void (await ask(port, www, '/')), ['d01']);
  assert.equal(line?.status, '500');
});

test('a request that was given up without an answer is logged without a status', async () => {
  const [line] = await logOf(
    async (port) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.write(`GET / HTTP/1.1\r\nHost: ${www}\r\n\r\n`);
      await once(socket, 'connect');
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.destroy();
    },
    ['e06'],
  );
  assert.deepEqual([line?.status, line?.bytes], ['-', '-']);
});
