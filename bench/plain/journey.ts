import { test as base, type TestDetails } from '@playwright/test';
import { handleOverlays } from '../../pages/components/overlays.ts';
import type { JourneyDetails } from '../../src/journey/details.ts';
import type { SiteFixture } from '../../src/journey/fixtures/site.ts';
import { standinSite } from '../site.ts';

export { expect } from '../../src/journey/matchers.ts';

/** A member journey starts with a stored session; nothing else of a journey's details means anything to plain Playwright. */
const member = 'member';

export const journey = ({ as }: JourneyDetails): TestDetails =>
  as === 'member' ? { annotation: { type: member } } : {};

/** Given in playwright.config.ts beside this file. */
export interface PlainOptions {
  /** Port of the stand-in. */
  standinPort: number;
  /** Path of the member's session, which the set-up stores. */
  session: string;
}

interface PlainFixtures extends PlainOptions {
  site: SiteFixture;
  expectAnswer: (answer: unknown) => void;
}

/** What journeys ask of their `test`, and no more: no evidence, no gate, no guard, no probes. */
export const test = base.extend<PlainFixtures>({
  standinPort: [0, { option: true }],
  session: ['', { option: true }],
  site: async ({ standinPort }, use) => use(standinSite(standinPort)),
  storageState: async ({ storageState, session }, use, { annotations }) =>
    use(annotations.some(({ type }) => type === member) ? session : storageState),
  // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  expectAnswer: async ({}, use) => use(() => {}),
  page: async ({ page }, use) => {
    await handleOverlays(page);
    await use(page);
  },
});
