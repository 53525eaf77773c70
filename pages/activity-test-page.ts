import type { Locator, Page } from '@playwright/test';

/** The test of an activity, `/qna/processor/<questionnaire>`, its result, and the evaluation that follows. All of it [C]. */
export class ActivityTestPage {
  readonly heading: Locator;
  readonly choices: Locator;
  readonly chosen: Locator;
  readonly submitButton: Locator;
  /** "All questions must be answered in order to proceed." */
  readonly refusal: Locator;
  /** "You have already earned credit for this activity." */
  readonly alreadyEarned: Locator;
  /** What the test came to: "You scored 75%…" [I]. */
  readonly result: Locator;
  readonly continueToEvaluation: Locator;

  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.choices = page.getByRole('radio');
    this.chosen = page.getByRole('radio', { checked: true });
    // The name of the button is known, its words are not.
    this.submitButton = page.locator('input[name="submitbutton"]');
    this.refusal = page.getByText('All questions must be answered in order to proceed.');
    this.alreadyEarned = page.getByText('You have already earned credit for this activity.');
    this.result = page.getByText(/you scored \d+ ?%/i);
    // An id, since the words are not known.
    this.continueToEvaluation = page.locator('#edu_workflow_submit a#btn_con_eval');
  }

  /** Chooses each of the answers by its words. */
  async choose(answers: readonly string[]): Promise<void> {
    for (const answer of answers) await this.choices.and(this.#page.getByLabel(answer, { exact: true })).check();
  }

  /** Sends a form that is not complete, and ends where the site says so. */
  async submitInVain(): Promise<void> {
    await this.submitButton.click();
    await this.refusal.waitFor();
  }

  /** Sends the answers, and ends on the result. */
  async submit(): Promise<void> {
    await this.submitButton.click();
    await this.result.waitFor();
  }

  /** Goes from a test that was passed to the evaluation. */
  async goToEvaluation(): Promise<void> {
    await this.continueToEvaluation.click();
    await this.submitButton.waitFor();
  }

  /** Answers every question of the evaluation in the same words, and ends on the certificate. */
  async evaluate(answer: string): Promise<void> {
    for (const choice of await this.#page.getByLabel(answer, { exact: true }).all()) await choice.check();
    await this.submitButton.click();
    await this.#page.locator('#certborder').waitFor();
  }
}
