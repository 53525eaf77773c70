import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nearest } from '../../../src/target/nearest.ts';

const words = ['d01', 'e01-cut', 'e06', 'challenge-403', 'staging'];

describe('the word that was probably meant', () => {
  for (const [typed, meant] of [
    ['d1', 'd01'],
    ['e0', 'e01-cut'],
    ['e07', 'e06'],
    ['challange-403', 'challenge-403'],
    ['Stagign', 'staging'],
    ['staging-2', 'staging'],
    ['xy', null],
    ['production', null],
  ] as const)
    test(`${typed}: ${meant ?? 'none'}`, () => assert.equal(nearest(words, typed), meant));
});
