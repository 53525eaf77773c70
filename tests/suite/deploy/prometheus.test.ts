import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { findProgram } from '../../../src/cli/prometheus-tools.ts';
import { families } from '../../../src/report/metrics/families.ts';
import { createMetrics } from '../../../src/report/metrics/metrics.ts';
import { makeIncident } from '../report/metrics/build.ts';
import { projectFolder, temporaryFolder } from '../cli/support.ts';
import { startAlertmanager, startPrometheus, startReceiver, until, type WebhookAlert } from '../support/prometheus.ts';
import { failedWith, journeyOf, makeExchange, makeRun, passedWith, recordOf } from '../verdict/build.ts';
import { metricNames } from './promql.ts';

const deploy = join(projectFolder, 'deploy');
const readText = (...path: readonly string[]): string => readFileSync(join(deploy, ...path), 'utf8');

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly record?: string; readonly expr: string }[] }[];
}
const rules = (parse(readText('prometheus', 'rules.yml')) as Rules).groups.flatMap((group) => group.rules);

/** Every expression and query of the dashboard, its variable filled in. */
const expressions = [...readText('grafana', 'medscape-journeys.json').matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
  ([, text = '']) => String(JSON.parse(text)).replaceAll('$target', 'staging'),
);

const suffixes = { counter: [''], gauge: [''], histogram: ['_bucket', '_sum', '_count'] } as const;
const exposed = families.flatMap(({ name, type }) => suffixes[type].map((suffix) => `${name}${suffix}`));
const known = new Set([...exposed, ...rules.flatMap(({ record }) => record ?? [])]);

describe('names of series', () => {
  for (const [expression, names] of [
    [
      'sum by (le, journey) (rate(a_bucket{t="x{y}",u!~"b|c"}[5m])) / on (t) group_left (z) b:c:d1h > 14.4 * scalar(e)',
      ['a_bucket', 'b:c:d1h', 'e'],
    ],
    ['time() - max(f) or vector(0) unless g offset 1d', ['f', 'g']],
  ] as const)
    test(expression, () => assert.deepEqual(metricNames(expression), names));

  test('every one that the dashboard or a rule asks for is exposed or recorded', () => {
    assert.ok(expressions.length > 20);
    const asked = [...expressions, ...rules.map(({ expr }) => expr)].flatMap(metricNames);
    assert.deepEqual(
      [...new Set(asked)].filter((name) => !known.has(name)),
      [],
    );
  });

  test('every metric is on the dashboard, in a rule, or the journeys’ own', () => {
    const asked = new Set([...expressions, ...rules.map(({ expr }) => expr)].flatMap(metricNames));
    assert.deepEqual(
      families
        .filter(({ name, type }) => !suffixes[type].some((suffix) => asked.has(`${name}${suffix}`)))
        .map(({ name }) => name),
      ['process_cpu_seconds_total', 'process_start_time_seconds'],
    );
  });
});

describe('a real Prometheus and a real Alertmanager', () => {
  const folder = temporaryFolder('prometheus');
  const now = new Date().toISOString();
  const from = { target: 'staging', location: 'here' };
  const metrics = createMetrics({ reports: folder, ...from, suiteVersion: '0.1.0', ofProcess: true });
  const refused = failedWith(makeExchange({ status: 500, layer: 'httpd' }));
  const runOf = (id: string, journey: ReturnType<typeof journeyOf>) =>
    recordOf([journey, journeyOf([passedWith()], { id: 'home-shows-news', surfaces: ['www'] })], {
      run: makeRun({ id, target: 'staging', startedAt: now, finishedAt: now }),
    });
  let suspicious: string | null = null;
  let origin: string;
  let alerts: readonly WebhookAlert[];

  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${origin}/api/v1/${path}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string }; // Prometheus’ API
    assert.equal(status, 'success', `${path}: ${error ?? ''}`);
    return data;
  };
  const received = (alertname: string, status: string): WebhookAlert | undefined =>
    alerts.find((alert) => alert.labels['alertname'] === alertname && alert.status === status);

  before(async () => {
    await metrics.run(runOf('run-1', journeyOf([passedWith()])));
    await metrics.alerted('team', 'sent');
    await Promise.all([metrics.skipped(), metrics.trouble()]);
    metrics.incidents([makeIncident({ target: 'staging' })]);
    metrics.budget(1_500, 1_200);
    // a pulse as often as it is looked at
    const scraped = createServer((_, response) => {
      const answers = (['www', 'reference'] as const).map((surface) => ({
        ...{ surface, durationMs: 5, suspicious: surface === 'reference' ? suspicious : null },
      }));
      metrics.pulse({ startedAt: new Date().toISOString(), answers }, false);
      void metrics
        .exposition()
        .then((text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text));
    });
    await new Promise<void>((listening) => scraped.listen(0, '127.0.0.1', listening));
    after(() => {
      scraped.closeAllConnections();
      scraped.close();
    });
    const receiver = await startReceiver();
    alerts = receiver.alerts;
    const alertmanager = await startAlertmanager(
      join(folder, 'alertmanager'),
      stringify({
        route: { receiver: 'team', group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
        receivers: [{ name: 'team', webhook_configs: [{ url: receiver.url }] }],
      }),
    );
    // The example and the rules themselves, only quicker: each window is some seconds long.
    const seconds: Readonly<Record<string, string>> = {
      '5m': '2s',
      '30m': '2s',
      '1h': '4s',
      '2h': '4s',
      '6h': '6s',
      '1d': '8s',
      '3d': '10s',
    };
    const quick = readText('prometheus', 'rules.yml')
      .replace(/\[(\w+)\]/g, (_, window: string) => `[${seconds[window] ?? window}]`)
      .replace(/^ *for: .*\n/gm, '');
    mkdirSync(join(folder, 'prometheus'));
    writeFileSync(join(folder, 'prometheus', 'rules.yml'), quick);
    const port = String((scraped.address() as AddressInfo).port); // it listens on TCP
    const config = readText('prometheus', 'prometheus.yml')
      .replace(/_interval: 30s/g, '_interval: 250ms')
      .replace('127.0.0.1:9464', `127.0.0.1:${port}`)
      .replace('127.0.0.1:9093', new URL(alertmanager.origin).host);
    ({ origin } = await startPrometheus(join(folder, 'prometheus'), config));
  });

  test('it takes the names that are documented, and answers every query of the dashboard', async () => {
    let names: string[] = [];
    await until('every name is known', async () => {
      names = await ask<string[]>('label/__name__/values');
      return [...known].every((name) => names.includes(name));
    });
    const without: string[] = [];
    for (const expression of expressions) {
      const { result } = await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(expression)}`);
      if (result.length === 0) without.push(expression);
    }
    // what is empty says that nothing is wrong
    assert.deepEqual(
      without.filter((expression) => !/ > 0|== 0/.test(expression)),
      [],
    );
  });

  test('while all is well no alert fires', async () => {
    const { alerts: firing } = await ask<{ alerts: unknown[] }>('alerts');
    assert.deepEqual(firing, []);
    assert.deepEqual(alerts, []);
  });

  test('when a surface fails and a journey is down, both burns reach Alertmanager and its webhook, and are resolved after', async () => {
    suspicious = '500';
    await metrics.run(runOf('run-2', journeyOf([refused])));
    await until('both fire', () =>
      Promise.resolve(
        received('MedscapePulseBurn', 'firing') !== undefined &&
          received('MedscapeJourneysBurn', 'firing') !== undefined,
      ),
    );
    assert.match(
      received('MedscapeJourneysBurn', 'firing')?.annotations['summary'] ?? '',
      /^staging: .*% of journeys are down/,
    );
    assert.equal(received('MedscapePulseBurn', 'firing')?.labels['severity'], 'critical');

    suspicious = null;
    await metrics.run(runOf('run-3', journeyOf([passedWith()])));
    await until('both are resolved', () =>
      Promise.resolve(
        received('MedscapePulseBurn', 'resolved') !== undefined &&
          received('MedscapeJourneysBurn', 'resolved') !== undefined,
      ),
    );
  });

  test('promtool has nothing against the exposition', async () => {
    const input = readFileSync(await metrics.writeFile(), 'utf8');
    const { status, stdout, stderr } = spawnSync(findProgram('promtool'), ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    assert.equal(`${stdout}${stderr}`, '');
    assert.equal(status, 0);
  });
});
