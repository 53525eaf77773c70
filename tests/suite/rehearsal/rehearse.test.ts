import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTable } from '../../../src/apache/process-table.ts';
import { rehearsalShape } from '../../../src/rehearsal/schema.ts';
import type { RehearsalReport, StepId } from '../../../src/rehearsal/types.ts';
import { cli, temporaryFolder, type Started } from '../cli/support.ts';

const reports = temporaryFolder('rehearsals');

interface Rehearsed {
  readonly code: number | null;
  readonly output: string;
  readonly report: RehearsalReport;
  readonly page: string;
}

const start = (name: string, args: readonly string[]): Started =>
  cli(['rehearse', ...args], { REPORTS_DIR: join(reports, name) });

async function rehearse(name: string, candidate: string, more: readonly string[] = []): Promise<Rehearsed> {
  const args = [candidate, '--baseline', 'examples/medscape', '--grep', 'home page opens', ...more];
  const { code, stdout, stderr } = await start(name, args).ended;
  const folder = join(reports, name);
  assert.ok(existsSync(join(folder, 'rehearsal.json')), `${stdout}\n${stderr}`);
  return {
    code,
    output: `${stderr}\n${stdout}`,
    report: rehearsalShape.parse(JSON.parse(readFileSync(join(folder, 'rehearsal.json'), 'utf8'))),
    page: readFileSync(join(folder, 'rehearsal.html'), 'utf8'),
  };
}

const verdicts = ({ steps }: RehearsalReport): Partial<Record<StepId, string>> =>
  Object.fromEntries(steps.map(({ id, verdict }) => [id, verdict]));

/** Temporary roots that a process of ours, by its pid, has made and left. */
function rootsOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => {
    if (!name.startsWith('medscape-httpd-')) return false;
    try {
      return (JSON.parse(readFileSync(join(tmpdir(), name, '.owner.json'), 'utf8')) as { pid: number }).pid === pid; // written by makeTemporaryRoot
    } catch {
      return false;
    }
  });
}

test('the incident of 10/08/2023 is NO-GO, with Apache’s line and the directive that it points at', async () => {
  const { code, output, report, page } = await rehearse('incident', 'examples/incident-2023-10-08');

  assert.equal(code, 3, output);
  assert.equal(report.outcome, 'NO-GO', output);
  assert.match(output, /^NO-GO {2}.*sites\/application\.inc:11 \(AH00124\)$/m);
  assert.deepEqual(
    verdicts(report),
    {
      ...{ copy: 'ok', syntax: 'ok', 'virtual-hosts': 'ok', start: 'ok', reload: 'no-go', routes: 'no-go' },
      ...{ journeys: 'skipped', 'two-users': 'skipped', 'error-log': 'no-go', coverage: 'ok' },
    },
    output,
  );
  const line = report.steps.find(({ id }) => id === 'error-log')?.details[0];
  assert.deepEqual([line?.code, line?.place], ['AH00124', { file: 'sites/application.inc', line: 11 }]);
  assert.match(line?.text ?? '', /Request exceeded the limit of 10 internal redirects/);
  assert.ok(
    report.routes.differences.some(
      ({ url, baseline, candidate }) =>
        url === 'https://www.medscape.com/' && baseline === '200' && candidate === '500',
    ),
  );
  for (const words of ['AH00124', 'RewriteRule', 'sites/application.inc:11', 'Look here'])
    assert.ok(page.includes(words), `the page says ${words}`);
});

test('its repaired twin is GO: reloaded under load, asked, gone through by a journey, and covered', async () => {
  const { code, output, report, page } = await rehearse('repaired', 'examples/incident-2023-10-08-repaired');

  assert.equal(code, 0, output);
  assert.equal(report.outcome, 'GO', output);
  assert.ok(
    report.steps.every(({ verdict }) => verdict === 'ok'),
    output,
  );
  assert.ok(report.changes.length > 0 && report.changes.every(({ coverage }) => coverage === 'exercised'), output);
  assert.deepEqual(report.routes.differences, []);
  const run = JSON.parse(readFileSync(join(reports, 'repaired', 'rehearsal', 'verdict.json'), 'utf8')) as {
    journeys: { surfaces: string[]; verdict: string; attempts: { exchanges: { url: string }[] }[] }[];
  };
  assert.ok(run.journeys.every(({ verdict }) => verdict === 'passed'));
  const asked = run.journeys.flatMap(({ attempts }) =>
    attempts.flatMap(({ exchanges }) => exchanges.map(({ url }) => new URL(url).hostname)),
  );
  assert.ok(asked.includes('www.medscape.com'), 'under production’s own names');
  assert.ok(page.includes(report.journeysPage ?? 'no page'), 'the page leads to the journeys’ own');
  assert.ok(existsSync(join(reports, 'repaired', report.journeysPage ?? 'none')));
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle leaves no process and no folder`, async () => {
    const before = new Set(processTable().map(({ pid }) => pid));
    const rehearsal = start(`stopped-${signal}`, [
      'examples/incident-2023-10-08-repaired',
      '--baseline',
      'examples/medscape',
    ]);
    const pid = (): number | undefined =>
      processTable().find(
        (entry) => entry.command().includes(`examples/incident-2023-10-08-repaired`) && !before.has(entry.pid),
      )?.pid;
    let httpd: number[] = [];
    for (let look = 0; look < 600 && httpd.length === 0; look += 1, await sleep(50)) {
      httpd = processTable()
        .filter((entry) => !before.has(entry.pid) && entry.command().includes('/live'))
        .map((entry) => entry.pid);
    }
    assert.ok(httpd.length > 0, 'the httpd that is reloaded runs');
    const owner = pid();
    assert.ok(owner !== undefined);

    rehearsal.kill(signal);
    const { code } = await rehearsal.ended;

    assert.equal(code, signal === 'SIGINT' ? 130 : null);
    const remains = (): number[] =>
      processTable()
        .map((entry) => entry.pid)
        .filter((one) => httpd.includes(one));
    for (let look = 0; look < 200 && (remains().length > 0 || rootsOf(owner).length > 0); look += 1) await sleep(50);
    assert.deepEqual(remains(), []);
    assert.deepEqual(rootsOf(owner), []);
  });
}
