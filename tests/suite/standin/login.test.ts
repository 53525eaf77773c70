import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { Visitor } from './visitor.ts';

const member = { userId: 'clinician', password: 'local-Qx7-only' };

describe('the login of the stand-in', () => {
  let standin: Standin;
  let visitor: Visitor;
  let clock = Date.UTC(2026, 0, 1);

  before(async () => {
    standin = await startStandin({ port: 0, switches: { sessionMinutes: 30 }, now: () => clock });
  });
  after(() => standin.stop());
  beforeEach(() => {
    visitor = new Visitor(standin.port);
  });

  const loginFor = (target: string): string =>
    `${standin.origins.login}/login/sso/getlogin?urlCache=${encodeURIComponent(btoa(target))}`;

  test('a page for members sends a stranger to the login, which knows the way back', async () => {
    const profile = `${standin.origins.www}/profile`;

    const { status, location } = await visitor.get(profile);

    assert.equal(status, 302);
    const address = new URL(location ?? '');
    assert.equal(address.origin, standin.origins.login);
    assert.equal(address.searchParams.get('ac'), '401');
    assert.equal(atob(address.searchParams.get('urlCache') ?? ''), profile);
  });

  test('the right password leads to the target, with a session for every host of the domain', async () => {
    const profile = `${standin.origins.www}/profile`;

    const { status, location } = await visitor.post(loginFor(profile), member);

    assert.equal(status, 303);
    assert.equal(location, profile);
    assert.ok(visitor.cookiesFor('reference.medscape.localhost').includes('medpermauth'));
    assert.match((await visitor.get(profile)).body, /Dr\. Sample Clinician/);
  });

  for (const [what, attempt] of Object.entries({
    'a wrong password': { ...member, password: 'wrong' },
    'an unknown user': { userId: 'nobody', password: member.password },
    'a blank form': { userId: '', password: '' },
  })) {
    test(`${what} stays on the login with the site's message and without a session`, async () => {
      const { status, location, body } = await visitor.post(loginFor(`${standin.origins.www}/profile`), attempt);

      assert.equal(status, 200);
      assert.equal(location, null);
      assert.match(body, /Invalid Username\/Password/);
      assert.match(body, /id="loginbtn"/);
      assert.deepEqual(visitor.cookiesFor('www.medscape.localhost'), []);
    });
  }

  test('what was typed as user name comes back as text, the password not at all', async () => {
    const { body } = await visitor.post(loginFor(standin.origins.www), {
      userId: '"><script>alert(1)</script>',
      password: 'do-not-echo-me',
    });

    assert.doesNotMatch(body, /<script>alert/);
    assert.doesNotMatch(body, /do-not-echo-me/);
  });

  for (const [what, target] of Object.entries({
    'another site': 'https://evil.example/',
    'a host that only looks like ours': 'http://www.medscape.localhost.evil.example/',
    'our host as user name of another': 'http://www.medscape.localhost@evil.example/',
    'an address without scheme': '//evil.example/',
    'a script': 'javascript:alert(1)',
    'the logout': 'LOGOUT',
    'no address at all': 'nonsense',
  })) {
    test(`a way back to ${what} is replaced by the home page`, async () => {
      const wanted = target === 'LOGOUT' ? `${standin.origins.login}/login/sso/logout` : target;

      const { location } = await visitor.post(loginFor(wanted), member);

      assert.equal(location, `${standin.origins.www}/`);
    });
  }

  test('who is logged in already passes through', async () => {
    const target = `${standin.origins.reference}/drugs`;
    await visitor.post(loginFor(standin.origins.www), member);

    const { status, location } = await visitor.get(loginFor(target));

    assert.equal(status, 302);
    assert.equal(location, target);
  });

  test('the session is handed to the other registrable domain by a ticket that works once', async () => {
    const target = `${standin.origins.education}/activitytracker`;

    const { location } = await visitor.post(loginFor(target), member);
    assert.equal(new URL(location ?? '').origin, standin.origins.education);
    assert.deepEqual(visitor.cookiesFor('www.medscape-education.localhost'), []);
    const landed = await visitor.follow(location ?? '');

    assert.equal(landed.url, target);
    assert.equal(landed.status, 200);
    const thief = new Visitor(standin.port);
    assert.match((await thief.follow(location ?? '')).url, /\/login\/sso\/getlogin/);
  });

  test('logging out ends the session everywhere', async () => {
    const tracker = `${standin.origins.education}/activitytracker`;
    await visitor.post(loginFor(tracker), member);
    assert.equal((await visitor.follow(tracker)).url, tracker);

    await visitor.get(`${standin.origins.login}/login/sso/logout`);

    assert.match((await visitor.follow(`${standin.origins.www}/profile`)).url, /\/login\/sso\/getlogin/);
    assert.match((await visitor.follow(tracker)).url, /\/login\/sso\/getlogin/);
  });

  test('a session expires after its minutes', async () => {
    const profile = `${standin.origins.www}/profile`;
    await visitor.post(loginFor(profile), member);
    clock += 29 * 60_000;
    assert.equal((await visitor.get(profile)).status, 200);

    clock += 2 * 60_000;

    assert.equal((await visitor.get(profile)).status, 302);
  });

  test('one member logging out leaves the other sessions of the account alone', async () => {
    const profile = `${standin.origins.www}/profile`;
    const other = new Visitor(standin.port);
    await visitor.post(loginFor(profile), member);
    await other.post(loginFor(profile), member);

    await other.get(`${standin.origins.login}/login/sso/logout`);

    assert.equal((await visitor.get(profile)).status, 200);
  });
});
