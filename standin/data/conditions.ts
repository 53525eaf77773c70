import { topicFacts, type TopicFacts } from './conditions-facts.ts';
import { sectionWriters, type Part } from './conditions-text.ts';

export type { Block, Part } from './conditions-text.ts';

export interface Section {
  /** The end of `/article/<id>-<key>`. */
  readonly key: string;
  /** In the section menu. */
  readonly label: string;
  /** The page's own `h1`. */
  readonly heading: string;
  readonly parts: readonly [Part, ...Part[]];
}

export interface Medium {
  /** From 1. */
  readonly figure: number;
  readonly caption: string;
  /** Path on the emedicine host. */
  readonly path: string;
}

/** One condition or procedure. Names and identifiers may be real; every sentence is invented sample text. */
export interface ConditionArticle {
  readonly id: string;
  readonly kind: TopicFacts['kind'];
  readonly title: string;
  readonly aka: readonly string[];
  readonly gist: string;
  readonly places: TopicFacts['places'];
  readonly author: string;
  readonly chiefEditor: string;
  /** `YYYY-MM-DD`. */
  readonly updated: string;
  readonly sections: readonly [Section, ...Section[]];
  readonly media: readonly Medium[];
  readonly references: readonly string[];
}

export interface Specialty {
  readonly slug: string;
  readonly name: string;
  readonly branch: 'medicine' | 'surgery';
  readonly groups: readonly { readonly name: string; readonly articles: readonly ConditionArticle[] }[];
}

const specialtyNames: readonly (readonly [slug: string, name: string, branch: Specialty['branch']])[] = [
  ['allergy_immunology', 'Allergy & Immunology', 'medicine'],
  ['cardiology', 'Cardiology', 'medicine'],
  ['dermatology', 'Dermatology', 'medicine'],
  ['endocrinology', 'Endocrinology', 'medicine'],
  ['gastroenterology', 'Gastroenterology', 'medicine'],
  ['infectious_diseases', 'Infectious Diseases', 'medicine'],
  ['nephrology', 'Nephrology', 'medicine'],
  ['neurology', 'Neurology', 'medicine'],
  ['pulmonology', 'Pulmonology', 'medicine'],
  ['rheumatology', 'Rheumatology', 'medicine'],
  ['clinical_procedures', 'Clinical Procedures', 'surgery'],
  ['orthopedic_surgery', 'Orthopedic Surgery', 'surgery'],
];

const authors = [
  'Avery Sample, MD',
  'Robin Muster, MD, PhD',
  'Jordan Exemplar, DO',
  'Sasha Placeholder, MD, MPH',
  'Noor Specimen, MBBS',
] as const;
const chiefEditors = ['Morgan Template, MD', 'Kim Draft, MD, FSAMPLE', 'Alex Proof, MD'] as const;
const journals = [
  'Sample J Med',
  'J Invented Res',
  'Ann Placeholder Med',
  'Made-Up Rev Clin Pract',
  'Specimen Lett',
] as const;

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
};

function referencesOf(facts: TopicFacts, ordinal: number): string[] {
  const subjects = [
    `An invented overview of ${facts.title.toLowerCase()}`,
    `What a sample page says first about ${facts.aka[0] ?? facts.title}`,
    `Drawing without data: figures for ${facts.title.toLowerCase()}`,
    `Headings and their order in reference texts`,
    `A made-up cohort that was never recruited`,
    `Sample guideline on ${facts.title.toLowerCase()}, not for use`,
  ];
  return subjects.map((subject, index) => {
    const year = 2019 + ((ordinal + index * 2) % 7);
    const volume = 10 + ((ordinal * 7 + index * 3) % 80);
    const first = 100 + ((ordinal * 37 + index * 53) % 700);
    const author =
      at(authors, ordinal + index)
        .split(',')[0]
        ?.split(' ')[1] ?? 'Sample';
    return `${author} ${'ABCDEF'.charAt(index)}. ${subject}. ${at(journals, ordinal + index)}. ${String(year)};${String(volume)}:${String(first)}-${String(first + 8)}. [Sample reference]`;
  });
}

function makeArticle(facts: TopicFacts, ordinal: number): ConditionArticle {
  const captions = [
    `${facts.title}: the topic at a glance. Sample drawing.`,
    `${facts.title}: three boxes and two arrows. Sample drawing.`,
    `${facts.title}: a tracing without a scale. Sample drawing.`,
  ];
  const sections = sectionWriters[facts.kind].map(({ key, label, heading, write }): Section => {
    const [first, ...rest] = write(facts);
    if (!first) throw new Error(`section ${key} of ${facts.title} is empty`);
    return { key, label, heading: `${facts.title} ${heading}`.trim(), parts: [first, ...rest] };
  });
  const [overview, ...others] = sections;
  if (!overview) throw new Error(`${facts.title} has no sections`);
  return {
    id: facts.id,
    kind: facts.kind,
    title: facts.title,
    aka: facts.aka,
    gist: facts.gist,
    places: facts.places,
    author: at(authors, ordinal),
    chiefEditor: at(chiefEditors, ordinal),
    updated: facts.updated,
    sections: [overview, ...others],
    media: captions.map((caption, index) => ({
      figure: index + 1,
      caption,
      path: `/images/${facts.id}-${String(index + 1)}.svg`,
    })),
    references: referencesOf(facts, ordinal),
  };
}

/** Twenty conditions and six procedures. */
export const conditionArticles: readonly ConditionArticle[] = topicFacts.map(makeArticle);

export const conditionById: ReadonlyMap<string, ConditionArticle> = new Map(
  conditionArticles.map((article) => [article.id, article]),
);
export const conditionByTitle: ReadonlyMap<string, ConditionArticle> = new Map(
  conditionArticles.map((article) => [article.title, article]),
);

/** Each with its topics under their headings, both in the order in which they were written down. */
export const conditionSpecialties: readonly Specialty[] = specialtyNames.map(([slug, name, branch]) => {
  const groups = new Map<string, ConditionArticle[]>();
  for (const article of conditionArticles) {
    for (const [place, group] of article.places) {
      if (place === slug) groups.set(group, [...(groups.get(group) ?? []), article]);
    }
  }
  return { slug, name, branch, groups: [...groups].map(([group, articles]) => ({ name: group, articles })) };
});

export const specialtyBySlug: ReadonlyMap<string, Specialty> = new Map(
  conditionSpecialties.map((specialty) => [specialty.slug, specialty]),
);

/** The specialty that the article is at home in. */
export function homeSpecialty(article: ConditionArticle): Specialty {
  const specialty = specialtyBySlug.get(article.places[0]?.[0] ?? '');
  if (!specialty) throw new Error(`${article.title} stands in no specialty`);
  return specialty;
}

/** `Mar 04, 2026`, as the site writes its dates. */
export function siteDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-US', {
    month: 'short',
    day: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
