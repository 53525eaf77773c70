/** What the bench uses of Elastic Synthetics, which only the bench installs. From its own types, version 1.26.3. */
declare module '@elastic/synthetics' {
  import type { BrowserContext, Page, expect as playwrightExpect } from '@playwright/test';

  interface JourneyFixtures {
    readonly page: Page;
    readonly context: BrowserContext;
    readonly params: Readonly<Record<string, unknown>>;
  }

  export function journey(name: string, body: (fixtures: JourneyFixtures) => void): void;
  export function step(name: string, body: () => Promise<void>): void;
  export const expect: typeof playwrightExpect;
}
