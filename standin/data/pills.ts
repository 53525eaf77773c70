import { drugs, type Drug } from './drugs.ts';

/** The values that the pill identifier offers, in its order. */
export const pillShapes = ['Diamond', 'Oblong', 'Other', 'Oval', 'Rectangle', 'Round', 'Square', 'Triangle'] as const;
export const pillColors = [
  'Black',
  'Blue',
  'Brown',
  'Clear',
  'Gray',
  'Green',
  'Off White',
  'Orange',
  'Peach',
  'Pink',
  'Purple',
  'Red',
  'Tan',
  'White',
  'Yellow',
] as const;
export const pillForms = ['Capsule', 'Tablet', 'Other'] as const;
export const pillScorings = ['None', 'Single', 'Partial', 'Multiple'] as const;

export type PillShape = (typeof pillShapes)[number];
export type PillColor = (typeof pillColors)[number];
export type PillForm = (typeof pillForms)[number];
export type PillScoring = (typeof pillScorings)[number];

/** A made-up pill of a real drug: imprint, look, strength and maker are invented. */
export interface Pill {
  readonly drug: Drug;
  readonly imprint: string;
  readonly strength: string;
  readonly shape: PillShape;
  readonly color: PillColor;
  readonly form: PillForm;
  readonly scoring: PillScoring;
  readonly manufacturer: string;
}

type Row = readonly [string, string, string, PillShape, PillColor, PillForm, PillScoring];

const rows: readonly Row[] = [
  ['warfarin', 'SMP 101', '1 mg', 'Round', 'Pink', 'Tablet', 'Single'],
  ['warfarin', 'SMP 102', '2 mg', 'Round', 'Purple', 'Tablet', 'Single'],
  ['warfarin', 'SMP 105', '5 mg', 'Round', 'Peach', 'Tablet', 'Single'],
  ['apixaban', 'SMP 111', '5 mg', 'Oval', 'Pink', 'Tablet', 'None'],
  ['rivaroxaban', 'SMP 120', '20 mg', 'Triangle', 'Brown', 'Tablet', 'None'],
  ['dabigatran', 'SMP 131', '150 mg', 'Oblong', 'Blue', 'Capsule', 'None'],
  ['atorvastatin', 'SMP 204', '40 mg', 'Oval', 'White', 'Tablet', 'None'],
  ['simvastatin', 'SMP 211', '20 mg', 'Other', 'Tan', 'Tablet', 'None'],
  ['rosuvastatin', 'SMP 221', '10 mg', 'Round', 'Red', 'Tablet', 'None'],
  ['lisinopril', 'SMP 301', '10 mg', 'Round', 'Blue', 'Tablet', 'Single'],
  ['enalapril', 'SMP 311', '5 mg', 'Triangle', 'White', 'Tablet', 'Partial'],
  ['losartan', 'SMP 321', '50 mg', 'Oval', 'Green', 'Tablet', 'Partial'],
  ['metoprolol', 'SMP 331', '25 mg', 'Round', 'White', 'Tablet', 'Single'],
  ['carvedilol', 'SMP 341', '6.25 mg', 'Oval', 'Off White', 'Tablet', 'None'],
  ['furosemide', 'SMP 351', '40 mg', 'Round', 'White', 'Tablet', 'Multiple'],
  ['hydrochlorothiazide', 'SMP 361', '12.5 mg', 'Oblong', 'Gray', 'Capsule', 'None'],
  ['metformin', 'SMP 401', '500 mg', 'Oblong', 'White', 'Tablet', 'Single'],
  ['glipizide', 'SMP 411', '5 mg', 'Diamond', 'White', 'Tablet', 'Single'],
  ['sertraline', 'SMP 501', '50 mg', 'Rectangle', 'Blue', 'Tablet', 'Single'],
  ['fluoxetine', 'SMP 511', '20 mg', 'Oblong', 'Green', 'Capsule', 'None'],
  ['aspirin', 'SMP 601', '81 mg', 'Round', 'Yellow', 'Tablet', 'None'],
  ['ibuprofen', 'SMP 611', '200 mg', 'Round', 'Orange', 'Tablet', 'None'],
  ['amoxicillin', 'SMP 701', '500 mg', 'Oblong', 'Black', 'Capsule', 'None'],
  ['omeprazole', 'SMP 801', '20 mg', 'Square', 'Purple', 'Capsule', 'None'],
  ['fish oil', 'SMP 901', '1000 mg', 'Oval', 'Clear', 'Other', 'None'],
];

const makers = ['Sample Works', 'Example Laboratories', 'Specimen & Sons'] as const;

/** Twenty-five. */
export const pills: readonly Pill[] = rows.map(([generic, imprint, strength, shape, color, form, scoring], index) => {
  const drug = drugs.find((each) => each.generic === generic);
  if (drug === undefined) throw new Error(`pills.ts names a drug that drugs.ts does not have: ${generic}`);
  const manufacturer = makers[index % makers.length] ?? makers[0];
  return { drug, imprint, strength, shape, color, form, scoring, manufacturer };
});

/** What a reader knows of a pill; whatever is left out fits every pill. */
export interface PillCriteria {
  readonly shape?: string;
  readonly color?: string;
  readonly form?: string;
  readonly scoring?: string;
  /** Any part of the imprint, in any case, spaces aside. */
  readonly imprint?: string;
}

const squeezed = (text: string): string => text.replace(/\s+/g, '').toLowerCase();

export function findPills(criteria: PillCriteria): Pill[] {
  return pills.filter(
    (pill) =>
      (criteria.shape === undefined || pill.shape === criteria.shape) &&
      (criteria.color === undefined || pill.color === criteria.color) &&
      (criteria.form === undefined || pill.form === criteria.form) &&
      (criteria.scoring === undefined || pill.scoring === criteria.scoring) &&
      (criteria.imprint === undefined || squeezed(pill.imprint).includes(squeezed(criteria.imprint))),
  );
}

/** Imprints that contain `query`: what the lookup answers for `json=imprint_lookup`. */
export function findImprints(query: string): string[] {
  return query.trim() === '' ? [] : findPills({ imprint: query }).map(({ imprint }) => imprint);
}
