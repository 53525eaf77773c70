import type { Locator, Page } from '@playwright/test';

/** What `druginteraction.do` answers, [A]. */
export interface InteractionAnswer {
  readonly multiInteractions: readonly {
    readonly subject: string;
    readonly object: string;
    /** `Contraindicated`, `Serious - Use Alternative`, `Significant - Monitor Closely` or `Minor`. */
    readonly severity: string;
  }[];
}

/** First words of the severities, worst first. */
export const severities = ['Contraindicated', 'Serious', 'Significant', 'Minor'] as const;
export type SeverityName = (typeof severities)[number];

/** The page has one list for each, and two for the third: it is shown as "Monitor Closely". */
const lists: Readonly<Record<SeverityName, string>> = {
  Contraindicated: '#contraindicated_list',
  Serious: '#serious_list',
  Significant: ':is(#significant_list, #monitor_list)',
  Minor: '#minor_list',
};

/** A clinician's typing, in ms between two keys: pasted text does not wake the suggestions. */
const typingMs = 60;

/** The interaction checker, the best attested page of all: selectors are [A] unless marked otherwise. */
export class InteractionCheckerPage {
  readonly input: Locator;
  /** Names that are offered for what was typed. */
  readonly suggestions: Locator;
  /** Stands in place of the suggestions where no drug matches. */
  readonly noSuggestion: Locator;
  readonly chosen: Locator;
  /** "N Interactions Found" or "No Interactions Found". */
  readonly count: Locator;
  /** All interactions that are shown. */
  readonly interactions: Locator;

  readonly #page: Page;
  readonly #origin: string;
  readonly #suggestionBox: Locator;
  readonly #clearAll: Locator;
  readonly #confirmClear: Locator;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // Ids throughout: none of these elements has had a role or a label of its own in any of the sources.
    this.input = page.locator('input#MDICtextbox');
    this.#suggestionBox = page.locator('#MDICilfulllist');
    this.suggestions = page.locator('ul#MDICdrugs > li > a');
    this.noSuggestion = page.locator('#MDICildrugnor'); // [B]
    this.chosen = page.locator('ul#pdlist > li'); // [C]
    this.count = page.getByText(/^\s*(\d+|no) interactions? found\s*$/i); // words [C]
    this.interactions = page.locator('#intcheck_intfound ul > li:has(h4)');
    this.#clearAll = page.locator('#clearallbtn a');
    this.#confirmClear = page.locator('#subclearbtn a');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/drug-interactionchecker`);
    await this.input.waitFor();
  }

  /** Types a name key by key, and ends with what the lookup has to say to it: suggestions, or that there are none. */
  async type(name: string): Promise<void> {
    const answered = this.#page.waitForResponse(
      (response) => new URL(response.url()).searchParams.get('q') === name && response.url().includes('LookupService'),
    );
    await this.input.clear();
    await this.input.pressSequentially(name, { delay: typingMs });
    await answered;
    await this.#suggestionBox.waitFor();
  }

  /** Types a name and chooses exactly it; ends with it in the list. */
  async add(name: string): Promise<void> {
    await this.type(name);
    await this.suggestions.filter({ hasText: exactly(name) }).click();
    await this.#chosenNamed(name).waitFor();
  }

  /** Ends when the drug has left the list. */
  async remove(name: string): Promise<void> {
    await this.#chosenNamed(name).locator('span').click(); // [C]
    await this.#chosenNamed(name).waitFor({ state: 'detached' });
  }

  /** Clears the list and says yes to the question that follows; ends with an empty list. */
  async clearAll(): Promise<void> {
    await this.#clearAll.click();
    await this.#confirmClear.click();
    await this.chosen.first().waitFor({ state: 'detached' });
  }

  /** Does what changes a list of two or more drugs, and returns what the page was told of it; ends with the new count in sight. */
  async answerTo(change: () => Promise<void>): Promise<InteractionAnswer> {
    const answered = this.#page.waitForResponse((response) => response.url().includes('/druginteraction.do'));
    await change();
    const answer = (await (await answered).json()) as InteractionAnswer; // keys are [A]; the journey looks at the rest
    await this.count.waitFor();
    return answer;
  }

  /** Headings, "A + B", of the interactions of one severity. */
  pairs(severity: SeverityName): Locator {
    return this.#page.locator(`${lists[severity]} > li > h4`);
  }

  #chosenNamed(name: string): Locator {
    // The item holds a cross to remove it behind its name.
    return this.chosen.filter({ hasText: new RegExp(`^\\s*${name}\\b`, 'i') });
  }
}

function exactly(name: string): RegExp {
  return new RegExp(`^\\s*${name}\\s*$`, 'i');
}
