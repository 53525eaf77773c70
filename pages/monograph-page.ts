import type { Locator, Page } from '@playwright/test';

/** Sections by the number in their hash; [A] all of them. */
export const sectionNumbers = {
  dosing: 0,
  interactions: 3,
  adverseEffects: 4,
  warnings: 5,
  pregnancy: 6,
  pharmacology: 10,
  administration: 11,
} as const;

export type Section = keyof typeof sectionNumbers;

/** The patients for whom dosing is told; not every drug has all three. */
const patients = {
  Adult: '#dose_adult', // [A]
  Pediatric: '#dose_ped', // [I]
  Geriatric: '#dose_ger', // [I]
} as const;

export type Patients = keyof typeof patients;

/** A drug's monograph, `/drug/<brands-generic>-<id>`. */
export class MonographPage {
  /** The generic name in the heading. */
  readonly name: Locator;
  /** "(Rx)" and the like. */
  readonly suffix: Locator;
  readonly brands: Locator;
  readonly classLink: Locator;
  readonly blackBox: Locator;
  /** What stands in place of a drug that is not there. */
  readonly notFound: Locator;

  readonly #page: Page;
  readonly #origin: string;
  readonly #menu: Locator;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // The heading holds the suffix too, in a span of its own: these ids and classes are [A].
    const header = page.locator('#maincolboxdrugdbheader');
    this.name = header.locator('h1 span.drug_section_link');
    this.suffix = header.locator('span.drug_suffix');
    this.brands = header.locator('span.drugbrandname');
    // `.drug-classes` with a link as its sibling [B].
    this.classLink = header.locator('.drug-classes ~ a[href*="/drugs/"]').first();
    // The menu of sections by its class and the hashes it leads to, [A].
    this.#menu = page.locator('div.sections-nav');
    // The box by its class, [A]; its heading differs from drug to drug.
    this.blackBox = page.locator('#content_5 div.bbinfo');
    // [A] for drugs.
    this.notFound = page.locator('div.error__message-wrapper');
  }

  /** @param slug e.g. `coumadin-jantoven-warfarin-342182`, with a hash to begin at one section. */
  async goto(slug: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/drug/${slug}`);
    await this.name.waitFor();
  }

  /** Asks for a drug that is not there, and ends with the page that says so. */
  async gotoMissing(slug: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/drug/${slug}`);
    await this.notFound.waitFor();
  }

  heading(section: Section): Locator {
    return this.#section(section).getByRole('heading', { level: 2 });
  }

  content(section: Section): Locator {
    return this.#section(section).locator('div.refsection_content'); // [A]
  }

  /** Shows a section by the menu, and ends with its heading in sight. */
  async open(section: Section): Promise<void> {
    await this.#menu.locator(`a[href$="#${sectionNumbers[section]}"]`).click();
    await this.heading(section).waitFor();
  }

  /** Dosing for one kind of patients. */
  dosing(who: Patients): Locator {
    return this.#page.locator(patients[who]);
  }

  /** Changes to another tab of Dosing & Uses, and ends with its content in sight. */
  async openDosing(who: Patients): Promise<void> {
    // [I] The labels are known [C], the elements that bear them are not.
    await this.content('dosing').getByText(who, { exact: true }).first().click();
    await this.dosing(who).waitFor();
  }

  #section(section: Section): Locator {
    return this.#page.locator(`#content_${sectionNumbers[section]}`); // [A]
  }
}
