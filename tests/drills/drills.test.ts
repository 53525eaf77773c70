import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { usualSideBySide } from '../../src/cli/drill.ts';
import { startDrillSite } from '../../src/cli/drill-site.ts';
import { catalogue } from '../../src/drill/catalogue/index.ts';
import type { DrillResult } from '../../src/drill/result.ts';
import { drillAll } from '../../src/drill/run-all.ts';

const quick = catalogue.filter((drill) => drill.quick === true);

/** The quick share of the catalogue, through the runner of `npm run drill` itself; all of it is drilled by the command. */
describe('drills: each fault is called by its right name', () => {
  const reports = mkdtempSync(join(tmpdir(), 'drills-'));
  let results: ReadonlyMap<string, DrillResult> = new Map();

  before(async () => {
    const report = await drillAll({
      catalogue: quick,
      asked: quick.map(({ id }) => id),
      startSite: startDrillSite,
      reports,
      sideBySide: usualSideBySide,
      signal: new AbortController().signal,
    });
    results = new Map(report.results.map((result) => [result.id, result]));
  });

  after(() => {
    rmSync(reports, { recursive: true, force: true });
  });

  for (const { id, story, expected } of quick)
    test(`${id}: ${story}`, () => {
      const result = results.get(id);

      assert.deepEqual(result?.why, []);
      assert.equal(result.outcome, 'right');
      assert.deepEqual(
        [result.given?.verdict, result.given?.cause],
        [expected.verdict, expected.cause],
        'the comparison itself holds',
      );
    });
});
