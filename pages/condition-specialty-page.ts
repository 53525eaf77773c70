import type { Locator, Page } from '@playwright/test';

/** One specialty of emedicine: headings that open, and under each its topics. */
export class ConditionSpecialtyPage {
  readonly heading: Locator;
  readonly expandAllToggle: Locator;
  readonly openGroups: Locator;
  readonly topics: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.heading = page.getByRole('heading', { level: 1 });
    // Classes [A]; the toggle is a span, and whether it has a role is not known.
    this.expandAllToggle = page.locator('span.topic-expand');
    this.openGroups = page.locator('.topic-section.expanded');
    this.topics = page.locator('.topic-section ul li a');
  }

  /** @param slug e.g. `cardiology` */
  async goto(slug: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/${slug}`);
    await this.expandAllToggle.waitFor();
  }

  /** Opens all groups of a page on which all are closed. */
  async expandAll(): Promise<void> {
    await this.expandAllToggle.click();
    await this.topics.first().waitFor();
  }

  topic(name: string): Locator {
    return this.topics.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
  }

  /** Ends on the topic's article, when its menu of sections is there. */
  async openTopic(name: string): Promise<void> {
    await this.topic(name).click();
    // [A], confirmed on emedicine.
    await this.#page.locator('#dd_nav').waitFor();
  }
}
