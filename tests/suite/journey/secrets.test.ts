import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { startStandin } from '../../../standin/server.ts';
import { runSpecs } from '../support/run-specs.ts';
import { findBelow, formsOf } from '../support/secrets.ts';

const password = 'local-Qx7-only';
/** Marked as a secret by its name; with characters that every encoding writes in another way. */
const token = 'Canary&7"q/Zebra+91é';
const pages = resolve(import.meta.dirname, '../../../pages');

const spec = `
import { writeFileSync } from 'node:fs';
import { LoginPage } from '${pages}/login-page.ts';
const token = process.env.CANARY_TOKEN;

for (const fails of [false, true]) {
  test(fails ? 'A login that fails after it' : 'A login that passes', details(fails ? 'fails' : 'passes'), async ({ page, site, context }, testInfo) => {
    const login = new LoginPage(page, site.login);
    await login.goto(site.www + '/profile');
    await login.logIn(site.credentials.user, site.credentials.password);
    writeFileSync(process.env.SPECS_DIR + '/cookies.json', JSON.stringify(await context.cookies()));
    await page.goto(site.www + '/?token=' + encodeURIComponent(token));
    await page.evaluate((text) => { console.error('page says ' + text); fetch('/no-such-page?password=' + encodeURIComponent(text)); }, token);
    console.log('the journey says ' + token + ' and ' + site.credentials.password);
    await testInfo.attach('note', { body: 'attached ' + token, contentType: 'text/plain' });
    await test.step('a step about ' + token, async () => {});
    if (fails) await expect(page.getByRole('heading').first()).toHaveText(token, { timeout: 500 });
  });
}
test('A member reads the profile', details('member', { as: 'member' }), async ({ page, site }) => {
  await page.goto(site.www + '/profile');
  await expect(page).toHaveTitle(/no such title/, { timeout: 500 });
});`;

describe('secrets of a run', () => {
  test('stand in nothing that passing and failing journeys leave, in no form', async () => {
    const standin = await startStandin({ port: 0 });
    const { www, reference, emedicine, search, login, education } = standin.origins;
    const found: string[] = [];
    let looked = 0;
    const run = await runSpecs({
      specs: { 'secrets.spec.ts': spec },
      origin: www,
      env: {
        REFERENCE_URL: reference,
        EMEDICINE_URL: emedicine,
        SEARCH_URL: search,
        LOGIN_URL: login,
        EDUCATION_URL: education,
        MEDSCAPE_USER: 'clinician',
        MEDSCAPE_PASSWORD: password,
        CANARY_TOKEN: token,
        RETRIES: '1',
      },
      inspect: (reportsDir) => {
        const cookies = JSON.parse(readFileSync(join(dirname(reportsDir), 'cookies.json'), 'utf8')) as {
          value: string;
        }[]; // written by the journey
        const sessions = cookies.map(({ value }) => value).filter((value) => /^[0-9a-f-]{36}$/.test(value));
        assert.ok(sessions.length > 0, 'the site gave a session');
        for (const secret of [password, token, ...sessions]) found.push(...findBelow(reportsDir, formsOf(secret)));
        looked = findBelow(reportsDir, ['A login that passes', 'PK']).length;
      },
    });
    await standin.stop();

    assert.equal(run.record?.journeys.find(({ id }) => id === 'passes')?.verdict, 'passed', run.output);
    assert.notEqual(run.record.journeys.find(({ id }) => id === 'fails')?.verdict, 'passed');
    assert.ok(looked > 3, 'there is something to look through');
    assert.deepEqual([...new Set(found)], []);
    for (const secret of [password, token]) assert.ok(!run.output.includes(secret), 'nor on the console');
  });
});
