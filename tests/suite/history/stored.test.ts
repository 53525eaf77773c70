import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { availability, bySurface } from '../../../src/history/availability.ts';
import { LineError, readLine } from '../../../src/history/lines.ts';
import { defaultRules, readHistoryRules } from '../../../src/history/rules.ts';
import { toStored } from '../../../src/history/stored.ts';
import type { Daily } from '../../../src/history/types.ts';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';
import type { RunTrouble, Verdict } from '../../../src/verdict/types.ts';
import { runOf, signature } from './support/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'medscape-rules-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('what is stored of a run', () => {
  for (const [what, verdict, kinds, judged] of [
    ['a run that passed', 'passed', [], true],
    ['a run that met a server error', 'server-error', [], true],
    ['with a note beside it', 'passed', ['note'], true],
    ['a run that lost a shard', 'passed', ['lost-shard'], false],
    ['an interrupted one', 'server-error', ['note', 'interrupted'], false],
    ['one whose report failed', 'passed', ['report-failed'], false],
    ['one that ran no journey', 'inconclusive', [], false],
    ['one that was blocked throughout', 'blocked', [], false],
  ] as const satisfies readonly (readonly [string, Verdict, readonly RunTrouble['kind'][], boolean])[])
    test(`${what} is ${judged ? 'one' : 'none'} to compare with`, () => {
      const troubles = kinds.map((kind) => ({ kind, message: 'It is so.' }));
      assert.equal(toStored(runOf({ id: 'a', verdict, troubles })).run.judged, judged);
    });

  test('attempts stand where one failed, with cause and signature; ways once; times in whole milliseconds', () => {
    const { run, attempts } = toStored(runOf({ id: 'a', verdict: 'intermittent-server-error' }));
    assert.deepEqual(
      attempts.map(({ id, index, cause, signature: met }) => [id, index, cause, met]),
      ['drug-monograph', 'home'].flatMap((id) => [
        [id, 0, 'server-error', signature],
        [id, 1, null, null],
      ]),
    );
    assert.deepEqual(
      run.journeys.map(({ attempts: all, failed, durationMs }) => [all, failed, durationMs]),
      [
        [2, 1, 2_401],
        [2, 1, 2_401],
      ],
    );
    assert.deepEqual(run.went, ['GET reference /drug/:slug']);
    assert.deepEqual(toStored(runOf({ id: 'b' })).attempts, []);
  });
});

describe('a line of an export', () => {
  const good = JSON.stringify(toStored(runOf({ id: 'a', verdict: 'server-error' })));
  const changed = (of: object): string => JSON.stringify({ ...(JSON.parse(good) as object), ...of });

  test('is read as it was written', () => assert.deepEqual(readLine(good), JSON.parse(good)));

  for (const [text, why] of [
    ['', /is not JSON/],
    ['{"kind":"journey"}', /is no line of an exported history/],
    [changed({ schemaVersion: 2 }), /schemaVersion is not 1/],
    [changed({ run: { id: '../../etc' } }), /run\.id cannot be the name of a folder;.*run\.target/],
    [good.replace('"server-error","durationMs"', '"broken","durationMs"'), /run\.journeys\.0\.verdict/],
    [
      good.replace('"id":"home","project":"desktop","index"', '"id":"gone","project":"desktop","index"'),
      /attempts\.1\.id is none of its journeys/,
    ],
  ] as const)
    test(`is refused: ${String(why)}`, () =>
      assert.throws(
        () => readLine(text),
        (error) => error instanceof LineError && why.test(error.message),
      ));
});

describe('history.yaml', () => {
  const read = (text: string) => {
    const file = join(folder, 'history.yaml');
    writeFileSync(file, text);
    return readHistoryRules(file);
  };

  test('need not be there, nor say everything', () => {
    assert.deepEqual(readHistoryRules(join(folder, 'none.yaml')), defaultRules);
    assert.deepEqual(read('# nothing\n'), defaultRules);
    assert.deepEqual(read('keepRunsDays: 30\nreopenWithinHours: 2\nrunsToOpen:\n  staging: 3\n'), {
      ...defaultRules,
      keepRunsDays: 30,
      reopenWithinMs: 7_200_000,
      runsToOpen: { staging: 3 },
    });
  });

  for (const [text, faults] of [
    [
      'keepRunDays: 30\nkeepRunsDays: 0\nrunsToOpen:\n  production: two\n  prod: 2\nflapsToTell: 1.5\n',
      [
        /line 1 .*keepRunDays is no setting/,
        /line 2 .*keepRunsDays is less than 1 \(days\)/,
        /line 4 .*runsToOpen\.production/,
        /line 5 .*runsToOpen\.prod/,
        /line 6 .*flapsToTell is no whole number/,
      ],
    ],
    ['keepRunsDays: 400\nkeepDailyDays: 100\n', [/line 2 .*keepDailyDays 100 is less than keepRunsDays 400/]],
    ['objectivePercent: 100\n', [/line 1 .*objectivePercent is not below 100/]],
    ['- keepRunsDays\n', [/line 1 .*is no list of settings/]],
    ['keepRunsDays: [1\n', [/line 2 /]],
  ] as const)
    test(`is refused with every fault and its line: ${JSON.stringify(text)}`, () =>
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(error instanceof ConfigurationError);
          const told = error.faults.map(({ variable, rule }) => `${variable} ${rule}`);
          assert.equal(told.length, faults.length, told.join('\n'));
          for (const fault of faults)
            assert.ok(
              told.some((one) => fault.test(one)),
              `${String(fault)} in\n${told.join('\n')}`,
            );
          return true;
        },
      ));
});

test('availability: of verdicts, of attempts, and how much was transient; by surface', () => {
  const daily = (of: Partial<Daily>): Daily => ({
    ...{ target: 'production', location: 'fra', day: '2026-11-01', id: 'home', project: 'desktop', surfaces: ['www'] },
    ...{ runs: 10, good: 10, transient: 0, unknown: 0, down: 0, serverErrors: 0, worst: 'passed' },
    ...{ attempts: 10, failed: 0, durationMs: 0, ...of },
  });
  const days = [
    daily({}),
    daily({
      day: '2026-11-02',
      good: 7,
      transient: 4,
      unknown: 2,
      attempts: 16,
      failed: 8,
      surfaces: ['www', 'search'],
    }),
  ];
  assert.deepEqual(availability(days), { onVerdicts: 17 / 18, onAttempts: 18 / 26, transientRate: 4 / 18, runs: 20 });
  // what a dead surface kept from starting was not there for anybody
  assert.equal(availability([daily({ good: 4, unknown: 6, down: 4, attempts: 4 })]).onVerdicts, 4 / 8);
  assert.deepEqual(availability([]), { onVerdicts: null, onAttempts: null, transientRate: null, runs: 0 });
  assert.deepEqual(
    [...bySurface(days)].map(([surface, some]) => [surface, some.length]),
    [
      ['www', 2],
      ['search', 1],
    ],
  );
});
