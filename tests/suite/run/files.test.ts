import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { keptDays, keptRuns, prune } from '../../../src/run/files.ts';
import { newReports } from './support/driven.ts';

const now = Date.UTC(2026, 5, 15);
const hour = 60 * 60 * 1000;

function runsOf(ages: Readonly<Record<string, number>>): string {
  const reports = newReports();
  for (const [name, hours] of Object.entries(ages)) {
    const folder = join(reports, 'runs', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'verdict.json'), '{}');
    const at = new Date(now - hours * hour);
    utimesSync(join(folder, 'verdict.json'), at, at);
  }
  return reports;
}
const kept = (reports: string) => readdirSync(join(reports, 'runs')).toSorted((a, b) => a.localeCompare(b));

describe('the runs that are kept', () => {
  test('are those of the declared number of days', () => {
    const reports = runsOf({ old: keptDays * 24 + 1, young: keptDays * 24 - 1, current: 0 });
    prune(reports, 'current', now);
    assert.deepEqual(kept(reports), ['current', 'young']);
  });

  test('are the newest of the declared number, the current one among them', () => {
    const ages = Object.fromEntries(
      Array.from({ length: keptRuns + 5 }, (_, index) => [`r${String(index).padStart(3, '0')}`, index]),
    );
    const reports = runsOf({ ...ages, current: 1_000 });
    prune(reports, 'current', now);
    const left = kept(reports);
    assert.equal(left.length, keptRuns);
    assert.deepEqual([left[0], left.at(-1)], ['current', `r${String(keptRuns - 2).padStart(3, '0')}`]);
  });

  test('are none where there is none', () => {
    assert.doesNotThrow(() => prune(newReports(), 'current', now));
  });
});
