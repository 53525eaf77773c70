import type { Locator, Page } from '@playwright/test';

/** What a surface shows for an address that leads nowhere. Its status is not known of the real site. */
export class MissingPage {
  readonly heading: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // [I] The title is "Page Not Found" [A]; the heading is taken to say so too, in any level.
    this.heading = page.getByRole('heading', { name: /not found/i });
  }

  async goto(path: string): Promise<void> {
    await this.#page.goto(this.#origin + path);
    await this.heading.waitFor();
  }
}
