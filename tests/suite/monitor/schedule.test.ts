import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jitterOf, Schedule } from '../../../src/monitor/schedule.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const minuteMs = 60_000;

describe('when the journeys are due', () => {
  test('by the expression, each location so much later as its name says, and the same every hour', () => {
    const [a, b] = [jitterOf('frankfurt', 5 * minuteMs), jitterOf('ashburn', 5 * minuteMs)];
    const schedule = new Schedule('0 * * * *', a, at('09:59:00.000'));

    assert.notEqual(a, b);
    assert.ok(a >= 0 && a < 5 * minuteMs);
    assert.equal(schedule.next, at('10:00:00.000') + a);
    assert.equal(schedule.due(at('10:00:00.000') + a - 1), null);
    assert.deepEqual(schedule.due(at('10:00:00.000') + a), { missed: 0 });
    assert.equal(schedule.next, at('11:00:00.000') + a);
    assert.equal(jitterOf('frankfurt', 0), 0);
  });

  test('after a night of sleep one run is due, and the ticks that it makes up for are counted', () => {
    const schedule = new Schedule('0 * * * *', 0, at('01:30:00.000'));

    assert.deepEqual(schedule.due(at('09:10:00.000')), { missed: 7 });
    assert.equal(schedule.due(at('09:10:01.000')), null);
    assert.equal(schedule.next, at('10:00:00.000'));
  });

  test('a clock that is set back does not keep the next run waiting', () => {
    const schedule = new Schedule('0 * * * *', 0, at('20:30:00.000'));

    assert.equal(schedule.due(at('12:30:00.000')), null);
    assert.equal(schedule.next, at('13:00:00.000'));
  });
});
