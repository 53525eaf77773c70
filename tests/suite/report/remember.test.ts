import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { config, ending, generated, suiteOf } from '../../../bench/scale/results.ts';
import { openHistory } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import { pastOf } from '../../../src/report/remember.ts';
import { readVerdict } from '../../../src/run/files.ts';
import JourneyReporter, { type ReporterOptions } from '../../../src/report/reporter.ts';
import { policy } from '../verdict/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'medscape-remember-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Plays a few results to the reporter; what Playwright is told, and what was said. */
async function report(
  name: string,
  more: Partial<ReporterOptions>,
  shard: { current: number; total: number } | null = null,
  id = name,
) {
  const reportsDir = join(folder, name);
  const run = { id, target: 'local', change: null, location: 'here', suiteVersion: '0', browser: 'none' };
  const { stdout, stderr } = process;
  const [write, writeError] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  let said = '';
  let printed = '';
  // what the test runner itself writes there, in bytes, goes its way
  stdout.write = (text: string | Uint8Array) => {
    if (typeof text !== 'string') return write(text);
    printed += text;
    return true;
  };
  stderr.write = (text: string | Uint8Array) => {
    if (typeof text !== 'string') return writeError(text);
    said += text;
    return true;
  };
  try {
    const reporter = new JourneyReporter({ reportsDir, run, policy, ...more });
    const all = [...generated(5)];
    reporter.onBegin({ ...config, shard }, suiteOf(all.map(({ test: one }) => one)));
    for (const { test: one, results } of all) for (const result of results) reporter.onTestEnd(one, result);
    const told = await reporter.onEnd({
      ...ending,
      startTime: new Date(ending.startTime.getTime() - (id === 'first' ? 3_600_000 : 0)),
    });
    return { reportsDir, told, said, printed };
  } finally {
    stdout.write = write;
    stderr.write = writeError;
  }
}

const historyOf = (name: string, databaseUrl: string | null = null) => ({
  history: () => ({ reports: join(folder, name), databaseUrl, rules: defaultRules, patienceMs: 300 }),
});

describe('a run that ends', () => {
  test('is in the history, with what its verdict says', async () => {
    const { reportsDir, told, said } = await report('kept', historyOf('kept'));
    const found = readVerdict(reportsDir, 'kept');
    const history = await openHistory({ reports: reportsDir, databaseUrl: null, rules: defaultRules });
    const run = await history.run('kept');
    await history.close();

    assert.equal(found.kind === 'record' && found.record.outcome, run?.outcome);
    assert.equal(run?.journeys.length, 5);
    assert.deepEqual([told, said], [undefined, '']);
  });

  test('has pages that know the runs before it, and a sentence for the terminal', async () => {
    const first = await report('known', historyOf('known'), null, 'first');
    const { reportsDir, said, printed } = await report('known', historyOf('known'), null, 'second');

    assert.deepEqual([said, first.printed.includes('Since when')], ['', true]);
    assert.match(first.printed, /Since when: .*first seen /);
    assert.match(printed, /Runbook: .*runbook\.html#\S+\n\n {2}Since when: .*in 2 of the last 2 runs\.\n/);
    assert.ok(existsSync(join(reportsDir, 'runbook.html')));
    for (const page of [join(reportsDir, 'index.html'), join(reportsDir, 'runs', 'second', 'index.html')])
      assert.match(readFileSync(page, 'utf8'), /aria-label="Last 2 results, oldest first: /);
    const earlier = readFileSync(join(reportsDir, 'runs', 'first', 'index.html'), 'utf8');
    assert.ok(!earlier.includes('aria-label="Last'));
  });

  test('whose pages are made again later knows them still; a run that is not remembered never does', async () => {
    const reportsDir = join(folder, 'known');
    const found = readVerdict(reportsDir, 'second');
    assert.ok(found.kind === 'record');
    const { record } = found;
    const options = historyOf('known').history();

    const [known, stranger, nowhere] = await Promise.all([
      pastOf(record, options),
      pastOf({ ...record, run: { ...record.run, id: 'stranger' } }, options),
      pastOf(record, { ...options, reports: join(folder, 'nowhere') }),
    ]);

    assert.equal(known?.kind === 'known' && known.lastResults.size, 5);
    assert.deepEqual([stranger, nowhere, existsSync(join(folder, 'nowhere'))], [null, null, false]);
  });

  test('and whose history is of a later schema has its page, which says so', async () => {
    await report('newer', historyOf('newer'), null, 'first');
    const database = new DatabaseSync(join(folder, 'newer', 'history', 'history.sqlite'));
    database.exec(`insert into history_migration (name, timestamp) values ('999-later', '2026-01-01')`);
    database.close();

    const { reportsDir, told, said } = await report('newer', historyOf('newer'), null, 'second');

    assert.deepEqual([told, /newer version/.test(said)], [undefined, true]);
    const page = readFileSync(join(reportsDir, 'index.html'), 'utf8');
    assert.match(page, /<b>History<\/b>\s*<span>What went before this run is not shown: .*newer version/);
  });

  test('and whose history is down waits for the next one, is told so, and ends as it would have', async () => {
    const { reportsDir, told, said } = await report(
      'down',
      historyOf('down', 'postgres://me:s3cr3t-word@127.0.0.1:9/none'),
    );

    assert.equal(told, undefined);
    assert.match(said, /^The history in postgres:\/\/me@127\.0\.0\.1:9\/none cannot be used: [^]*The run waits in/);
    assert.doesNotMatch(said, /s3cr3t/);
    assert.deepEqual(readdirSync(join(reportsDir, 'history', 'spool')), ['down.json']);
    const page = readFileSync(join(reportsDir, 'index.html'), 'utf8');
    assert.match(
      page,
      /What went before this run is not shown: The history in postgres:\/\/me@127\.0\.0\.1:9\/none cannot be used/,
    );
    assert.doesNotMatch(page, /s3cr3t/);
  });

  test('as a shard is left to the merge', async () => {
    const { reportsDir } = await report('shard', historyOf('shard'), { current: 1, total: 2 });
    assert.equal(existsSync(join(reportsDir, 'history')), false);
  });
});
