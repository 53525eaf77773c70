import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { figure } from '../../../bench/figures.ts';
import { markdown, ratioText } from '../../../bench/table.ts';
import type { Bench, Row } from '../../../bench/types.ts';
import { between } from '../../../bench/write-table.ts';

const makeRow = (overrides: Partial<Row> = {}): Row => ({
  id: 'overhead',
  title: 'All journeys',
  startedAt: '2026-11-22T12:00:00.000Z',
  load: { before: [0.2, 0, 0], after: [1.5, 0, 0] },
  commands: {},
  figures: [
    figure(
      'wall time',
      's',
      [
        { name: 'ours', samples: [70.2, 69, 72] },
        { name: 'plain', samples: [65, 64, 66] },
      ],
      [{ of: 'ratio', atMost: 1.05 }],
    ),
  ],
  notes: ['Both sides trace alike.'],
  failed: null,
  ...overrides,
});

const makeBench = (...rows: readonly Row[]): Bench => ({
  schemaVersion: 1,
  machine: {
    cores: 2,
    cpu: 'Some CPU',
    memoryGiB: 24,
    system: 'linux 6 x64',
    node: '24.21.0',
    browser: 'Chromium 156',
    playwright: '1.65.1',
  },
  rows,
});

describe('the table of a bench', () => {
  test('gives medians with number and spread, their ratio, and an aim that was missed', () => {
    const text = markdown(makeBench(makeRow()));

    assert.match(
      text,
      /^\| All journeys: wall time \| ours 70\.2 s \(n 3, 69\.0 to 72\.0\) \| plain 65\.0 s \(n 3, 64\.0 to 66\.0\) \| 1\.08 \| at most 1\.05: \*\*missed\*\* \|$/m,
    );
    assert.match(text, /2 cores \(Some CPU\), 24 GiB/);
    assert.match(text, /2026-11-22 12:00 UTC, load 0\.2 before and 1\.5 after/);
    assert.match(text, /^- Both sides trace alike\.$/m);
  });

  test('tells a row that could not be measured in its place, by its first line, and keeps its own form', () => {
    const text = markdown(
      makeBench(makeRow({ figures: [], failed: 'npm ci: exit code 1 | no network\nmore of it' }), makeRow()),
    );

    const table = text.split('\n\n')[0]?.split('\n') ?? [];
    assert.equal(table.length, 4);
    assert.match(table[2] ?? '', /^\| All journeys \| not measured: npm ci: exit code 1 \\\| no network \|/);
    for (const line of table) assert.equal(line.replaceAll('\\|', '').split('|').length, 7, line);
  });

  for (const [ratio, text] of [
    [1.0449, '1.04'],
    [0.5, '0.50'],
    [0.0185, '1/54'],
    [10.2, '10.20'],
  ] as const) {
    test(`writes a ratio of ${ratio} as ${text}`, () => {
      assert.equal(ratioText(ratio), text);
    });
  }
});

describe('the markers', () => {
  test('hold the table, and nothing outside of them changes', () => {
    const before = 'Before.\n\n<!-- bench: printed by the code -->\n\nold\n\n<!-- /bench -->\n\nAfter.\n';
    const after = between(before, '| $& new |');

    assert.equal(
      after,
      before.replace('old', () => '| $& new |'),
    );
    assert.equal(between(after, '| $& new |'), after, 'twice is as once');
  });

  test('that are not there leave a text as it is', () => {
    assert.equal(between('No markers.\n', 'new'), 'No markers.\n');
  });
});
