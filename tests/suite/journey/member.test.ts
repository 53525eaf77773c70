import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { startStandin } from '../../../standin/server.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';
import { html, useServer } from '../support/server.ts';

const member = `
test('A member reads the profile', details('profile', { as: 'member' }), async ({ page, site }) => {
  await page.goto(site.www + '/profile');
  await expect(page).toHaveURL(/\\/profile$/, { timeout: 2_000 });
});
test('Anybody opens the home page', details('home'), async ({ page, site }) => {
  await page.goto(site.www + '/');
  await expect(page).toHaveTitle(/Medscape/);
});`;
const sessions = resolve(import.meta.dirname, '../../../.auth');

/** A site that lets its member in once, forgets the session, and refuses the account from then on. */
const form =
  '<title>Medscape Log In</title><input id="userId"><input id="password"><button id="loginbtn" onclick="location = \'/enter\'">Log In</button>';
let logins = 0;
const rotating = useServer({
  '/': html('Medscape'),
  '/login/sso/getlogin': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(form);
  },
  '/enter': ({ headers }, response) => {
    logins += 1;
    const home = `http://${(headers.host ?? '').replace('login', 'www')}/`;
    const refusal = `${form}<p>Invalid Username/Password</p>`;
    if (logins === 1)
      response.writeHead(302, { location: home, 'set-cookie': 'medpermauth=forgotten-at-once; Path=/' }).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(refusal);
  },
  '/profile': ({ headers }, response) => {
    const login = `http://${(headers.host ?? '').replace('www', 'login')}/login/sso/getlogin?ac=401`;
    response.writeHead(302, { location: login }).end();
  },
});

async function run(options: {
  readonly password?: string;
  readonly now?: () => number;
  readonly onSetUp?: () => void;
  readonly fault?: string;
}): Promise<SpecRun> {
  const standin = await startStandin({
    port: 0,
    ...(options.now ? { now: options.now } : {}),
    ...(options.fault ? { faults: [options.fault] } : {}),
    log: () => {},
  });
  const { www, reference, emedicine, search, login, education } = standin.origins;
  try {
    return await runSpecs({
      specs: { 'member.spec.ts': member },
      origin: www,
      args: ['--workers=1'],
      env: {
        REFERENCE_URL: reference,
        EMEDICINE_URL: emedicine,
        SEARCH_URL: search,
        LOGIN_URL: login,
        EDUCATION_URL: education,
        MEDSCAPE_USER: 'clinician',
        MEDSCAPE_PASSWORD: options.password ?? 'local-Qx7-only',
      },
      meanwhile: (child) => {
        let seen = '';
        child.stdout?.on('data', (chunk: Buffer) => {
          if (/member can log in/.test(seen)) return;
          seen += chunk.toString();
          if (/member can log in/.test(seen)) options.onSetUp?.();
        });
      },
    });
  } finally {
    await standin.stop();
  }
}

const told = ({ record }: SpecRun): Record<string, string> =>
  Object.fromEntries((record?.journeys ?? []).map(({ id, verdict }) => [id, verdict]));

describe("the member's session", () => {
  test('is made once before the journeys, for nobody else to read, and once more when it has expired in the middle', async () => {
    let modes: number[] = [];
    let aheadMs = 0;
    const result = await run({
      now: () => Date.now() + aheadMs,
      onSetUp: () => {
        modes = readdirSync(sessions).map((name) => statSync(join(sessions, name)).mode & 0o777);
        aheadMs = 24 * 3_600_000;
      },
    });

    assert.ok(modes.length > 0 && modes.every((mode) => mode === 0o600), `modes: ${modes.join(', ')}`);
    assert.deepEqual(
      told(result),
      {
        'preflight-www': 'passed',
        'login-member': 'passed',
        'login-member-renewed': 'passed',
        profile: 'transient',
        home: 'passed',
      },
      result.output,
    );
    assert.equal(result.record?.journeys.find(({ id }) => id === 'login-member')?.attempts.length, 1);
    const left = existsSync(sessions)
      ? readdirSync(sessions).filter((name) => name.includes(result.record?.run.id ?? '?'))
      : [];
    assert.deepEqual(left, [], 'the session ends with its run');
  });

  test('that has expired and is not given again ends the member journeys as inconclusive', async () => {
    const { port } = rotating();
    const url = (host: string): string => `http://${host}.site.localhost:${String(port)}`;
    const result = await runSpecs({
      specs: { 'member.spec.ts': member },
      origin: url('www'),
      args: ['--workers=1'],
      env: { LOGIN_URL: url('login'), MEDSCAPE_USER: 'clinician', MEDSCAPE_PASSWORD: 'rotated-in-the-middle' },
    });

    const { 'login-member': login, 'login-member-renewed': renewed, profile } = told(result);
    assert.deepEqual([login, renewed, profile], ['passed', 'inconclusive', 'inconclusive'], result.output);
    assert.match(result.output, /renew the monitor's account/i);
  });

  test('that the site refuses ends the member journeys as inconclusive, and is tried once', async () => {
    const result = await run({ password: 'rotated-since' });

    assert.deepEqual(told(result), {
      'preflight-www': 'passed',
      'login-member': 'inconclusive',
      profile: 'inconclusive',
      home: 'passed',
    });
    const profile = result.record?.journeys.find(({ id }) => id === 'profile');
    assert.match(profile?.notRun?.reason ?? '', /refused the account: rotated password or broken login/);
    assert.equal(result.record?.journeys.find(({ id }) => id === 'login-member')?.attempts.length, 1);
    assert.match(result.output, /renew the monitor's account/i);
  });

  test('whose login meets a 503 that goes away is made at the second attempt', async () => {
    const result = await run({ fault: 'e03@login/*' });

    const login = result.record?.journeys.find(({ id }) => id === 'login-member');
    assert.deepEqual(
      login?.attempts.map(({ cause }) => cause),
      ['unavailable', null],
      result.output,
    );
    assert.deepEqual([result.exitCode, login?.verdict, told(result)['profile']], [0, 'transient', 'passed']);
  });

  test('whose login meets a 500 makes the run a server error', async () => {
    const result = await run({ fault: 'd01@login/login/sso/getlogin' });

    const profile = result.record?.journeys.find(({ id }) => id === 'profile');
    assert.equal(profile?.notRun?.kind, 'dead-surface', 'the account is not to blame');
    assert.deepEqual(
      [result.record?.outcome, told(result)['login-member'], told(result)['home']],
      ['server-error', 'server-error', 'passed'],
    );
  });
});
