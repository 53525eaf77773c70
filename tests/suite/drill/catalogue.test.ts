import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chapters, layFault } from '../../../standin/faults/index.ts';
import { catalogue } from '../../../src/drill/catalogue/index.ts';

const faultsOf = ({ putIn }: (typeof catalogue)[number]): readonly string[] => putIn.faults ?? [];

describe('the catalogue of drills', () => {
  test('names each drill once', () => {
    const ids = catalogue.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  for (const drill of catalogue)
    test(`${drill.id} can be put in, and can be read in a training`, () => {
      for (const fault of faultsOf(drill)) layFault(fault);
      const { story, how, users, recognise } = drill;
      for (const text of [story, how, users, recognise, drill.expected.rule])
        assert.match(text, /^[\p{Lu}\d“`<].*[.”]$/u, 'whole sentences');
      assert.ok(drill.expected.reason !== '' || drill.expected.verdict === 'passed', 'a failure has a reason');
      assert.ok(drill.expected.cause === null || drill.expected.verdict !== 'passed');
    });

  test('drills every fault that the stand-in can make', () => {
    const drilled = new Set(catalogue.flatMap(faultsOf).map((fault) => fault.split('@')[0]));
    const left = chapters.flatMap(([, faults]) => faults).filter(({ id }) => !drilled.has(id));
    assert.deepEqual(
      left.map(({ id }) => id),
      [],
    );
  });

  test('has a quick share that speaks of six verdicts or more', () => {
    const quick = catalogue.filter((drill) => drill.quick === true);
    assert.ok(new Set(quick.map(({ expected }) => expected.verdict)).size >= 6);
  });
});
