import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { processTable } from '../../../src/apache/process-table.ts';
import { gateShape } from '../../../src/gate/schema.ts';
import { cli, temporaryFolder } from '../cli/support.ts';

/** As small as a gate can be: one journey at one size. */
const smoke = '^desktop .*home page opens';

const roots = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('gate-practice-'));

describe('a change that breaks the site, and the command that rolls it back', () => {
  const changes = [
    { name: 'incident', exitCode: 3, verdict: 'server-error', why: /answers 500 on .*AH00124/ },
    { name: 'dies', exitCode: 4, verdict: 'unreachable', why: /ERR_CONNECTION_REFUSED/ },
  ] as const;
  for (const { name, exitCode, verdict, why } of changes)
    test(`${name}: detected, rolled back, recovered`, async () => {
      const reports = temporaryFolder(`gate-${name}`);

      const { code, stdout, stderr } = await cli(['gate', '--practice', name, '--smoke', smoke], {
        REPORTS_DIR: reports,
      }).ended;

      assert.equal(code, exitCode, stderr);
      const report = gateShape.parse(JSON.parse(readFileSync(join(reports, 'practice/gate.json'), 'utf8')));
      assert.deepEqual(
        [report.result, report.compared[0]?.standing, report.compared[0]?.finding.verdict],
        ['FAIL', 'new', verdict],
      );
      assert.match(report.compared[0]?.finding.headline ?? '', why);
      assert.deepEqual([report.rollback?.exitCode, report.rollback?.timedOut], [0, false]);
      assert.notEqual(report.rollback?.recoveredAfterMs ?? null, null);
      assert.match(stdout, /^detected {4}after [^]*^rolled back in [^]*^recovered {3}/m);
      const told = stderr.split('\n').findIndex((line) => line.includes('✖ detected after'));
      const back = stderr.split('\n').findIndex((line) => line.includes('rolling back:'));
      assert.ok(told > 0 && told < back, 'detected is told before anything is done');
      // nothing of it is left: no httpd, whoever has started it, and no copy of its configuration
      const root = /-d '([^']+)' -f/.exec(report.rollback?.command ?? '')?.[1] ?? assert.fail(report.rollback?.command);
      const good = /gate-practice-\w+/.exec(report.rollback?.command ?? '')?.[0] ?? '';
      assert.deepEqual(
        processTable().filter(({ command }) => command().includes(root)),
        [],
      );
      assert.ok(!roots().includes(good));
    });
});
