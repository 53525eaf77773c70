import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { startStandin } from '../../../standin/server.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';
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

interface Left {
  readonly run: SpecRun;
  /** Where a secret was found. */
  readonly found: readonly string[];
  /** How many files and entries of archives hold a journey's title. */
  readonly looked: number;
  readonly files: readonly string[];
}

/** Runs the journeys above against the stand-in, and looks through everything that they leave. */
async function runWithSecrets(args: readonly string[], env: (folder: string) => Record<string, string>): Promise<Left> {
  const standin = await startStandin({ port: 0 });
  const { www, reference, emedicine, search, login, education } = standin.origins;
  const elsewhere = mkdtempSync(join(tmpdir(), 'reports-'));
  const found: string[] = [];
  const files: string[] = [];
  let looked = 0;
  try {
    const run = await runSpecs({
      specs: { 'secrets.spec.ts': spec },
      origin: www,
      args,
      traces: true,
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
        ...env(elsewhere),
      },
      inspect: (reportsDir) => {
        const cookies = JSON.parse(readFileSync(join(dirname(reportsDir), 'cookies.json'), 'utf8')) as {
          value: string;
        }[]; // written by the journey
        const sessions = cookies.map(({ value }) => value).filter((value) => /^[0-9a-f-]{36}$/.test(value));
        assert.ok(sessions.length > 0, 'the site gave a session');
        const forms = [password, token, ...sessions].flatMap(formsOf);
        for (const folder of [reportsDir, elsewhere]) {
          found.push(...findBelow(folder, forms));
          looked += findBelow(folder, ['A login that passes', 'PK']).length;
          files.push(...readdirSync(folder, { recursive: true, encoding: 'utf8' }));
        }
      },
    });
    return { run, found: [...new Set(found)], looked, files };
  } finally {
    await standin.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

describe('secrets of a run', () => {
  test('stand in nothing that passing and failing journeys leave, in no form', async () => {
    const { run, found, looked } = await runWithSecrets([], () => ({}));

    const endings = (id: string): string[] =>
      run.record?.journeys.find((journey) => journey.id === id)?.attempts.map(({ status }) => status) ?? [];
    assert.deepEqual(endings('passes'), ['passed'], run.output);
    assert.deepEqual(endings('fails'), ['failed', 'failed'], run.output);
    assert.ok(looked > 3, 'there is something to look through');
    assert.deepEqual(found, []);
    for (const secret of [password, token]) assert.ok(!run.output.includes(secret), 'nor on the console');
  });

  test('stand in no blob of a shard either, where --reporter has replaced the reporters of the configuration', async () => {
    const { run, found, looked, files } = await runWithSecrets(['--shard=1/1', '--reporter=blob'], (folder) => ({
      PLAYWRIGHT_BLOB_OUTPUT_DIR: folder,
      RETRIES: '0', // a second attempt leaves the same kinds of files
    }));

    assert.ok(
      files.some((name) => /^report.*\.zip$/.test(name)),
      run.output,
    );
    assert.ok(looked > 0, 'there is something to look through');
    assert.deepEqual(found, []);
  });
});
