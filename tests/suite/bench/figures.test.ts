import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { figure, median } from '../../../bench/figures.ts';

describe('the median', () => {
  const rows: readonly { readonly of: readonly number[]; readonly is: number }[] = [
    { of: [3], is: 3 },
    { of: [5, 1, 3], is: 3 },
    { of: [4, 1, 3, 2], is: 2.5 },
    { of: [10, 10, 1], is: 10 },
    { of: [], is: NaN },
  ];
  for (const { of, is } of rows) {
    test(`of ${JSON.stringify(of)} is ${is}`, () => {
      assert.equal(median(of), is);
    });
  }

  test('has as many samples above as below it, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (samples) => {
        const middle = median(samples);
        const above = samples.filter((sample) => sample > middle).length;
        const below = samples.filter((sample) => sample < middle).length;
        assert.ok(above <= samples.length / 2 && below <= samples.length / 2);
      }),
    );
  });
});

describe('a figure', () => {
  const sides = (first: readonly number[], second: readonly number[]) =>
    [
      { name: 'ours', samples: first },
      { name: 'plain', samples: second },
    ] as const;

  test('compares medians, the first with the second', () => {
    const { ratio } = figure('wall time', 's', sides([9, 2, 3], [6, 5, 7]));
    assert.equal(ratio, 0.5);
  });

  test('says of each aim whether it is met, bounds included', () => {
    const { aims } = figure('wall time', 's', sides([5], [4]), [
      { of: 'ratio', atMost: 1.25 },
      { of: 'ratio', atMost: 1.2 },
      { of: 'ratio', atMost: 0.01 },
      { of: 'first', atMost: 5 },
      { of: 'first', atMost: 4 },
    ]);
    assert.deepEqual(aims, [
      { says: 'at most 1.25', met: true },
      { says: 'at most 1.2', met: false },
      { says: '100 times less', met: false },
      { says: 'under 5 s', met: true },
      { says: 'under 4 s', met: false },
    ]);
  });

  for (const samples of [[], [1, NaN]]) {
    test(`of the samples ${JSON.stringify(samples)} is none`, () => {
      assert.throws(
        () => figure('peak memory', 'MiB', sides([1], samples)),
        /peak memory: nothing was measured of plain/,
      );
    });
  }
});
