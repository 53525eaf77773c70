import type { Drug } from './drugs.ts';
import { interactionsOf, severities } from './interactions.ts';

/** The sections of a monograph in the order of its menu; `n` is the hash and the number in `content_<n>`. */
export const monographSections = [
  { n: 0, title: 'Dosing & Uses' },
  { n: 3, title: 'Interactions' },
  { n: 4, title: 'Adverse Effects' },
  { n: 5, title: 'Warnings' },
  { n: 6, title: 'Pregnancy & Lactation' },
  { n: 10, title: 'Pharmacology' },
  { n: 11, title: 'Administration' },
] as const;

export type MonographSection = (typeof monographSections)[number];

/** Text under a heading; a section or a tab is a list of these. */
export interface Passage {
  readonly heading: string;
  readonly level: 3 | 4;
  readonly paragraphs: readonly string[];
  readonly items: readonly string[];
}

export interface Monograph {
  /** Tabs of Dosing & Uses; a drug without a geriatric tab has none. */
  readonly dosing: {
    readonly adult: readonly Passage[];
    readonly pediatric: readonly Passage[];
    readonly geriatric: readonly Passage[] | null;
  };
  /** `<Severity> (n)` with the other drug of each pair, worst first; empty where nothing is known. */
  readonly interactions: readonly {
    readonly heading: string;
    readonly others: readonly { readonly name: string; readonly text: string }[];
  }[];
  readonly adverseEffects: readonly Passage[];
  /** null: no black box. */
  readonly blackBox: { readonly intro: string; readonly points: readonly string[] } | null;
  readonly warnings: readonly Passage[];
  readonly pregnancy: readonly Passage[];
  readonly pharmacology: readonly Passage[];
  readonly administration: readonly Passage[];
}

function passage(
  heading: string,
  paragraphs: readonly string[],
  items: readonly string[] = [],
  level: 3 | 4 = 3,
): Passage {
  return { heading, level, paragraphs, items };
}

const forms = ['tablet', 'capsule', 'oral solution', 'extended-release tablet', 'solution for injection'] as const;
const places = ['head', 'stomach', 'skin', 'sleep', 'mood', 'appetite', 'hands', 'eyes'] as const;
const organs = ['liver', 'kidney', 'lung', 'gut'] as const;
const settings = ['clinic', 'ward', 'pharmacy', 'home'] as const;

/** `count` of `list`, beginning at a place that depends on the drug: pages differ, and stay as they are from run to run. */
function pick<Item>(list: readonly Item[], drug: Drug, count: number): Item[] {
  const start = Number(drug.id) % list.length;
  return Array.from({ length: count }, (_, index) => list[(start + index) % list.length]).filter(
    (item) => item !== undefined,
  );
}

/** The monograph of a drug. Every sentence is sample text: it names the drug, and says nothing about its use. */
export function monographOf(drug: Drug): Monograph {
  const name = drug.generic;
  const [form = 'tablet', otherForm = 'capsule'] = pick(forms, drug, 2);
  const [organ = 'liver', otherOrgan = 'kidney'] = pick(organs, drug, 2);
  const [setting = 'clinic'] = pick(settings, drug, 1);
  const sold = drug.brands.length > 0 ? `, here under the name ${drug.brands[0]},` : '';

  const dosing = (who: string): readonly Passage[] => [
    passage('Dosage Forms & Strengths', []),
    passage(form, [], [`${name} ${form}, sample strength one`, `${name} ${form}, sample strength two`], 4),
    passage(otherForm, [], [`${name} ${otherForm}, sample strength one`], 4),
    passage(
      `Sample Indication (${who})`,
      [
        `Sample text. A monograph states here how ${name}${sold} is started and continued in ${who.toLowerCase()} patients. This page states no dose, no interval and no duration, because nothing on it may be used.`,
      ],
      [
        `First sample step for ${name}: the label is read in the ${setting}`,
        `Second sample step for ${name}: the label is read once more`,
      ],
    ),
    passage('Dosing Considerations', [
      `Sample text. Adjustments of ${name} for the ${organ} and the ${otherOrgan} stand here on a real page; in their place stands this sentence about ${drug.className}.`,
    ]),
  ];

  const found = interactionsOf(drug);

  return {
    dosing: {
      adult: dosing('Adult'),
      pediatric: dosing('Pediatric'),
      geriatric: drug.suffix === 'Herb/Suppl' ? null : dosing('Geriatric'),
    },
    interactions: severities
      .map((severity) => ({ severity, of: found.filter((each) => each.severity.id === severity.id) }))
      .filter(({ of }) => of.length > 0)
      .map(({ severity, of }) => ({
        heading: `${severity.shown} (${of.length})`,
        others: of.map(({ subject, object, text }) => ({
          name: subject.id === drug.id ? object.generic : subject.generic,
          text,
        })),
      })),
    adverseEffects: [
      passage(
        '>10%',
        [`Sample text. Effects that a real monograph of ${name} lists first, with how often they are seen.`],
        pick(places, drug, 3).map((place) => `Sample effect of ${name} on the ${place}`),
      ),
      passage(
        '1-10%',
        [],
        pick(places, drug, 5)
          .slice(3)
          .map((place) => `Sample effect of ${name} on the ${place}, seen less often`),
      ),
      passage('Postmarketing Reports', [
        `Sample text. Reports that came in after ${name} was on the market would be collected under this heading, grouped by the part of the body that they concern. None is told here.`,
      ]),
    ],
    blackBox: drug.blackBox
      ? {
          intro: `Sample text. The boxed warning of ${name} stands here on a real page.`,
          points: [
            `First sample point of the box: ${name} is given only by people who have read the real label`,
            `Second sample point of the box: this page is not the label of ${name}`,
          ],
        }
      : null,
    warnings: [
      passage(
        'Contraindications',
        [`Sample text. Reasons not to give ${name} at all are listed here on a real page.`],
        [`Sample reason that concerns the ${organ}`, `Known sample hypersensitivity to ${name}`],
      ),
      passage(
        'Cautions',
        [`Sample text. Reasons to take care with ${name}, and with ${drug.className} in general, are listed here.`],
        [
          `Sample caution that concerns the ${otherOrgan} and ${name}`,
          `Sample caution for the ${setting}: keep ${name} in its box`,
        ],
      ),
    ],
    pregnancy: [
      passage('Pregnancy', [
        `Sample text. What is known of ${name} in pregnancy is summed up here on a real page, with the data on which it rests and the registers that collect more of it.`,
      ]),
      passage('Lactation', [
        `Sample text. Whether ${name} passes into milk is told here on a real page, and what follows from it. This sentence takes that place.`,
      ]),
      passage('Pregnancy Categories', [
        `Sample text. The letters A, B, C, D and X are explained here; none is given to ${name}.`,
      ]),
    ],
    pharmacology: [
      passage('Mechanism of Action', [
        `Sample text. How ${name} works is told here in a sentence or two, and what it shares with the other ${drug.className}.`,
      ]),
      passage('Absorption', [`Sample value of ${name}: not given. Onset and duration of ${name}: not given.`]),
      passage('Distribution', [`Sample value of ${name}: not given. Protein binding of ${name}: not given.`]),
      passage('Elimination', [`Sample value of ${name}: not given. It leaves by way of a sample ${organ}.`]),
    ],
    administration: [
      passage(
        'Oral Administration',
        [`Sample text. How ${name} is taken, and with what, stands here on a real page.`],
        [
          `Take the ${form} of this sample with the reader's own patience`,
          `Do not take any sentence of this page for advice on ${name}`,
        ],
      ),
      passage('Storage', [
        `Sample text. Where ${name} is kept, how warm it may be there and for how long, would be stated here. Sample ${name} is kept on a sample shelf in the ${setting}.`,
      ]),
    ],
  };
}
