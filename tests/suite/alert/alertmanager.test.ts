import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { alertmanagerChannel } from '../../../src/alert/channels/alertmanager.ts';
import { startAlertmanager, startReceiver, until } from '../support/prometheus.ts';
import { makeBasis, makeIncident, makeMessage } from './message-build.ts';

interface Held {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt: string;
  readonly generatorURL: string;
}

// ended when the file's tests are over
const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { url, alerts: told } = await startReceiver();
const { origin } = await startAlertmanager(
  folder,
  `
route: { receiver: team, group_by: [incident], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: team, webhook_configs: [{ url: '${url}' }] }]
`,
);
const channel = alertmanagerChannel(makeBasis('alertmanager'), { url: `${origin}/`, authorization: null });

describe('a real Alertmanager', () => {
  const { signal } = new AbortController();

  const held = async (incident: string): Promise<readonly Held[]> => {
    const answer = await fetch(`${origin}/api/v2/alerts?filter=${encodeURIComponent(`incident="${incident}"`)}`);
    return (await answer.json()) as readonly Held[]; // version 2 of its API
  };
  const toldOf = (incident: string) =>
    told
      .filter(({ labels }) => labels['incident'] === incident)
      .map(({ status, labels }) => `${status} ${labels['severity'] ?? ''}`);

  test('fires once for an incident, however often it is told again, and resolves once', async () => {
    const open = makeMessage();
    assert.deepEqual(await channel.send(open, 'INC-7/opened/1/am', signal), { ok: true });
    await until('it fires', () => Promise.resolve(toldOf('INC-7').length > 0));
    const [alert, ...others] = await held('INC-7');
    assert.deepEqual(others, []);
    assert.deepEqual(alert?.labels, {
      alertname: 'MedscapeJourneysFailing',
      severity: 'critical',
      target: 'production',
      incident: 'INC-7',
      cause: 'server-error',
      what: '500',
      layer: 'httpd',
    });
    assert.equal(alert.annotations['summary'], open.headline);
    assert.equal(alert.annotations['runbook_url'], 'https://wiki.example.org/runbook?a=1&b=2#server-error');
    assert.equal(alert.generatorURL, open.links[0]?.url);
    assert.ok(Date.parse(alert.endsAt) - Date.now() > 23 * 3_600_000, 'it outlasts an hourly monitor that comes late');

    const wider = makeMessage({
      incident: makeIncident({ surfaces: ['www', 'reference', 'search'], journeys: ['a', 'b', 'c'] }),
    });
    assert.deepEqual(await channel.refresh?.([wider], signal), { ok: true });
    const [again, ...more] = await held('INC-7');
    assert.deepEqual([again?.annotations['surfaces'], more.length], ['www, reference, search', 0]);

    const resolvedAt = new Date().toISOString();
    const over = makeMessage({ kind: 'resolved', incident: makeIncident({ resolvedAt }) });
    assert.deepEqual(await channel.send(over, 'INC-7/resolved/2/am', signal), { ok: true });
    await until('it resolves', () => Promise.resolve(toldOf('INC-7').includes('resolved critical')));
    assert.deepEqual(toldOf('INC-7'), ['firing critical', 'resolved critical']);
    assert.deepEqual(await held('INC-7'), []);
  });

  test('an incident that becomes worse takes its milder alert along', async () => {
    const incident = makeIncident({ id: 'INC-8', verdict: 'regression' });
    await channel.send(makeMessage({ severity: 'warning', incident }), 'INC-8/opened/1/am', signal);
    await until('it fires', () => Promise.resolve(toldOf('INC-8').includes('firing warning')));
    await channel.send(makeMessage({ kind: 'escalated', incident }), 'INC-8/escalated/2/am', signal);
    await until('it fires anew', () => Promise.resolve(toldOf('INC-8').includes('firing critical')));
    assert.deepEqual(
      (await held('INC-8')).map(({ labels }) => labels['severity']),
      ['critical'],
    );
    assert.deepEqual(
      toldOf('INC-8').filter((one) => one.startsWith('resolved')),
      ['resolved warning'],
    );
  });
});
