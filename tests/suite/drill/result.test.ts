import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderDrills, renderResult } from '../../../src/drill/console.ts';
import { confusion } from '../../../src/drill/matrix.ts';
import { exitCodeOf, notAsked, timeToVerdict } from '../../../src/drill/result.ts';
import type { DrillResult } from '../../../src/drill/result.ts';
import { makeExpected, makeReport, makeResult } from './support/build.ts';

const right = makeResult();
const transient = makeResult({
  id: 'e03',
  toVerdictMs: 9_000,
  expected: makeExpected({ verdict: 'transient', cause: 'unavailable' }),
  given: { verdict: 'transient', cause: 'unavailable', layer: 'application' },
});
const missed = makeResult({
  id: 'd02',
  outcome: 'misnamed',
  toVerdictMs: 6_000,
  why: ['verdict: transient in place of intermittent-server-error'],
  expected: makeExpected({ verdict: 'intermittent-server-error' }),
  given: { verdict: 'transient', cause: 'unavailable', layer: 'application' },
});
const wrongLayer = makeResult({
  id: 'd07',
  outcome: 'misnamed',
  why: ['layer: application in place of httpd'],
  expected: makeExpected({ layer: 'httpd' }),
});
const broken = makeResult({
  id: 'e07',
  outcome: 'broken',
  why: ['the site could not be started'],
  given: null,
  page: null,
  toVerdictMs: 99_000,
});

describe('the confusion matrix', () => {
  test('has the verdicts that occur in their order, a diagonal, and a column for what came to none', () => {
    const { columns, rows } = confusion([right, transient, missed, wrongLayer, broken]);

    assert.deepEqual(columns, ['server-error', 'intermittent-server-error', 'transient', 'no verdict']);
    assert.deepEqual(
      rows.map(({ expected, cells }) => [expected, ...cells.map((cell) => `${cell.right}/${cell.results.length}`)]),
      [
        ['server-error', '1/2', '0/0', '0/0', '0/1'],
        ['intermittent-server-error', '0/0', '0/0', '0/1', '0/0'],
        ['transient', '0/0', '0/0', '1/1', '0/0'],
      ],
    );
  });
});

describe('what the drills came to', () => {
  const codes: readonly (readonly [string, readonly DrillResult[], readonly string[], number])[] = [
    ['all right', [right, transient], [], 0],
    ['one misnamed', [right, missed], [], 1],
    ['one could not be run', [right, broken], [], 2],
    ['a wrong name is known, and stands before what is not', [broken, missed], [], 1],
    ['one was not reached', [right], ['interrupted'], 2],
    ['one was not asked for', [right], [notAsked], 0],
  ];
  for (const [name, results, reasons, code] of codes)
    test(`exits ${String(code)}: ${name}`, () => {
      const notDrilled = reasons.map((reason) => ({ id: 'e09', reason }));
      assert.equal(exitCodeOf(makeReport(results, notDrilled)), code);
    });

  test('times are of those that came to a verdict', () => {
    assert.deepEqual(timeToVerdict([right, missed, transient, broken]), { medianMs: 6_000, worst: transient });
    assert.equal(timeToVerdict([broken]), null);
  });

  test('the console tells what is wrong first, each with expected, given, why and where, then matrix and counts', () => {
    const report = makeReport([right, transient, missed, broken], [{ id: 'e09', reason: 'interrupted' }]);
    const text = renderDrills(report, '/reports', true);

    assert.match(
      text,
      /✖ d02: .*\n {2}expected intermittent-server-error · cause server-error · spoken by application \(/,
    );
    assert.match(
      text,
      /\n {2}given {4}transient · cause unavailable · spoken by application\n {2}verdict: transient in place of/,
    );
    assert.match(text, /\n {2}\/reports\/drill\/d01\/index\.html\n/);
    assert.ok(text.indexOf('e07') < text.indexOf('d02'), 'what could not be run before what is misnamed');
    assert.match(text, /1 of 5 not drilled \(interrupted\):\n {2}e09\n/);
    assert.match(text, /\nIntermittent server error +· +· +0\/1✖ +·\n/);
    assert.match(text, /given verdict across; ✖ where not all are right:\n/);
    assert.match(text, /2 called by their right name, 1 misnamed, 1 could not be run/);
    assert.match(text, /median 6\.0 s, worst 9\.0 s \(e03\)/);
  });

  test('the console explains no mark that is not there, and tells whose report stays', () => {
    const text = renderDrills(makeReport([right]), '/reports', true);
    const none = makeReport([], [{ id: 'd01', reason: 'interrupted' }]);

    assert.match(text, /given verdict across:\n/);
    assert.doesNotMatch(text, /✖/);
    assert.match(text, /\nReport: \/reports\/drill\.html\n$/);
    assert.match(
      renderDrills(none, '/reports', true),
      /\nThe report of an earlier drill stays: \/reports\/drill\.html\n$/,
    );
    assert.doesNotMatch(renderDrills(none, '/reports', false), /report/i);
  });

  test('a drill is one line as it ends, and says why where it has no right name', () => {
    assert.equal(
      renderResult(right, { done: 3, of: 64, colour: false }),
      '[ 3/64] ✔ d01  server-error · cause server-error · spoken by application  4.0 s',
    );
    assert.match(
      renderResult({ ...missed, why: ['a\u001b[31m reason'] }, { done: 1, of: 1, colour: false }),
      /^\[1\/1\] ✖ d02 .*\n {4}a \[31m reason$/,
    );
  });
});
