import { editDistance, meets, slugOf, teaserOf, wordsOf, type Piece } from './search-index-words.ts';

/**
 * The stand-in's search engine, as pure functions over documents: words in, one page of ranked results out. What the site says of
 * its own limits (15 results a page, 101 pages, the texts about them) is kept here, so that the page only draws.
 */

/** The tabs over the results, as `plr` names them. */
export const pillars = ['all', 'nws', 'ref', 'edu', 'mln'] as const;
export type Pillar = (typeof pillars)[number];

export const sortOrders = ['relevance', 'date'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** `age` of the refinement, in days back from the newest document, so that the answer never depends on the clock. */
export const ageOptions = [
  { value: '30', label: 'Past month', days: 30 },
  { value: '182', label: 'Past 6 months', days: 182 },
  { value: '365', label: 'Past year', days: 365 },
] as const;

export const resultsPerPage = 15;
export const pageLimit = 101;

export interface SearchDocument {
  /** null: found under `all` only. */
  readonly pillar: Exclude<Pillar, 'all'> | null;
  /** What the result calls itself, e.g. `News`, `Drug`; the value of `contenttype` is its slug. */
  readonly contentType: string;
  readonly title: string;
  readonly surface: 'www' | 'reference' | 'emedicine' | 'education';
  /** Path (and hash) on that surface. */
  readonly path: string;
  /** Other names; rank below the title and above the text. */
  readonly keywords: readonly string[];
  readonly text: string;
  /** Display name; null: belongs to no specialty. */
  readonly specialty: string | null;
  /** `YYYY-MM-DD`; null: undated. */
  readonly date: string | null;
  /** Credit hours of an activity; null: none to be earned. */
  readonly credits: number | null;
  /** e.g. `CME / ABIM MOC / CE`; null with `credits`. */
  readonly creditTypes: string | null;
  readonly subLinks: readonly { readonly label: string; readonly path: string }[];
}

/** The query string, checked: unknown values have become the default ones. */
export interface SearchRequest {
  readonly query: string;
  readonly pillar: Pillar;
  /** From 1. */
  readonly page: number;
  readonly contentType: string | null;
  readonly specialty: string | null;
  readonly age: string | null;
  readonly credits: string | null;
  readonly minCredits: number | null;
  readonly maxCredits: number | null;
  readonly sort: SortOrder;
}

export interface SearchResult {
  readonly document: SearchDocument;
  /** An excerpt around the first match, cut into matching and other pieces. */
  readonly teaser: readonly Piece[];
}

export interface FacetOption {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

export interface Facets {
  readonly contentType: readonly FacetOption[];
  readonly specialty: readonly FacetOption[];
  readonly age: readonly FacetOption[];
  readonly credits: readonly FacetOption[];
}

interface Told {
  readonly suggestion: string | null;
  readonly facets: Facets;
}

export type SearchAnswer =
  /** Nothing to look for, or an address: the form does not send such a query, and the server answers it with the empty page. */
  | { readonly kind: 'not-submitted' }
  /** Only words like "CME": the education site is the answer. */
  | { readonly kind: 'education' }
  | ({ readonly kind: 'none' } & Told)
  | ({ readonly kind: 'out-of-range'; readonly total: number; readonly message: string } & Told)
  | ({
      readonly kind: 'page';
      readonly results: readonly SearchResult[];
      readonly total: number;
      /** Ordinals of the first and last result shown, from 1. */
      readonly first: number;
      readonly last: number;
      readonly page: number;
      readonly pages: number;
    } & Told);

/** Whether the site's own form would send it. */
export function isSubmittable(query: string): boolean {
  return query.trim() !== '' && !query.includes('@');
}

const educationWords = new Set(['cme', 'cne', 'cpe', 'ce', 'moc', 'abim', 'education']);
const educationFillers = new Set([
  'activities',
  'activity',
  'and',
  'continuing',
  'credit',
  'credits',
  'free',
  'medical',
  'online',
]);

export function asksOnlyForEducation(query: string): boolean {
  const words = wordsOf(query);
  return (
    words.some((word) => educationWords.has(word)) &&
    words.every((word) => educationWords.has(word) || educationFillers.has(word))
  );
}

export function readSearchRequest(parameters: URLSearchParams): SearchRequest {
  const oneOf = <T extends string>(allowed: readonly T[], value: string | null, otherwise: T): T =>
    allowed.find((item) => item === value) ?? otherwise;
  const text = (name: string): string | null => parameters.get(name)?.trim() || null;
  const number = (name: string): number | null => {
    const value = text(name);
    return value !== null && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  };
  return {
    query: (parameters.get('q') ?? '').trim().slice(0, 200),
    pillar: oneOf(pillars, parameters.get('plr'), 'all'),
    page: /^[1-9]\d{0,5}$/.test(parameters.get('page') ?? '') ? Number(parameters.get('page')) : 1,
    contentType: text('contenttype'),
    specialty: text('specialty'),
    age: text('age'),
    credits: text('credits'),
    minCredits: number('mincredits'),
    maxCredits: number('maxcredits'),
    sort: oneOf(sortOrders, parameters.get('sort'), 'relevance'),
  };
}

interface Indexed {
  readonly document: SearchDocument;
  readonly ordinal: number;
  readonly title: readonly string[];
  readonly keywords: readonly string[];
  readonly text: ReadonlyMap<string, number>;
}

export interface SearchIndex {
  readonly documents: readonly Indexed[];
  /** Each word of the index with the number of times that titles and names use it, and texts at all. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Date of the newest document; `age` counts back from it. */
  readonly newest: string;
}

export function buildSearchIndex(documents: readonly SearchDocument[]): SearchIndex {
  const vocabulary = new Map<string, number>();
  const indexed = documents.map((document, ordinal): Indexed => {
    const title = wordsOf(document.title);
    const keywords = document.keywords.flatMap(wordsOf);
    const text = new Map<string, number>();
    for (const word of wordsOf(document.text)) text.set(word, (text.get(word) ?? 0) + 1);
    // Names weigh more than prose: a slip in a drug's name is to become that drug, and not a common word that is as near.
    for (const word of [...title, ...keywords]) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 10);
    for (const word of text.keys()) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1);
    return { document, ordinal, title, keywords, text };
  });
  const newest = documents.reduce((latest, { date }) => (date !== null && date > latest ? date : latest), '0000-00-00');
  return { documents: indexed, vocabulary, newest };
}

function scoreOf(terms: readonly string[], entry: Indexed): number {
  let score = 0;
  for (const term of terms) {
    const inTitle = entry.title.findIndex((word) => meets(term, word));
    const inKeywords = entry.keywords.some((word) => meets(term, word));
    let inText = 0;
    for (const [word, count] of entry.text) if (meets(term, word)) inText += count;
    if (inTitle < 0 && !inKeywords && inText === 0) return 0;
    if (inTitle >= 0) score += inTitle === 0 ? 60 : 30;
    if (inKeywords) score += 20;
    score += Math.min(inText, 8);
  }
  if (entry.title.join(' ') === terms.join(' ')) score += 100;
  // A monograph stands before an article that mentions the drug, as on the site.
  if (entry.document.contentType === 'Drug' && entry.title[0] === terms[0]) score += 40;
  return score;
}

/** The query with its unknown words replaced by the nearest known ones; null where none is unknown, or one has no neighbour. */
export function suggestSpelling(index: SearchIndex, query: string): string | null {
  let changed = false;
  const corrected: string[] = [];
  for (const word of wordsOf(query)) {
    const known =
      index.vocabulary.has(word) || [...index.vocabulary.keys()].some((candidate) => meets(word, candidate));
    if (known || /^\d+$/.test(word)) {
      corrected.push(word);
      continue;
    }
    const limit = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
    let best: { word: string; distance: number; weight: number } | null = null;
    for (const [candidate, weight] of index.vocabulary) {
      const distance = editDistance(word, candidate, limit);
      if (distance > limit) continue;
      if (!best || distance < best.distance || (distance === best.distance && weight > best.weight)) {
        best = { word: candidate, distance, weight };
      }
    }
    if (!best) return null;
    corrected.push(best.word);
    changed = true;
  }
  return changed ? corrected.join(' ') : null;
}

function daysBefore(newest: string, days: number): string {
  const at = new Date(`${newest}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

function refiners(
  index: SearchIndex,
  request: SearchRequest,
): Record<keyof Facets, (document: SearchDocument) => boolean> {
  const age = ageOptions.find(({ value }) => value === request.age);
  const { contentType, specialty, credits, minCredits, maxCredits } = request;
  return {
    contentType: (document) => contentType === null || slugOf(document.contentType) === contentType,
    specialty: (document) =>
      specialty === null || (document.specialty !== null && slugOf(document.specialty) === specialty),
    age: (document) => !age || (document.date !== null && document.date >= daysBefore(index.newest, age.days)),
    credits: (document) =>
      (credits === null || creditTypesOf(document).some((type) => slugOf(type) === credits)) &&
      (minCredits === null || (document.credits ?? -1) >= minCredits) &&
      (maxCredits === null || (document.credits !== null && document.credits <= maxCredits)),
  };
}

function creditTypesOf({ creditTypes }: SearchDocument): string[] {
  return creditTypes === null ? [] : creditTypes.split('/').map((type) => type.trim());
}

/** What each option would leave, the other options staying as they are. */
function facetsOf(index: SearchIndex, request: SearchRequest, found: readonly SearchDocument[]): Facets {
  const keep = refiners(index, request);
  const without = (facet: keyof Facets): SearchDocument[] =>
    found.filter((document) =>
      (Object.keys(keep) as (keyof Facets)[]).every((other) => other === facet || keep[other](document)),
    );
  const count = (labels: readonly string[]): FacetOption[] => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts]
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([label, number]) => ({ value: slugOf(label), label, count: number }));
  };
  return {
    contentType: count(without('contentType').map(({ contentType }) => contentType)),
    specialty: count(without('specialty').flatMap(({ specialty }) => specialty ?? [])),
    age: ageOptions.map(({ value, label, days }) => ({
      value,
      label,
      count: without('age').filter(({ date }) => date !== null && date >= daysBefore(index.newest, days)).length,
    })),
    credits: count(without('credits').flatMap(creditTypesOf)),
  };
}

export function search(index: SearchIndex, request: SearchRequest): SearchAnswer {
  if (!isSubmittable(request.query)) return { kind: 'not-submitted' };
  if (asksOnlyForEducation(request.query)) return { kind: 'education' };

  const terms = [...new Set(wordsOf(request.query))];
  const scored = index.documents
    .filter(({ document }) => request.pillar === 'all' || document.pillar === request.pillar)
    .map((entry) => ({ entry, score: terms.length === 0 ? 0 : scoreOf(terms, entry) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        (request.sort === 'date' ? (b.entry.document.date ?? '').localeCompare(a.entry.document.date ?? '') : 0) ||
        b.score - a.score ||
        a.entry.ordinal - b.entry.ordinal,
    )
    .map(({ entry }) => entry.document);

  const told: Told = { suggestion: suggestSpelling(index, request.query), facets: facetsOf(index, request, scored) };
  const keep = Object.values(refiners(index, request));
  const found = scored.filter((document) => keep.every((keeps) => keeps(document)));
  const total = found.length;
  if (request.page > pageLimit) {
    const message = `Medscape does not display more than ${String(pageLimit * resultsPerPage)} results per query.`;
    return { kind: 'out-of-range', total, message, ...told };
  }
  if (total === 0) return { kind: 'none', ...told };

  const pages = Math.min(Math.ceil(total / resultsPerPage), pageLimit);
  if (request.page > pages) {
    return {
      kind: 'out-of-range',
      total,
      message: `Only ${String(total)} results are available for this query.`,
      ...told,
    };
  }
  const from = (request.page - 1) * resultsPerPage;
  const shown = found.slice(from, from + resultsPerPage);
  return {
    kind: 'page',
    results: shown.map((document) => ({ document, teaser: teaserOf(document.text, terms) })),
    total,
    first: from + 1,
    last: from + shown.length,
    page: request.page,
    pages,
    ...told,
  };
}
