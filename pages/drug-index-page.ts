import type { Locator, Page } from '@playwright/test';

/** The index of drug classes, `/drugs`, and one class of it, `/drugs/<class-slug>`. */
export class DrugIndexPage {
  readonly heading: Locator;
  readonly classes: Locator;
  /** Links to monographs on the page of a class. */
  readonly drugs: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.heading = page.getByRole('heading', { level: 1 });
    // The list's own id and class, [A]: nothing else tells it from the menus around it.
    this.classes = page.locator('#drugdbmain2 ul.classdruglist li a');
    // `.topic-section` with `ul li a` is [A]; that it leads straight to monographs is [I].
    this.drugs = page.locator('.topic-section ul li a[href*="/drug/"]');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/drugs`);
    await this.classes.first().waitFor();
  }

  /** Opens the first class with such a name, and ends with its drugs in sight. */
  async openClass(name: RegExp): Promise<{ name: string; url: string }> {
    const opened = await this.#follow(this.classes.filter({ hasText: name }).first());
    await this.drugs.first().waitFor();
    return opened;
  }

  /** Opens a drug of the class that is shown, and ends when the browser has arrived at its monograph. */
  async openDrug(name: string): Promise<{ name: string; url: string }> {
    return this.#follow(this.drugs.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`, 'i') }));
  }

  async #follow(link: Locator): Promise<{ name: string; url: string }> {
    const name = (await link.innerText()).trim();
    const url = await link.evaluate((element) => (element instanceof HTMLAnchorElement ? element.href : ''));
    await link.click();
    await this.#page.waitForURL(url);
    return { name, url };
  }
}
