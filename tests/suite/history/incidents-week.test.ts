import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differences, live } from '../../../src/cli/soak-days.ts';
import { soak } from '../../../src/cli/soak.ts';
import { alertsDue, dueOfLate, type Played } from '../../../bench/days/alerts.ts';
import { faultsAt, weekOf } from '../../../bench/days/week.ts';
import { instantOf } from '../../../bench/days/world.ts';
import { toStored } from '../../../src/history/stored.ts';
import type { StoredRun } from '../../../src/history/types.ts';
import { Machine, minute } from './incidents-build.ts';

describe('a week of hourly runs', () => {
  const week = weekOf(10_082_023);
  const runs: StoredRun[] = [];
  const played: Played[] = [];

  test('ends with exactly the incidents that were put in', async () => {
    const machine = new Machine();
    await live(week, (record) => {
      const { run } = toStored(record);
      runs.push(run);
      const startedAtMs = Date.parse(run.startedAt);
      const faults = faultsAt(week, startedAtMs - Date.parse(instantOf(0)), run.location);
      played.push({ startedAtMs, location: run.location, faults, toldAtMs: startedAtMs });
      machine.see(run, minute(1_000_000));
      return Promise.resolve(machine.repeatWithinMs);
    });

    assert.deepEqual(differences(week, machine.incidents), []);
    assert.equal(machine.incidents.length, 10);
    assert.equal(machine.steps.filter(({ kind }) => kind === 'opened').length, 10);
    assert.equal(machine.steps.filter(({ kind }) => kind === 'reopened').length, 1);
    for (const expected of week.expected) {
      const { fault } = expected;
      const told = machine.steps
        .filter(({ incident: { origin } }) =>
          (['cause', 'what', 'layer', 'journey'] as const).every((part) => origin[part] === expected[part]),
        )
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'seen' && kind !== 'suspected' && kind !== 'recovering');
      if (fault === 'late') assert.match(told.join(' '), dueOfLate);
      else assert.deepEqual(told, alertsDue(fault, played, Infinity), fault);
    }
  });

  test('and would not under other rules: what is put in tells right from wrong', () => {
    const machine = new Machine({ runsToOpen: { production: 1 }, reopenWithinMs: 0 });
    for (const run of runs) machine.see(run, minute(1_000_000));

    const wrong = differences(week, machine.incidents).join('\n');
    assert.match(wrong, /content application journey-06: never put in/);
    assert.match(wrong, /server-error 501 application: 2 incidents in place of one/);
  });

  test('the command line of it is checked', async () => {
    const wrong: readonly [Record<string, unknown>, string[], RegExp][] = [
      [{ days: true, noise: true }, [], /--days runs no journeys and takes none of: --noise/],
      [{ days: true }, ['--grep'], /takes none of: --grep/],
      [{ days: true, times: '0' }, [], /--times "0" is no whole number/],
    ];
    for (const [options, args, says] of wrong)
      await assert.rejects(soak.run(options, args), { name: 'UsageError', message: says });
  });
});
