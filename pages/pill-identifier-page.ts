import type { Locator, Page } from '@playwright/test';

/** What the pill service answers [C]; its total is [I]. */
export interface PillAnswer {
  readonly totalCount: number;
  readonly drugs: readonly { readonly genericName: string; readonly imprint: string }[];
}

export type Criterion = 'Shape' | 'Color' | 'Form' | 'Scoring';

/**
 * The pill identifier. [unverified DOM] Nothing of the real page is known but its path, its criteria and their values, and the words
 * "remove <value>" [C]: it is looked at by role and label alone, so that there is little to put right.
 */
export class PillIdentifierPage {
  readonly imprint: Locator;
  readonly pills: Locator;
  /** "7 pills match". */
  readonly count: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.imprint = page.getByLabel('Imprint', { exact: true });
    this.pills = page.getByRole('list', { name: 'Matching pills' }).getByRole('listitem');
    this.count = page.getByText(/^\s*(\d+|no) pills? match/i);
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/pill-identifier`);
    await this.#value('Shape', 'Round').waitFor();
  }

  /** Chooses a value, and returns what the service answered to it; ends with the value among the criteria. */
  async choose(criterion: Criterion, value: string): Promise<PillAnswer> {
    return this.#answerTo(value, () => this.#value(criterion, value).click());
  }

  /** Types an imprint, or a part of it. */
  async typeImprint(text: string): Promise<PillAnswer> {
    return this.#answerTo(text, () => this.imprint.fill(text));
  }

  /** Takes a criterion back. */
  async remove(value: string): Promise<void> {
    await this.remover(value).click();
    await this.remover(value).waitFor({ state: 'detached' });
  }

  /** The button that takes a chosen value back. */
  remover(value: string): Locator {
    return this.#page.getByRole('button', { name: `remove ${value}`, exact: true });
  }

  /** A row of a pill's details, e.g. `Strength`; of every pill where none is named. */
  detail(name: string, pill: Locator = this.pills): Locator {
    // A term has no role of its own that its value could be found by.
    return pill.locator(`dt:text-is("${name}") + dd`);
  }

  /** Follows a pill to its monograph; ends when the browser has arrived there. */
  async open(pill: Locator): Promise<void> {
    await pill.getByRole('link').first().click();
    await this.#page.waitForURL(/\/drug\//);
  }

  #value(criterion: Criterion, value: string): Locator {
    return this.#page.getByRole('group', { name: criterion }).getByRole('button', { name: value, exact: true });
  }

  async #answerTo(value: string, change: () => Promise<void>): Promise<PillAnswer> {
    const answered = this.#page.waitForResponse((response) => response.url().includes('/getPills'));
    await change();
    const answer = (await (await answered).json()) as PillAnswer; // keys are [C]; the journey looks at the rest
    await this.remover(value).waitFor();
    await this.count.waitFor();
    return answer;
  }
}
