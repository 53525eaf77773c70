import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { config, ending, generated, suiteOf } from '../../../bench/scale/results.ts';
import { openHistory } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
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
) {
  const reportsDir = join(folder, name);
  const run = { id: name, target: 'local', change: null, location: 'here', suiteVersion: '0', browser: 'none' };
  const { stdout, stderr } = process;
  const [write, writeError] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  let said = '';
  // what the test runner itself writes there, in bytes, goes its way
  stdout.write = (text: string | Uint8Array) => (typeof text === 'string' ? true : write(text));
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
    const told = await reporter.onEnd(ending);
    return { reportsDir, told, said };
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

  test('and whose history is down waits for the next one, is told so, and ends as it would have', async () => {
    const { reportsDir, told, said } = await report(
      'down',
      historyOf('down', 'postgres://me:s3cr3t-word@127.0.0.1:9/none'),
    );

    assert.equal(told, undefined);
    assert.match(said, /^The history in postgres:\/\/me@127\.0\.0\.1:9\/none cannot be used: [^]*The run waits in/);
    assert.doesNotMatch(said, /s3cr3t/);
    assert.deepEqual(readdirSync(join(reportsDir, 'history', 'spool')), ['down.json']);
  });

  test('as a shard is left to the merge', async () => {
    const { reportsDir } = await report('shard', historyOf('shard'), { current: 1, total: 2 });
    assert.equal(existsSync(join(reportsDir, 'history')), false);
  });
});
