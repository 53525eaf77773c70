import type { Locator, Page } from '@playwright/test';
import { Header } from './components/header.ts';

/** The home of education, and of each of its specialties: lists of activities. */
export class EducationPage {
  readonly header: Header;
  readonly heading: Locator;
  /** Titles of the activities, wherever the page puts them [I]. */
  readonly activities: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.header = new Header(page.getByRole('banner'));
    this.heading = page.getByRole('heading', { level: 1 });
    // What counts is where they lead: the list's own DOM is not known.
    this.activities = page.getByRole('main').locator('a[href*="/viewarticle/"]');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/`);
    await this.activities.first().waitFor();
  }

  /** Opens the activity, and ends on its first page. */
  async open(index: number): Promise<{ title: string; url: string }> {
    const link = this.activities.nth(index);
    const title = ((await link.textContent()) ?? '').trim();
    const url = await link.evaluate((element) => (element instanceof HTMLAnchorElement ? element.href : ''));
    await link.click();
    await this.#page.waitForURL(url);
    await this.heading.waitFor();
    return { title, url };
  }
}
