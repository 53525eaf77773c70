import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { Budget } from '../../../src/monitor/budget.ts';

const hourMs = 3_600_000;

/** A budget under a clock of the test's own. */
function budgetAt(perHour: number, file: string | null = null): { budget: Budget; pass: (ms: number) => void } {
  let clock = 0;
  const budget = new Budget({ perHour, file, clock: () => clock, now: () => 1e12 + clock });
  return { budget, pass: (ms) => (clock += ms) };
}

describe('budget of requests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budget-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('in no hour, wherever it begins, more is sent than declared', () => {
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 2 * hourMs })),
      count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 })),
      leave: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step, { maxLength: 200 }), (perHour, steps) => {
        const { budget, pass } = budgetAt(perHour);
        const sent: { at: number; count: number }[] = [];
        let at = 0;
        for (const { wait, count, leave } of steps) {
          pass(wait);
          at += wait;
          if (budget.take(count, leave)) {
            sent.push({ at, count });
            assert.ok(budget.left >= leave, 'what was to be left is left');
          }
          const hour = sent.filter((one) => one.at > at - hourMs).reduce((sum, one) => sum + one.count, 0);
          assert.ok(hour <= perHour, `${String(hour)} in the hour to ${String(at)}`);
        }
      }),
    );
  });

  test('what was used up is free again an hour later, and it is known when', () => {
    const { budget, pass } = budgetAt(10);

    assert.equal(budget.take(10), true);
    assert.equal(budget.take(1), false);
    const wait = budget.roomIn(10);
    pass(wait - 2);
    assert.equal(budget.take(10), false);
    pass(2);
    assert.equal(budget.take(10), true);
    assert.ok(wait >= hourMs && wait < hourMs + 120_000, String(wait));
    assert.equal(budget.roomIn(11), Infinity);
  });

  test('whoever is started anew goes on with what was spent, whatever became of the clock', () => {
    const file = join(folder, 'kept.json');
    const { budget } = budgetAt(10, file);
    budget.take(7);
    budget.keep();
    const restarted = (now: number): Budget => new Budget({ perHour: 10, file, clock: () => 5, now: () => now });

    assert.equal(restarted(1e12 + 1_000).left, 3);
    // an hour back: what lies ahead counts as just sent
    assert.equal(restarted(1e12 - hourMs).left, 3);
    assert.equal(restarted(1e12 + 2 * hourMs).left, 10);
    writeFileSync(file, '{ half a fi');
    assert.equal(restarted(1e12).left, 10);
  });
});
