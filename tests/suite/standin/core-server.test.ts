import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { hosts } from '../../../standin/hosts.ts';
import { startStandin } from '../../../standin/server.ts';
import { ask, askUrl, img, login, useStandin, www } from './core-client.ts';

describe('the hosts of the stand-in', () => {
  const standin = useStandin();

  for (const [surface, title] of [
    ['www', /Medscape/],
    ['reference', /Medscape/],
    ['emedicine', /Medscape/],
    ['search', /Medscape/],
    ['education', /Medscape/],
  ] as const) {
    test(`${surface} answers under its own name with a page of the site`, async () => {
      const home = await askUrl(`${standin().origins[surface]}/`);
      assert.equal(home.status, 200);
      assert.match(home.body, title);
      assert.match(home.body, /alt="Medscape Logo"/);
      assert.match(home.body, />Terms of Use</);
    });
  }

  test('login answers under its own name', async () => {
    const page = await askUrl(`${standin().origins.login}/login/sso/getlogin`);
    assert.equal(page.status, 200);
    assert.match(page.body, /id="userId"/);
  });

  test('a host that is none of the site lists those that are', async () => {
    const index = await ask(standin().port, '127.0.0.1', '/');
    assert.equal(index.status, 200);
    for (const origin of Object.values(standin().origins)) assert.ok(index.body.includes(`${origin}/`), origin);
  });

  test('every answer has a request id of its own and names the application, but no server', async () => {
    const first = await ask(standin().port, www, '/');
    const second = await ask(standin().port, img, '/css/medscape.css');
    assert.match(String(first.headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.notEqual(first.headers['x-request-id'], second.headers['x-request-id']);
    assert.equal(first.headers['x-backend'], 'app1');
    assert.equal(first.headers.server, undefined);
  });

  test('links stay on the scheme, naming and port under which the visitor asked', async () => {
    const { port } = standin();
    const proxied = await ask(port, '127.0.0.1', '/', {
      headers: { 'X-Forwarded-Host': 'www.medscape.localhost:8443', 'X-Forwarded-Proto': 'https' },
    });
    const links = [...proxied.body.matchAll(/(?:href|src|action)="(https?:[^"]+)"/g)].map(([, url]) => url ?? '');
    assert.ok(links.length > 50);
    for (const link of links) assert.match(link, /^https:\/\/[a-z]+\.medscape(-education)?\.localhost:8443\//);
  });

  test('redirects stay on the port under which the visitor asked', async () => {
    const answer = await ask(standin().port, 'www.medscape.localhost:9999', '/profile');
    assert.equal(answer.status, 302);
    assert.match(String(answer.headers.location), /^http:\/\/login\.medscape\.localhost:9999\/login\/sso\/getlogin\?/);
  });

  test('a visitor of production names gets production links', async () => {
    const home = await ask(standin().port, 'www.medscape.com:443', '/', { headers: { 'X-Forwarded-Proto': 'https' } });
    assert.match(home.body, /href="https:\/\/reference\.medscape\.com:443\//);
    assert.match(home.body, /href="https:\/\/www\.medscape\.org:443\//);
  });

  test('HEAD answers as GET does, without a body', async () => {
    const head = await ask(standin().port, www, '/', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.body, '');
  });

  test('pages are for this visitor alone, assets for everybody', async () => {
    const page = await ask(standin().port, www, '/');
    const asset = await ask(standin().port, img, '/css/medscape.css');
    assert.match(String(page.headers['cache-control']), /private/);
    assert.match(String(asset.headers['cache-control']), /public, max-age=\d{3,}/);
  });

  test('every surface tells robots what to leave alone', async () => {
    for (const host of hosts.filter((each) => each !== 'img')) {
      const robots = await askUrl(`${standin().origins[host]}/robots.txt`);
      assert.equal(robots.status, 200, host);
      assert.match(robots.body, /^User-agent: \*/);
    }
  });
});

describe('starting and stopping', () => {
  test('it listens on loopback alone', async () => {
    const standin = await startStandin({ port: 0 });
    try {
      assert.match(standin.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
      const elsewhere = connect({ host: '::1', port: standin.port });
      await assert.rejects(once(elsewhere, 'connect'));
    } finally {
      await standin.stop();
    }
  });

  test('a port in use is an error with its code', async () => {
    const standin = await startStandin({ port: 0 });
    try {
      await assert.rejects(startStandin({ port: standin.port }), { code: 'EADDRINUSE' });
    } finally {
      await standin.stop();
    }
  });

  test('an unknown fault is an error that names the known ones', async () => {
    await assert.rejects(startStandin({ port: 0, faults: ['d99'] }), /unknown fault "d99".*d01/);
  });

  test('stopping closes connections that are kept alive, and frees the port', async () => {
    const standin = await startStandin({ port: 0 });
    const agent = new Agent({ keepAlive: true });
    const sent = request({ host: '127.0.0.1', port: standin.port, agent, headers: { Host: www } });
    sent.on('response', (response) => response.resume());
    sent.end();
    await once(sent, 'close');

    const before = performance.now();
    await standin.stop();

    assert.ok(performance.now() - before < 1_000);
    agent.destroy();
    const again = await startStandin({ port: standin.port });
    await again.stop();
  });

  test('stopping does not wait for an answer that never comes', async () => {
    const standin = await startStandin({ port: 0, faults: ['e06'] });
    const asked = ask(standin.port, www, '/').catch((error: unknown) => error);
    const arrived = connect({ host: '127.0.0.1', port: standin.port });
    await once(arrived, 'connect');

    await standin.stop();

    assert.ok((await asked) instanceof Error);
    arrived.destroy();
  });
});

describe('what is missing', () => {
  test('is a 404 titled "Page Not Found"', async () => {
    const standin = await startStandin({ port: 0 });
    try {
      for (const host of [www, login, 'reference.medscape.localhost']) {
        const page = await ask(standin.port, host, '/no/such/page');
        assert.equal(page.status, 404);
        assert.match(page.body, /<title>Page Not Found<\/title>/);
      }
    } finally {
      await standin.stop();
    }
  });

  test('is a 200 with the same title where the switch says soft', async () => {
    const standin = await startStandin({ port: 0, switches: { missing: 'soft' } });
    try {
      const page = await ask(standin.port, www, '/no/such/page');
      assert.equal(page.status, 200);
      assert.match(page.body, /<title>Page Not Found<\/title>/);
    } finally {
      await standin.stop();
    }
  });
});
