import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { defaultRules } from '../../../src/history/rules.ts';
import { after as afterRun } from '../../../src/monitor/after.ts';
import { heartbeat } from '../../../src/monitor/heartbeat.ts';
import { Memory } from '../../../src/monitor/memory.ts';
import { serveMetrics } from '../../../src/monitor/serve.ts';
import { runOf, type RunOf } from '../history/support/runs.ts';
import { page, startSite, well, type TestSite } from './site.ts';

describe('what the monitor tells machines', () => {
  let site: TestSite;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  test('the dead-man switch is pinged; that it was not is told once, without its URL, until it was again', async () => {
    const told: string[] = [];
    const url = `http://www.medscape.localhost:${String(site.port)}/ping/s3cret`;
    const beat = heartbeat(url, 'agent', (text) => told.push(text));

    await beat();
    assert.equal(site.asked.at(-1)?.path, '/ping/s3cret');
    assert.equal(told.length, 0);
    site.answer = { www: page(500, 'down') };
    await beat();
    await beat();
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /status 500/);
    assert.doesNotMatch(told[0] ?? '', /s3cret/);
    site.answer = { www: well };
    await beat();
    site.answer = { www: page(500, 'down') };
    await beat();
    assert.equal(told.length, 2);
    await heartbeat(null, 'agent', (text) => told.push(text))();
    assert.equal(told.length, 2);
  });

  test('it is pinged after a judged run of the journeys, and after nothing else', async () => {
    const reports = mkdtempSync(join(tmpdir(), 'heartbeat-'));
    const told: string[] = [];
    const tell = (text: string): void => void told.push(text);
    const memory = new Memory({ reports, databaseUrl: null, rules: defaultRules }, { trouble: tell, note: tell });
    let beats = 0;
    const nothing = (): Promise<void> => Promise.resolve();
    const follow = async (of: RunOf): Promise<number> => {
      const record = runOf(of);
      await memory.use((history) => history.record(record));
      const beat = (): Promise<void> => Promise.resolve(void (beats += 1));
      await afterRun(record, 'schedule', { memory, tell: () => {}, deliver: nothing, show: nothing, beat });
      return beats;
    };
    try {
      assert.equal(
        await follow({ id: 'journeys', verdict: 'server-error' }),
        1,
        'the monitor works, the site does not',
      );
      assert.equal(await follow({ id: 'pulse', after: 1, verdict: 'server-error', journeys: ['pulse'] }), 1);
      assert.equal(await follow({ id: 'unknown', after: 2, verdict: 'inconclusive' }), 1);
      assert.equal(await follow({ id: 'again', after: 3 }), 2);
      assert.deepEqual(told, []);
    } finally {
      rmSync(reports, { recursive: true, force: true });
    }
  });

  test('figures are served at one address, to whoever reads', async () => {
    let isBroken = false;
    const exposition = (): Promise<string> =>
      isBroken ? Promise.reject(new Error('broken')) : Promise.resolve('up 1\n');
    const server = await serveMetrics(
      { contentType: 'text/plain; version=0.0.4', exposition },
      { host: '127.0.0.1', port: 0 },
    );
    try {
      const good = await fetch(server.url);
      assert.equal(good.headers.get('content-type'), 'text/plain; version=0.0.4');
      assert.equal(await good.text(), 'up 1\n');
      assert.equal((await fetch(server.url, { method: 'POST' })).status, 405);
      assert.equal((await fetch(new URL('/other', server.url))).status, 404);
      isBroken = true;
      assert.equal((await fetch(server.url)).status, 500);
      const taken = Number(new URL(server.url).port);
      await assert.rejects(
        () => serveMetrics({ contentType: '', exposition }, { host: '127.0.0.1', port: taken }),
        /EADDRINUSE/,
      );
    } finally {
      server.close();
    }
  });
});
