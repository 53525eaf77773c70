import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Machine, makeFinding, makeStored } from './incidents-build.ts';

const felt = makeFinding({ journeys: ['pulse (reference)'] });

describe('an incident that a pulse opened', () => {
  test('is no worse because the journeys that it breaks are named then; more of them later are', () => {
    const machine = new Machine();

    const steps = [
      ...machine.see(makeStored(0, [felt], { of: [] })),
      ...machine.see(makeStored(2, [makeFinding({ journeys: ['drug-monograph (desktop)', 'preflight-reference'] })])),
      ...machine.see(makeStored(12, [makeFinding({ journeys: ['drug-monograph (desktop)', 'pulse (reference)'] })])),
      ...machine.see(makeStored(22, [makeFinding({ journeys: ['drug-monograph (desktop)', 'home-shows-news'] })])),
    ];

    assert.deepEqual(steps, ['opened', 'seen', 'seen', 'escalated']);
    assert.match(machine.steps.at(-1)?.why ?? '', /now in 2 journeys/i);
  });

  test('is worse where another surface is met', () => {
    const machine = new Machine();
    machine.see(makeStored(0, [felt], { of: [] }));

    assert.deepEqual(machine.see(makeStored(2, [makeFinding({ surfaces: ['reference', 'www'] })])), ['escalated']);
  });
});
