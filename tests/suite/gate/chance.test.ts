import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceToMeet, tellChance } from '../../../src/gate/chance.ts';
import { good, journey, record } from './build.ts';

test('the chance to meet one bad node in N grows with the connections', () => {
  assert.equal(chanceToMeet(1, 4), 0.25);
  assert.equal(chanceToMeet(0, 4), 0);
  assert.equal(chanceToMeet(2, 2), 0.75);
  assert.ok(chanceToMeet(20, 8) > 0.93 && chanceToMeet(20, 8) < 0.94);
});

test('it is told of the surface to which fewest attempts went, and never rounded up', () => {
  const home = (id: string) => journey([good({ surface: 'www', path: '/' })], { id });
  const told = tellChance(record([home('a'), home('b'), home('c'), journey([good()])]));

  assert.match(told, /one bad node with 50 % in 2, 25 % in 4, 12 % in 8 on reference/);
  assert.match(told, /\(1 attempt, each/);
  assert.match(tellChance(record([])), /No attempt went anywhere/);
});
