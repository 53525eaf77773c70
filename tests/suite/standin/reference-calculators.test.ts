import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import {
  calculatorByNumber,
  calculatorCategories,
  calculators,
  compute,
  type Answers,
} from '../../../standin/data/calculators.ts';

const male = 1;

/** Worked by hand from the formula of each, in the answers' own units. */
const worked: readonly (readonly [n: number, answers: Answers, result: string])[] = [
  [411, { weight: 70, height: 1.75 }, '22.9'],
  [411, { weight: 80, height: 1.75 }, '26.1'],
  [846, { sex: 5, weight: 70, height: 175, age: 40 }, '1599'],
  [846, { sex: -161, weight: 60, height: 165, age: 30 }, '1320'],
  [692, { weight: 72, height: 200, dose: 100 }, '200.0'],
  [412, { weight: 70, height: 170 }, '1.82'],
  [413, { sex: 50, height: 177.8 }, '73.0'],
  [413, { sex: 45.5, height: 152.4 }, '45.5'],
  [421, { sex: male, age: 60, weight: 72, creatinine: 1 }, '80'],
  [421, { sex: 0.85, age: 60, weight: 72, creatinine: 1 }, '68'],
  [422, { sodium: 140, chloride: 104, bicarbonate: 24 }, '12'],
  [423, { sodium: 140, glucose: 90, bun: 14 }, '290'],
  [431, { calcium: 8, albumin: 2 }, '9.6'],
  [441, { qt: 400, rate: 60 }, '400'],
  [441, { qt: 360, rate: 90 }, '441'],
  [442, { systolic: 120, diastolic: 80 }, '93'],
  [443, { total: 200, hdl: 50, triglycerides: 150 }, '120'],
];

function byNumber(n: number) {
  const calculator = calculatorByNumber.get(String(n));
  assert.ok(calculator, `calculator ${n}`);
  return calculator;
}

describe('the calculators', () => {
  for (const [n, answers, result] of worked) {
    const calculator = byNumber(n);
    test(`${calculator.name} of ${JSON.stringify(answers)} is ${result} ${calculator.result.unit}`, () => {
      assert.equal(compute(calculator, answers), result);
    });
  }

  test('are twelve, each with a worked example above and in one category', () => {
    assert.equal(calculators.length, 12);
    assert.deepEqual(new Set(worked.map(([n]) => n)), new Set(calculators.map(({ n }) => n)));
    assert.deepEqual(new Set(calculatorCategories.flatMap((category) => category.calculators)), new Set(calculators));
  });

  test('keep the addresses that are known of the real site', () => {
    assert.equal(byNumber(846).slug, 'mifflin-st-jeor-equation');
    assert.equal(byNumber(692).slug, 'body-surface-area-based-dosing');
  });

  test('send formulas to the browser that stand on their own', () => {
    for (const [n, answers, result] of worked) {
      const calculator = byNumber(n);
      // As the page does: the text of the formula, evaluated where none of our modules is in scope.
      const value: unknown = runInNewContext(`(${calculator.compute.toString()})(answers)`, { answers });
      assert.equal(Number(value).toFixed(calculator.result.decimals), result);
    }
  });
});

describe('an answer that may not be given', () => {
  const bmi = byNumber(411);

  for (const [why, answers] of [
    ['missing', { weight: 70 }],
    ['below its bounds', { weight: 0, height: 1.75 }],
    ['above its bounds', { weight: 70, height: 175 }],
    ['no number', { weight: Number.NaN, height: 1.75 }],
  ] as const) {
    test(`is refused: ${why}`, () => {
      assert.throws(() => compute(bmi, answers), { name: 'RangeError', message: /Body Mass Index.*no allowed answer/ });
    });
  }

  test('is refused: a choice that is not offered', () => {
    assert.throws(() => compute(byNumber(846), { sex: 0, weight: 70, height: 175, age: 40 }), RangeError);
  });
});
