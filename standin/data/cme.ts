/**
 * The continuing education activities of the stand-in: invented, about the craft of communication and never about treatment.
 * Ids of questions and choices are stable, because an answer travels as one.
 */
export interface Choice {
  readonly id: string;
  readonly text: string;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly Choice[];
}

export interface TestQuestion extends Question {
  /** `id` of the right choice. */
  readonly answer: string;
  /** Told with the result: where the text says so. */
  readonly because: string;
}

export interface ActivityPage {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly points?: readonly string[];
}

export interface Activity {
  /** As in the URL: `<slug>-<yyyy>a<7>`. */
  readonly slug: string;
  /** In the URL of the test: `/qna/processor/<questionnaire>`. */
  readonly questionnaire: number;
  readonly title: string;
  readonly teaser: string;
  readonly specialty: SpecialtySlug;
  readonly kind: string;
  readonly faculty: string;
  readonly credits: string;
  readonly minutes: number;
  /** ISO dates; credit can be earned through the whole of `expires`. */
  readonly released: string;
  readonly expires: string;
  readonly goal: string;
  readonly objectives: readonly string[];
  readonly pages: readonly ActivityPage[];
  readonly preActivity: readonly Question[];
  readonly test: readonly TestQuestion[];
}

export const educationSpecialties = [
  { slug: 'cardiology', name: 'Cardiology' },
  { slug: 'familymedicine', name: 'Family Medicine' },
  { slug: 'nurses', name: 'Nursing' },
  { slug: 'pharmacists', name: 'Pharmacy' },
  { slug: 'publichealth', name: 'Public Health' },
] as const;
export type SpecialtySlug = (typeof educationSpecialties)[number]['slug'];

/** Percent of right answers that earn credit (medscape.org's own mark). */
export const passMark = 70;

const scale: readonly Choice[] = [
  { id: '5', text: 'Strongly agree' },
  { id: '4', text: 'Agree' },
  { id: '3', text: 'Neither agree nor disagree' },
  { id: '2', text: 'Disagree' },
  { id: '1', text: 'Strongly disagree' },
];

/** Asked of everybody who has passed, whatever the activity. */
export const evaluation: readonly Question[] = [
  { id: 'e1', text: 'The activity met its stated learning objectives.', choices: scale },
  { id: 'e2', text: 'The content was free of commercial bias.', choices: scale },
  { id: 'e3', text: 'I intend to use what I have learned in my daily work.', choices: scale },
];

const question = (
  id: string,
  text: string,
  choices: readonly string[],
  right: number,
  because: string,
): TestQuestion => ({
  id,
  text,
  choices: choices.map((choice, index) => ({ id: `${id}-${index + 1}`, text: choice })),
  answer: `${id}-${right + 1}`,
  because,
});

const poll = (id: string, text: string, choices: readonly string[]): Question => ({
  id,
  text,
  choices: choices.map((choice, index) => ({ id: `${id}-${index + 1}`, text: choice })),
});

const confidence = ['Not at all confident', 'Somewhat confident', 'Confident', 'Very confident'];

export const activities: readonly Activity[] = [
  {
    slug: 'handovers-that-hold-structured-shift-change-2026a1000h01',
    questionnaire: 98101,
    title: 'Handovers That Hold: Structuring the Shift Change',
    teaser: 'Five minutes decide what the next shift knows. A sample activity on saying less, in an order that lasts.',
    specialty: 'nurses',
    kind: 'Text-Based CE',
    faculty: 'Ingrid Halvorsen, RN, MSN; Tomas Okonjo, RN',
    credits: '0.50',
    minutes: 30,
    released: '2026-03-12',
    expires: '2036-03-12',
    goal: 'Give nurses and physicians a shared order for telling the next shift what it has to know.',
    objectives: ['Name the four parts of a structured handover', 'Tell when a read-back is worth its time'],
    pages: [
      {
        heading: 'Why Handovers Lose Things',
        paragraphs: [
          'A handover is a conversation held at the worst moment of the day: one side wants to go home, the other has not yet arrived in its thoughts. What gets lost there is seldom the dramatic thing. It is the phone call that was promised, the form that waits for a signature, the relative who was told to come back at four.',
          'In this invented ward, observers wrote down every open task at the end of forty shifts and looked for it again two hours later. Tasks that had been spoken about in a fixed order were found again more often than tasks that had been mentioned when they came to mind. The number of words did not matter, and neither did the experience of the speaker.',
          'The lesson is an old one from other trades. Pilots, signal workers and ship crews do not trust memory with a list. They trust the order of the list, because a gap in an order can be heard, while a gap in a story cannot.',
        ],
      },
      {
        heading: 'Four Parts, Always in the Same Order',
        paragraphs: [
          'The structure that the ward settled on has four parts: situation, background, assessment, and request. None of it is new. What made it stick was a small card at the desk and the rule that nobody interrupts before the third part is over.',
          'The request comes last because it is the part that has to survive. A listener remembers the end of a short message better than its middle, so the thing to be done stands where memory is kindest.',
        ],
        points: [
          'Situation: who it is about and what is happening now',
          'Background: what led here, in two sentences',
          'Assessment: what the speaker thinks it means',
          'Request: what the listener is asked to do, and by when',
        ],
      },
      {
        heading: 'The Read-Back',
        paragraphs: [
          'A read-back costs about eight seconds. The listener repeats the request in their own words and the speaker says yes or corrects it. On the invented ward it was kept for requests with a time in them, because those were the ones that went wrong quietly.',
          'Teams that read back everything soon read back nothing. A rule with a clear edge is kept longer than a rule that is always right, and so the ward wrote its edge on the card: a time, a number, or a name means that it is read back.',
          'All names, wards and numbers in this activity are sample text, written for a test system. Nothing in it is medical advice.',
        ],
      },
    ],
    preActivity: [
      poll('h-p1', 'How confident are you in leading a structured handover?', confidence),
      poll('h-p2', 'How often does your team use a fixed order for handovers?', [
        'Never',
        'Sometimes',
        'Most days',
        'Always',
      ]),
    ],
    test: [
      question(
        'h-1',
        'Why does a fixed order help in a handover?',
        [
          'It makes the handover longer',
          'A gap in an order can be heard',
          'It replaces the written record',
          'It impresses the next shift',
        ],
        1,
        'Page 1: a gap in an order can be heard, while a gap in a story cannot.',
      ),
      question(
        'h-2',
        'Which part of the structure comes last?',
        ['Request', 'Background', 'Situation', 'Assessment'],
        0,
        'Page 2: the request comes last because it is the part that has to survive.',
      ),
      question(
        'h-3',
        'When did the ward ask for a read-back?',
        [
          'After every sentence',
          'Only at night',
          'When the request holds a time, a number, or a name',
          'When a manager is present',
        ],
        2,
        'Page 3: a time, a number, or a name means that it is read back.',
      ),
      question(
        'h-4',
        'What happened in teams that read back everything?',
        ['They finished earlier', 'They made a new card', 'They went on for years', 'They soon read back nothing'],
        3,
        'Page 3: teams that read back everything soon read back nothing.',
      ),
    ],
  },
  {
    slug: 'plain-words-explaining-risk-without-percentages-2026a1000p02',
    questionnaire: 98102,
    title: 'Plain Words: Explaining a Risk Without Percentages',
    teaser:
      'Most people hear a percentage as a feeling. This sample activity practises saying it as people, dots and days.',
    specialty: 'familymedicine',
    kind: 'Text-Based CME',
    faculty: 'Amara Lindqvist, MD; Peter Vandermeer, PhD',
    credits: '0.75',
    minutes: 45,
    released: '2026-05-04',
    expires: '2036-05-04',
    goal: 'Help clinicians put a number into words that a listener can repeat at home.',
    objectives: [
      'Turn a percentage into a count of people',
      'Choose a frame that does not push',
      'Check what was understood',
    ],
    pages: [
      {
        heading: 'What a Percentage Sounds Like',
        paragraphs: [
          'Ask ten people what a three percent chance is and you will collect words, not numbers: almost nothing, a real worry, about the same as rain in June. The number is exact on the paper and vague in the room. That is no failing of the listener. A percentage is a ratio with its people taken out.',
          'The simplest repair is to put the people back. Three in a hundred can be pictured, counted on a sheet of dots, and repeated in the evening to somebody who was not there. The count also shows the other ninety-seven, which the percentage hides.',
          'In this invented practice, patients who were given counts could repeat the number an hour later far more often than patients who were given percentages. Nobody was told more, and nobody was told anything else.',
        ],
      },
      {
        heading: 'A Frame Is a Push',
        paragraphs: [
          'The same count can be told from two ends. Three of a hundred will notice an effect, or ninety-seven will not. Both are true and each of them pushes. The fair way is to say both, always in the same order, so that the order itself carries no message.',
          'Comparisons push too. A risk set beside lightning sounds small, the same risk set beside a car journey sounds like a decision. Compare a thing with the same thing at another time, or do not compare.',
        ],
        points: [
          'Say the count from both ends',
          'Keep one denominator through the whole conversation',
          'Compare like with like',
        ],
      },
      {
        heading: 'Asking Back',
        paragraphs: [
          'The last step takes one question: what will you tell them at home? It asks for a retelling and not for a verdict, so nobody has to admit that something was unclear. What comes back shows which word did not arrive.',
          'If the retelling misses the number, the number is said again in another form, once. A third form confuses more than it repairs, and a leaflet does the rest.',
          'All practices, people and numbers in this activity are sample text, written for a test system. Nothing in it is medical advice.',
        ],
      },
    ],
    preActivity: [],
    test: [
      question(
        'p-1',
        'What does a count of people show that a percentage hides?',
        ['The cause', 'The exact day', 'Those to whom it does not happen', 'The price'],
        2,
        'Page 1: the count also shows the other ninety-seven.',
      ),
      question(
        'p-2',
        'How is a count told without pushing?',
        [
          'From both ends, in the same order',
          'Only from the good end',
          'As quickly as possible',
          'With a new denominator each time',
        ],
        0,
        'Page 2: the fair way is to say both, always in the same order.',
      ),
      question(
        'p-3',
        'Which question closes the conversation?',
        ['Did you understand me?', 'What will you tell them at home?', 'Do you agree?', 'Shall I say it again?'],
        1,
        'Page 3: the last step takes one question.',
      ),
      question(
        'p-4',
        'What may a risk be compared with?',
        ['Lightning', 'A lottery', 'A car journey', 'The same thing at another time'],
        3,
        'Page 2: compare a thing with the same thing at another time, or do not compare.',
      ),
      question(
        'p-5',
        'How often is a missed number said again in another form?',
        ['Until it is repeated', 'Once', 'Three times', 'Never'],
        1,
        'Page 3: another form, once.',
      ),
    ],
  },
  {
    slug: 'home-readings-diary-patients-keep-2026a1000d03',
    questionnaire: 98103,
    title: 'Home Readings: A Diary That Patients Keep',
    teaser:
      'Why paper diaries stop on day nine, and what an invented clinic changed on the page. Sample text throughout.',
    specialty: 'cardiology',
    kind: 'Text-Based CME',
    faculty: 'Rosalind Achebe, MD; Jun Takeda, MPH',
    credits: '0.50',
    minutes: 30,
    released: '2026-06-18',
    expires: '2036-06-18',
    goal: 'Show how the layout of a diary decides whether it is filled in.',
    objectives: ['Recognise the three places where diaries stop', 'Lay out one page that can be read at a glance'],
    pages: [
      {
        heading: 'Where Diaries Stop',
        paragraphs: [
          'An invented clinic collected sixty diaries that had been handed out for a month of readings at home. Most were complete for a week. Then three kinds of gaps began: the weekend, the first day away, and the day after a reading that had looked wrong.',
          'The first two gaps are about habit and the third one is about fear. A person who has written down a number that worries them does not want to write the next one beside it. The page makes a judgement, even where nobody else does.',
          'So the clinic asked what a page would look like that does not judge. It took the colours away, then the printed limits, then the word target. What remained was a place, a time and a number.',
        ],
      },
      {
        heading: 'One Page, Read at a Glance',
        paragraphs: [
          'The new page held two weeks instead of one day. A blank stood out at once, and a blank is information too: it says when life was busy. Patients were told that blanks are welcome, and the number of blanks fell.',
          'The space for a remark was moved from the side to the line below. A remark beside a number reads like an excuse. A remark below it reads like a note.',
        ],
        points: ['Two weeks on one page', 'No colours and no printed limits', 'Remarks below the number'],
      },
      {
        heading: 'The Conversation Afterwards',
        paragraphs: [
          'The diary is read together, and the first thing said is about the keeping and not about the numbers: you have written on twelve of fourteen days. Then comes the question that the page was made for: what was going on here?',
          'In this sample text no number is good or bad, and none is a reason to change anything. It was written to fill a page of a test system and is no medical advice.',
        ],
      },
    ],
    preActivity: [poll('d-p1', 'How confident are you in reading a home diary together with a patient?', confidence)],
    test: [
      question(
        'd-1',
        'Which gap was about fear?',
        [
          'The weekend',
          'The first day away',
          'The day after a reading that had looked wrong',
          'The first day of the month',
        ],
        2,
        'Page 1: the first two gaps are about habit and the third one is about fear.',
      ),
      question(
        'd-2',
        'How many weeks did the new page hold?',
        ['One', 'Two', 'Four', 'Eight'],
        1,
        'Page 2: the new page held two weeks instead of one day.',
      ),
      question(
        'd-3',
        'Where was the space for a remark moved to?',
        ['The line below', 'The back of the page', 'The side', 'A separate booklet'],
        0,
        'Page 2: moved from the side to the line below.',
      ),
      question(
        'd-4',
        'What is said first when the diary is read together?',
        ['The highest number', 'The average', 'The next appointment', 'Something about the keeping'],
        3,
        'Page 3: the first thing said is about the keeping and not about the numbers.',
      ),
    ],
  },
  {
    slug: 'medication-lists-one-source-of-truth-2026a1000m04',
    questionnaire: 98104,
    title: 'Medication Lists: Agreeing on One Source of Truth',
    teaser: 'Four lists, one person. A sample activity on deciding which list wins before it matters.',
    specialty: 'pharmacists',
    kind: 'Text-Based CE',
    faculty: 'Beatriz Fonseca, PharmD; Owen Marsh, PharmD',
    credits: '1.00',
    minutes: 60,
    released: '2026-08-27',
    expires: '2036-08-27',
    goal: 'Let a team name the list that counts, and keep it in one place.',
    objectives: [
      'Count the lists that exist for one person',
      'Name an owner and a place',
      'Plan the moment of comparison',
    ],
    pages: [
      {
        heading: 'Four Lists, One Person',
        paragraphs: [
          'In this invented town each person over seventy had four lists on average: one at the pharmacy, one in the practice, one in a drawer, and one in somebody else’s memory. They agreed on most lines, and nobody could say which one was meant when they did not.',
          'Merging lists sounds like the answer and is the problem. A merged list has no author, so no one may strike a line from it. It only grows.',
          'The town chose otherwise. It declared one list to be the one that counts, and it wrote down where it lies and who may change it. The others became copies, with a date.',
        ],
      },
      {
        heading: 'An Owner and a Place',
        paragraphs: [
          'The owner is a role and not a person, because people go on holiday. The place is one that the patient can point at. If the owner and the place fit on a card, they are remembered.',
          'A copy without a date is thrown away. That was the hardest rule and the most useful one, because it made the date worth writing.',
        ],
        points: [
          'One list counts, the others are copies',
          'The owner is a role',
          'A copy without a date is thrown away',
        ],
      },
      {
        heading: 'The Moment of Comparison',
        paragraphs: [
          'Lists drift. The town compares twice a year and at each change of place: into a hospital, out of it, to another address. It takes ten minutes, and it is booked like any other appointment.',
          'What differs is written down as a question to the owner and not as a correction. A question gets an answer; a correction gets another list.',
        ],
      },
      {
        heading: 'Starting on Monday',
        paragraphs: [
          'Begin with one person and count the lists. Ask which one they would take along if the house were on fire. It is often the right one, and it is seldom the one in the computer.',
          'All towns, people and numbers in this activity are sample text, written for a test system. Nothing in it is medical advice.',
        ],
      },
    ],
    preActivity: [],
    test: [
      question(
        'm-1',
        'Why does a merged list only grow?',
        [
          'It has no author, so no one may strike a line',
          'It is kept by a computer',
          'It is printed twice',
          'It is older',
        ],
        0,
        'Page 1: a merged list has no author.',
      ),
      question(
        'm-2',
        'Who owns the list that counts?',
        ['The eldest relative', 'A role', 'Whoever wrote last', 'The town'],
        1,
        'Page 2: the owner is a role and not a person.',
      ),
      question(
        'm-3',
        'What happens to a copy without a date?',
        ['It is merged', 'It is sent to the owner', 'It gets today’s date', 'It is thrown away'],
        3,
        'Page 2: a copy without a date is thrown away.',
      ),
      question(
        'm-4',
        'How is a difference written down?',
        ['As a correction', 'In red', 'As a question to the owner', 'Not at all'],
        2,
        'Page 3: a question gets an answer; a correction gets another list.',
      ),
    ],
  },
  {
    slug: 'when-systems-are-down-working-on-paper-2026a1000w05',
    questionnaire: 98105,
    title: 'When the Systems Are Down: Working on Paper for Six Hours',
    teaser:
      'A sample tabletop exercise: what an invented clinic prepared after one long morning without its computers.',
    specialty: 'publichealth',
    kind: 'Tabletop Exercise',
    faculty: 'Nadia Rehman, MD, MPH; Lukas Brandt, MSc',
    credits: '0.75',
    minutes: 45,
    released: '2026-10-10',
    expires: '2036-10-10',
    goal: 'Prepare a team for a planned or unplanned outage of its computers.',
    objectives: ['Name who declares the outage', 'Keep a paper set that is current', 'Come back in order'],
    pages: [
      {
        heading: 'Who Says That It Is Down',
        paragraphs: [
          'For the first forty minutes of that invented morning nobody said it. Screens showed an error, people tried again, and each of them thought that it was their own screen. The outage began when a porter asked aloud whether it was the same everywhere.',
          'Since then one role may declare it, after two rooms have seen the same error. Declaring it wrongly costs a walk to the cupboard. Declaring it late costs the morning.',
          'The declaration has a fixed sentence, said on the corridor and written on the board with the time. From that minute on the paper is the record.',
        ],
      },
      {
        heading: 'The Cupboard',
        paragraphs: [
          'The paper set lies in one cupboard, in trays numbered like the forms. It is checked on the first Monday of the month by whoever opens the room. A form that has changed is replaced by hand, and the old one is torn so that nobody puts it back.',
          'A list of telephone numbers is the most used page in the cupboard. It is printed, because the directory is in the computer.',
        ],
        points: ['One cupboard, numbered trays', 'Checked on the first Monday', 'Printed telephone numbers'],
      },
      {
        heading: 'Coming Back',
        paragraphs: [
          'The end is declared too, by the same role. What was written on paper is entered oldest first, by two people, one reading and one typing. The paper is kept for a month.',
          'Afterwards the team asks three questions: who noticed first, how long did it take to say it aloud, and what did we look for in vain. The answers go onto the card in the cupboard.',
          'All places and times in this activity are sample text, written for a test system.',
        ],
      },
    ],
    preActivity: [poll('w-p1', 'How confident are you in working a day without your computers?', confidence)],
    test: [
      question(
        'w-1',
        'When may the outage be declared?',
        [
          'After two rooms have seen the same error',
          'After an hour',
          'When the vendor says so',
          'After one failed try',
        ],
        0,
        'Page 1: after two rooms have seen the same error.',
      ),
      question(
        'w-2',
        'What is the most used page in the cupboard?',
        ['The floor plan', 'The rota', 'A list of telephone numbers', 'The menu'],
        2,
        'Page 2: a list of telephone numbers is the most used page.',
      ),
      question(
        'w-3',
        'In which order is the paper entered afterwards?',
        ['Newest first', 'Oldest first', 'By room', 'By length'],
        1,
        'Page 3: entered oldest first, by two people.',
      ),
      question(
        'w-4',
        'What is the first of the three questions?',
        ['Who was to blame?', 'What did it cost?', 'When is the next one?', 'Who noticed first?'],
        3,
        'Page 3: who noticed first.',
      ),
    ],
  },
  {
    slug: 'interpreters-three-people-one-conversation-2023a1000i06',
    questionnaire: 98106,
    title: 'Interpreters: Three People, One Conversation',
    teaser: 'A sample activity from an earlier year. It can still be read; credit can no longer be earned.',
    specialty: 'familymedicine',
    kind: 'Text-Based CME',
    faculty: 'Yusuf Demir, MD; Claire Fontaine, MA',
    credits: '0.25',
    minutes: 15,
    released: '2023-04-03',
    expires: '2024-04-03',
    goal: 'Seat three people so that two of them talk to each other.',
    objectives: ['Choose a seating that keeps eye contact', 'Speak in pieces that can be carried'],
    pages: [
      {
        heading: 'Where to Sit',
        paragraphs: [
          'The interpreter sits beside the patient and a little behind. From there both voices come from one side, and the eyes of the other two meet by themselves. If the interpreter sits in the middle, everybody talks to the interpreter.',
          'In this invented clinic a mark on the floor settled it. Nobody had to be told where to sit, and nobody felt moved.',
        ],
      },
      {
        heading: 'Pieces That Can Be Carried',
        paragraphs: [
          'Two sentences are about as much as can be carried across a language without loss. The speaker ends with something that invites the other voice, and then is quiet for as long as it takes.',
          'All clinics and people in this activity are sample text, written for a test system. Nothing in it is medical advice.',
        ],
      },
    ],
    preActivity: [],
    test: [
      question(
        'i-1',
        'Where does the interpreter sit?',
        ['In the middle', 'Beside the patient and a little behind', 'At the door', 'Behind the desk'],
        1,
        'Page 1.',
      ),
      question(
        'i-2',
        'How much can be carried at once?',
        ['Two sentences', 'A page', 'One word', 'Five minutes'],
        0,
        'Page 2.',
      ),
      question(
        'i-3',
        'What settled the seating in the clinic?',
        ['A letter', 'A vote', 'A mark on the floor', 'A rope'],
        2,
        'Page 1.',
      ),
    ],
  },
];

export function findActivity(slug: string): Activity | undefined {
  return activities.find((activity) => activity.slug === slug);
}

export function findQuestionnaire(id: number): Activity | undefined {
  return activities.find((activity) => activity.questionnaire === id);
}
