/** The journeys of an anonymous clinician that every side of a comparison can run: one a kind of page, all of them read. By title. */
export const six: readonly string[] = [
  'The home page opens with its navigation and with articles to read',
  'The list of latest news turns its pages, and each item has its title and date',
  'An anonymous reader opens the newest article and gets what a stranger may see',
  'The monograph of warfarin opens from its class and shows every section, its boxed warning included',
  'Condition article opens from its specialty, and Workup and Treatment have pages of their own',
  'Search for a drug finds it and leads to its monograph',
];

/** The files that they stand in, from the root of the project. */
export const sixFiles: readonly string[] = [
  'home',
  'news-list',
  'article',
  'drug-monograph',
  'condition-article',
  'search-finds-a-drug',
].map((name) => `tests/journeys/${name}.spec.ts`);
