import { expect } from '@playwright/test';
import { frontPages, siteName } from '../target/front-pages.ts';
import type { Surface } from '../target/types.ts';
import { ownAttempt, ownAttempts, type Lab, type OwnAttempt } from './own-attempt.ts';
import type { PreflightState } from './run-state.ts';

const pageTimeoutMs = 15_000;
const titleTimeoutMs = 3_000;

/** What the preflight saw of one surface. */
export interface SurfaceLook {
  readonly surface: Surface;
  /** It gives pages, and so its journeys can show something. A wrong page is a page. */
  readonly alive: boolean;
  readonly reason: string;
}

export const preflightJourney = (surface: Surface): string => `preflight-${surface}`;

/** Opens the declared page of a surface, and again under the same rules as a journey, until it passes or going on shows nothing. */
export async function lookAt(surface: Surface, lab: Lab): Promise<SurfaceLook> {
  const { classification } = await ownAttempts(lab, (index) => lookOnce(surface, index, lab));
  const { cause, reasons } = classification;
  if (cause === null) return { surface, alive: true, reason: 'gives pages' };
  const alive = cause === 'content' || cause === 'client-error' || cause === 'unknown';
  return { surface, alive, reason: reasons[0] ?? cause };
}

function lookOnce(surface: Surface, index: number, lab: Lab): Promise<OwnAttempt> {
  const url = `${lab.setting.target.origins[surface]}${frontPages[surface]}`;
  return ownAttempt(lab, preflightJourney(surface), index, async (page) => {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: pageTimeoutMs });
    try {
      await expect(page).toHaveTitle(siteName, { timeout: titleTimeoutMs });
      return null;
    } catch {
      const title = lab.setting.redactor.text(await page.title());
      return {
        kind: 'expectation',
        message: `another site's page answers: its title is "${title}"`,
        step: 'page of this site',
      };
    }
  });
}

/** What the journeys' gate reads. */
export function preflightState(looks: readonly SurfaceLook[]): PreflightState {
  return { surfaces: Object.fromEntries(looks.map(({ surface, alive, reason }) => [surface, { alive, reason }])) };
}
