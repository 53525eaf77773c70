import { expect as base, type Locator } from '@playwright/test';

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

/** Playwright's `expect`, and what several journeys need beyond it. */
export const expect = base.extend({
  /** The element comes to show `least` words or more: a page that is empty, or only a frame, has fewer. */
  async toHaveWords(locator: Locator, least: number, options: { timeout?: number } = {}) {
    let seen = 0;
    const enough = base.poll(async () => (seen = wordsIn(await locator.innerText())), options);
    const pass = await (this.isNot ? enough.toBeLessThan(least) : enough.toBeGreaterThanOrEqual(least)).then(
      () => !this.isNot,
      () => this.isNot,
    );
    return {
      name: 'toHaveWords',
      pass,
      expected: least,
      actual: seen,
      message: () =>
        `${this.utils.matcherHint('toHaveWords', 'locator', 'least', { isNot: this.isNot })}\n\n` +
        `Locator: ${String(locator)}\n` +
        `Expected: ${this.isNot ? 'fewer than' : 'at least'} ${String(least)} words\n` +
        `Received: ${String(seen)} words`,
    };
  },
});
