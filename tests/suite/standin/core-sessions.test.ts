import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionStore } from '../../../standin/sessions.ts';
import { ask, askUrl, cookieHeader, education, login, useStandin, www } from './core-client.ts';

const user = 'clinician';
const password = 'local-Qx7-only';

/** A store whose clock the test turns. */
function makeStore(lifeMs = 60_000): { store: SessionStore; pass: (ms: number) => void } {
  let time = 1_000;
  return { store: new SessionStore(lifeMs, () => time), pass: (ms) => (time += ms) };
}

function logIn(store: SessionStore): string {
  const session = store.logIn(user, password);
  assert.ok(session);
  return session.token;
}

describe('the store of sessions', () => {
  test('the right password opens a session of that member', () => {
    const { store } = makeStore();
    assert.equal(store.find(logIn(store))?.member.user, user);
  });

  test('each login is a session of its own', () => {
    const { store } = makeStore();
    assert.notEqual(logIn(store), logIn(store));
  });

  for (const [who, secret] of [
    [user, 'local-qx7-only'],
    ['Clinician', password],
    [user, ''],
    ['', ''],
  ] as const) {
    test(`"${who}" with "${secret}" is refused`, () => assert.equal(makeStore().store.logIn(who, secret), null));
  }

  test('a session carries no password', () => {
    const { store } = makeStore();
    assert.doesNotMatch(JSON.stringify(store.find(logIn(store))), /Qx7/);
  });

  test('a session ends when its time is up', () => {
    const { store, pass } = makeStore(60_000);
    const token = logIn(store);
    pass(59_999);
    assert.ok(store.find(token));
    pass(1);
    assert.equal(store.find(token), null);
  });

  test('logging out ends that session and no other', () => {
    const { store } = makeStore();
    const [ended, other] = [logIn(store), logIn(store)];
    store.logOut(ended);
    assert.equal(store.find(ended), null);
    assert.ok(store.find(other));
  });

  test('a ticket carries its session once', () => {
    const { store } = makeStore();
    const token = logIn(store);
    const ticket = store.issueTicket(token);
    assert.equal(store.redeemTicket(ticket)?.token, token);
    assert.equal(store.redeemTicket(ticket), null);
  });

  test('a ticket is worth nothing after a minute, or after its session ended', () => {
    const { store, pass } = makeStore(600_000);
    const token = logIn(store);
    const old = store.issueTicket(token);
    pass(60_000);
    assert.equal(store.redeemTicket(old), null);

    const orphan = store.issueTicket(token);
    store.logOut(token);
    assert.equal(store.redeemTicket(orphan), null);
  });
});

describe('a session across the hosts of the site', () => {
  let now = Date.now();
  const standin = useStandin({ switches: { sessionMinutes: 10 }, now: () => now });

  /** Logs in on the way to a URL; gives where the login leads, and the cookies of its host. */
  async function logInFor(target: string): Promise<{ cookies: string; setCookies: string[]; next: string }> {
    const answer = await ask(standin().port, login, `/login/sso/getlogin?urlCache=${btoa(target)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ userId: user, password }).toString(),
    });
    assert.ok(answer.status === 302 || answer.status === 303, `status ${answer.status}`);
    return {
      cookies: cookieHeader(answer.headers),
      setCookies: answer.headers['set-cookie'] ?? [],
      next: String(answer.headers.location),
    };
  }

  test('a gated page sends an anonymous visitor to the login, which knows where they were going', async () => {
    const gated = await ask(standin().port, www, '/newsletters?src=mail');
    assert.equal(gated.status, 302);
    const to = new URL(String(gated.headers.location));
    assert.equal(to.hostname, login);
    assert.equal(to.pathname, '/login/sso/getlogin');
    assert.equal(to.searchParams.get('ac'), '401');
    assert.equal(atob(to.searchParams.get('urlCache') ?? ''), `${standin().origins.www}/newsletters?src=mail`);
  });

  test('the session cookie stands on the parent domain, out of reach of scripts', async () => {
    const { setCookies } = await logInFor(`${standin().origins.www}/profile`);
    const session = setCookies.find((line) => line.startsWith('medpermauth='));
    assert.match(String(session), /Domain=medscape\.localhost/);
    assert.match(String(session), /HttpOnly/);
    assert.match(String(session), /Max-Age=600/);
    for (const name of ['mednet', 'biauth'])
      assert.ok(
        setCookies.some((line) => line.startsWith(`${name}=`)),
        name,
      );
  });

  test('a member sees the gated page and their own name on it', async () => {
    const { cookies, next } = await logInFor(`${standin().origins.www}/profile`);
    assert.equal(next, `${standin().origins.www}/profile`);
    const page = await askUrl(next, { headers: { Cookie: cookies } });
    assert.equal(page.status, 200);
    assert.match(page.body, /Dr\. Sample Clinician/);
    assert.match(page.body, /id="logoutbtn"/);
  });

  test('a cookie that nobody issued opens nothing', async () => {
    const page = await ask(standin().port, www, '/profile', {
      headers: { Cookie: 'medpermauth=clinician; mednet=clinician' },
    });
    assert.equal(page.status, 302);
  });

  test('education, on another domain, gets cookies of its own by a ticket that works once', async () => {
    const target = `${standin().origins.education}/activitytracker`;
    const { next, setCookies } = await logInFor(target);
    assert.ok(setCookies.every((line) => !line.includes('medscape-education')));
    assert.equal(new URL(next).hostname, education);

    const accepted = await askUrl(next);
    assert.equal(accepted.status, 302);
    assert.equal(accepted.headers.location, target);
    assert.match(
      String(accepted.headers['set-cookie']?.join('\n')),
      /medpermauth=.*Domain=medscape-education\.localhost/,
    );
    const page = await askUrl(target, { headers: { Cookie: cookieHeader(accepted.headers) } });
    assert.equal(page.status, 200);

    const again = await askUrl(next);
    assert.equal(cookieHeader(again.headers), '');
  });

  test('a ticket leads nowhere outside the site', async () => {
    const answer = await ask(standin().port, education, `/sso/accept?ticket=x&urlCache=${btoa('http://evil.test/')}`);
    assert.equal(answer.headers.location, `${standin().origins.education}/`);
  });

  test('logging out ends the session on both domains at once', async () => {
    const target = `${standin().origins.education}/activitytracker`;
    const { cookies, next } = await logInFor(target);
    const accepted = await askUrl(next);
    const educationCookies = cookieHeader(accepted.headers);

    await ask(standin().port, login, '/login/sso/logout', { headers: { Cookie: cookies } });

    const onWww = await ask(standin().port, www, '/profile', { headers: { Cookie: cookies } });
    const onEducation = await askUrl(target, { headers: { Cookie: educationCookies } });
    assert.equal(onWww.status, 302);
    assert.equal(onEducation.status, 302);
  });

  test('a session expires after the minutes of the switch', async () => {
    const { cookies } = await logInFor(`${standin().origins.www}/profile`);
    now += 10 * 60_000;
    const page = await ask(standin().port, www, '/profile', { headers: { Cookie: cookies } });
    assert.equal(page.status, 302);
  });
});
