import type { Locator, Page } from '@playwright/test';

/** Front page of emedicine: the specialties of medicine and of surgery. */
export class ConditionsHomePage {
  readonly heading: Locator;
  readonly specialties: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.heading = page.getByRole('heading', { level: 1 });
    // [B] Links have no role of their own to tell them from the menu's.
    this.specialties = page.locator(':is(.browse-medicine, .browse-surgery) a');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/`);
    await this.specialties.first().waitFor();
  }

  /** Ends on the specialty's page, when its topics' headings are there. */
  async openSpecialty(name: string): Promise<void> {
    await this.specialties.filter({ hasText: name }).first().click();
    // [A] The heading of a group of topics.
    await this.#page.locator('.topic-head').first().waitFor();
  }
}
