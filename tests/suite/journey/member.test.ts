import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { startStandin } from '../../../standin/server.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';

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
  test('is made once before the journeys, and stored outside the reports for nobody else to read', async () => {
    const result = await run({});

    assert.deepEqual(told(result), {
      'preflight-www': 'passed',
      'login-member': 'passed',
      profile: 'passed',
      home: 'passed',
    });
    assert.equal(result.record?.journeys.find(({ id }) => id === 'login-member')?.attempts.length, 1);
    const left = existsSync(sessions)
      ? readdirSync(sessions).filter((name) => name.includes(result.record?.run.id ?? '?'))
      : [];
    assert.deepEqual(left, [], 'the session ends with its run');
  });

  test('is renewed once when it has expired in the middle of the run', async () => {
    let aheadMs = 0;
    const result = await run({ now: () => Date.now() + aheadMs, onSetUp: () => (aheadMs = 24 * 3_600_000) });

    const { 'login-member': login, profile } = told(result);
    assert.deepEqual([login, profile], ['passed', 'transient'], result.output);
    assert.equal(result.record?.journeys.find(({ id }) => id === 'login-member')?.attempts.length, 2);
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

  test('whose login meets a 500 makes the run a server error', async () => {
    const result = await run({ fault: 'd01@login/login/sso/getlogin' });

    assert.deepEqual(
      [result.record?.outcome, told(result)['login-member'], told(result)['home']],
      ['server-error', 'server-error', 'passed'],
    );
  });
});
