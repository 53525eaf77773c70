import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startReceiver, type AlertReceiver } from '../../../src/cli/alert-receiver.ts';
import { monitor } from '../../../src/cli/monitor.ts';
import { growthOf, watchFaults, type Held, type WatchSoak } from '../../../src/cli/soak-watch.ts';
import { UsageError } from '../../../src/cli/verb.ts';
import { startWatched } from '../../../src/cli/watched.ts';
import { openHistory } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import { freshness } from '../../../src/monitor/freshness.ts';
import { page, startSite, type TestSite } from '../monitor/site.ts';
import { runOf } from '../history/support/runs.ts';
import { startProgram, temporaryFolder } from './support.ts';

const patienceMs = 120_000;

describe('npm run monitor', () => {
  let site: TestSite;
  let receiver: AlertReceiver;
  before(async () => {
    site = await startSite();
    receiver = await startReceiver();
  });
  after(async () => {
    await site.stop();
    await receiver.stop();
  });

  test('what cannot go together, or names nothing, is refused with what to do', async () => {
    const refusals: [Record<string, unknown>, RegExp][] = [
      [{ watch: true, checkFreshness: true }, /one at a time/],
      [{ listen: '127.0.0.1:0' }, /--listen is for --watch/],
      [{ practice: true, target: 'staging' }, /leave the rest out/],
      // a slip of the pen must not be a monitor that tells nobody
      [{ alerts: 'alert.yaml' }, /--alerts alert\.yaml: there is no such file/],
      [{ settings: 'monitors.yaml' }, /--settings monitors\.yaml: there is no such file/],
    ];
    for (const [options, message] of refusals)
      await assert.rejects(
        () => monitor.run(options, []),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    await assert.rejects(() => monitor.run({}, ['--grep', 'x']), /monitor takes no --grep x/);
  });

  test('--watch: a fault reaches a real receiver once, the figures are served, SIGTERM ends it with 0 and leaves no run', async () => {
    const folder = temporaryFolder('monitor-watch');
    const watched = startWatched({
      folder,
      alerts: receiver.settings,
      settings: 'local:\n  journeysAt: "0 0 1 1 *"\n  pulseEverySeconds: 1\n  requestsPerHour: 1000000\n',
      env: { ...receiver.env, STANDIN_PORT: String(site.port), LOCATION: 'here', BROWSER_PATH: '', RETRIES: '0' },
    });
    try {
      assert.notEqual(await watched.waitFor(/Watching local from here/, patienceMs), null, watched.lines.join('\n'));
      site.answer = { '*': page(500, 'Internal Server Error') };
      const alert = await receiver.waitFor(({ kind }) => kind === 'opened', patienceMs);
      assert.match(alert?.headline ?? '', /^LOCAL: 500 on every surface/);
      assert.notEqual(await watched.waitFor(/told receiver/, patienceMs), null);
      const figures = await (await fetch(watched.metricsUrl() ?? '')).text();
      assert.match(figures, /^medscape_pulse_up\{.*surface="www".*\} 0$/m);
    } finally {
      assert.equal(await watched.stop(), 0, watched.lines.join('\n'));
    }
    assert.match(watched.lines.at(-1) ?? '', /Stopped\.$/);
    assert.ok(
      watched.lines.every((line) => !line.includes('\u001b')),
      'no colours where nobody reads a terminal',
    );
    assert.equal(receiver.got.length, 1);

    // the pulse that was told is no run of the journeys
    const stale = startProgram(
      process.execPath,
      ['src/cli/main.ts', 'monitor', '--check-freshness', '--target', 'local'],
      {
        REPORTS_DIR: join(folder, 'reports'),
      },
    );
    const { code, stdout } = await stale.ended;
    assert.equal(code, 2);
    assert.match(stdout, /STALE/);
  });

  test('faults of monitor.yaml end it with 2 before anything is asked for', async () => {
    const folder = temporaryFolder('monitor-faults');
    const file = join(folder, 'monitor.yaml');
    writeFileSync(file, 'production:\n  journeysAt: "every hour"\n  pulseUrls: [reference]\n');
    const args = ['src/cli/main.ts', 'monitor', '--watch', '--target', 'production', '--settings', file];
    const { code, stderr } = await startProgram(process.execPath, args, { REPORTS_DIR: folder }).ended;

    assert.equal(code, 2);
    assert.match(stderr, /2 things are wrong[\s\S]*monitor\.yaml, line 2[\s\S]*monitor\.yaml, line 3/);
  });

  test('freshness: the age of the newest judged run, of whatever location; which locations are silent', async () => {
    const reports = temporaryFolder('monitor-fresh');
    const history = await openHistory({ reports, databaseUrl: null, rules: defaultRules });
    const hour = 3_600_000;
    try {
      const none = await freshness(history, 'production', 2 * hour, 0);
      assert.equal(none.isFresh, false);
      const old = runOf({ id: 'old', after: 0, verdict: 'passed', target: 'production' });
      const newer = runOf({ id: 'newer', after: 5 * hour, verdict: 'passed', target: 'production' });
      await history.record({ ...old, run: { ...old.run, location: 'ashburn' } });
      await history.record({ ...newer, run: { ...newer.run, location: 'frankfurt' } });
      const ended = Date.parse(newer.run.finishedAt);

      const fresh = await freshness(history, 'production', 2 * hour, ended + hour);
      assert.equal(fresh.isFresh, true);
      assert.match(fresh.text, /^FRESH: .*newer from frankfurt \(passed\).*1 h 00 min ago; the limit is 2 h 00 min/);
      assert.match(fresh.text, /\nSilent beyond the limit: ashburn, /);
      const stale = await freshness(history, 'production', 2 * hour, ended + 2 * hour + 1);
      assert.equal(stale.isFresh, false);
      assert.match(stale.text, /^STALE: /);
    } finally {
      await history.close();
    }
  });
});

describe('soak of the watch', () => {
  const held = (rss: (n: number) => number): Held[] =>
    Array.from({ length: 40 }, (_, n) => ({ atMs: n * 2_000, rssBytes: rss(n), handles: 30, temporary: 1 }));
  const soak = (more: Partial<WatchSoak>): WatchSoak => ({
    ...{ kind: 'watch', startedAt: '', finishedAt: '', asked: 1, pulses: 1, runs: 1, killedBrowsers: 0, stops: 0 },
    ...{ held: held(() => 100 * 2 ** 20), leftOver: 0, exitCode: 0, interrupted: false },
    ...more,
  });

  test('what grows, and what is left over, is told; warming up is not', () => {
    assert.deepEqual(watchFaults(soak({})), []);
    assert.deepEqual(watchFaults(soak({ held: held((n) => (n < 5 ? 40 : 100) * 2 ** 20) })), []);
    const grows = held((n) => (100 + 3 * n) * 2 ** 20);
    assert.equal(growthOf(grows, 'rssBytes'), 60 * 2 ** 20);
    assert.match(watchFaults(soak({ held: grows }))[0] ?? '', /rssBytes grew/);
    assert.deepEqual(watchFaults(soak({ leftOver: 2, exitCode: null })), [
      '2 processes left over',
      'the monitor ended with null',
    ]);
  });
});
