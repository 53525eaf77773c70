import type { Locator, Page } from '@playwright/test';

/** Sections as the address ends with them, and as the menu calls them [A]. */
const sections = {
  overview: 'Overview',
  clinical: 'Presentation',
  differential: 'DDx',
  workup: 'Workup',
  treatment: 'Treatment',
  guidelines: 'Guidelines',
  medication: 'Medication',
} as const;

export type ConditionSection = keyof typeof sections;

/** One section of a condition: its menu, its parts, and the references that lie over it. */
export class ConditionArticlePage {
  readonly heading: Locator;
  readonly updated: Locator;
  readonly sectionMenu: Locator;
  /** The parts of the section that are to be seen. */
  readonly parts: Locator;
  readonly partHeadings: Locator;
  readonly showAllLink: Locator;
  readonly references: Locator;
  readonly referenceItems: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.heading = page.getByRole('heading', { level: 1 });
    // [B] "Updated: <date>", in no element with a role.
    this.updated = page.locator('.clinref_updated');
    // [A], confirmed on emedicine.
    this.sectionMenu = page.locator('#dd_nav div.sections-nav');
    // [A] A part has neither role nor name, only its numbered id.
    this.parts = page.locator('div[id^="content_a"]').filter({ visible: true });
    this.partHeadings = this.parts.getByRole('heading', { level: 2 });
    this.showAllLink = this.sectionMenu.getByRole('link', { name: 'Show All', exact: true });
    // [B] As `showModal` and `hideModal` name it.
    this.references = page.locator('#references-layer');
    this.referenceItems = this.references.getByRole('listitem');
  }

  /** @param id the number in the address, e.g. `151066` */
  async goto(id: string, section: ConditionSection = 'overview'): Promise<void> {
    await this.#page.goto(`${this.#origin}/article/${id}-${section}`);
    await this.#shown();
  }

  /** Ends on the page of that section. */
  async openSection(section: ConditionSection): Promise<void> {
    await this.sectionMenu.getByRole('link', { name: sections[section], exact: true }).click();
    await this.#page.waitForURL((url) => url.pathname.endsWith(`-${section}`));
    await this.#shown();
  }

  /** Ends when a second part is to be seen; for a section of several parts that shows one. */
  async showAll(): Promise<void> {
    await this.showAllLink.click();
    await this.parts.nth(1).waitFor();
  }

  async openReferences(): Promise<void> {
    await this.sectionMenu.getByRole('link', { name: 'References', exact: true }).click();
    await this.references.waitFor();
  }

  async closeReferences(): Promise<void> {
    // [B] The call is known, the words of the link are not.
    await this.references.locator('a[href*="hideModal"]').click();
    await this.references.waitFor({ state: 'hidden' });
  }

  async #shown(): Promise<void> {
    await this.sectionMenu.waitFor();
    await this.parts.first().waitFor();
  }
}
