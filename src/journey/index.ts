import { test as base } from '@playwright/test';
import { handleOverlays } from '../../pages/components/overlays.ts';
import type { Surface, TargetName, WallMode } from '../target/types.ts';

export { expect } from './matchers.ts';
export { journey } from './details.ts';

/** What a journey may know of the site: the origin of each surface, and what its target is configured to do. */
export type SiteFixture = Readonly<Record<Surface, string>> & {
  readonly target: TargetName;
  readonly wall: WallMode;
  readonly credentials: { readonly user: string; readonly password: string };
};

/** An answer that the journey is about to ask for and that would otherwise count against it. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly surface: Surface;
  /** Glob over the path, e.g. `/drug/no-such-*`. */
  readonly path: string;
}

interface Fixtures {
  site: SiteFixture;
  /** Declares an answer as expected, before it is asked for. */
  expectAnswer: (answer: ExpectedAnswer) => void;
}

const port = process.env['STANDIN_PORT'] ?? '4310';
const origin = (host: string): string => `http://${host}:${port}`;

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    await use({
      www: origin('www.medscape.localhost'),
      reference: origin('reference.medscape.localhost'),
      emedicine: origin('emedicine.medscape.localhost'),
      search: origin('search.medscape.localhost'),
      login: origin('login.medscape.localhost'),
      education: origin('www.medscape-education.localhost'),
      target: 'local',
      wall: 'cover',
      credentials: { user: 'clinician', password: 'local-Qx7-only' },
    });
  },
  // eslint-disable-next-line no-empty-pattern
  expectAnswer: async ({}, use) => {
    await use(() => {});
  },
  page: async ({ page }, use) => {
    await handleOverlays(page);
    await use(page);
  },
});
