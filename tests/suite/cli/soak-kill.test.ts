import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordOf } from '../../../bench/days/world.ts';
import { differences, killOn } from '../../../src/cli/soak-kill.ts';
import { holdRun } from '../../../src/history/hold.ts';
import { temporaryFolder } from './support.ts';

test('recording and alerting that are killed lose no finished run and no alert, and double none', async () => {
  const folder = temporaryFolder('soak-kill');

  const { kills, finished, alerts, wrong } = await killOn('sqlite', { folder, postgres: null, kills: 2, seed: 7 });

  assert.deepEqual([kills, wrong], [2, []]);
  assert.ok(finished >= 4, 'each recorder had finished a run before it was killed');
  assert.ok(alerts >= 2, 'what the first run opened was told on both channels');
  assert.deepEqual(readdirSync(folder), []);
});

test('a run that is lost would be told', async () => {
  const reports = temporaryFolder('soak-lost');
  const record = recordOf({
    id: 'held',
    atMs: 0,
    location: 'here',
    change: null,
    faults: ['outage'],
    passing: () => false,
  });
  for (const id of ['held', 'gone']) {
    mkdirSync(join(reports, 'runs', id), { recursive: true });
    writeFileSync(join(reports, 'runs', id, 'verdict.json'), '{}');
  }
  holdRun(record, reports);

  assert.deepEqual(await differences(reports, null), { finished: 2, wrong: ['gone is lost'] });
});
