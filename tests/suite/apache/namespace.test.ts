import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { NamespaceError, openNamespace, type NetworkNamespace } from '../../../src/apache/namespace.ts';

const status = (port: number): Promise<string> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/', agent: false }, (answer) => {
      answer.resume();
      resolve(String(answer.statusCode));
    }).once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });

/** Asks a port inside, from inside. */
async function askInside(network: NetworkNamespace, port: number): Promise<string> {
  const script = `fetch('http://127.0.0.1:${String(port)}/', { signal: AbortSignal.timeout(1500) })
    .then((answer) => console.log(answer.status), (error) => console.log(error.cause?.code ?? error.name))`;
  const child = spawn(network.within(process.execPath), ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  await once(child, 'close');
  return said.trim();
}

test('a namespace has no way out but the declared ones, a packet filter of its own, and leaves nothing; or it says why there is none', async () => {
  const outside = createServer((_, response) => response.end('outside')).listen(0, '127.0.0.1');
  const hidden = createServer((_, response) => response.end('hidden')).listen(0, '127.0.0.1');
  await Promise.all([once(outside, 'listening'), once(hidden, 'listening')]);
  const portOf = (server: typeof outside): number => (server.address() as AddressInfo).port; // it listens on TCP
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const inner = portOf(free);
  await new Promise((resolve) => free.close(resolve));
  try {
    const network = await openNamespace({ into: [inner], outOf: [portOf(outside)] });
    const script = `require('node:http').createServer((_, response) => response.end('inside')).listen(${String(inner)}, '127.0.0.1', () => console.log('listens'))`;
    const server = spawn(network.within(process.execPath), ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(server.stdout, 'data');

      assert.equal(await status(inner), '200', 'the way in');
      assert.equal(await askInside(network, portOf(outside)), '200', 'the way out');
      assert.equal(await askInside(network, portOf(hidden)), 'ECONNREFUSED', 'and no other');

      await network.filter([`tcp dport ${String(inner)} reject with tcp reset`]);
      assert.equal(await askInside(network, inner), 'ECONNREFUSED');
      await network.filter([]);
      assert.equal(await askInside(network, inner), '200');
      await assert.rejects(network.filter(['nonsense']), NamespaceError);
    } finally {
      server.kill('SIGKILL');
      await network.stop();
    }
    assert.equal(await status(inner), 'ECONNREFUSED', 'the way in is closed');
  } catch (error) {
    // Where the system lets nobody make one, its own words say so.
    if (!(error instanceof NamespaceError)) throw error;
    assert.match(error.message, /allows no network namespace: .|cannot be run|thing of Linux|failed: ./);
  } finally {
    outside.close();
    hidden.close();
  }
});
