import type { Locator, Page } from '@playwright/test';

/** The home page of one specialty, e.g. `/cardiology`. */
export class SpecialtyPage {
  readonly heading: Locator;
  readonly latestNews: Locator;
  /** Titles in the list under "Latest News". */
  readonly articles: Locator;

  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, origin: string, slug: string) {
    this.#page = page;
    this.#url = `${origin}/${slug}`;
    this.heading = page.getByRole('heading', { level: 1 });
    this.latestNews = page.getByRole('heading', { level: 2, name: 'Latest News' });
    // `ul.articles` on desktop and phone [C]; the cards of native advertising among them carry an id of theirs [C].
    this.articles = page.locator('ul.articles > li:not([id^="ads-pos"])').getByRole('link');
  }

  async goto(): Promise<void> {
    await this.#page.goto(this.#url);
    await this.latestNews.waitFor();
  }

  /** Where the titles lead, as absolute URLs. */
  async articleUrls(): Promise<string[]> {
    return this.articles.evaluateAll((links) =>
      links.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')),
    );
  }
}
