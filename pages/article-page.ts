import type { Locator, Page } from '@playwright/test';
import { RegistrationWall } from './components/registration-wall.ts';

/** Address of an article's first page: an old number, or a slug with a year and seven characters. */
export const articleUrl = /^https?:\/\/[^/]+\/viewarticle\/(?:[a-z0-9-]+-)?(?:\d{4}a[0-9a-z]{7}|\d{6,7})(?:\?.*)?$/;

/** A day as articles and lists write it: "July 19, 2024". */
export const longDate =
  /\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, 20\d{2}\b/;

/** A news article on www, `/viewarticle/<slug>-<id>` or `/viewarticle/<id>`. */
export class ArticlePage {
  readonly title: Locator;
  readonly date: Locator;
  readonly body: Locator;
  /** First paragraph of the page that is being read. */
  readonly opening: Locator;
  readonly wall: RegistrationWall;

  readonly #page: Page;
  readonly #origin: string;
  readonly #next: Locator;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.title = page.getByRole('heading', { level: 1 });
    // "July 19, 2024", sometimes beside the author [B].
    this.date = page.locator('.article-date');
    // By year: 2024 [B], 2020 [C], and two guesses [M].
    this.body = page
      .locator('.article__main-content, #article-content, .article-content-wrapper, [itemprop="articleBody"]')
      .first();
    this.opening = this.body.getByRole('paragraph').first();
    this.wall = new RegistrationWall(page.getByRole('main'));
    // Several forms of it were seen [C]; whichever is there.
    this.#next = page.locator('#next-section a, a#next-section, div[id*="next"] > a, div[class*="next"] > a').first();
  }

  async goto(key: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/viewarticle/${key}`);
    await this.title.waitFor();
  }

  /** Goes on to the given page of the article: by another path, or by a hash where all pages are in one document [C]. */
  async turnTo(page: number): Promise<void> {
    await this.#next.click();
    await this.#page.waitForURL((url) => url.pathname.endsWith(`_${page}`) || url.hash === `#vp${page}`);
    await this.body.waitFor();
  }
}
