import type { Locator, Page } from '@playwright/test';

/** Id of the list "latest news". */
const latest = 13470;

/** A list of news, `/index/list_<id>_<page>`; its pages count from 0. */
export class NewsListPage {
  readonly items: Locator;
  readonly titles: Locator;
  readonly bylines: Locator;
  /** Items that lack their title or their byline. */
  readonly incomplete: Locator;

  readonly #page: Page;
  readonly #origin: string;
  readonly #next: Locator;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // The list's own id and classes, [A]: there is no role or label that tells it from other lists.
    this.items = page.locator('#archives > ul > li');
    this.titles = this.items.locator('a.title');
    this.bylines = this.items.locator('.byline');
    this.incomplete = page.locator('#archives > ul > li:not(:has(a.title):has(.byline))');
    // `a.more` or the word, by year [B].
    this.#next = page.getByRole('link', { name: /^next/i }).or(page.locator('a.more')).first();
  }

  urlOf(page: number): string {
    return `${this.#origin}/index/list_${latest}_${page}`;
  }

  async goto(page = 0): Promise<void> {
    await this.#page.goto(this.urlOf(page));
    await this.titles.first().waitFor();
  }

  /** Goes to the page after `from`, by its link. */
  async turn(from: number): Promise<void> {
    await this.#next.click();
    await this.#page.waitForURL(this.urlOf(from + 1));
    await this.titles.first().waitFor();
  }

  /** Opens the item, and ends as soon as the browser has left the list: an article or the login answers. */
  async open(index: number): Promise<{ title: string; url: string }> {
    const link = this.titles.nth(index);
    const title = ((await link.textContent()) ?? '').trim();
    // The property, not the attribute: hrefs may be protocol-relative [B].
    const url = await link.evaluate((element) => (element instanceof HTMLAnchorElement ? element.href : ''));
    const list = this.#page.url();
    await link.click();
    await this.#page.waitForURL((current) => current.href !== list, { waitUntil: 'commit' });
    return { title, url };
  }
}
