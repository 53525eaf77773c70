import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parseRunRecord, runRecordJsonSchema } from '../../../src/verdict/schema.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeJourney,
  makeLogRecord,
  makeNotRun,
  makeProbes,
  makeRun,
  makeXhr,
  passedWith,
  recordOf,
} from './build.ts';

const kept: unknown = JSON.parse(
  readFileSync(new URL('../../../src/verdict/verdict.schema.json', import.meta.url), 'utf8'),
);
const ajv = addFormats.default(new Ajv2020({ strict: true, allowUnionTypes: true }));
const validate = ajv.compile(kept as object); // read from our own file
const roundTrip = (record: RunRecord): unknown => JSON.parse(JSON.stringify(record));

const full = recordOf(
  [
    journeyOf([
      {
        ...failedWith(
          makeExchange({ status: 500, redirects: [{ url: 'http://x/', status: 302 }] }),
          makeXhr({ errorText: 'csp' }),
        ),
        probes: makeProbes([500, 200], { redirected: true }),
        logRecords: [
          makeLogRecord({ firstStatus: 500 }),
          makeLogRecord({ kind: 'error', firstStatus: null, finalStatus: null }),
        ],
        console: [{ type: 'error', text: 'x', url: null }],
        steps: [{ title: 'opens', startedAt: at(0), durationMs: 5, failed: false }],
      },
      passedWith(),
    ]),
    journeyOf([makeEvidence({ ended: 'failed', runner: [{ kind: 'page-crashed', message: 'x', at: at(1) }] })], {
      id: 'crash',
    }),
    makeJourney({ id: 'not-run', notRun: makeNotRun() }),
  ],
  { run: makeRun({ change: { id: 'CHG-1', url: null } }), troubles: [{ kind: 'note', message: 'x' }] },
);

/** A copy of the full record in which one place holds something else. */
function spoilt(path: readonly (string | number)[], value: unknown): unknown {
  const copy = roundTrip(full);
  let place = copy as Record<string | number, unknown>; // the walk below follows keys that are there
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

describe('the schema of verdict.json', () => {
  test('is kept beside its code as the code gives it; write-schema.ts writes it anew', () => {
    assert.deepEqual(kept, JSON.parse(JSON.stringify(runRecordJsonSchema())));
  });

  test('is JSON Schema 2020-12', () => {
    assert.equal((kept as { $schema?: string }).$schema, 'https://json-schema.org/draft/2020-12/schema');
  });

  test('accepts a record that has everything, and what is read is what was written', () => {
    const json = roundTrip(full);

    assert.ok(validate(json), JSON.stringify(validate.errors));
    assert.deepEqual(parseRunRecord(json), full);
  });

  test('accepts a record that has nothing', () => {
    const json = roundTrip(recordOf([]));

    assert.ok(validate(json), JSON.stringify(validate.errors));
    assert.deepEqual(parseRunRecord(json), recordOf([]));
  });

  test('accepts a key that a later version has added', () => {
    const json = spoilt(['addedLater'], true);

    assert.ok(validate(json));
    assert.equal(parseRunRecord(json).outcome, 'intermittent-server-error');
  });

  const faults: readonly (readonly [path: readonly (string | number)[], value: unknown])[] = [
    [['outcome'], 'flaky'],
    [['schemaVersion'], 2],
    [['exitCode'], '3'],
    [['headline'], ''],
    [['counts', 'passed'], undefined],
    [['run', 'startedAt'], 'yesterday'],
    [['journeys', 0, 'verdict'], undefined],
    [['journeys', 0, 'surfaces', 0], 'blog'],
    [['journeys', 1, 'attempts', 0, 'cause'], 'timeout'],
    [['journeys', 1, 'attempts', 0, 'exchanges', 0, 'layer'], 'nginx'],
    [['journeys', 1, 'attempts', 0, 'logRecords', 0, 'joined'], false],
    [['findings', 0, 'signatures'], 'one'],
  ];
  for (const [path, value] of faults) {
    test(`refuses ${path.join('.')} = ${JSON.stringify(value) ?? 'missing'}, and says where`, () => {
      const json = spoilt(path, value);

      assert.equal(validate(json), false);
      assert.throws(
        () => parseRunRecord(json),
        (error: unknown) => error instanceof Error && error.message.includes(`${path.join('.')}: `),
      );
    });
  }

  test('refuses what is no record at all', () => {
    for (const json of [null, [], 'passed', 3]) {
      assert.equal(validate(json), false);
      assert.throws(
        () => parseRunRecord(json),
        /not a run record \(verdict\.json, schema version 1\):\n {2}\(whole\): /,
      );
    }
  });
});
