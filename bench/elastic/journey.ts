import { journey as declare, step } from '@elastic/synthetics';
import type { BrowserContext, Page } from '@playwright/test';
import { handleOverlays } from '../../pages/components/overlays.ts';
import type { JourneyDetails } from '../../src/journey/details.ts';
import type { SiteFixture } from '../../src/journey/fixtures/site.ts';
import { standinSite } from '../site.ts';
import { six } from '../six.ts';

export { expect } from '../../src/journey/matchers.ts';

export const journey = (details: JourneyDetails): JourneyDetails => details;

interface Fixtures {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly site: SiteFixture;
}

/** One journey of Elastic's with one step, the whole body: its steps are fixed before the first one runs, ours come as they go. */
export function test(title: string, _details: JourneyDetails, body: (fixtures: Fixtures) => Promise<void>): void {
  if (!six.includes(title)) return;
  declare(title, ({ page, context, params }) => {
    step(title, async () => {
      await handleOverlays(page);
      await body({ page, context, site: standinSite(Number(params['standinPort'])) });
    });
  });
}

test.step = async <T>(_title: string, body: () => T | Promise<T>): Promise<T> => body();
