import type { Motif } from '../art.ts';
import { slugify } from './drugs.ts';

export interface Slide {
  readonly title: string;
  readonly copy: readonly string[];
  /** Who made the picture. */
  readonly credit: string;
}

export interface Slideshow {
  /** Seven digits, the end of the slug. */
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly teaser: string;
  readonly author: string;
  readonly published: string;
  /** What its pictures are made of. */
  readonly motif: Motif;
  readonly slides: readonly Slide[];
}

type Row = readonly [
  id: string,
  title: string,
  teaser: string,
  published: string,
  motif: Motif,
  slides: readonly (readonly [string, string])[],
];

const rows: readonly Row[] = [
  [
    '6012460',
    'How a Waiting Room Is Read',
    'Chairs, clocks and plants: what a room says before anybody speaks.',
    'March 4, 2026',
    'waves',
    [
      ['The Door', 'A door that opens by itself lets people arrive with their hands full.'],
      ['The Clock', 'A clock on the wall makes the same quarter of an hour longer for everyone.'],
      ['The Chairs', 'Chairs in a ring begin more conversations than chairs in a row.'],
      ['The Plant', 'A plant that is watered says that somebody comes back.'],
      ['The Window', 'Daylight from the left makes a form easier to fill in for most who write.'],
      ['The Way Out', 'A second door spares those who leave from meeting those who arrive.'],
    ],
  ],
  [
    '6014127',
    'Seven Shapes of a Sample Tablet',
    'Round, oval, oblong: the shapes of the pill identifier, drawn large.',
    'April 21, 2026',
    'capsule',
    [
      ['Round', 'A circle has no corner to break off, and no way to lie wrongly.'],
      ['Oval', 'An oval points in two directions and rolls in one.'],
      ['Oblong', 'An oblong has two straight sides and two that are not.'],
      ['Rectangle', 'A rectangle stacks well, which the others do not.'],
      ['Square', 'A square is a rectangle that has made up its mind.'],
      ['Diamond', 'A diamond is a square that stands on one of its corners.'],
      ['Triangle', 'A triangle is the only shape here that cannot wobble.'],
    ],
  ],
  [
    '6015893',
    'A Short History of the Clipboard',
    'From a board with a nail to a sheet of glass, in five pictures.',
    'June 9, 2026',
    'shapes',
    [
      ['A Board and a Nail', 'The first clipboard was a plank on which a sheet was nailed.'],
      ['The Spring', 'The spring let one hand do what two had done.'],
      ['The Pencil on a String', 'The string was added when the third pencil had gone.'],
      ['The Carbon Copy', 'For a time every sheet had a paler sister beneath it.'],
      ['The Sheet of Glass', 'The board glows now, and still somebody looks for the pencil.'],
    ],
  ],
  [
    '6017254',
    'Handwriting at the End of a Shift',
    'The same four words, written every three hours.',
    'September 15, 2026',
    'pulse',
    [
      ['Hour One', 'The letters stand upright and keep their distance.'],
      ['Hour Four', 'The letters lean on one another, as their writer leans on the desk.'],
      ['Hour Seven', 'Two of the words have become one, and nobody misses the gap.'],
      ['Hour Ten', 'What is left is a line, and the confidence that it will be understood.'],
    ],
  ],
];

/** Four, newest last. Titles, texts and pictures are invented. */
export const slideshows: readonly Slideshow[] = rows.map(([id, title, teaser, published, motif, slides]) => ({
  id,
  slug: `${slugify(title)}-${id}`,
  title,
  teaser,
  author: 'Sample Author',
  published,
  motif,
  slides: slides.map(([slideTitle, sentence], index) => ({
    title: slideTitle,
    copy: [
      `Sample text. ${sentence}`,
      `Picture ${index + 1} of ${slides.length} in "${title}" was drawn for the stand-in and shows nothing that exists.`,
    ],
    credit: 'Image from the stand-in',
  })),
}));

export const slideshowBySlug: ReadonlyMap<string, Slideshow> = new Map(slideshows.map((show) => [show.slug, show]));
