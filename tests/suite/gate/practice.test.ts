import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { processTable } from '../../../src/apache/process-table.ts';
import { awaitSign } from '../../../src/apache/ready.ts';
import { practices, rollbackOf } from '../../../src/cli/gate-practice.ts';
import { startHttpdSite } from '../../../src/cli/httpd-site.ts';
import { gateShape } from '../../../src/gate/schema.ts';
import { cli, temporaryFolder } from '../cli/support.ts';

/** As small as a gate can be: one journey at one size. */
const smoke = '^desktop .*home page opens';

const roots = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('gate-practice-'));

/** Nothing is left: no httpd, whoever has started it. */
const assertGone = (root: string): void =>
  assert.deepEqual(
    processTable().filter(({ command }) => command().includes(root)),
    [],
  );

describe('a change that breaks the site, and the command that rolls it back', () => {
  test('the incident is detected, rolled back, recovered', async () => {
    const reports = temporaryFolder('gate-incident');

    const { code, stdout, stderr } = await cli(['gate', '--practice', 'incident', '--smoke', smoke], {
      REPORTS_DIR: reports,
    }).ended;

    assert.equal(code, 3, stderr);
    const report = gateShape.parse(JSON.parse(readFileSync(join(reports, 'practice/gate.json'), 'utf8')));
    assert.deepEqual(
      [report.result, report.compared[0]?.standing, report.compared[0]?.finding.verdict],
      ['FAIL', 'new', 'server-error'],
    );
    assert.match(report.compared[0]?.finding.headline ?? '', /answers 500 on .*AH00124/);
    assert.deepEqual([report.rollback?.exitCode, report.rollback?.timedOut], [0, false]);
    assert.notEqual(report.rollback?.recoveredAfterMs ?? null, null);
    assert.match(stdout, /^detected {4}after [^]*^rolled back in [^]*^recovered {3}/m);
    const told = stderr.split('\n').findIndex((line) => line.includes('✖ detected after'));
    const back = stderr.split('\n').findIndex((line) => line.includes('rolling back:'));
    assert.ok(told > 0 && told < back, 'detected is told before anything is done');
    // nor is a copy of its configuration
    const root = /-d '([^']+)' -f/.exec(report.rollback?.command ?? '')?.[1] ?? assert.fail(report.rollback?.command);
    const good = /gate-practice-\w+/.exec(report.rollback?.command ?? '')?.[0] ?? '';
    assertGone(root);
    assert.ok(!roots().includes(good));
  });

  // the gate over it is the same as over the incident: npm run gate -- --practice dies
  test('of which httpd dies: the rollback starts one, which is ended with the site', async () => {
    const site = await startHttpdSite();
    const good = temporaryFolder('gate-dies');
    const asks = (): Promise<number> => fetch(`http://127.0.0.1:${String(site.port)}/`).then(({ status }) => status);
    try {
      const command = rollbackOf(site, good);
      const { ready } = site.root;
      await practices['dies']?.deploy(site);
      await assert.rejects(asks(), 'nobody answers');

      const { status, stderr } = spawnSync('sh', ['-c', command], {
        env: { ...process.env, ...site.httpd.environment },
        encoding: 'utf8',
      });

      assert.equal(status, 0, stderr);
      const isThere = (): boolean => processTable().some(({ command: words }) => words().includes(site.root.folder));
      assert.ok(isThere(), 'an httpd that nobody here has started');
      assert.equal(await awaitSign(ready, { timeoutMs: 30_000, isOver: () => !isThere() }), null);
    } finally {
      await site.stop();
    }
    assertGone(site.root.folder);
  });
});
