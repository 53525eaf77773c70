import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeAllureReport } from '../../../src/report/allure-report.ts';
import type { AllureResult, AllureStep } from '../../../src/report/allure-types.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';
import { findBelow, formsOf } from '../support/secrets.ts';
import { html, useServer } from '../support/server.ts';

/** Marked as a secret by its name; with characters that every encoding writes in another way. */
const token = 'Canary&7"q/Zebra+91é';

const fails =
  (status: number): Parameters<typeof useServer>[0][string] =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(`<title>Error ${String(status)}</title><h1>It broke</h1>`);
  };
const once =
  (status: number): Parameters<typeof useServer>[0][string] =>
  (request, response, hits) =>
    (hits.filter((hit) => hit.endsWith(`/once-${status}`)).length <= 1 ? fails(status) : html('Recovered'))(
      request,
      response,
      hits,
    );

const opens = (id: string): string => `
test('${id} opens', details('${id}', { verified: ['staging'] }), async ({ page, site }) => {
  await test.step('open ${id}', async () => { await page.goto(site.www + '/${id}'); });
  await expect(page).toHaveTitle(/Healthy|Recovered/);
});`;

describe('a real run, for the tools around', () => {
  const server = useServer({
    '/': html('Home - Medscape'),
    '/healthy': html('Healthy', '<label>Password <input></label>'),
    '/once-503': once(503),
    '/once-500': once(500),
    '/always-500': fails(500),
  });
  const kept = mkdtempSync(join(tmpdir(), 'tools-'));
  const summary = join(kept, 'summary.md');
  let run: SpecRun;
  let runDir: string;
  let results: readonly AllureResult[];

  before(async () => {
    run = await runSpecs({
      origin: server().origin(),
      traces: true,
      env: {
        ALLURE: 'results',
        RETRIES: '1',
        CANARY_TOKEN: token,
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: summary,
      },
      specs: {
        'tools.spec.ts': `${['healthy', 'once-503', 'once-500', 'always-500'].map(opens).join('')}
test('a page keeps a reader waiting', details('waits', { verified: ['staging'] }), async ({ page, site }) => {
  test.setTimeout(4_000);
  await page.goto(site.www + '/healthy');
  await page.waitForFunction(() => document.title === 'Never', undefined, { timeout: 60_000 });
});
test('a secret is typed', details('types', { verified: ['staging'] }), async ({ page, site }, testInfo) => {
  const token = process.env.CANARY_TOKEN;
  await page.goto(site.www + '/healthy');
  await test.step('type ' + token, async () => {
    await page.getByLabel('Password').fill(token);
    await testInfo.attach('note', { body: 'typed ' + token, contentType: 'text/plain' });
  });
  console.log('typed ' + token);
  await expect(page.getByLabel('Password'), 'not ' + token).toHaveValue('other ' + token, { timeout: 300 });
});`,
      },
      inspect: (reportsDir) => cpSync(reportsDir, kept, { recursive: true }),
    });
    assert.ok(run.record, run.output);
    runDir = join(kept, 'runs', run.record.run.id);
    const folder = join(runDir, 'allure-results');
    results = readdirSync(folder)
      .filter((name) => name.endsWith('-result.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as AllureResult); // its shape has a test of its own
  });

  after(() => {
    rmSync(kept, { recursive: true, force: true });
  });

  const attemptsOf = (id: string): AllureResult[] =>
    results
      .filter(({ labels }) => labels.some(({ name, value }) => name === 'journey' && value === id))
      .toSorted((a, b) => a.start - b.start);
  const told = (id: string): string => {
    const last = attemptsOf(id).at(-1);
    const verdict = last?.labels.find(({ name }) => name === 'verdict')?.value ?? '';
    return `${attemptsOf(id).length} ${verdict} ${last?.status ?? ''}${last?.statusDetails.flaky === true ? ' flaky' : ''}`;
  };

  test('Allure has each journey of the record and no other, as the record judges it', () => {
    assert.equal(told('healthy'), '1 passed passed', run.output);
    assert.equal(told('once-503'), '2 transient passed flaky');
    assert.equal(told('once-500'), '2 intermittent-server-error failed');
    assert.equal(told('always-500'), '1 server-error failed');
    assert.equal(told('waits'), '2 regression failed');
    assert.equal(told('preflight-www'), '1 passed passed');
    assert.equal(new Set(results.map(({ historyId }) => historyId)).size, run.record?.journeys.length);
  });

  test('with the steps of allure-playwright, and the attachments that the run keeps', () => {
    const names = (steps: readonly AllureStep[]): string[] =>
      steps.flatMap(({ name, steps: inner }) => [name, ...names(inner)]);
    const [first, second] = attemptsOf('once-500');
    assert.ok(first && second);

    assert.deepEqual(names(second.steps).slice(0, 2), ['open once-500', 'Navigate']);
    assert.ok(!names(second.steps).some((name) => /^journey: |^attach/i.test(name)), names(second.steps).join());
    const trace = first.attachments.find(({ name }) => name === 'trace');
    assert.ok(trace);
    const bytes = readFileSync(join(runDir, 'allure-results', trace.source));
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  });

  test('JUnit XML stands beside the verdict, and calls what passed after a 500 failed', () => {
    const xml = readFileSync(join(kept, 'junit.xml'), 'utf8');

    assert.equal(xml, readFileSync(join(runDir, 'junit.xml'), 'utf8'));
    const failed = [...xml.matchAll(/classname="staging\.desktop\.([^"]+)"[^>]*>\s*<failure/g)].map(
      ([, id = '']) => id,
    );
    assert.deepEqual(failed.toSorted(), ['always-500', 'once-500', 'types', 'waits']);
    assert.match(xml, /once-503"[^>]*>\s*<flakyFailure/);
  });

  test('GitHub is told each finding on a line of its own, and the whole in the job summary', () => {
    const lines = run.output.split('\n').filter((line) => line.startsWith('::'));

    const { findings = [], troubles = [] } = run.record ?? {};
    assert.equal(lines.length, findings.length + troubles.length, run.output);
    assert.match(lines[0] ?? '', /^::error file=.*tools\.spec\.ts,title=Server error::/);
    assert.ok(lines.some((line) => /^::warning .*title=Transient::/.test(line)));
    const text = readFileSync(summary, 'utf8');
    assert.match(text, /^## 🔴 Server error on staging\n/);
    // one finding with what stayed, and a verdict of its own
    assert.match(lines[0] ?? '', /once-500 \(desktop\)/);
    assert.match(text, /\| ⭕ Intermittent server error \| once-500 \(desktop\) \|/);
  });

  test('a secret that a journey types is in none of them, nor in the report that Allure makes', async () => {
    assert.ok(run.record);
    await makeAllureReport({ record: run.record, reportsDir: kept, runDir });

    assert.ok(
      findBelow(join(runDir, 'allure'), ['a secret is typed']).length > 0,
      'there is something to look through',
    );
    assert.equal(attemptsOf('types').length, 2);
    assert.deepEqual(findBelow(kept, formsOf(token)), []);
    assert.ok(!run.output.includes(token));
    // The report packs its data in base64 within scripts, each file on its own.
    const report = readFileSync(join(runDir, 'allure/index.html'), 'utf8');
    const unpacked = [...report.matchAll(/[A-Za-z0-9+/]{80,}={0,2}/g)].map(([packed]) =>
      Buffer.from(packed, 'base64').toString('latin1'),
    );
    assert.ok(unpacked.some((text) => text.includes('a secret is typed')));
    for (const form of formsOf(token)) assert.ok(!unpacked.some((text) => text.includes(form)), form);
  });
});
