import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { ask, cookieHeader, img, login, reference, withFaults, www } from './core-client.ts';

const monograph = '/drug/bayer-vazalore-aspirin-343279';
const pills = '/ws/services/drugService/getPills';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const credentials = { method: 'POST', headers: form, body: 'userId=clinician&password=local-Qx7-only' };

describe('what a fault of the application makes of an answer', () => {
  test('d03: 500 to who is logged in, and to nobody else', () =>
    withFaults(['d03@www/*'], async ({ port }) => {
      const cookie = cookieHeader((await ask(port, login, '/login/sso/getlogin', credentials)).headers);
      assert.match(cookie, /medpermauth=/);

      const member = await ask(port, www, '/', { headers: { Cookie: cookie } });
      const stranger = await ask(port, www, '/', { headers: { Cookie: 'OptanonAlertBoxClosed=1' } });

      assert.equal(member.status, 500);
      assert.equal(stranger.status, 200);
    }));

  test('d04: the form opens, and sending it answers 500', () =>
    withFaults(['d04@login/*'], async ({ port }) => {
      assert.equal((await ask(port, login, '/login/sso/getlogin')).status, 200);
      assert.equal((await ask(port, login, '/login/sso/getlogin', credentials)).status, 500);
    }));

  test('d10b: data answers 200 with a warning of the interpreter, pages are good', () =>
    withFaults(['d10b'], async ({ port }) => {
      const data = await ask(port, reference, pills);
      assert.equal(data.status, 200);
      assert.match(data.body, /^<br \/>\n<b>Warning<\/b>: {2}mysqli_query\(\)/);
      assert.match((await ask(port, reference, '/pill-identifier')).body, /Pill Identifier/);
    }));

  test('d11: stylesheets, scripts and images answer 500, pages are good', () =>
    withFaults(['d11'], async ({ port }) => {
      for (const path of ['/css/medscape.css', '/js/medscape.js', '/images/logo.svg', '/art/waves/1-any.svg'])
        assert.equal((await ask(port, img, path)).status, 500, path);
      assert.equal((await ask(port, www, '/')).status, 200);
    }));

  test('d18: 404 in the application’s own words for what is there', () =>
    withFaults(['d18@/drug/*'], async ({ port }) => {
      const answer = await ask(port, reference, monograph);
      assert.equal(answer.status, 404);
      assert.equal(answer.headers['x-backend'], 'app1');
      assert.match(answer.body, /Page Not Found/);
    }));

  test('d19: everybody is sent to the login of the same site', () =>
    withFaults(['d19@/drug/*'], async ({ port, origins }) => {
      const answer = await ask(port, reference, monograph);
      assert.deepEqual([answer.status, answer.headers.location], [302, `${origins.login}/login/sso/getlogin?error=1`]);
    }));

  test('d22: the script throws in its first line, and is otherwise what it was', () =>
    withFaults(['d22@img/js/slideshow.js'], async ({ port }) => {
      const broken = await ask(port, img, '/js/slideshow.js');
      assert.equal(broken.status, 200);
      assert.match(String(broken.headers['content-type']), /javascript/);
      assert.match(broken.body, /^throw new TypeError/);
      assert.throws(() => runInNewContext(broken.body), { name: 'TypeError', message: /reading 'settings'/ });
      assert.equal(broken.headers['content-length'], String(Buffer.byteLength(broken.body)));
      assert.doesNotMatch((await ask(port, img, '/js/medscape.js')).body, /^throw/);
    }));

  test('d23: an asset never comes, the page does', async () => {
    let settled = false;
    let asked: Promise<unknown> = Promise.resolve();
    await withFaults(['d23@img/js/slideshow.js'], async ({ port }) => {
      asked = ask(port, img, '/js/slideshow.js').then(
        () => (settled = true),
        () => (settled = true),
      );
      assert.equal((await ask(port, reference, '/features/slideshow')).status, 200);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(settled, false);
    });
    await asked;
  });
});
