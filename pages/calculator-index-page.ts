import type { Locator, Page } from '@playwright/test';

/** The index of calculators, `/guide/medical-calculators`. */
export class CalculatorIndexPage {
  readonly calculators: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // What counts is where they lead: the lists under the categories have had two forms [B].
    this.calculators = page.getByRole('main').locator('a[href*="/calculator/"]');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/guide/medical-calculators`);
    await this.calculators.first().waitFor();
  }

  /** Opens the first calculator with such a name, and ends when the browser has arrived there; the widget may come later. */
  async open(name: RegExp): Promise<{ name: string; url: string }> {
    const link = this.calculators.filter({ hasText: name }).first();
    const opened = {
      name: (await link.innerText()).trim(),
      url: await link.evaluate((element) => (element instanceof HTMLAnchorElement ? element.href : '')),
    };
    await link.click();
    await this.#page.waitForURL(opened.url);
    return opened;
  }
}
