import type { Locator, Page } from '@playwright/test';

/** The list of slideshows, `/features/slideshow`. */
export class SlideshowListPage {
  readonly slideshows: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // What counts is where they lead: the list's own DOM is not known. A picture may be a link too, so only those with a text.
    this.slideshows = page.getByRole('main').locator('a[href*="/slideshow/"]').filter({ hasText: /\w/ });
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/features/slideshow`);
    await this.slideshows.first().waitFor();
  }

  /** Opens a slideshow, and ends when the browser has arrived there. */
  async open(index: number): Promise<{ title: string; url: string }> {
    const link = this.slideshows.nth(index);
    const opened = {
      title: (await link.innerText()).trim(),
      url: await link.evaluate((element) => (element instanceof HTMLAnchorElement ? element.href : '')),
    };
    await link.click();
    await this.#page.waitForURL((url) => url.href.startsWith(opened.url));
    return opened;
  }
}
