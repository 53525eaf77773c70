import { slugify } from './drugs.ts';

/** A question of a calculator: a number in a unit, or a choice whose value is the number of its answer. */
export type Question =
  | {
      readonly kind: 'number';
      readonly label: string;
      /** Shown behind the field; empty for a pure number. */
      readonly unit: string;
      /** Answers outside these bounds are refused. */
      readonly min: number;
      readonly max: number;
    }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly value: number }[];
    };

/** Answers by question id. */
export type Answers = Readonly<Record<string, number>>;

export interface Calculator {
  /** The number in `/calculator/<n>/<slug>`. */
  readonly n: number;
  readonly slug: string;
  readonly name: string;
  readonly category: string;
  readonly summary: string;
  /** How the result is worked out, in the notation of a text book. */
  readonly formula: string;
  /** By id, in the order in which they are asked. */
  readonly questions: Readonly<Record<string, Question>>;
  readonly result: { readonly label: string; readonly unit: string; readonly decimals: number };
  /**
   * The formula. It may use nothing but its argument and `Math`: the page's script gets its text, so that the browser and the
   * tests compute with one and the same.
   */
  readonly compute: (answers: Answers) => number;
}

/** Checks that a formula uses only answers that its calculator asks for. */
function calculator<Id extends string>(
  row: Omit<Calculator, 'slug' | 'questions' | 'compute'> & {
    readonly questions: Readonly<Record<Id, Question>>;
    readonly compute: (answers: Readonly<Record<Id, number>>) => number;
  },
): Calculator {
  return { ...row, slug: slugify(row.name.replace(/\s*\(.*\)$/, '')) };
}

const number = (label: string, unit: string, min: number, max: number): Question => ({
  kind: 'number',
  label,
  unit,
  min,
  max,
});

const sex = (male: number, female: number): Question => ({
  kind: 'choice',
  label: 'Sex?',
  choices: [
    { label: 'Male', value: male },
    { label: 'Female', value: female },
  ],
});

const weight = number('Weight?', 'kg', 1, 400);
const heightCm = number('Height?', 'cm', 30, 250);
const age = number('Age?', 'years', 18, 120);

/** Twelve, by category. */
export const calculators: readonly Calculator[] = [
  calculator({
    n: 411,
    name: 'Body Mass Index (BMI)',
    category: 'Nutrition',
    summary: 'Weight for height, as one number.',
    formula: 'weight (kg) / height (m)²',
    questions: { weight, height: number('Height?', 'm', 0.3, 2.5) },
    result: { label: 'BMI', unit: 'kg/m²', decimals: 1 },
    compute: (a) => a.weight / (a.height * a.height),
  }),
  calculator({
    n: 846,
    name: 'Mifflin-St Jeor Equation',
    category: 'Nutrition',
    summary: 'Energy that a body at rest uses in a day.',
    formula: '10 × weight (kg) + 6.25 × height (cm) − 5 × age + 5 (male) or − 161 (female)',
    questions: { sex: sex(5, -161), weight, height: heightCm, age },
    result: { label: 'Resting energy expenditure', unit: 'kcal/day', decimals: 0 },
    compute: (a) => 10 * a.weight + 6.25 * a.height - 5 * a.age + a.sex,
  }),
  calculator({
    n: 692,
    name: 'Body Surface Area Based Dosing',
    category: 'Dosing',
    summary: 'Body surface area by Mosteller, times a dose per square metre.',
    formula: '√(weight (kg) × height (cm) / 3600) × dose per m²',
    questions: { weight, height: heightCm, dose: number('Dose per square metre?', 'mg/m²', 0, 10000) },
    result: { label: 'Dose', unit: 'mg', decimals: 1 },
    compute: (a) => Math.sqrt((a.weight * a.height) / 3600) * a.dose,
  }),
  calculator({
    n: 412,
    name: 'Body Surface Area (Mosteller)',
    category: 'Dosing',
    summary: 'Body surface area from weight and height.',
    formula: '√(weight (kg) × height (cm) / 3600)',
    questions: { weight, height: heightCm },
    result: { label: 'Body surface area', unit: 'm²', decimals: 2 },
    compute: (a) => Math.sqrt((a.weight * a.height) / 3600),
  }),
  calculator({
    n: 413,
    name: 'Ideal Body Weight (Devine)',
    category: 'Dosing',
    summary: 'A weight for a height, used to scale doses.',
    formula: '50 kg (male) or 45.5 kg (female) + 2.3 kg for each inch over 5 feet',
    questions: { sex: sex(50, 45.5), height: heightCm },
    result: { label: 'Ideal body weight', unit: 'kg', decimals: 1 },
    compute: (a) => a.sex + 2.3 * (a.height / 2.54 - 60),
  }),
  calculator({
    n: 421,
    name: 'Creatinine Clearance (Cockcroft-Gault)',
    category: 'Nephrology',
    summary: 'Clearance estimated from age, weight and serum creatinine.',
    formula: '(140 − age) × weight (kg) / (72 × creatinine), × 0.85 for women',
    questions: { sex: sex(1, 0.85), age, weight, creatinine: number('Serum creatinine?', 'mg/dL', 0.1, 30) },
    result: { label: 'Creatinine clearance', unit: 'mL/min', decimals: 0 },
    compute: (a) => (((140 - a.age) * a.weight) / (72 * a.creatinine)) * a.sex,
  }),
  calculator({
    n: 422,
    name: 'Anion Gap',
    category: 'Nephrology',
    summary: 'Measured cations less measured anions.',
    formula: 'Na⁺ − (Cl⁻ + HCO₃⁻)',
    questions: {
      sodium: number('Sodium?', 'mEq/L', 80, 200),
      chloride: number('Chloride?', 'mEq/L', 50, 160),
      bicarbonate: number('Bicarbonate?', 'mEq/L', 1, 60),
    },
    result: { label: 'Anion gap', unit: 'mEq/L', decimals: 0 },
    compute: (a) => a.sodium - (a.chloride + a.bicarbonate),
  }),
  calculator({
    n: 423,
    name: 'Serum Osmolality',
    category: 'Nephrology',
    summary: 'Osmolality worked out from sodium, glucose and urea nitrogen.',
    formula: '2 × Na⁺ + glucose / 18 + BUN / 2.8',
    questions: {
      sodium: number('Sodium?', 'mEq/L', 80, 200),
      glucose: number('Glucose?', 'mg/dL', 10, 2000),
      bun: number('Blood urea nitrogen?', 'mg/dL', 1, 300),
    },
    result: { label: 'Serum osmolality', unit: 'mOsm/kg', decimals: 0 },
    compute: (a) => 2 * a.sodium + a.glucose / 18 + a.bun / 2.8,
  }),
  calculator({
    n: 431,
    name: 'Corrected Calcium',
    category: 'Endocrinology',
    summary: 'Total calcium, corrected for albumin.',
    formula: 'calcium + 0.8 × (4 − albumin)',
    questions: {
      calcium: number('Serum calcium?', 'mg/dL', 1, 30),
      albumin: number('Serum albumin?', 'g/dL', 0.5, 8),
    },
    result: { label: 'Corrected calcium', unit: 'mg/dL', decimals: 1 },
    compute: (a) => a.calcium + 0.8 * (4 - a.albumin),
  }),
  calculator({
    n: 441,
    name: 'QTc Interval (Bazett)',
    category: 'Cardiology',
    summary: 'QT interval, corrected for the heart rate.',
    formula: 'QT / √(60 / heart rate)',
    questions: {
      qt: number('QT interval?', 'ms', 100, 900),
      rate: number('Heart rate?', 'beats/min', 20, 300),
    },
    result: { label: 'QTc', unit: 'ms', decimals: 0 },
    compute: (a) => a.qt / Math.sqrt(60 / a.rate),
  }),
  calculator({
    n: 442,
    name: 'Mean Arterial Pressure',
    category: 'Cardiology',
    summary: 'Pressure averaged over a cycle of the heart.',
    formula: '(systolic + 2 × diastolic) / 3',
    questions: {
      systolic: number('Systolic pressure?', 'mm Hg', 30, 300),
      diastolic: number('Diastolic pressure?', 'mm Hg', 10, 200),
    },
    result: { label: 'Mean arterial pressure', unit: 'mm Hg', decimals: 0 },
    compute: (a) => (a.systolic + 2 * a.diastolic) / 3,
  }),
  calculator({
    n: 443,
    name: 'LDL Cholesterol (Friedewald)',
    category: 'Cardiology',
    summary: 'LDL cholesterol worked out from the other lipids.',
    formula: 'total cholesterol − HDL − triglycerides / 5',
    questions: {
      total: number('Total cholesterol?', 'mg/dL', 50, 1000),
      hdl: number('HDL cholesterol?', 'mg/dL', 5, 200),
      triglycerides: number('Triglycerides?', 'mg/dL', 10, 400),
    },
    result: { label: 'LDL cholesterol', unit: 'mg/dL', decimals: 0 },
    compute: (a) => a.total - a.hdl - a.triglycerides / 5,
  }),
];

export const calculatorByNumber: ReadonlyMap<string, Calculator> = new Map(
  calculators.map((calculator) => [String(calculator.n), calculator]),
);

export const calculatorCategories: readonly { readonly name: string; readonly calculators: readonly Calculator[] }[] = [
  ...new Set(calculators.map(({ category }) => category)),
].map((name) => ({ name, calculators: calculators.filter(({ category }) => category === name) }));

/**
 * The result as the page shows it, rounded, e.g. `22.9`.
 *
 * @throws RangeError where an answer is missing or out of its bounds.
 */
export function compute(calculator: Calculator, answers: Answers): string {
  for (const [id, question] of Object.entries(calculator.questions)) {
    const answer = answers[id];
    const allowed =
      question.kind === 'choice'
        ? question.choices.some(({ value }) => value === answer)
        : answer !== undefined && answer >= question.min && answer <= question.max;
    if (!allowed) throw new RangeError(`${calculator.name}: no allowed answer to "${question.label}"`);
  }
  return calculator.compute(answers).toFixed(calculator.result.decimals);
}
