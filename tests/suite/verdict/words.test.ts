import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, firstLine, plural, some, times } from '../../../src/verdict/words.ts';

test('a duration is told in the unit that fits', () => {
  assert.deepEqual([0, 640, 999.4, 1_000, 1_640, 59_900, 60_000, 125_000, 3_600_000].map(duration), [
    '0 ms',
    '640 ms',
    '999 ms',
    '1 s',
    '1.6 s',
    '59.9 s',
    '1 min',
    '2 min 5 s',
    '60 min',
  ]);
});

test('a list is never longer than a headline can bear', () => {
  assert.deepEqual(
    [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd', 'e', 'f']].map(some),
    ['', 'a', 'a and b', 'a, b and c', 'a, b and 2 more', 'a, b and 4 more'],
  );
});

test('numbers are told as people tell them', () => {
  assert.deepEqual([1, 2, 3, 17].map(times), ['once', 'twice', 'three times', '17 times']);
  assert.deepEqual(
    [plural(1, 'journey'), plural(0, 'journey'), plural(3, 'probe')],
    ['1 journey', '0 journeys', '3 probes'],
  );
});

test('of a message its first line is told, without the word Error, and not without end', () => {
  assert.equal(firstLine('Error: expect failed  \n\nCall log:'), 'expect failed');
  assert.equal(firstLine('  TypeError: x\n'), 'TypeError: x');
  assert.equal(firstLine('x'.repeat(300)).length, 200);
  assert.equal(firstLine(''), '');
});
