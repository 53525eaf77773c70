import type { Page } from '@playwright/test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allureAfter } from '../../../src/cli/allure.ts';
import { fileAllureResults } from '../../../src/report/allure-file.ts';
import { addedHistory, historyFor, readHistory, writeHistory } from '../../../src/report/allure-history.ts';
import { AllureError, makeAllureReport } from '../../../src/report/allure-report.ts';
import { allureResults } from '../../../src/report/allure-results.ts';
import type { AllureResult } from '../../../src/report/allure-types.ts';
import { writeReport } from '../../../src/report/writer.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { useBrowser } from '../support/browser.ts';
import {
  interruptedRecord,
  makeAttempt,
  makeJourney,
  makeRecord,
  makeRun,
  mixedRecord,
  passingRecord,
} from './fixtures.ts';

const nothingElse = { stepsOf: () => null, attachmentsOf: () => [] };
const label = (result: AllureResult, name: string): string | undefined =>
  result.labels.find((one) => one.name === name)?.value;

/** The result that stands for a journey: Allure takes the one that began last. */
const standingFor = (results: readonly AllureResult[], id: string): AllureResult => {
  const [last] = results
    .filter((result) => label(result, 'journey') === id && label(result, 'project') === 'desktop')
    .toSorted((a, b) => b.start - a.start);
  assert.ok(last, id);
  return last;
};

const folders: string[] = [];
function makeFolders(record: RunRecord): { record: RunRecord; reportsDir: string; runDir: string } {
  const reportsDir = mkdtempSync(join(tmpdir(), 'allure-'));
  folders.push(reportsDir);
  const runDir = join(reportsDir, 'runs', record.run.id);
  mkdirSync(runDir, { recursive: true });
  return { record, reportsDir, runDir };
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("Allure's results of a record", () => {
  const results = allureResults(mixedRecord(), nothingElse);

  test('each verdict has the status that Allure has for it, whatever the last attempt came to', () => {
    const status = (id: string): string => {
      const { status: word, statusDetails } = standingFor(results, id);
      return `${label(standingFor(results, id), 'verdict') ?? ''} ${word}${statusDetails.flaky === true ? ' flaky' : ''}`;
    };

    assert.equal(status('drug-monograph'), 'server-error failed');
    assert.equal(status('interactions'), 'intermittent-server-error failed');
    assert.equal(status('condition'), 'unreachable failed');
    assert.equal(status('calculator'), 'regression failed');
    assert.equal(status('search-drug'), 'blocked broken');
    assert.equal(status('cme'), 'inconclusive skipped');
    assert.equal(status('home'), 'degraded passed');
    assert.equal(status('slideshow'), 'degraded passed');
    assert.equal(status('news-list'), 'transient passed flaky');
    assert.equal(status('article'), 'passed passed');
    assert.equal(standingFor(results, 'slideshow').statusDetails.known, true, 'a known issue');
    assert.match(standingFor(results, 'interactions').statusDetails.message ?? '', /^Intermittent server error: GET/);
    const own = makeRecord({
      journeys: [
        makeJourney({ verdict: 'inconclusive', attempts: [makeAttempt({ status: 'failed', cause: 'runner' })] }),
      ],
    });
    assert.equal(allureResults(own, nothingElse)[0]?.status, 'broken', 'trouble on our own side');
  });

  test('are exactly the journeys of the record, their attempts as retries', () => {
    const record = mixedRecord();
    const attempts = record.journeys.reduce((sum, journey) => sum + Math.max(1, journey.attempts.length), 0);

    assert.equal(results.length, attempts);
    assert.equal(new Set(results.map(({ historyId }) => historyId)).size, record.journeys.length);
    assert.equal(new Set(results.map(({ uuid }) => uuid)).size, results.length);
    const [first, second] = results.filter((result) => label(result, 'journey') === 'interactions');
    assert.deepEqual([first?.status, second?.status], ['failed', 'failed']);
    assert.ok((first?.start ?? 0) < (second?.start ?? 0), 'in their order, whatever the clock said');
    assert.deepEqual(
      first?.steps.map(({ name, status }) => `${name}: ${status}`),
      ['open the class list: passed', 'open the monograph: passed', 'read its sections: failed'],
    );
  });

  test('an attempt whose every expectation held beside a server error is no green retry', () => {
    const felt = makeAttempt({ cause: 'server-error', reasons: ['GET /api/items answered 500'] });
    const record = makeRecord({
      journeys: [
        makeJourney({ verdict: 'intermittent-server-error', attempts: [felt, makeAttempt({ index: 1 })] }),
        makeJourney({ id: 'other', verdict: 'transient', attempts: [makeAttempt(), makeAttempt({ index: 1 })] }),
      ],
    });

    const statuses = allureResults(record, nothingElse).map(({ status }) => status);

    assert.deepEqual(statuses, ['failed', 'failed', 'passed', 'passed']);
  });

  test('carry what a filter asks for', () => {
    const result = standingFor(results, 'interactions');

    const labels = Object.fromEntries(result.labels.map(({ name, value }) => [name, value]));
    assert.equal(labels['cause'], 'server-error');
    assert.equal(labels['layer'], 'application');
    assert.equal(labels['surface'], 'reference');
    assert.equal(labels['owner'], 'reference-team');
    assert.match(result.name, /\(desktop\)$/);
    assert.deepEqual(result.links, [], 'a change without a link');
    const linked = { ...mixedRecord(), run: makeRun({ change: { id: 'C-1', url: 'https://changes.example.test/1' } }) };
    assert.equal(allureResults(linked, nothingElse)[0]?.links[0]?.url, 'https://changes.example.test/1');
  });
});

test('words of a page are words in the description, and ask no other host for a picture', () => {
  const said = 'its title is "![x](https://elsewhere.example/x.png) <b>*5*</b>"';
  const record = makeRecord({ journeys: [makeJourney({ verdict: 'regression', reasons: [said] })] });

  const [result] = allureResults(record, nothingElse);

  assert.match(
    result?.description ?? '',
    /^- its title is "!\\\[x\\\]\(https:&#8203;\/\/.+ &lt;b>\\\*5\\\*&lt;\/b>"$/m,
  );
});

describe("Allure's report", () => {
  const browser = useBrowser();
  const run = makeFolders(mixedRecord());
  const requests: string[] = [];
  const complaints: string[] = [];
  let page: Page;

  before(async () => {
    writeReport(run);
    const path = await makeAllureReport(run);
    page = await browser().newPage({ viewport: { width: 1280, height: 800 } });
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(pathToFileURL(path).href);
    await page.getByText('Server error: Medscape journeys on staging').waitFor();
  });

  test('opens at its top, with headline and advice whole', async () => {
    await page.getByTestId('tree-leaf').first().waitFor();
    // It scrolls when a frame or two after the tree have been drawn.
    await page.evaluate(
      () =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 500)))),
    );

    assert.equal(await page.getByTestId('base-layout').evaluate(({ scrollTop }) => scrollTop), 0);
    const cutOff = await page
      .locator('[data-testid="metadata-item-value"] div')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
    assert.deepEqual(cutOff, [], 'the headline can be read');
  });

  test('files every journey that did not pass under its verdict, and none under a category of its own', async () => {
    await page.getByTestId('nav-tab-categories').click();
    await page.getByText('Intermittent server error', { exact: true }).waitFor();

    const told = await page.locator('#app').innerText();

    const order = ['Server error', 'Intermittent server error', 'Unreachable', 'Regression', 'Blocked', 'Inconclusive'];
    const counted = [...order, 'Degraded', 'Transient'].map((name) => {
      const [, count] = new RegExp(`^${name}\\n(\\d+)(?:\\n(\\d+))?$`, 'm').exec(told) ?? [];
      return `${name} ${count ?? 'is not there'}`;
    });
    assert.deepEqual(counted, [...order.map((name) => `${name} 1`), 'Degraded 2', 'Transient 1']);
    assert.doesNotMatch(told, /Product errors|Test errors|^Passed\n29$/m);
  });

  test('shows what passed after a 500 in red, with its first attempt behind it', async () => {
    await page.getByText('Interaction checker finds the interactions of two drugs (desktop)').first().click();
    await page.getByText('Category: Intermittent server error').waitFor();

    const told = await page.locator('#app').innerText();

    assert.match(told, /Failed/);
    assert.match(told, /Retries\s*1/);
    assert.match(told, /Intermittent server error: GET \/druginteraction\.do answered 500 once\./);
  });

  test('asks no other host for anything, and works without complaint', () => {
    assert.deepEqual(
      requests.filter((url) => !/^(?:file|data|blob):/.test(url)),
      [],
    );
    assert.deepEqual(complaints, []);
    assert.ok(!readFileSync(join(run.runDir, 'allure/index.html'), 'utf8').includes('googletagmanager'));
  });

  test('made again it is the same run, once in the history', async () => {
    const files = (): string[] => readdirSync(join(run.runDir, 'allure-results')).toSorted();
    const first = files();

    await makeAllureReport(run);

    assert.deepEqual(files(), first);
    const history = readHistory(run.reportsDir);
    assert.deepEqual(
      history.map(({ runId }) => runId),
      [run.record.run.id],
    );
    assert.equal(Object.keys(history[0]?.testResults ?? {}).length, run.record.journeys.length);
    assert.ok(!existsSync(join(run.runDir, '.allure-part')));
  });
});

describe("Allure's history", () => {
  const id = 'a:b';
  const line = (n: number, status: string, more = {}) => ({
    runId: `run-${n}`,
    target: 'local',
    timestamp: Date.parse('2026-03-01T00:00:00Z') + n,
    testResults: { [id]: { status } },
    ...more,
  });
  const record = makeRecord({ run: makeRun({ id: 'now' }) });
  const seen = (statuses: readonly string[]): string[] =>
    historyFor(
      record,
      statuses.map((status, n) => line(n, status)),
    )
      .trim()
      .split('\n')
      .flatMap((text) => {
        const { testResults } = JSON.parse(text) as ReturnType<typeof line>; // as it was given above
        return testResults[id]?.status ?? [];
      });

  test('ends where Allure would call a server error that comes back flaky', () => {
    assert.deepEqual(seen(['passed', 'failed', 'failed']), ['passed', 'failed', 'failed']);
    assert.deepEqual(seen(['failed', 'passed', 'passed']), ['passed', 'passed']);
    assert.deepEqual(seen(['failed', 'passed', 'failed']), ['passed', 'failed']);
  });

  test('is of the same target, and of earlier runs', () => {
    const others = [line(1, 'passed', { target: 'staging' }), line(2, 'passed', { runId: 'now' })];

    assert.equal(historyFor(record, [...others, line(1e12, 'passed')]), '');
  });

  test('is bounded, and survives a line that was cut off', () => {
    const { reportsDir } = makeFolders(record);
    const own = `${JSON.stringify({ timestamp: 1, testResults: {} })}\n`;
    const many = Array.from({ length: 60 }, (_, n) => line(n, 'passed'));

    writeHistory(reportsDir, addedHistory(record, many, own));
    writeFileSync(join(reportsDir, 'allure-history.jsonl'), '{"runId": "cut', { flag: 'a' });

    const history = readHistory(reportsDir);
    assert.equal(history.length, 20);
    assert.equal(history.at(-1)?.runId, 'now');
  });
});

describe('where Allure cannot be had', () => {
  const breaks = ['-e', 'process.stderr.write("no space left"); process.exit(7)', '--'];

  test('its generator failing is told with its last words, and leaves what was there', async () => {
    const run = makeFolders(passingRecord());
    mkdirSync(join(run.runDir, 'allure'));
    writeFileSync(join(run.runDir, 'allure/index.html'), 'an earlier one');

    const attempt = makeAllureReport({ ...run, command: breaks });

    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof AllureError);
      assert.match(error.message, /exit code 7: no space left/);
      return true;
    });
    assert.equal(readFileSync(join(run.runDir, 'allure/index.html'), 'utf8'), 'an earlier one');
    assert.deepEqual(readHistory(run.reportsDir), []);
    assert.ok(!existsSync(join(run.runDir, '.allure-part')));
  });

  test('a run is told of it on stderr, and in nothing else', async () => {
    const run = makeFolders(passingRecord());
    writeReport(run);
    const verdict = readFileSync(join(run.reportsDir, 'verdict.json'), 'utf8');
    writeFileSync(join(run.runDir, 'allure-results'), 'a file in the way');
    const written = mock.method(process.stderr, 'write', () => true);
    try {
      await allureAfter({ record: run.record, exitCode: 0 }, run.reportsDir, { ALLURE: 'report' });
    } finally {
      written.mock.restore();
    }

    const told = written.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
    assert.match(told, /The Allure report could not be made: .*a file stands where a folder is needed/);
    assert.match(told, /The outcome is what it was/);
    assert.equal(readFileSync(join(run.reportsDir, 'verdict.json'), 'utf8'), verdict);
    assert.ok(!existsSync(join(run.reportsDir, '.lock')), 'and the lock is given back');
  });

  test('nothing is made where it is not wanted, or where nobody waits for it', async () => {
    const looks = passingRecord().journeys.map((journey) => ({ ...journey, id: 'preflight-www' }));
    for (const [record, exitCode, mode] of [
      [passingRecord(), 0, 'off'],
      [passingRecord(), 0, 'results'],
      [interruptedRecord(), 130, 'report'],
      [makeRecord({ journeys: looks }), 0, 'report'],
      [null, 2, 'report'],
    ] as const) {
      const { reportsDir, runDir } = makeFolders(record ?? passingRecord());

      await allureAfter({ record, exitCode }, reportsDir, { ALLURE: mode });

      assert.deepEqual(readdirSync(runDir), []);
    }
  });

  test('what allure-playwright left of a killed run does not stand in the way', () => {
    const run = makeFolders(passingRecord());
    const folder = join(run.runDir, 'allure-results');
    mkdirSync(folder);
    writeFileSync(join(folder, 'cut-result.json'), '{"uuid": "cut');
    writeFileSync(join(folder, 'other-result.json'), '{"uuid": 1}');

    fileAllureResults(run.record, run.runDir);

    const results = readdirSync(folder).filter((name) => name.endsWith('-result.json'));
    assert.equal(results.length, run.record.journeys.length);
  });
});
