import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { withBlobMeta, type BlobMeta } from '../../../src/report/blob-meta.ts';
import { archiveOf } from '../../../src/report/redact-archive.ts';
import { isUsable, readBlob, type Blob, type Unusable } from '../../../src/run/blob.ts';
import { planMerge, type MergePlan } from '../../../src/run/merge-plan.ts';
import { mostWorkers, shardIn } from '../../../src/run/shard.ts';

const folder = mkdtempSync(join(tmpdir(), 'blobs-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const own = { suite: '1.0.0', playwright: '1.65.1' };

interface Given {
  readonly shard?: readonly [current: number, total: number] | null;
  readonly run?: Partial<BlobMeta['run']>;
  readonly policy?: Partial<BlobMeta['policy']>;
  readonly format?: number;
  readonly playwright?: string;
  readonly startedAt?: number;
  readonly status?: Blob['status'];
  readonly metadata?: Record<string, unknown>;
  readonly serverLog?: boolean;
}

let parts = 0;

/** As Playwright writes them, less what merging alone reads. */
function bytesOf({
  shard = [1, 3],
  run = {},
  policy = {},
  format = 2,
  playwright = own.playwright,
  startedAt = 1_000,
  status = 'passed',
  metadata,
  serverLog = false,
}: Given): Buffer {
  const meta: BlobMeta = {
    part: `part-${String((parts += 1))}`,
    run: {
      id: 'r',
      target: 'staging',
      change: null,
      location: 'a',
      suiteVersion: own.suite,
      browser: 'Chromium 1',
      ...run,
    },
    policy: {
      signatures: [],
      budgets: { exchangeMs: 1, journeyMs: 2 },
      suppressions: [],
      now: new Date(startedAt).toISOString(),
      ...policy,
    },
    notes: ['Members were not asked for.'],
    serverLog,
  };
  const told = shard === null ? {} : { shard: { current: shard[0], total: shard[1] } };
  const events = [
    { method: 'onBlobReportMetadata', params: { version: format, ...told } },
    { method: 'onConfigure', params: { config: { version: playwright } } },
    { method: 'onProject', params: { project: metadata ? { metadata } : withBlobMeta(meta) } },
    { method: 'onBegin' },
    { method: 'onEnd', params: { result: { status, startTime: startedAt, duration: 5 } } },
  ];
  return archiveOf([['report.jsonl', Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''))]]);
}

const write = (file: string, bytes: Buffer | string): string => {
  const path = join(folder, file);
  writeFileSync(path, bytes);
  return path;
};
const look = (file: string, given: Given | Buffer | string): Blob | Unusable =>
  readBlob(write(file, typeof given === 'string' || Buffer.isBuffer(given) ? given : bytesOf(given)));

/** Three shards of one run, with what is given in the place of theirs or beside them. */
const plan = (files: Readonly<Record<string, Given | Buffer | string | null>> = {}): MergePlan => {
  const all: Record<string, Given | Buffer | string | null> = {
    '1.zip': {},
    '2.zip': { shard: [2, 3] },
    '3.zip': { shard: [3, 3] },
    ...files,
  };
  const looked = Object.entries(all).flatMap(([file, given]) => (given === null ? [] : [look(file, given)]));
  const planned = planMerge(looked, own, () => false);
  assert.ok(planned);
  return planned;
};
const told = ({ troubles }: MergePlan): string[] => troubles.map(({ kind, message }) => `${kind}: ${message}`);
const used = ({ use }: MergePlan): string[] => use.map(({ file }) => file);

describe('blobs of one run', () => {
  test('are merged in the order of their shards, and there is nothing to tell', () => {
    const planned = plan({ '0.zip': { shard: [3, 3], startedAt: 7 }, '3.zip': null });

    assert.deepEqual(
      [used(planned), told(planned), planned.run.shards],
      [['1.zip', '2.zip', '0.zip'], [], { expected: 3, seen: 3 }],
    );
    assert.deepEqual(planned.notes, ['Members were not asked for.']);
  });

  test('leave the server’s log to a merge that names it', () => {
    assert.deepEqual(planMerge([look('log.zip', { shard: [1, 1], serverLog: true })], own, () => true)?.troubles, []);
  });

  test('say where and in which browsers the run looked', () => {
    const { run } = plan({ '2.zip': { shard: [2, 3], run: { location: 'b', browser: 'Chromium 2' } } });

    assert.deepEqual(
      [run.location, run.browser, run.id, run.target],
      ['a, b', 'Chromium 1, Chromium 2', 'r', 'staging'],
    );
  });

  test('may be one, of a run that was not sharded', () => {
    const planned = plan({ '1.zip': { shard: null }, '2.zip': null, '3.zip': null });

    assert.deepEqual([told(planned), planned.run.shards], [[], { expected: 1, seen: 1 }]);
  });
});

describe('what is the matter with blobs is told by their names', () => {
  const cases: readonly (readonly [
    name: string,
    Readonly<Record<string, Given | Buffer | string | null>>,
    readonly RegExp[],
    readonly string[],
  ])[] = [
    ['a missing shard', { '2.zip': null }, [/^lost-shard: Shard 2 of 3 left no blob\.$/], ['1.zip', '3.zip']],
    [
      'two missing shards',
      { '1.zip': null, '3.zip': null },
      [/^lost-shard: Shard 1 of 3 left no blob\.$/, /^lost-shard: Shard 3 of 3 left no blob\.$/],
      ['2.zip'],
    ],
    [
      'a shard that ran twice: both count',
      { '2b.zip': { shard: [2, 3], startedAt: 2_000 } },
      [/^doubled-shard: Shard 2 of 3 left 2 blobs \(2\.zip, 2b\.zip\): of each journey the worst is kept\.$/],
      ['1.zip', '2.zip', '2b.zip', '3.zip'],
    ],
    [
      'a shard that was interrupted',
      { '2.zip': { shard: [2, 3], status: 'interrupted' } },
      [/^interrupted: Shard 2 of 3 was interrupted\.$/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a shard that ran out of time',
      { '2.zip': { shard: [2, 3], status: 'timedout' } },
      [/^playwright-error: Shard 2 of 3 ran out of Playwright's global time-out/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a shard that was interrupted and started again',
      {
        '2.zip': { shard: [2, 3], status: 'interrupted' },
        '2b.zip': { shard: [2, 3], startedAt: 2_000, status: 'failed' },
      },
      [/^doubled-shard: Shard 2 of 3 left 2 blobs/],
      ['1.zip', '2.zip', '2b.zip', '3.zip'],
    ],
    [
      'another run',
      { 'x.zip': { shard: [2, 3], run: { id: 'older' } } },
      [
        /^foreign-blob: x\.zip is of run older on staging and not of run r on staging, and was left out\. Merge each run in a folder of its own\.$/,
      ],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'another target under the same run id',
      { '2.zip': { shard: [2, 3], run: { target: 'production' } } },
      [/^lost-shard: Shard 2/, /^foreign-blob: 2\.zip is of run r on production/],
      ['1.zip', '3.zip'],
    ],
    [
      'another version of the suite: what it saw still counts',
      { '2.zip': { shard: [2, 3], run: { suiteVersion: '0.9.0' } } },
      [
        /^foreign-blob: 2\.zip was made by version 0\.9\.0 with Playwright 1\.65\.1, and this is 1\.0\.0 .* Run and merge all shards from one checkout\.$/,
      ],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'another Playwright',
      { '2.zip': { shard: [2, 3], playwright: '1.60.0' } },
      [/^foreign-blob: 2\.zip was made by version 1\.0\.0 with Playwright 1\.60\.0/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a Playwright whose blobs cannot be read',
      { '2.zip': { shard: [2, 3], playwright: '1.99.0', format: 3 } },
      [
        /^lost-shard: Shard 2/,
        /^foreign-blob: 2\.zip was written by Playwright 1\.99\.0, whose blobs are newer .* Merge with the version that ran the shards\.$/,
      ],
      ['1.zip', '3.zip'],
    ],
    [
      'another number of shards',
      { '2.zip': { shard: [2, 4] } },
      [/^lost-shard: Shard 2 of 3/, /^foreign-blob: 2\.zip is shard 2 of 4, where the run was cut into 3/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'other rules',
      { '3.zip': { shard: [3, 3], policy: { budgets: { exchangeMs: 9, journeyMs: 2 } } } },
      [/^foreign-blob: 3\.zip had another change, other budgets, signatures or suppressions than 1\.zip/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a server’s log left to a merge that names none',
      { '3.zip': { shard: [3, 3], serverLog: true } },
      [
        /^foreign-blob: 3\.zip left the server's log to this merge, which names none\. Give it the LOG_FILES or LOG_COMMAND/,
      ],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'no ZIP archive',
      { 'x.zip': 'hello' },
      [/^foreign-blob: x\.zip is no ZIP archive, and was left out\. Take it out of the folder\.$/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'an empty file',
      { 'x.zip': '' },
      [/^foreign-blob: x\.zip is empty, and was left out\. Fetch it again/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a ZIP archive that is no blob',
      { 'x.zip': archiveOf([['trace.trace', Buffer.from('{}')]]) },
      [/^foreign-blob: x\.zip is a ZIP archive but no blob of Playwright's/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a blob of another suite',
      { 'x.zip': { metadata: { ours: false } } },
      [/^foreign-blob: x\.zip does not say which run of this suite it is of/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a blob whose run id leads out of the reports',
      { 'x.zip': { run: { id: '../../elsewhere' } } },
      [/^foreign-blob: x\.zip does not say which run of this suite it is of/],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a blob that was cut off',
      { '2.zip': bytesOf({ shard: [2, 3] }).subarray(0, 300) },
      [
        /^lost-shard: Shard 2 of 3/,
        /^foreign-blob: 2\.zip is cut off or damaged, and was left out\. Fetch it again, or run its shard again \(.+\)\.$/,
      ],
      ['1.zip', '3.zip'],
    ],
    [
      'a blob that was cut off, of the shard that its name tells: one thing is said of it',
      { '2.zip': null, 'r-shard-2-of-3-0a1b2c3d.zip': bytesOf({ shard: [2, 3] }).subarray(0, 300) },
      [
        /^lost-shard: The blob of shard 2 of 3 \(r-shard-2-of-3-0a1b2c3d\.zip\) is cut off or damaged, and was left out\. Fetch it again/,
      ],
      ['1.zip', '3.zip'],
    ],
    [
      'two blobs of one shard that cannot be read',
      { '2.zip': null, 'r-shard-2-of-3-0a.zip': 'hello', 'r-shard-2-of-3-1b.zip': '' },
      [
        /^lost-shard: The blob of shard 2 of 3 \(r-shard-2-of-3-0a\.zip\) is no ZIP archive, another one \(r-shard-2-of-3-1b\.zip\) is empty, and was left out\./,
      ],
      ['1.zip', '3.zip'],
    ],
    [
      'a blob that was cut off, of a shard that left another one',
      { 'r-shard-2-of-3-0a.zip': '' },
      [/^foreign-blob: r-shard-2-of-3-0a\.zip is empty, and was left out\./],
      ['1.zip', '2.zip', '3.zip'],
    ],
    [
      'a file named as a blob of another run or another number of shards',
      { '2.zip': null, 'q-shard-2-of-3-0a.zip': '', 'r-shard-2-of-4-0a.zip': '' },
      [/^lost-shard: Shard 2 of 3 left no blob\.$/, /^foreign-blob: q-shard/, /^foreign-blob: r-shard-2-of-4/],
      ['1.zip', '3.zip'],
    ],
    [
      'a blob whose events are cut off',
      {
        '2.zip': archiveOf([
          ['report.jsonl', Buffer.from('{"method":"onBlobReportMetadata","params":{"version":2}}\n{"meth')],
        ]),
      },
      [/^lost-shard: Shard 2 of 3/, /^foreign-blob: 2\.zip is cut off or damaged/],
      ['1.zip', '3.zip'],
    ],
  ];

  for (const [name, files, wanted, use] of cases) {
    test(name, () => {
      const planned = plan(files);

      assert.deepEqual(used(planned), use);
      assert.equal(planned.troubles.length, wanted.length, told(planned).join('\n'));
      for (const [index, pattern] of wanted.entries()) assert.match(told(planned)[index] ?? '', pattern);
    });
  }

  test('a copy, which counts once', () => {
    const bytes = bytesOf({ shard: [2, 3] });
    const planned = plan({ '2.zip': bytes, '2 (1).zip': bytes });

    assert.deepEqual(used(planned), ['1.zip', '2 (1).zip', '3.zip']);
    assert.deepEqual(told(planned), [
      'doubled-shard: 2.zip is a copy of 2 (1).zip: shard 2 of 3 stands twice, and counts once.',
    ]);
  });

  test('nothing that can be merged is no plan', () => {
    const looked = [look('x.zip', 'hello')];

    assert.equal(looked.some(isUsable), false);
    assert.equal(
      planMerge(looked, own, () => false),
      null,
    );
  });

  test('of two runs the one with more blobs is judged, of as many the newer', () => {
    const one = (file: string, id: string, startedAt: number): Blob | Unusable =>
      look(file, { shard: [1, 1], run: { id }, startedAt });

    assert.equal(planMerge([one('a.zip', 'old', 1), one('b.zip', 'new', 2)], own, () => false)?.run.id, 'new');
    assert.equal(
      planMerge([one('a.zip', 'old', 1), one('b.zip', 'old', 1), one('c.zip', 'new', 2)], own, () => false)?.run.id,
      'old',
    );
  });
});

describe('shards', () => {
  for (const [args, wanted] of [
    [['--shard=2/3'], { current: 2, total: 3 }],
    [['--grep', 'x', '--shard', '1/4'], { current: 1, total: 4 }],
    [['--shard=5/4'], null],
    [['--shard'], null],
    [['--grep', '--sharding'], null],
  ] as const)
    test(`are read from ${args.join(' ')}`, () => assert.deepEqual(shardIn(args), wanted));

  test('bear upon a target together', () => {
    assert.deepEqual([mostWorkers(2, 1), mostWorkers(2, 2), mostWorkers(2, 5), mostWorkers(null, 9)], [2, 1, 1, 4]);
  });
});
