import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  findImprints,
  findPills,
  pillColors,
  pillForms,
  pills,
  pillScorings,
  pillShapes,
} from '../../../standin/data/pills.ts';
import { readPillQuery } from '../../../standin/surfaces/reference/pill-query.ts';

describe('the pills', () => {
  test('are twenty-five with imprints of their own', () => {
    assert.equal(pills.length, 25);
    assert.equal(new Set(pills.map(({ imprint }) => imprint)).size, 25);
  });

  test('bear every shape, color, form and scoring that can be asked for', () => {
    assert.deepEqual(new Set(pills.map(({ shape }) => shape)), new Set(pillShapes));
    assert.deepEqual(new Set(pills.map(({ color }) => color)), new Set(pillColors));
    assert.deepEqual(new Set(pills.map(({ form }) => form)), new Set(pillForms));
    assert.deepEqual(new Set(pills.map(({ scoring }) => scoring)), new Set(pillScorings));
  });
});

describe('looking for a pill', () => {
  test('without criteria finds all', () => {
    assert.equal(findPills({}).length, pills.length);
  });

  test('by two criteria finds what fits both', () => {
    const criterion = fc.record({ shape: fc.constantFrom(...pillShapes), color: fc.constantFrom(...pillColors) });
    fc.assert(
      fc.property(criterion, ({ shape, color }) => {
        const ofColor = findPills({ color });
        assert.deepEqual(
          findPills({ shape, color }),
          findPills({ shape }).filter((pill) => ofColor.includes(pill)),
        );
      }),
    );
  });

  test('by its whole imprint, with or without its blank and in any case, finds it alone', () => {
    for (const pill of pills) {
      assert.deepEqual(findPills({ imprint: pill.imprint }), [pill]);
      assert.deepEqual(findPills({ imprint: pill.imprint.replace(' ', '').toLowerCase() }), [pill]);
    }
  });

  test('suggests imprints that contain what was typed, and none for a blank', () => {
    assert.deepEqual(findImprints('10'), ['SMP 101', 'SMP 102', 'SMP 105']);
    assert.deepEqual(findImprints(' '), []);
  });
});

describe('a query of the pill service', () => {
  test('is read in the words of the app', () => {
    const query = {
      shapes: { $elemMatch: { medscapeShapeId: 6 } },
      colors: { $elemMatch: { medscapeColorId: 14 } },
      'form.medscapeFormId': 2,
      'scoring.medscapeScoringId': 2,
      imprint: 'SMP',
    };
    assert.deepEqual(readPillQuery(JSON.stringify(query)), {
      shape: 'Round',
      color: 'White',
      form: 'Tablet',
      scoring: 'Single',
      imprint: 'SMP',
    });
  });

  test('with an id that no value has finds nothing', () => {
    const criteria = readPillQuery('{"shapes":{"$elemMatch":{"medscapeShapeId":99}}}');
    assert.deepEqual(findPills(criteria), []);
  });

  test('is never more than criteria, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.ok(findPills(readPillQuery(text)).length <= pills.length);
      }),
    );
    assert.deepEqual(readPillQuery('{"shapes":'), {});
  });
});
