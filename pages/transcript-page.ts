import type { Locator, Page } from '@playwright/test';

/** The activity tracker: one row for each activity that earned credit. */
export class TranscriptPage {
  readonly table: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // An id [C]: the page may hold other tables.
    this.table = page.locator('table#physicianactivity');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/activitytracker`);
    await this.table.waitFor();
  }

  rowsOf(title: string): Locator {
    return this.table.getByRole('row').filter({ hasText: title });
  }
}
