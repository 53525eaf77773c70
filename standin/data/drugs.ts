/** How a drug is sold, as the suffix behind its name says. */
export type DrugSuffix = 'Rx' | 'OTC' | 'Rx, OTC' | 'Herb/Suppl';

/** One drug of the index. Names and identifiers may be real; everything said about it elsewhere is invented. */
export interface Drug {
  /** Six digits; the end of the slug, and what the interaction checker asks for. */
  readonly id: string;
  /** Lower case, as the lookup answers it and the monograph's heading shows it. */
  readonly generic: string;
  /** Trade names; empty for herbals. */
  readonly brands: readonly string[];
  readonly classSlug: string;
  readonly className: string;
  /** `<brands>-<generic>-<id>`, the last part of `/drug/<slug>`. */
  readonly slug: string;
  readonly suffix: DrugSuffix;
  /** Whether the interaction checker offers it. */
  readonly hasInteractions: boolean;
  /** Whether the Warnings section opens with a black box. */
  readonly blackBox: boolean;
}

export interface DrugClass {
  readonly slug: string;
  readonly name: string;
  readonly drugs: readonly Drug[];
}

/** Lower case, `&` and spaces to `-`, apostrophes dropped: the rule of the site's class slugs. */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

interface Row {
  readonly id: string;
  readonly generic: string;
  readonly brands?: readonly string[];
  readonly suffix?: DrugSuffix;
  readonly hasInteractions?: boolean;
  readonly blackBox?: boolean;
}

const table: readonly (readonly [className: string, rows: readonly Row[]])[] = [
  [
    'Anticoagulants & Antiplatelets',
    [
      { id: '342182', generic: 'warfarin', brands: ['Coumadin', 'Jantoven'], blackBox: true },
      { id: '999805', generic: 'apixaban', brands: ['Eliquis'], blackBox: true },
      { id: '999670', generic: 'rivaroxaban', brands: ['Xarelto'], blackBox: true },
      { id: '342135', generic: 'dabigatran', brands: ['Pradaxa'] },
      { id: '342141', generic: 'clopidogrel', brands: ['Plavix'], blackBox: true },
    ],
  ],
  [
    'HMG-CoA Reductase Inhibitors',
    [
      { id: '342446', generic: 'atorvastatin', brands: ['Lipitor', 'Atorvaliq'] },
      { id: '342464', generic: 'simvastatin', brands: ['Zocor', 'FloLipid'] },
      { id: '342467', generic: 'rosuvastatin', brands: ['Crestor', 'Ezallor'] },
      { id: '342457', generic: 'pravastatin', brands: ['Pravachol'] },
    ],
  ],
  [
    'ACE Inhibitors & ARBs',
    [
      { id: '342321', generic: 'lisinopril', brands: ['Prinivil', 'Zestril', 'Qbrelis'], blackBox: true },
      { id: '342317', generic: 'enalapril', brands: ['Vasotec', 'Epaned'] },
      { id: '342323', generic: 'losartan', brands: ['Cozaar'] },
    ],
  ],
  [
    'Beta-Blockers',
    [
      { id: '342360', generic: 'metoprolol', brands: ['Lopressor', 'Toprol XL'], blackBox: true },
      { id: '342364', generic: 'propranolol', brands: ['Inderal LA', 'Hemangeol'] },
      { id: '342357', generic: 'carvedilol', brands: ['Coreg'] },
    ],
  ],
  [
    'Diuretics',
    [
      { id: '342423', generic: 'furosemide', brands: ['Lasix', 'Furoscix'] },
      { id: '342412', generic: 'hydrochlorothiazide', brands: ['Microzide'] },
      { id: '342407', generic: 'spironolactone', brands: ['Aldactone', 'CaroSpir'] },
    ],
  ],
  [
    'Antidiabetics',
    [
      { id: '342717', generic: 'metformin', brands: ['Glucophage'], blackBox: true },
      { id: '999003', generic: 'insulin glargine', brands: ['Lantus', 'Toujeo'] },
      { id: '342708', generic: 'glipizide', brands: ['Glucotrol'] },
    ],
  ],
  [
    'Antidepressants',
    [
      { id: '342962', generic: 'sertraline', brands: ['Zoloft'], blackBox: true },
      { id: '342955', generic: 'fluoxetine', brands: ['Prozac'] },
      { id: '342958', generic: 'citalopram', brands: ['Celexa'] },
    ],
  ],
  [
    'Analgesics',
    [
      { id: '343279', generic: 'aspirin', brands: ['Bayer', 'Vazalore'], suffix: 'OTC' },
      { id: '343289', generic: 'ibuprofen', brands: ['Advil', 'Motrin', 'NeoProfen', 'Caldolor'], suffix: 'Rx, OTC' },
      { id: '343296', generic: 'naproxen', brands: ['Aleve', 'Naprosyn'], suffix: 'Rx, OTC' },
      { id: '343346', generic: 'acetaminophen', brands: ['Tylenol', 'Ofirmev'], suffix: 'Rx, OTC' },
    ],
  ],
  [
    'Antibacterials',
    [
      { id: '342473', generic: 'amoxicillin', brands: ['Amoxil'] },
      { id: '342523', generic: 'azithromycin', brands: ['Zithromax', 'Zmax'] },
      { id: '342530', generic: 'ciprofloxacin', brands: ['Cipro'], blackBox: true },
      { id: '342524', generic: 'clarithromycin', brands: ['Biaxin'] },
    ],
  ],
  [
    'Proton Pump Inhibitors',
    [
      { id: '341997', generic: 'omeprazole', brands: ['Prilosec'], suffix: 'Rx, OTC' },
      { id: '342001', generic: 'pantoprazole', brands: ['Protonix'] },
      { id: '341991', generic: 'esomeprazole', brands: ['Nexium'], suffix: 'Rx, OTC' },
    ],
  ],
  [
    'Antiarrhythmics & Cardiac Glycosides',
    [
      { id: '342296', generic: 'amiodarone', brands: ['Pacerone', 'Nexterone'], blackBox: true },
      { id: '342432', generic: 'digoxin', brands: ['Lanoxin'] },
    ],
  ],
  [
    'Herbals & Supplements',
    [
      { id: '344550', generic: "St John's wort", suffix: 'Herb/Suppl' },
      { id: '344489', generic: 'ginkgo biloba', suffix: 'Herb/Suppl' },
      { id: '344464', generic: 'fish oil', suffix: 'Herb/Suppl', hasInteractions: false },
    ],
  ],
];

/** The twelve classes in the order in which the index shows them. */
export const drugClasses: readonly DrugClass[] = table.map(([name, rows]) => {
  const slug = slugify(name);
  const drugs = rows.map((row): Drug => {
    const brands = row.brands ?? [];
    return {
      id: row.id,
      generic: row.generic,
      brands,
      classSlug: slug,
      className: name,
      slug: slugify([...brands, row.generic, row.id].join(' ')),
      suffix: row.suffix ?? 'Rx',
      hasInteractions: row.hasInteractions ?? true,
      blackBox: row.blackBox ?? false,
    };
  });
  return { slug, name, drugs };
});

/** All forty, class by class. */
export const drugs: readonly Drug[] = drugClasses.flatMap((drugClass) => drugClass.drugs);

export const drugBySlug: ReadonlyMap<string, Drug> = new Map(drugs.map((drug) => [drug.slug, drug]));
export const drugById: ReadonlyMap<string, Drug> = new Map(drugs.map((drug) => [drug.id, drug]));
export const classBySlug: ReadonlyMap<string, DrugClass> = new Map(drugClasses.map((each) => [each.slug, each]));

/**
 * Drugs whose generic or brand name begins with `query`, then those that contain it at the start of a word; each group by
 * name. What the lookup answers. A blank query finds nothing.
 */
export function findDrugs(query: string): Drug[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const names = (drug: Drug) => [drug.generic, ...drug.brands].map((name) => name.toLowerCase());
  const starts = drugs.filter((drug) => names(drug).some((name) => name.startsWith(wanted)));
  const within = drugs.filter(
    (drug) => !starts.includes(drug) && names(drug).some((name) => name.includes(` ${wanted}`)),
  );
  const byName = (a: Drug, b: Drug) => a.generic.localeCompare(b.generic, 'en');
  return [...starts.toSorted(byName), ...within.toSorted(byName)];
}
