import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactBounds, incompleteBeta } from '../../../../src/report/status/binomial.ts';
import { dayBefore } from '../../../../src/report/status/sums.ts';
import { percent } from '../../../../src/report/status/page/words.ts';
import { makeDaily, makeIncident, makeLocation, makeNewest, now, rowOf, statusOf } from './build.ts';

describe('exact bounds', () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 5
  for (const [some, all, low, high] of [
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
    [29, 29, 0.8806, 1],
  ] as const)
    test(`${String(some)} of ${String(all)}, as published`, () => {
      const bounds = exactBounds(some, all);
      assert.deepEqual([bounds.low.toFixed(4), bounds.high.toFixed(4)], [low.toFixed(4), high.toFixed(4)]);
    });

  test('of nothing bad have a closed form, of few and of many', () => {
    for (const all of [1, 3, 720, 1_000_000])
      assert.ok(Math.abs(exactBounds(all, all).low - 0.025 ** (1 / all)) < 1e-9, String(all));
  });

  test('the incomplete beta function sums what a binomial table does', () => {
    // P(X >= 3) of 5 at 0.4, by hand
    assert.ok(Math.abs(incompleteBeta(0.4, 3, 3) - 0.31744) < 1e-12);
    assert.deepEqual([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)], [0, 1]);
    assert.ok(Math.abs(incompleteBeta(0.3, 4, 9) + incompleteBeta(0.7, 9, 4) - 1) < 1e-12);
  });
});

describe('days', () => {
  test('go back over a leap day, the end of a year, and the night when clocks change', () => {
    assert.equal(dayBefore('2028-03-05T12:00:00.000Z', 5), '2028-02-29');
    assert.equal(dayBefore('2027-03-05T12:00:00.000Z', 5), '2027-02-28');
    assert.equal(dayBefore('2028-01-01T00:00:00.000Z', 1), '2027-12-31');
    assert.equal(dayBefore('2028-03-26T23:59:59.999Z', 0), '2028-03-26');
    assert.equal(dayBefore('2028-03-27T00:00:00.000Z', 1), '2028-03-26');
  });

  test('are 90, each once, that of now the last, also over a change of clocks and a leap day', () => {
    const { days } = rowOf(statusOf({}, { now: '2028-04-02T00:00:00.000Z' }).journeys, 'home');
    assert.equal(days.length, 90);
    assert.equal(new Set(days.map(({ day }) => day)).size, 90);
    assert.deepEqual([days[0]?.day, days.at(-1)?.day], ['2028-01-04', '2028-04-02']);
  });

  test('of 30 days the first one counts, and the one before it does not', () => {
    const days = [29, 30, 89].map((before) => makeDaily({ day: dayBefore(now, before), runs: 1, good: 1 }));
    const sums = rowOf(statusOf({ days, lastHours: [] }).journeys, 'home').windows.map(({ runs }) => runs);
    assert.deepEqual(sums, [0, 1, 3]);
  });
});

describe('a row', () => {
  test('counts final verdicts and attempts apart, and what says nothing in no share', () => {
    const days = [
      makeDaily({ runs: 24, good: 20, unknown: 2, transient: 3, serverErrors: 2, attempts: 30, failed: 8 }),
    ];
    const [, , sum] = rowOf(statusOf({ days }).journeys, 'home').windows;
    assert.ok(sum);
    assert.equal(sum.onVerdicts?.value, 20 / 22);
    assert.equal(sum.onAttempts?.value, 22 / 30);
    assert.deepEqual([sum.serverErrors, sum.transient, sum.unknown, sum.runs], [2, 3, 2, 24]);
    assert.equal(sum.objective, 'missed');
  });

  test('whose every answer in eight is a 500 that a retry got around shows it on attempts', () => {
    const days = [makeDaily({ runs: 64, good: 64, transient: 8, attempts: 72, failed: 8 })];
    const [, , sum] = rowOf(statusOf({ days }).journeys, 'home').windows;
    assert.deepEqual([sum?.onVerdicts?.value, sum?.onAttempts?.value], [1, 64 / 72]);
  });

  for (const [name, good, known, left, objective] of [
    ['nothing bad in a day', 24, 24, 1, 'too-few'],
    ['one bad in a month of hours', 719, 720, 1 - 1 / 0.72, 'too-few'],
    ['nothing bad in very many', 5_000, 5_000, 1, 'held'],
    ['half of it bad', 12, 24, 1 - 12 / 0.024, 'missed'],
  ] as const)
    test(`tells its budget, and the objective only where the bounds leave no doubt: ${name}`, () => {
      const days = [makeDaily({ runs: known, good })];
      const [, , sum] = rowOf(statusOf({ days }).journeys, 'home').windows;
      assert.ok(Math.abs((sum?.budgetLeft ?? NaN) - left) < 1e-6 * Math.abs(left), String(sum?.budgetLeft));
      assert.equal(sum?.objective, objective);
    });

  test('of which nothing is known has no share, no budget, and no day that is good', () => {
    const days = [makeDaily({ good: 0, unknown: 24, worst: null, attempts: 0 })];
    const row = rowOf(statusOf({ days, lastHours: [], newest: [] }).journeys, 'home');
    const [, , sum] = row.windows;
    assert.deepEqual([sum?.onVerdicts, sum?.onAttempts, sum?.budgetLeft, sum?.objective], [null, null, null, null]);
    assert.deepEqual([row.now, row.days.at(-1)?.worst, row.days.at(-2)?.worst], [null, 'inconclusive', null]);
  });

  test('that a dead surface kept from starting was not good, and is marked as its surface was', () => {
    const day = makeDaily({ runs: 24, good: 18, unknown: 6, down: 6, attempts: 18 });
    const look = makeDaily({ ...day, id: 'preflight-www', good: 18, unknown: 0, down: 0, worst: 'server-error' });
    const status = statusOf({ days: [day, look] });
    const row = rowOf(status.journeys, 'home');
    assert.deepEqual(
      status.journeys.map(({ name }) => name),
      ['home'],
    );
    assert.deepEqual([row.windows[2]?.onVerdicts?.value, row.windows[2]?.unknown], [18 / 24, 0]);
    assert.equal(row.days.at(-1)?.worst, 'server-error');
    assert.equal(rowOf(status.surfaces, 'www').windows[2]?.onVerdicts?.value, 36 / 48);
  });

  test('of days that an older version summed up says that something failed, and not how', () => {
    const days = [makeDaily({ good: 20, worst: null })];
    assert.equal(rowOf(statusOf({ days }).journeys, 'home').days.at(-1)?.worst, 'failed');
  });

  test('is as bad now as the worst of what its locations saw last, but for one that is silent', () => {
    const newest = [
      makeNewest(),
      makeNewest({ location: 'nyc', verdict: 'server-error', at: '2028-03-05T11:30:00.000Z', run: 'run-2' }),
    ];
    const both = [makeLocation(), makeLocation({ name: 'nyc', outcome: 'server-error' })];
    const { journeys, locations } = statusOf({ newest, locations: both });
    assert.deepEqual(rowOf(journeys, 'home').now, {
      ...{ verdict: 'server-error', at: '2028-03-05T11:30:00.000Z', run: 'run-2', location: 'nyc' },
    });
    assert.deepEqual(
      locations.map(({ silent }) => silent),
      [false, false],
    );

    const silent = [makeLocation(), makeLocation({ name: 'nyc', at: '2028-03-04T11:30:00.000Z' })];
    const status = statusOf({ newest, locations: silent });
    assert.equal(rowOf(status.journeys, 'home').now?.verdict, 'passed');
    assert.deepEqual([status.stale, status.locations[1]?.silent], [false, true]);
  });

  test('counts no pulse, which is recorded only where it met something; it has a say until something else has looked', () => {
    const days = [makeDaily(), makeDaily({ id: 'pulse', runs: 3, good: 0, worst: 'server-error' })];
    const pulse = makeNewest({ id: 'pulse', verdict: 'server-error', at: '2028-03-05T11:30:00.000Z' });
    const met = statusOf({ days, newest: [makeNewest(), pulse] });
    const [www] = met.surfaces;
    assert.deepEqual([www?.windows[2]?.runs, www?.now?.verdict, met.journeys.length], [24, 'server-error', 1]);
    const looked = statusOf({ days, newest: [makeNewest({ at: '2028-03-05T11:45:00.000Z' }), pulse] });
    assert.equal(looked.surfaces[0]?.now?.verdict, 'passed');
  });
});

test('the newest run is stale from the declared limit on', () => {
  const at = (iso: string) => statusOf({ locations: [makeLocation({ at: iso })] }).stale;
  assert.deepEqual([at('2028-03-05T09:50:00.000Z'), at('2028-03-05T09:49:59.000Z')], [false, true]);
});

test('incidents that are over for 90 days are not told, open ones always, and those first', () => {
  const incidents = [
    makeIncident({ id: 'INC-1', state: 'resolved', resolvedAt: '2027-12-06T23:59:00.000Z' }),
    makeIncident({ id: 'INC-2', state: 'resolved', resolvedAt: '2027-12-07T00:01:00.000Z' }),
    makeIncident({ id: 'INC-3', firstSeenAt: '2027-01-01T00:00:00.000Z' }),
  ];
  assert.deepEqual(
    statusOf({}, { incidents }).incidents.map(({ id }) => id),
    ['INC-3', 'INC-2'],
  );
});

test('percentiles are of the nearest rank, and none are told of too few', () => {
  const steps = (times: readonly (readonly [number, number])[]) =>
    statusOf({ steps: [{ id: 'home', project: 'desktop', step: 'opens', times }] }).latencies[0];
  assert.deepEqual(
    steps([
      [100, 50],
      [200, 45],
      [400, 4],
      [900, 1],
    ]),
    { journey: 'home (desktop)', step: 'opens', samples: 100, p50Ms: 100, p95Ms: 200, p99Ms: 400 },
  );
  assert.deepEqual(steps([[100, 19]])?.p95Ms, null);
  assert.deepEqual([steps([[100, 20]])?.p95Ms, steps([[100, 99]])?.p99Ms], [100, null]);
});

test('an empty history is a status of which nothing is known', () => {
  const status = statusOf({ days: [], lastHours: [], newest: [], locations: [] });
  assert.deepEqual([status.newest, status.stale, status.surfaces, status.journeys], [null, false, [], []]);
  assert.equal(
    status.overall.days.every(({ worst }) => worst === null),
    true,
  );
});

test('100 % is said of what never failed, and of nothing else', () => {
  assert.deepEqual([1, 0.99999, 0.9995, 0.57, 0].map(percent), ['100 %', '99.99 %', '99.95 %', '57.00 %', '0.00 %']);
});
