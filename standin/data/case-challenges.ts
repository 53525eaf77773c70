import { slugify } from './drugs.ts';

/** A short case with one question, under `/viewarticle/<slug>`. Invented, and about nothing medical. */
export interface CaseChallenge {
  readonly slug: string;
  readonly title: string;
  readonly specialty: string;
  readonly story: readonly string[];
  readonly question: string;
  readonly choices: readonly string[];
  /** Index into `choices`. */
  readonly answer: number;
  readonly discussion: string;
}

const rows: readonly (Omit<CaseChallenge, 'slug'> & { readonly id: string })[] = [
  {
    id: '2026a1000cc1',
    title: 'The Clock That Ran Ahead',
    specialty: 'Family Medicine',
    story: [
      'Sample text. A waiting room holds nine people at nine, all of whom were asked to come at a quarter past.',
      'The clock over the door shows a quarter past. The clock over the desk does not.',
    ],
    question: 'Which clock did the nine go by?',
    choices: ['The one over the door', 'The one over the desk', 'Neither'],
    answer: 0,
    discussion: 'Sample text. It was right once a day, at nine.',
  },
  {
    id: '2026a1000cc2',
    title: 'A Tablet Without a Box',
    specialty: 'Pharmacists',
    story: [
      'Sample text. A round pink tablet lies on a desk beside three boxes, each of which lacks one.',
      'Its imprint begins with the letters SMP, as do all imprints in this stand-in.',
    ],
    question: 'What tells the three boxes apart?',
    choices: ['The color of the tablet', 'The number behind the letters', 'The order of the boxes'],
    answer: 1,
    discussion: 'Sample text. The pill identifier asks for it last, and needs it first.',
  },
  {
    id: '2026a1000cc3',
    title: 'Four Words on a Slip of Paper',
    specialty: 'Nurses',
    story: [
      'Sample text. A slip of paper bears four words, of which three can be read.',
      'The fourth was written at the end of a shift.',
    ],
    question: 'What is done with the slip?',
    choices: ['Its writer is asked', 'The word is guessed', 'The slip is filed'],
    answer: 0,
    discussion: 'Sample text. The writer could not read it either, but remembered.',
  },
];

export const caseChallenges: readonly CaseChallenge[] = rows.map(({ id, ...each }) => ({
  ...each,
  slug: `${slugify(each.title)}-${id}`,
}));

export const caseBySlug: ReadonlyMap<string, CaseChallenge> = new Map(caseChallenges.map((each) => [each.slug, each]));
