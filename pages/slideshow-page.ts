import type { Locator, Page } from '@playwright/test';

/** The slideshow player; class names are [B]. Reached from the list: no slideshow's address is known to last. */
export class SlideshowPage {
  readonly title: Locator;
  readonly current: Locator;
  readonly picture: Locator;
  readonly credit: Locator;
  readonly copy: Locator;
  readonly forward: Locator;

  readonly #pagination: Locator;

  constructor(page: Page) {
    // Classes throughout: the player has neither roles nor labels that are known.
    this.title = page.locator('h1.crs-header__title, h2.crs-header__title').first();
    this.#pagination = page.locator('div.crs-pagination');
    this.current = this.#pagination.locator('span.crs-pagination_current');
    this.forward = this.#pagination.locator('a.crs_nav_arrow--forward');
    this.picture = page.locator('figure img.crs-slide_image');
    this.credit = page.locator('figcaption cite.crs-slide_credit');
    this.copy = page.locator('div.crs-slide__copy');
  }

  /** How many slides there are: the last number of "1 of 6" [I]. */
  async total(): Promise<number> {
    const text = await this.#pagination.innerText();
    return Number(text.match(/\d+/g)?.at(-1) ?? Number.NaN);
  }

  /** Goes on to the given slide, the next one, and ends with its number in sight. */
  async forwardTo(slide: number): Promise<void> {
    await this.forward.click();
    await this.current.filter({ hasText: new RegExp(`^\\s*${slide}\\s*$`) }).waitFor();
  }

  /** Width in px of the picture as it came; 0: it did not. */
  async pictureWidth(): Promise<number> {
    return this.picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
  }
}
