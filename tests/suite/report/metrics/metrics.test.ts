import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { defaultRules } from '../../../../src/history/rules.ts';
import { families } from '../../../../src/report/metrics/families.ts';
import { createMetrics } from '../../../../src/report/metrics/metrics.ts';
import type { Metrics } from '../../../../src/report/metrics/types.ts';
import type { RunRecord } from '../../../../src/verdict/types.ts';
import { projectFolder, temporaryFolder } from '../../cli/support.ts';
import { makeIncident } from './build.ts';
import * as build from '../../verdict/build.ts';

const { failedWith, journeyOf, makeExchange, makeJourney, makeNotRun, makeRun, passedWith, recordOf } = build;

const options = { target: 'local', location: 'here', suiteVersion: '0.1.0' };
const metricsIn = (reports: string, tell?: (trouble: string) => void): Metrics =>
  createMetrics({ ...options, reports, ...(tell && { tell }) });

const refused = failedWith(makeExchange({ status: 500, layer: 'httpd' }));
const runOf = (id: string, minutes: number, journeys: Parameters<typeof recordOf>[0]): RunRecord => {
  const [startedAt, finishedAt] = [build.at(minutes * 60_000), build.at((minutes + 1) * 60_000)];
  return recordOf(journeys, { run: makeRun({ id, startedAt, finishedAt }) });
};
/** A 500 that went: two attempts, the second of which passed. */
const intermittent = (id: string, minutes = 0): RunRecord =>
  runOf(id, minutes, [
    journeyOf([refused, passedWith()]),
    journeyOf([passedWith()], { id: 'home-shows-news', surfaces: ['www'] }),
  ]);

/** The value of the one series with these labels; null: there is none. */
function valueIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | null {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = text
    .split('\n')
    .filter((line) => new RegExp(`^${name}[{ ]`).test(line) && wanted.every((one) => line.includes(one)));
  assert.ok(lines.length < 2, `more than one: ${lines.join('\n')}`);
  return lines[0] === undefined ? null : Number(lines[0].split(' ').at(-1));
}

const monograph = { journey: 'drug-monograph', project: 'desktop' };

describe('the figures of runs', () => {
  const reports = temporaryFolder('metrics');

  test('tell final verdicts and attempts apart, and go on from process to process', async () => {
    await metricsIn(reports).run(intermittent('run-1'));
    const later = metricsIn(reports);
    await later.run(intermittent('run-2', 60));
    await later.run(intermittent('run-2', 60)); // told twice
    const text = readFileSync(await later.writeFile(), 'utf8');

    const value = (name: string, labels: Record<string, string>) => valueIn(text, name, labels);
    assert.equal(value('medscape_runs_total', { outcome: 'intermittent-server-error' }), 2);
    assert.equal(value('medscape_journey_runs_total', { ...monograph, verdict: 'intermittent-server-error' }), 2);
    assert.equal(value('medscape_journey_runs_total', { ...monograph, verdict: 'passed' }), 0);
    assert.equal(value('medscape_attempts_total', { ...monograph, cause: 'server-error' }), 2);
    assert.equal(value('medscape_attempts_total', { ...monograph, cause: 'none' }), 2);
    assert.equal(value('medscape_journey_up', monograph), 0);
    assert.equal(value('medscape_journey_failed_attempts_ratio', monograph), 0.5);
    assert.equal(value('medscape_journey_up', { journey: 'home-shows-news' }), 1);
    assert.equal(value('medscape_journey_duration_seconds_bucket', { ...monograph, le: '2' }), 2);
    assert.equal(value('medscape_journey_duration_seconds_count', monograph), 2);
    assert.equal(value('medscape_run_outcome', { outcome: 'intermittent-server-error' }), 1);
    assert.equal(value('medscape_run_outcome', { outcome: 'passed' }), 0);
    assert.equal(
      value('medscape_run_judged_timestamp_seconds', { target: 'local' }),
      Date.parse(build.at(61 * 60_000)) / 1_000,
    );
    // the failing document has a first byte too
    assert.equal(value('medscape_document_wait_seconds_count', { surface: 'reference' }), 6);
  });

  test('an outage takes down what it spared; what was not judged leaves the newest judged run as it was', async () => {
    const metrics = metricsIn(reports);
    const notRun = makeNotRun({ kind: 'outage', index: 0, reason: 'every surface answers 500' });
    await metrics.run(
      runOf('run-3', 120, [
        journeyOf([refused], { id: 'preflight-reference' }),
        makeJourney({ id: 'home-shows-news', surfaces: ['www'], notRun: { ...notRun, journey: 'home-shows-news' } }),
      ]),
    );
    let text = await metrics.exposition();
    assert.equal(valueIn(text, 'medscape_journey_up', { journey: 'home-shows-news' }), 0);
    assert.equal(valueIn(text, 'medscape_journey_failed_attempts_ratio', { journey: 'home-shows-news' }), 1);
    const judgedAt = valueIn(text, 'medscape_run_judged_timestamp_seconds');

    await metrics.run(runOf('run-4', 180, []));
    text = await metrics.exposition();
    assert.equal(valueIn(text, 'medscape_runs_total', { outcome: 'inconclusive' }), 1);
    assert.equal(valueIn(text, 'medscape_run_outcome', { outcome: 'inconclusive' }), 0);
    assert.equal(valueIn(text, 'medscape_run_judged_timestamp_seconds'), judgedAt);
  });

  test('a pulse is no sample of a journey, and no sign that the journeys run', async () => {
    const metrics = metricsIn(reports);
    const before = valueIn(await metrics.exposition(), 'medscape_run_judged_timestamp_seconds');
    await metrics.run(runOf('pulse-1', 200, [journeyOf([refused], { id: 'pulse', project: 'www' })]));

    const text = await metrics.exposition();
    assert.equal(valueIn(text, 'medscape_journey_up', { journey: 'pulse' }), null);
    assert.doesNotMatch(text, /journey="pulse"/);
    assert.equal(valueIn(text, 'medscape_run_judged_timestamp_seconds'), before);
    assert.equal(valueIn(text, 'medscape_run_outcome', { outcome: 'server-error' }), 1);
  });

  test('a journey that runs go without is neither up nor down after three hours, and its sums go on', async () => {
    const metrics = metricsIn(reports);
    const up = async (journey: string) => valueIn(await metrics.exposition(), 'medscape_journey_up', { journey });
    const only = [journeyOf([passedWith()], { id: 'home-shows-news', surfaces: ['www'] as const })];
    await metrics.run(runOf('part-1', 170, only));
    assert.equal(await up('drug-monograph'), 0);

    await metrics.run(runOf('part-2', 60 + 3 * 60 + 1, only));

    assert.deepEqual([await up('drug-monograph'), await up('home-shows-news')], [null, 1]);
    assert.equal(
      valueIn(await metrics.exposition(), 'medscape_attempts_total', { ...monograph, cause: 'server-error' }),
      2,
    );
  });

  test('a journey that is gone from the suite is forgotten after 14 days, and sums of runs are not', async () => {
    const metrics = metricsIn(reports);
    await metrics.run(runOf('run-5', 15 * 24 * 60, [journeyOf([passedWith()])]));
    const text = await metrics.exposition();
    assert.equal(valueIn(text, 'medscape_journey_up', { journey: 'home-shows-news' }), null);
    assert.equal(valueIn(text, 'medscape_attempts_total', { ...monograph, cause: 'none' }), 3);
    assert.equal(valueIn(text, 'medscape_runs_total', { outcome: 'intermittent-server-error' }), 2);
  });

  test('a run of another target is no run of this one', async () => {
    const other = recordOf([], { run: makeRun({ target: 'staging' }) });
    await assert.rejects(metricsIn(reports).run(other), /a run of staging among the metrics of local/);
  });
});

describe('what happens beside runs', () => {
  const reports = temporaryFolder('metrics-beside');
  const metrics = createMetrics({ ...options, reports, ofProcess: true });

  test('pulses, incidents, alerts, budget and the process itself', async () => {
    const pulse = (suspicious: string | null) => ({
      startedAt: build.at(0),
      answers: [
        { surface: 'www', durationMs: 4, suspicious: null },
        { surface: 'reference', durationMs: 7, suspicious },
        { surface: 'reference', durationMs: 9, suspicious: null },
      ] as const,
    });
    metrics.pulse(pulse(null), false);
    metrics.pulse(pulse('500'), true);
    metrics.incidents([makeIncident({ id: 'INC-1' }), makeIncident({ id: 'INC-2', state: 'suspected' })]);
    metrics.budget(1_500, 1_200);
    await Promise.all([metrics.alerted('team', 'sent'), metrics.alerted('team', 'failed'), metrics.skipped()]);
    await metrics.alerted('team', 'sent');
    const text = await metrics.exposition();

    const value = (name: string, labels: Record<string, string> = {}) => valueIn(text, name, labels);
    assert.equal(value('medscape_pulse_up', { surface: 'www' }), 1);
    assert.equal(value('medscape_pulse_up', { surface: 'reference' }), 0);
    assert.equal(value('medscape_pulse_answers_total', { surface: 'reference', result: 'good' }), 3);
    assert.equal(value('medscape_pulse_answers_total', { surface: 'reference', result: 'suspicious' }), 1);
    assert.equal(value('medscape_pulses_confirmed_total'), 1);
    assert.equal(value('medscape_pulse_duration_seconds_count', { surface: 'reference' }), 4);
    assert.equal(value('medscape_incidents', { state: 'open', verdict: 'server-error', layer: 'httpd' }), 1);
    assert.equal(value('medscape_incidents', { state: 'suspected' }), 1);
    assert.equal(value('medscape_alerts_total', { channel: 'team', result: 'sent' }), 2);
    assert.equal(value('medscape_alerts_total', { channel: 'team', result: 'failed' }), 1);
    assert.equal(value('medscape_monitor_skipped_runs_total'), 1);
    assert.equal(value('medscape_request_budget_left'), 1_200);
    assert.ok((value('process_resident_memory_bytes') ?? 0) > 1e7);
    assert.ok((value('process_cpu_seconds_total') ?? 0) > 0);

    metrics.incidents([]);
    assert.equal(valueIn(await metrics.exposition(), 'medscape_incidents'), null);
  });
});

describe('a machine in trouble', () => {
  test('sums that cannot be read are put aside and told, and counting begins anew', async () => {
    const reports = temporaryFolder('metrics-broken');
    await metricsIn(reports).run(intermittent('run-1'));
    const path = join(reports, 'metrics', 'local.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    const told: string[] = [];
    const metrics = metricsIn(reports, (trouble) => told.push(trouble));
    await metrics.run(intermittent('run-2'));

    assert.match(told.join('\n'), /local\.json cannot be read .*local\.json\.broken, and the counters begin at 0/);
    assert.equal(
      valueIn(await metrics.exposition(), 'medscape_runs_total', { outcome: 'intermittent-server-error' }),
      1,
    );
    assert.ok(existsSync(`${path}.broken`));
  });

  test('what cannot be written is not shown, and counts once it can be', async () => {
    const reports = temporaryFolder('metrics-full');
    const metrics = metricsIn(reports);
    writeFileSync(join(reports, 'metrics'), 'a file in the place of the folder');
    await assert.rejects(
      metrics.run(intermittent('run-1')),
      /what the metrics count could not be written to .*Move it away/,
    );
    const failed = { outcome: 'intermittent-server-error' };
    assert.equal(valueIn(await metrics.exposition(), 'medscape_runs_total', failed), null);
    rmSync(join(reports, 'metrics'));

    await metrics.run(intermittent('run-2', 60));
    assert.equal(valueIn(await metrics.exposition(), 'medscape_runs_total', failed), 2);
  });
});

test('alert rules and status page begin with one objective', () => {
  const rules = readFileSync(join(projectFolder, 'deploy/prometheus/rules.yml'), 'utf8');
  const [, budget] = /record: medscape:error_budget:ratio\s+expr: vector\(([\d.]+)\)/.exec(rules) ?? [];
  assert.equal(Number(budget), Number((1 - defaultRules.objective).toFixed(9)));
});

test('docs/metrics.md lists every family as the code has it, and no other', () => {
  const rows = readFileSync(join(projectFolder, 'docs/metrics.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name]) => /^`(?:medscape|process)_\w+`$/.test(name ?? ''))
    .map(([, name = '', type, labels, meaning]) => ({ name: name.replaceAll('`', ''), type, labels, meaning }));
  assert.deepEqual(
    rows,
    families.map(({ name, type, labels, help }) => ({
      ...{ name, type, meaning: help },
      labels: labels.map((label) => `\`${label}\``).join(', '),
    })),
  );
});
