import { newsRows, type NewsKind, type NewsRow } from './news-titles.ts';
import { specialties, type Specialty } from './specialties.ts';

/** One article of news. Everything in it is invented. */
export interface NewsArticle {
  /** Six digits (the old form), or `2026a1000xyz` (the new one). */
  readonly id: string;
  /** Last part of the path of its first page: the id alone in the old form, `<slug>-<id>` in the new one. */
  readonly key: string;
  readonly kind: NewsKind;
  readonly title: string;
  readonly teaser: string;
  readonly author: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly specialty: Specialty;
  /** Paragraphs of each page, at least one page. */
  readonly pages: readonly (readonly string[])[];
}

/** A list of news with an address of its own: `/index/list_<id>_<page>`. */
export interface NewsList {
  readonly id: string;
  readonly title: string;
  readonly articles: readonly NewsArticle[];
}

/** Articles on one page of a list. */
export const newsPerPage = 15;

const authors = ['Robin Sample', 'Alex Placeholder', 'Jamie Invented', 'Sam Fictional', 'Kim Example', 'Chris Madeup'];
const places = ['Northfield University', 'the Harbor Street Hospital', 'the Lakeside Group', 'the Old Mill Center'];
const people = ['Dr. Avery Sample', 'Dr. Jordan Placeholder', 'Dr. Morgan Example', 'Dr. Taylor Invented'];

/** Sentences of which every article takes its own selection; `{}` is its subject. */
const teasers = [
  'What a year with {} has shown, and what others can take from it.',
  'A made-up survey asks who gains from {}, and who does the work.',
  'Four teams, one idea: a look at {} from the inside.',
  'Cheap, simple, and easily forgotten: a report on {}.',
  'Why {} found friends where nobody had looked for them.',
  'Questions and answers about {}, collected on an ordinary day.',
  'An invented evaluation puts {} to the test.',
];
const openings = [
  'Teams that tried {} for a year would not go back, according to a survey that was made up for this page.',
  'A small project around {} has drawn attention far beyond the place where it began.',
  'It started as an experiment on one ward. Today {} are part of the ordinary week.',
  'Few people expected much from {}. The first results of an invented evaluation surprised even its authors.',
];
const methods = [
  'The group at [place] compared two halves of the same year and asked everybody involved what had changed.',
  'At [place], staff kept a simple log: what was planned, what happened, and how long it took.',
  'Researchers at [place] spoke with forty colleagues and read the notes of three months.',
];
const quotes = [
  '“We did not buy anything,” said [person]. “We only agreed to do the same thing in the same order.”',
  '“The hard part was to stop doing what we had always done,” said [person], who was not part of the project.',
  '“If it does not fit into a Tuesday, it does not work,” said [person] with a smile.',
  '“People notice when somebody has time for them,” [person] told us.',
];
const details = [
  'Each team chose one person to look after the routine and one to question it. Both roles changed every month.',
  'Some steps were dropped after a week. Others, such as a short talk at the end of the day, stayed.',
  'The costs were small: a few hours of training, two whiteboards, and the patience of the front desk.',
  'Not everything went well. In the second month the log was forgotten for nine days, and nobody noticed at first.',
  'A second site repeated the work with fewer people and came to much the same end.',
  'What made the difference, most agreed, was that the plan could be explained in two sentences.',
];
const endings = [
  'The authors plan to publish their checklists, so that others can try {} for themselves.',
  'Whether {} will last is an open question. For now, the calendar for next season is already full.',
  'The next step is a simple one: to ask the people concerned what they think of {}.',
];

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Every fifth article has a second page, every tenth a third. */
function pageCount(index: number): number {
  if (index % 10 === 4) return 3;
  return index % 5 === 1 ? 2 : 1;
}

function writePages(subject: string, index: number): string[][] {
  const fill = (text: string, salt: number): string =>
    text
      .replaceAll('{}', subject)
      .replaceAll('[place]', pick(places, index + salt))
      .replaceAll('[person]', pick(people, index + salt));
  const count = pageCount(index);
  return Array.from({ length: count }, (_, page) => {
    const salt = page * 2;
    return [
      page === 0 ? fill(pick(openings, index), 0) : `${capitalized(subject)}, part ${page + 1}: what happened next.`,
      fill(pick(methods, index + page), salt),
      fill(pick(quotes, index + page), salt),
      pick(details, index + salt),
      pick(details, index + salt + 1),
      fill(pick(quotes, index + page + 2), salt + 1),
      pick(details, index + salt + 3),
      fill(pick(endings, index + page), salt),
    ];
  });
}

/** The newest article's day; the others follow at two in three days. Fixed, so that no picture of the site changes with time. */
const newest = Date.UTC(2026, 2, 12);
const dayMs = 86_400_000;

function dateOf(index: number): string {
  return new Date(newest - Math.floor(index * 1.5) * dayMs).toISOString().slice(0, 10);
}

/** An old article of several pages that the real site has under the same id, so that a journey can ask either for it. */
const knownPaged: ReadonlyMap<number, string> = new Map([[44, '717047']]);

function makeArticle([specialtySlug, kind, title, subject]: NewsRow, index: number): NewsArticle {
  const specialty = specialties.find(({ slug }) => slug === specialtySlug);
  if (!specialty) throw new RangeError(`no specialty ${specialtySlug}`);
  const date = dateOf(index);
  const oldForm = index % 3 === 2;
  const id = oldForm
    ? (knownPaged.get(index) ?? String(997_446 - index * 37))
    : `${date.slice(0, 4)}a1000${(20_000 + index * 131).toString(36).slice(-3)}`;
  return {
    id,
    key: oldForm ? id : `${slugOf(title)}-${id}`,
    kind,
    title,
    teaser: pick(teasers, index).replace('{}', subject),
    author: pick(authors, index),
    date,
    specialty,
    pages: writePages(subject, index),
  };
}

/** All articles, newest first. */
export const news: readonly NewsArticle[] = newsRows.map(makeArticle);

export const newsById: ReadonlyMap<string, NewsArticle> = new Map(news.map((article) => [article.id, article]));

/** Path on www of a page of an article; pages count from 1. */
export function articlePath(article: NewsArticle, page = 1): string {
  return `/viewarticle/${article.key}${page > 1 ? `_${page}` : ''}`;
}

/** The latest news under the list id that the real site uses for it, then one list per specialty. */
export const newsLists: readonly NewsList[] = [
  { id: '13470', title: 'Latest Medical News', articles: news },
  ...['12253', '11732', '3809', '5458', '12471', '12260', '12261', '12262'].map((id, index) => {
    const specialty = pick(specialties, index);
    return {
      id,
      title: `${specialty.name} News`,
      articles: news.filter((article) => article.specialty === specialty),
    };
  }),
];

export const newsListById: ReadonlyMap<string, NewsList> = new Map(newsLists.map((list) => [list.id, list]));

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2024-07-19` as `July 19, 2024`, the way articles show it. */
export function longDate(date: string): string {
  const [year = '', month = '1', day = '1'] = date.split('-');
  return `${months[Number(month) - 1]} ${Number(day)}, ${year}`;
}
