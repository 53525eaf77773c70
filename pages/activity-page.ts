import type { Locator, Page } from '@playwright/test';

/** One activity of education: its entry, and the pages that are read. */
export class ActivityPage {
  readonly title: Locator;
  /** Leads from the entry to the first page [C]. */
  readonly continueLink: Locator;
  readonly body: Locator;
  /** Heading of the page that is being read. */
  readonly section: Locator;
  readonly pageNav: Locator;
  /** Leads to the test; worded "Earn Credit" or "Earn CME/CE Credit >>" by year and place [B]. */
  readonly earnLink: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.title = page.getByRole('heading', { level: 1 });
    this.continueLink = page.getByRole('link', { name: 'Continue to Activity' });
    // [I] Taken over from the articles of www, whose address it shares.
    this.body = page.locator('#article-content, .article__main-content').first();
    this.section = this.body.getByRole('heading', { level: 2 }).first();
    // An id [C]; it says "Page" and the numbers.
    this.pageNav = page.locator('#page_nav');
    this.earnLink = page.getByRole('link', { name: /^earn .*credit/i }).first();
  }

  async goto(key: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/viewarticle/${key}`);
    await this.title.waitFor();
  }

  /** Goes from the entry to the first page. */
  async start(): Promise<void> {
    await this.continueLink.click();
    await this.body.waitFor();
  }

  /** Goes to another page of the activity by its pager. */
  async turnTo(page: number): Promise<void> {
    await this.pageNav.getByRole('link', { name: String(page), exact: true }).click();
    await this.#page.waitForURL((url) => url.searchParams.get('page') === String(page));
    await this.body.waitFor();
  }

  /** Goes on to the test, or to where the site says that there is none to take. */
  async goToTest(): Promise<void> {
    await this.earnLink.click();
    await this.#page.waitForURL(/\/qna\/processor\//);
    await this.title.waitFor();
  }
}
