import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { layFault } from '../../../standin/faults/index.ts';
import type { Host } from '../../../standin/hosts.ts';
import { startStandin } from '../../../standin/server.ts';
import { ask, img, login, withFaults, www } from './core-client.ts';

describe('the glob of a fault', () => {
  const cases: readonly [fault: string, host: Host, path: string, matches: boolean][] = [
    ['d01', 'www', '/', true],
    ['d01@*', 'img', '/css/medscape.css', true],
    ['d01@/drug/*', 'reference', '/drug/warfarin-342182', true],
    ['d01@/drug/*', 'reference', '/drug/a/b', true],
    ['d01@/drug/*', 'reference', '/drugs', false],
    ['d01@/drug/*', 'reference', '/x/drug/a', false],
    ['d01@/', 'www', '/', true],
    ['d01@/', 'www', '/public/about', false],
    ['d01@login/*', 'login', '/login/sso/getlogin', true],
    ['d01@login/*', 'www', '/login/sso/getlogin', false],
    ['d01@*.do', 'reference', '/druginteraction.do', true],
    ['d01@/a.c', 'www', '/abc', false],
    ['d10', 'reference', '/druginteraction.do', true],
    ['d10', 'www', '/api/quickreflookup/LookupService.ashx', true],
    ['d10', 'www', '/', false],
  ];
  for (const [text, host, path, matches] of cases) {
    test(`${text} ${matches ? 'lies on' : 'leaves alone'} ${host}${path}`, () => {
      const incoming = {} as Parameters<ReturnType<typeof layFault>['matches']>[0]['incoming']; // no fault here looks at it
      assert.equal(layFault(text).matches({ incoming, host, path }), matches);
    });
  }
});

describe('what a fault makes of an answer', () => {
  test('d01: a 500 on every surface and the asset host, in the application’s own words', () =>
    withFaults(['d01@*'], async ({ port, origins }) => {
      for (const host of [...Object.values(origins).map((origin) => new URL(origin).hostname), img]) {
        const answer = await ask(port, host, '/');
        assert.equal(answer.status, 500, host);
        assert.equal(answer.headers['x-backend'], 'app1');
        assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/);
        assert.match(answer.body, /<title>Error 500 - Medscape<\/title>/);
      }
      const index = await ask(port, '127.0.0.1', '/');
      assert.equal(index.status, 200, 'who waits for the stand-in must still see that it is up');
    }));

  test('d01 within a glob leaves the rest of the site healthy', () =>
    withFaults(['d01@/cardiology'], async ({ port }) => {
      assert.equal((await ask(port, www, '/cardiology')).status, 500);
      assert.equal((await ask(port, www, '/oncology')).status, 200);
    }));

  test('d02: every fifth request meets a 500', () =>
    withFaults(['d02@/cardiology'], async ({ port }) => {
      const statuses: number[] = [];
      for (let n = 0; n < 10; n += 1) statuses.push((await ask(port, www, '/cardiology')).status);
      assert.deepEqual(statuses, [200, 200, 200, 200, 500, 200, 200, 200, 200, 500]);
    }));

  test('d05: the answer is good, three seconds late', () =>
    withFaults(['d05@/cardiology'], async ({ port }) => {
      const asked = performance.now();
      const answer = await ask(port, www, '/cardiology');
      assert.equal(answer.status, 200);
      assert.ok(performance.now() - asked >= 2_990);
    }));

  test('d07: the answer begins well and breaks off', () =>
    withFaults(['d07@/cardiology'], async ({ port }) => {
      const answer = await ask(port, www, '/cardiology');
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['transfer-encoding'], 'chunked');
      assert.ok(answer.broken);
      assert.match(answer.body, /^<!doctype html>/);
      assert.doesNotMatch(answer.body, /<\/html>/);
    }));

  test('d07 on a POST still lets the application read what was sent', () =>
    withFaults(['d07@login/*'], async ({ port }) => {
      const answer = await ask(port, login, '/login/sso/getlogin', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'userId=clinician&password=local-Qx7-only',
      });
      assert.match(String(answer.headers['set-cookie']), /medpermauth=/);
      assert.ok(answer.broken);
    }));

  test('d09: the error page under a 200', () =>
    withFaults(['d09'], async ({ port }) => {
      const answer = await ask(port, www, '/');
      assert.equal(answer.status, 200);
      assert.match(answer.body, /500 Internal Server Error/);
    }));

  test('d10: pages are good, their data answers 500', () =>
    withFaults(['d10'], async ({ port }) => {
      assert.equal((await ask(port, www, '/')).status, 200);
      const data = await ask(port, www, '/api/quickreflookup/LookupService.ashx?q=asp&format=json');
      assert.equal(data.status, 500);
      assert.match(String(data.headers['content-type']), /json/);
    }));

  test('d16: a 200 with nothing in it', () =>
    withFaults(['d16'], async ({ port }) => {
      const answer = await ask(port, www, '/');
      assert.deepEqual([answer.status, answer.body, answer.headers['content-length']], [200, '', '0']);
    }));

  test('e03: one 503 that asks for a second, then healthy', () =>
    withFaults(['e03'], async ({ port }) => {
      const first = await ask(port, www, '/');
      assert.deepEqual([first.status, first.headers['retry-after']], [503, '1']);
      for (let n = 0; n < 3; n += 1) assert.equal((await ask(port, www, '/')).status, 200);
    }));

  test('e06: the connection is accepted and nothing comes', async () => {
    const standin = await startStandin({ port: 0, faults: ['e06'] });
    let settled = false;
    const asked = ask(standin.port, www, '/').then(
      () => (settled = true),
      () => (settled = true),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(settled, false);
    await standin.stop();
    await asked;
  });

  test('challenge: a bot check that the application knows nothing of', () =>
    withFaults(['challenge'], async ({ port }) => {
      const answer = await ask(port, www, '/');
      assert.equal(answer.status, 403);
      assert.equal(answer.headers['cf-mitigated'], 'challenge');
      assert.equal(answer.headers['x-backend'], undefined);
      assert.equal(answer.headers['x-request-id'], undefined);
      assert.match(answer.body, /<title>Just a moment\.\.\.<\/title>/);
    }));

  test('faults can begin and end while it runs, and are counted from their beginning', () =>
    withFaults([], async ({ port, lay }) => {
      const status = async (): Promise<number> => (await ask(port, www, '/cardiology')).status;
      assert.equal(await status(), 200);
      lay(['d01@/cardiology']);
      assert.equal(await status(), 500);
      assert.throws(() => lay(['d99']), RangeError);
      assert.equal(await status(), 500, 'what cannot be laid changes nothing');
      lay(['e03']);
      assert.equal(await status(), 503);
      lay(['e03']);
      assert.equal(await status(), 503);
      lay([]);
      assert.equal(await status(), 200);
    }));

  test('of several faults the first that lies on a request is the one applied', () =>
    withFaults(['d16@/cardiology', 'd01'], async ({ port }) => {
      assert.equal((await ask(port, www, '/cardiology')).status, 200);
      assert.equal((await ask(port, www, '/oncology')).status, 500);
    }));
});
