import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ruleFindings } from '../../../src/cli/alert-rules.ts';
import { findProgram } from '../../../src/cli/prometheus-tools.ts';
import { projectFolder, temporaryFolder } from '../cli/support.ts';

/** A copy of the rules and of one file of their cases, changed. */
function changed(file: string, cases: string, from: string | RegExp, to: string): string {
  const folder = join(temporaryFolder('rules'), 'prometheus');
  cpSync(join(projectFolder, 'deploy/prometheus'), folder, { recursive: true });
  for (const other of ['minutes', 'hours', 'days'].filter((name) => name !== cases))
    rmSync(join(folder, 'tests', `${other}.yml`));
  const text = readFileSync(join(folder, file), 'utf8');
  assert.notEqual(text.replace(from, to), text, `${file} holds no ${String(from)}`);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

// That the rules as they are pass says `npm run lint`.
describe('the check of alert rules tells', () => {
  for (const [name, file, cases, from, to, finding] of [
    [
      'an expression that is none',
      'rules.yml',
      'days',
      'avg by (target) (',
      'avg by (target ((',
      /rules\.yml.*parse error/s,
    ],
    ['a field that is unknown', 'prometheus.yml', 'days', 'rule_files:', 'rules_files:', /rules_files not found/],
    [
      'a page that a lost GET would cause',
      'rules.yml',
      'minutes',
      /increase1h > 2.5/,
      'increase1h > 0.5',
      /MedscapePulseBurn.*exp:\[\]/s,
    ],
    [
      'a page that no longer ends',
      'rules.yml',
      'hours',
      'target:medscape_journeys_down:avg30m >',
      'target:medscape_journeys_down:avg6h >',
      /MedscapeJourneysBurn.*exp:\[\]/s,
    ],
    [
      'a threshold that lets an outage pass',
      'rules.yml',
      'hours',
      'vector(0.001)',
      'vector(0.1)',
      /MedscapeJourneysBurn.*got:\[\]/s,
    ],
  ] as const)
    test(name, () => assert.match(ruleFindings(changed(file, cases, from, to)), finding));

  test('that there are no cases', () => {
    const folder = changed('rules.yml', 'days', 'vector(0.001)', 'vector(0.002)');
    rmSync(join(folder, 'tests'), { recursive: true });
    assert.match(ruleFindings(folder), /tests holds no cases/);
  });
});

test('without promtool the error says what to install', () => {
  assert.throws(
    () => findProgram('promtool', { env: { PATH: '/nowhere' }, cache: '/nowhere' }),
    /no promtool on this machine.*apt-get install prometheus/s,
  );
});
