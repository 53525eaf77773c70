import type { Locator, Page } from '@playwright/test';

/** The tabs over the results, as the address names them (`plr`). */
export type SearchTab = 'all' | 'nws' | 'ref' | 'edu' | 'mln';

/** The class of each tab's link: their labels are not known of the live page, the classes are [C]. */
const tabClasses: Readonly<Record<SearchTab, string>> = {
  all: 'profnewsref',
  nws: 'profnews',
  ref: 'profreference',
  edu: 'profeducation',
  mln: 'profmedline',
};

/**
 * Site search. Its DOM comes from a script of 2017, and seven of its class names were seen again in 2023 (`searchInput`, `searchResult`,
 * `searchResultTitle`, `searchResultTeaser`, `searchResultSources`, `profeducation`, `pageNext`); everything else here is [C].
 */
export class SearchPage {
  readonly field: Locator;
  readonly results: Locator;
  readonly titles: Locator;
  /** "Type, Date" under each result. */
  readonly sources: Locator;
  /** "1-15". */
  readonly shown: Locator;
  readonly total: Locator;
  readonly noResults: Locator;
  readonly spelling: Locator;
  readonly refineToggle: Locator;
  readonly refineForm: Locator;
  readonly contentTypes: Locator;
  readonly clearAll: Locator;
  readonly previous: Locator;
  readonly next: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // Classes and ids throughout: no labels or roles of the live page are known.
    this.field = page.locator('.searchForm .searchInput');
    this.results = page.locator('#allSearchResults .searchResult');
    this.titles = this.results.locator('.searchResultTitle a');
    this.sources = this.results.locator('.searchResultSources');
    this.shown = page.locator('.numshown');
    this.total = page.locator('.numtotal');
    this.noResults = page.locator('#noResultsAvail');
    this.spelling = page.locator('.spellCheck a');
    // [C], and gone from the page that the scraper of 2023 read.
    this.refineToggle = page.locator('.refineSearch');
    this.refineForm = page.locator('#refineForm');
    this.contentTypes = page.locator('#filter_by_content_type .refineOption a');
    this.clearAll = page.locator('.clearall');
    // "Last" is the site's word for the page before.
    this.previous = page.locator('#searchPagination .pageLast');
    this.next = page.locator('#searchPagination .pageNext');
  }

  /** Ends when the search has answered, with results or without. */
  async goto(query: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/search/?q=${encodeURIComponent(query)}`);
    await this.#answered();
  }

  /** Types into the field and ends when the search has answered that query. */
  async searchFor(query: string): Promise<void> {
    await this.submit(query);
    await this.#page.waitForURL((url) => url.searchParams.get('q') === query);
    await this.#answered();
  }

  /** Types into the field and presses Enter; for a query that the form may keep to itself. */
  async submit(query: string): Promise<void> {
    await this.field.fill(query);
    await this.field.press('Enter');
  }

  /** Ends when the search has answered under that tab's address. */
  async openTab(tab: SearchTab): Promise<void> {
    await this.#page.locator(`#pillar-select a.${tabClasses[tab]}`).click();
    await this.#page.waitForURL((url) => (url.searchParams.get('plr') ?? 'all') === tab);
    await this.#answered();
  }

  /** Opens the closed refinement, and in it the list of content types. */
  async openContentTypes(): Promise<void> {
    await this.refineToggle.click();
    await this.refineForm.waitFor();
    // [C] The opener stands before its list, and has no name of its own.
    await this.refineForm.locator(':is(.refineDefault, .refineNonDefault):has(+ #filter_by_content_type)').click();
    await this.contentTypes.first().waitFor();
  }

  /** With the content types open. */
  async refineByContentType(name: string): Promise<void> {
    await this.contentTypes.filter({ hasText: name }).first().click();
    await this.#page.waitForURL((url) => url.searchParams.has('contenttype'));
    await this.#answered();
  }

  async clearRefinement(): Promise<void> {
    await this.clearAll.click();
    await this.#page.waitForURL((url) => !url.searchParams.has('contenttype'));
    await this.#answered();
  }

  async followSpelling(): Promise<void> {
    const query = await this.spelling.innerText();
    await this.spelling.click();
    await this.#page.waitForURL((url) => url.searchParams.get('q') === query);
    await this.#answered();
  }

  async nextPage(): Promise<void> {
    await this.#turn(this.next);
  }

  async previousPage(): Promise<void> {
    await this.#turn(this.previous);
  }

  /** Follows a result's title and ends on the page behind it, off the search. */
  async open(title: Locator): Promise<void> {
    await title.click();
    await this.#page.waitForURL((url) => url.origin !== this.#origin);
    await this.#page.getByRole('heading', { level: 1 }).first().waitFor();
  }

  /** Titles that lead anywhere but to an address with one of these in it. */
  titlesBeside(parts: readonly string[]): Locator {
    return this.titles.and(this.#page.locator(`a${parts.map((part) => `:not([href*="${part}"])`).join('')}`));
  }

  /** The number in `.numtotal`, which may be written with commas. */
  async totalCount(): Promise<number> {
    return Number((await this.total.innerText()).replaceAll(/[,\s]/g, ''));
  }

  async #turn(link: Locator): Promise<void> {
    const before = this.#page.url();
    await link.click();
    await this.#page.waitForURL((url) => url.href !== before);
    await this.#answered();
  }

  async #answered(): Promise<void> {
    await this.results.first().or(this.noResults).waitFor();
  }
}
