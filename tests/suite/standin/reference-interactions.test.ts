import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { drugs, type Drug } from '../../../standin/data/drugs.ts';
import {
  interactionAnswer,
  interactions,
  interactionsAmong,
  interactionsOf,
} from '../../../standin/data/interactions.ts';

const idOf = (generic: string): string => {
  const drug = drugs.find((each) => each.generic === generic);
  assert.ok(drug, generic);
  return drug.id;
};
const someIds = fc.subarray(drugs.map(({ id }) => id));
const pairOf = ({ subject, object }: { subject: Drug; object: Drug }): string =>
  [subject.id, object.id].sort().join('+');

describe('the table of interactions', () => {
  test('has every severity', () => {
    assert.deepEqual([...new Set(interactions.map(({ severity }) => severity.id))], [4, 3, 2, 1]);
  });

  test('has each pair once, and no drug with itself', () => {
    assert.equal(new Set(interactions.map(pairOf)).size, interactions.length);
    assert.ok(interactions.every(({ subject, object }) => subject !== object));
  });

  test('pairs only drugs that the checker offers', () => {
    assert.ok(interactions.every(({ subject, object }) => subject.hasInteractions && object.hasInteractions));
  });
});

describe('interactions among some drugs', () => {
  test('are exactly the pairs of the table with both ends in the list', () => {
    fc.assert(
      fc.property(someIds, (ids) => {
        const expected = interactions.filter(
          ({ subject, object }) => ids.includes(subject.id) && ids.includes(object.id),
        );
        assert.deepEqual(interactionsAmong(ids), expected);
      }),
    );
  });

  test('do not depend on order, repetition or unknown ids', () => {
    fc.assert(
      fc.property(someIds, fc.array(fc.string()), (ids, noise) => {
        assert.deepEqual(
          interactionsAmong(
            [...ids].reverse().concat(
              ids,
              noise.filter((id) => !/^\d{6}$/.test(id)),
            ),
          ),
          interactionsAmong(ids),
        );
      }),
    );
  });

  test('stand worst first', () => {
    fc.assert(
      fc.property(someIds, (ids) => {
        const order = interactionsAmong(ids).map(({ severity }) => severity.id);
        assert.deepEqual(
          order,
          order.toSorted((a, b) => b - a),
        );
      }),
    );
  });

  test('of one drug are all pairs that it is in', () => {
    for (const drug of drugs) {
      const pairs = interactionsOf(drug);
      assert.ok(pairs.every(({ subject, object }) => subject === drug || object === drug));
      const others = interactions.filter((each) => !pairs.includes(each));
      assert.ok(others.every(({ subject, object }) => subject !== drug && object !== drug));
    }
  });
});

describe('the answer of druginteraction.do', () => {
  test('has code 1 and the words of the severity where there is an interaction', () => {
    const answer = interactionAnswer(`${idOf('warfarin')},${idOf('aspirin')}`, 0);
    assert.equal(answer.errorCode, 1);
    assert.equal(answer.multiInteractions.length, 1);
    const [only] = answer.multiInteractions;
    assert.equal(only?.subject, 'aspirin');
    assert.equal(only?.object, 'warfarin');
    assert.equal(only?.severity, 'Serious - Use Alternative');
    assert.equal(only?.severityId, 3);
    assert.match(only?.text ?? '', /Comment: /);
  });

  test('is empty, with the code that the switch says, where there is none', () => {
    assert.deepEqual(interactionAnswer(`${idOf('amoxicillin')},${idOf('omeprazole')}`, 7), {
      errorCode: 7,
      multiInteractions: [],
    });
  });

  test('is empty for one drug, for none and for nonsense', () => {
    for (const ids of [idOf('warfarin'), '', ',,', 'x,y', `${idOf('warfarin')},000000`]) {
      assert.deepEqual(interactionAnswer(ids, 0).multiInteractions, [], ids);
    }
  });
});
