import type { Locator, Page } from '@playwright/test';

/** Milliseconds that the widget may take to appear: it is drawn by the browser, after everything else [B]. */
const hydrationMs = 15_000;

/** A calculator: the QxMD widget in a page of ours. Its list of questions is [B]; what follows a click on one is [I]. */
export class CalculatorPage {
  readonly heading: Locator;
  readonly questions: Locator;
  /** The number and its unit. */
  readonly result: Locator;

  readonly #page: Page;
  readonly #origin: string;
  readonly #field: Locator;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.heading = page.getByRole('heading', { level: 1 });
    // By the beginning of the class name: the rest is a hash that changes with every release of the widget [B].
    this.questions = page.locator('div[class*="ListItems__Wrapper"] a[class*="QuestionListItem__Root"]');
    // [I] A live region, so that a screen reader tells the result.
    this.result = page.getByRole('main').getByRole('status');
    this.#field = page.getByRole('main').getByRole('textbox');
  }

  /** @param key e.g. `846/mifflin-st-jeor-equation` */
  async goto(key: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/calculator/${key}`);
    await this.ready();
  }

  /** Ends when the widget has been drawn. */
  async ready(): Promise<void> {
    await this.questions.first().waitFor({ timeout: hydrationMs });
  }

  /** Answers a question with a number, and ends with the answer beside the question. */
  async answer(question: RegExp, value: string): Promise<void> {
    await this.#question(question).click();
    await this.#field.fill(value);
    await this.#page.getByRole('button', { name: /^(continue|next)$/i }).click();
    await this.#question(question).filter({ hasText: value }).waitFor();
  }

  /** Answers a question by one of its choices, and ends with the choice beside the question. */
  async choose(question: RegExp, choice: string): Promise<void> {
    await this.#question(question).click();
    await this.#page.getByRole('button', { name: choice, exact: true }).click();
    await this.#question(question).filter({ hasText: choice }).waitFor();
  }

  /** The words are [B]. */
  async viewResults(): Promise<void> {
    await this.#page.getByRole('button', { name: 'View results' }).click();
    await this.result.waitFor();
  }

  /** Back to the questions, with their answers kept. */
  async changeAnswers(): Promise<void> {
    await this.#page.getByRole('button', { name: /change answers/i }).click();
    await this.questions.first().waitFor();
  }

  #question(label: RegExp): Locator {
    return this.questions.filter({ hasText: label });
  }
}
