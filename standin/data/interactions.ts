import { drugs, type Drug } from './drugs.ts';

/** Worst first: the identifier in the answer (higher is worse), its words there, and the words that the pages show. */
export const severities = [
  { id: 4, name: 'Contraindicated', shown: 'Contraindicated' },
  { id: 3, name: 'Serious - Use Alternative', shown: 'Serious - Use Alternative' },
  { id: 2, name: 'Significant - Monitor Closely', shown: 'Monitor Closely' },
  { id: 1, name: 'Minor', shown: 'Minor' },
] as const;

export type Severity = (typeof severities)[number];

export interface Interaction {
  readonly subject: Drug;
  readonly object: Drug;
  readonly severity: Severity;
  /** Sample text in the shape of the site's: an effect, then ` Comment: …`. */
  readonly text: string;
}

const pairs: Readonly<Record<Severity['id'], readonly (readonly [string, string])[]>> = {
  4: [
    ['clarithromycin', 'simvastatin'],
    ['citalopram', 'amiodarone'],
    ["St John's wort", 'rivaroxaban'],
    ['dabigatran', 'amiodarone'],
  ],
  3: [
    ['aspirin', 'warfarin'],
    ['amiodarone', 'warfarin'],
    ['clarithromycin', 'warfarin'],
    ['omeprazole', 'clopidogrel'],
    ['esomeprazole', 'clopidogrel'],
    ["St John's wort", 'sertraline'],
    ["St John's wort", 'warfarin'],
    ['amiodarone', 'digoxin'],
    ['clarithromycin', 'digoxin'],
    ['clarithromycin', 'atorvastatin'],
    ['lisinopril', 'spironolactone'],
    ['losartan', 'enalapril'],
    ['apixaban', 'warfarin'],
    ['rivaroxaban', 'warfarin'],
  ],
  2: [
    ['simvastatin', 'warfarin'],
    ['rosuvastatin', 'warfarin'],
    ['ibuprofen', 'warfarin'],
    ['naproxen', 'warfarin'],
    ['sertraline', 'warfarin'],
    ['fluoxetine', 'warfarin'],
    ['azithromycin', 'warfarin'],
    ['ciprofloxacin', 'warfarin'],
    ['ginkgo biloba', 'warfarin'],
    ['ibuprofen', 'aspirin'],
    ['naproxen', 'aspirin'],
    ['clopidogrel', 'aspirin'],
    ['sertraline', 'aspirin'],
    ['ibuprofen', 'lisinopril'],
    ['aspirin', 'lisinopril'],
    ['metoprolol', 'digoxin'],
    ['carvedilol', 'digoxin'],
    ['furosemide', 'digoxin'],
    ['hydrochlorothiazide', 'digoxin'],
    ['ciprofloxacin', 'glipizide'],
    ['ciprofloxacin', 'insulin glargine'],
    ['propranolol', 'insulin glargine'],
    ['amiodarone', 'simvastatin'],
    ['amiodarone', 'metoprolol'],
    ['fluoxetine', 'metoprolol'],
    ['losartan', 'spironolactone'],
    ['furosemide', 'lisinopril'],
  ],
  1: [
    ['acetaminophen', 'warfarin'],
    ['amoxicillin', 'warfarin'],
    ['pantoprazole', 'warfarin'],
    ['aspirin', 'digoxin'],
    ['simvastatin', 'digoxin'],
    ['omeprazole', 'digoxin'],
    ['furosemide', 'metformin'],
    ['hydrochlorothiazide', 'glipizide'],
    ['ibuprofen', 'metoprolol'],
    ['ginkgo biloba', 'ibuprofen'],
    ['pravastatin', 'clarithromycin'],
  ],
};

const effects = [
  'either changes the sample level of the other',
  'the sample effect of one is shown beside that of the other',
  'the sample clearance of one follows the other',
] as const;

const comments = [
  'this row is invented so that the checker has something to show',
  'the wording is sample text and says nothing about real use',
  'the severity was chosen for the table and not by a pharmacist',
] as const;

function byGeneric(name: string): Drug {
  const drug = drugs.find((each) => each.generic === name);
  if (drug === undefined) throw new Error(`interactions.ts names a drug that drugs.ts does not have: ${name}`);
  return drug;
}

/** Every known pair, worst first. A pair stands once, whichever way round it is asked for. */
export const interactions: readonly Interaction[] = severities.flatMap((severity) =>
  pairs[severity.id].map(([a, b], index): Interaction => {
    const subject = byGeneric(a);
    const object = byGeneric(b);
    const effect = effects[index % effects.length];
    const comment = comments[(index + severity.id) % comments.length];
    return {
      subject,
      object,
      severity,
      text: `Sample text. ${subject.generic}, ${object.generic}: ${effect}. Comment: ${comment}.`,
    };
  }),
);

/** All interactions among the drugs with these ids, worst first. Unknown ids and repetitions change nothing. */
export function interactionsAmong(ids: Iterable<string>): Interaction[] {
  const wanted = new Set(ids);
  return interactions.filter(({ subject, object }) => wanted.has(subject.id) && wanted.has(object.id));
}

/** All interactions of one drug with any other, worst first. */
export function interactionsOf(drug: Drug): Interaction[] {
  return interactions.filter(({ subject, object }) => subject.id === drug.id || object.id === drug.id);
}

/** Body of `druginteraction.do`. `errorCode` 1 says that interactions are present. */
export interface InteractionAnswer {
  readonly errorCode: number;
  readonly multiInteractions: readonly {
    readonly subject: string;
    readonly object: string;
    readonly severity: string;
    readonly severityId: number;
    readonly text: string;
  }[];
}

/**
 * @param ids As they stand in the query: comma-separated.
 * @param noneCode `errorCode` where there is no interaction; what the real site says then is not known.
 */
export function interactionAnswer(ids: string, noneCode: number): InteractionAnswer {
  const found = interactionsAmong(ids.split(',').map((id) => id.trim()));
  return {
    errorCode: found.length > 0 ? 1 : noneCode,
    multiInteractions: found.map(({ subject, object, severity, text }) => ({
      subject: subject.generic,
      object: object.generic,
      severity: severity.name,
      severityId: severity.id,
      text,
    })),
  };
}
