import type { TopicFacts } from './conditions-facts.ts';

/** A run of text; with `cites` it ends with the mark of that reference, counted from 1. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly cites?: number }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Topics to tell apart; those that the stand-in has become links. */
  | { readonly kind: 'topics'; readonly titles: readonly string[] }
  /** Generic names; each leads to its monograph. */
  | { readonly kind: 'drugs'; readonly generics: readonly string[] }
  /** `figure` counts the article's media from 1. */
  | { readonly kind: 'figure'; readonly figure: number };

export interface Part {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Picks by what is written about, never by chance: the same text in every start of the stand-in. */
function pick<T>(choices: readonly [T, ...T[]], key: string): T {
  let hash = 2166136261;
  for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return choices[hash % choices.length] ?? choices[0];
}

export function listOf(items: readonly string[]): string {
  return new Intl.ListFormat('en').format(items);
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string =>
  /^[A-Z]{2}|^[A-Z]-|^[A-Z]\d/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** `the` topic in running text: a name of several words reads as in a sentence, an abbreviation stays. */
const inText = ({ title }: TopicFacts): string =>
  title.split(',')[0]?.toLowerCase().replace('brugada', 'Brugada') ?? title;

const paragraph = (text: string, cites?: number): Block => ({
  kind: 'paragraph',
  text,
  ...(cites === undefined ? {} : { cites }),
});

type Writer = (facts: TopicFacts) => readonly Part[];

const conditionOverview: Writer = (facts) => {
  const name = inText(facts);
  const { title, aka, gist, signs, care, places } = facts;
  return [
    {
      title: 'Practice Essentials',
      blocks: [
        paragraph(
          `In this sample article ${name} (${listOf(aka)}) stands for ${gist}. The text shows how a reference page is built; it is invented and is no advice.`,
          1,
        ),
        paragraph(
          pick(
            [
              `A reader in a hurry finds here what the other sections say at length: what to ask about, what to look at, and who may help.`,
              `The essentials come first, so that a reader between two visits can stop after one screen.`,
              `Each section of the page takes up one of these points and says more about it.`,
            ],
            `${title}/essentials`,
          ),
        ),
        paragraph(`A history of ${name} may touch on:`),
        { kind: 'list', items: signs.map(upperFirst) },
        { kind: 'figure', figure: 1 },
      ],
    },
    {
      title: 'Background',
      blocks: [
        paragraph(
          pick(
            [
              `The name ${name} has been used in several ways. This sample page uses it in one way only, and says so here.`,
              `Older sample texts call ${name} ${listOf(aka)}; the names are kept so that a search for one of them leads here.`,
            ],
            `${title}/background`,
          ),
          2,
        ),
        paragraph(
          `The topic is filed under ${listOf(places.map(([, group]) => group))}, beside the other sample topics of its specialty.`,
        ),
      ],
    },
    {
      title: 'Pathophysiology',
      blocks: [
        paragraph(
          pick(
            [
              `A full article would follow the chain from cause to symptom. The sample keeps to its shape: a first step, a second that answers it, and a balance between the two.`,
              `Where a full article would draw a pathway, the sample draws three boxes and two arrows, and leaves them without names.`,
              `The mechanism behind ${name} is left out of the sample on purpose; the paragraph keeps its place.`,
            ],
            `${title}/pathophysiology`,
          ),
          3,
        ),
        { kind: 'figure', figure: 2 },
      ],
    },
    {
      title: 'Etiology',
      blocks: [
        paragraph(
          `Causes would be listed here in the order in which a clinic meets them. The sample lists headings only:`,
        ),
        { kind: 'list', items: ['Inherited', 'Acquired', 'Related to other conditions', 'Not known'] },
      ],
    },
    {
      title: 'Epidemiology',
      blocks: [
        paragraph(
          `Numbers are left out of this sample. A full article would say how often ${name} is seen, where, at what age, and how that has changed.`,
          4,
        ),
      ],
    },
    {
      title: 'Prognosis',
      blocks: [
        paragraph(
          pick(
            [
              `The sample makes no statement about outcome. It has this heading because readers look for it.`,
              `What is ahead depends on the person. The sample text says no more than that.`,
            ],
            `${title}/prognosis`,
          ),
        ),
      ],
    },
    {
      title: 'Patient Education',
      blocks: [
        paragraph(`Words for the conversation with a patient, as headings:`),
        { kind: 'list', items: [...care] },
      ],
    },
  ];
};

const clinical: Writer = (facts) => {
  const name = inText(facts);
  const { title, signs } = facts;
  return [
    {
      title: 'History',
      blocks: [
        paragraph(
          pick(
            [
              `The history begins with an open question. In this sample the answers are grouped as they would be in a full article about ${name}.`,
              `Listen first; the list below is only the sample's order of topics.`,
            ],
            `${title}/history`,
          ),
          1,
        ),
        { kind: 'list', items: signs.map(upperFirst) },
      ],
    },
    {
      title: 'Physical Examination',
      blocks: [
        paragraph(
          `Sample findings would stand here from head to foot. General appearance comes first, then the system that the history points to.`,
        ),
        { kind: 'figure', figure: 2 },
      ],
    },
    {
      title: 'Complications',
      blocks: [
        paragraph(
          `A full article would name what can follow from ${name}. The sample keeps the heading and two lines of text.`,
          5,
        ),
      ],
    },
  ];
};

const differential: Writer = (facts) => {
  const name = inText(facts);
  return [
    {
      title: 'Diagnostic Considerations',
      blocks: [
        paragraph(
          `Several topics share a first impression with ${name}. The sample says which ones stand near it, and nothing about how to tell them apart.`,
          2,
        ),
      ],
    },
    {
      title: 'Differential Diagnoses',
      blocks: [{ kind: 'topics', titles: facts.neighbours }],
    },
  ];
};

const workup: Writer = (facts) => {
  const name = inText(facts);
  const { title, tools } = facts;
  const half = Math.ceil(tools.length / 2);
  return [
    {
      title: 'Approach Considerations',
      blocks: [
        paragraph(
          pick(
            [
              `A workup answers a question. This sample puts the simple studies first and names the others for completeness.`,
              `Which study comes first is a matter of place and person. The sample order follows the alphabet of a full article about ${name}, not its advice.`,
            ],
            `${title}/workup`,
          ),
          3,
        ),
      ],
    },
    {
      title: 'Laboratory Studies',
      blocks: [
        paragraph(`Studies that a full article would discuss under this heading, without values:`),
        { kind: 'list', items: tools.slice(0, half) },
      ],
    },
    {
      title: 'Imaging Studies',
      blocks: [
        paragraph(`Pictures and tracings that belong to the topic; the figure is a drawing made for this sample.`),
        { kind: 'list', items: tools.slice(half) },
        { kind: 'figure', figure: 3 },
      ],
    },
    {
      title: 'Other Tests',
      blocks: [paragraph(`Nothing further is listed for ${name} in this sample.`)],
    },
  ];
};

const treatment: Writer = (facts) => {
  const name = inText(facts);
  const { title, care } = facts;
  return [
    {
      title: 'Approach Considerations',
      blocks: [
        paragraph(
          pick(
            [
              `Care for ${name} is planned with the person who has it. The sample names the parts of a plan and leaves each one empty.`,
              `A plan has goals, means and a date on which it is looked at again. The sample shows the shape of one.`,
            ],
            `${title}/treatment`,
          ),
          4,
        ),
        { kind: 'list', items: [...care] },
      ],
    },
    {
      title: 'Nonpharmacologic Care',
      blocks: [
        paragraph(`What can be done without medicines stands first in the sample, as it often does in a conversation.`),
      ],
    },
    {
      title: 'Consultations',
      blocks: [paragraph(`A full article would say whom to ask, and when. The sample names no one.`)],
    },
    {
      title: 'Long-Term Monitoring',
      blocks: [paragraph(`A date for the next visit ends each plan. For ${name} the sample leaves the date open.`, 5)],
    },
  ];
};

const guidelines: Writer = (facts) => {
  const name = inText(facts);
  return [
    {
      title: 'Guidelines Summary',
      blocks: [
        paragraph(
          `The bodies below are made up. A full article would summarise what each has published about ${name}, with dates and grades.`,
          6,
        ),
        {
          kind: 'list',
          items: ['Sample Society for Primary Care', 'Sample College of Specialists', 'Sample Institute for Quality'],
        },
      ],
    },
    {
      title: 'Points of Agreement',
      blocks: [paragraph(`The made-up bodies agree on clear language, shared decisions and regular review.`)],
    },
  ];
};

const medication: Writer = (facts) => [
  {
    title: 'Medication Summary',
    blocks: [
      paragraph(
        facts.kind === 'condition'
          ? `The medicines below are linked because their sample monographs exist. They are not recommended for ${inText(facts)} here, and no dose is given.`
          : `A full article would say which medicines to ask about before the procedure. The links lead to sample monographs; no dose is given.`,
        1,
      ),
      { kind: 'drugs', generics: facts.drugs },
    ],
  },
  {
    title: 'Interactions to Look Up',
    blocks: [
      paragraph(
        `Names for a try of the interaction checker: ${listOf(facts.drugs)}. The answers there are sample text as well.`,
      ),
    ],
  },
];

const procedureOverview: Writer = (facts) => {
  const name = inText(facts);
  const { aka, gist, signs } = facts;
  return [
    {
      title: 'Background',
      blocks: [
        paragraph(
          `In this sample article ${name} (${listOf(aka)}) stands for ${gist}. The text shows how a procedure page is built; it is invented and is no instruction.`,
          1,
        ),
        { kind: 'figure', figure: 1 },
      ],
    },
    {
      title: 'Indications',
      blocks: [
        paragraph(`Headings that a full article would explain:`),
        { kind: 'list', items: signs.map(upperFirst) },
      ],
    },
    {
      title: 'Contraindications',
      blocks: [
        paragraph(
          `A full article would list them here. The sample says only that the list is read before anything else.`,
          2,
        ),
      ],
    },
    {
      title: 'Technical Considerations',
      blocks: [
        paragraph(`Anatomy and landmarks would be shown here; the sample shows a drawing without names.`),
        { kind: 'figure', figure: 2 },
      ],
    },
  ];
};

const periprocedure: Writer = ({ tools }) => [
  {
    title: 'Patient Education and Consent',
    blocks: [
      paragraph(
        `Say what will happen, how long it takes, and what can be asked at any time. The sample stops at that.`,
      ),
    ],
  },
  {
    title: 'Equipment',
    blocks: [paragraph(`Things that a tray in this sample holds:`), { kind: 'list', items: [...tools] }],
  },
  {
    title: 'Patient Preparation',
    blocks: [paragraph(`Position, warmth and light come before everything else in the sample.`, 3)],
  },
];

const technique: Writer = (facts) => [
  {
    title: 'Approach Considerations',
    blocks: [
      paragraph(`The steps of ${inText(facts)} stand here as headings; the sample does not say how to take them.`, 4),
    ],
  },
  ...facts.care.map((step, index): Part => ({
    title: step,
    blocks: [
      paragraph(
        pick(
          [
            `The sample leaves "${lowerFirst(step)}" without instruction.`,
            `A full article would describe "${lowerFirst(step)}" with pictures.`,
          ],
          `${facts.title}/${step}`,
        ),
      ),
      ...(index === 0 ? [{ kind: 'figure', figure: 3 } as const] : []),
    ],
  })),
  {
    title: 'Post-Procedure',
    blocks: [paragraph(`Write down what was done, and stay for questions.`)],
  },
];

/** Sections by their part of the URL, in the order of the menu; `heading` follows the topic's name in the page's own heading. */
export const sectionWriters: Readonly<
  Record<
    TopicFacts['kind'],
    readonly { readonly key: string; readonly label: string; readonly heading: string; readonly write: Writer }[]
  >
> = {
  condition: [
    { key: 'overview', label: 'Overview', heading: '', write: conditionOverview },
    { key: 'clinical', label: 'Presentation', heading: 'Clinical Presentation', write: clinical },
    { key: 'differential', label: 'DDx', heading: 'Differential Diagnoses', write: differential },
    { key: 'workup', label: 'Workup', heading: 'Workup', write: workup },
    { key: 'treatment', label: 'Treatment', heading: 'Treatment & Management', write: treatment },
    { key: 'guidelines', label: 'Guidelines', heading: 'Guidelines', write: guidelines },
    { key: 'medication', label: 'Medication', heading: 'Medication', write: medication },
  ],
  procedure: [
    { key: 'overview', label: 'Overview', heading: '', write: procedureOverview },
    { key: 'periprocedure', label: 'Periprocedural Care', heading: 'Periprocedural Care', write: periprocedure },
    { key: 'technique', label: 'Technique', heading: 'Technique', write: technique },
    { key: 'medication', label: 'Medication', heading: 'Medication', write: medication },
  ],
};
