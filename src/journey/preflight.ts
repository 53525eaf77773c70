import { expect, type Browser, type BrowserContextOptions } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptEvidence, Failure } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import { decideRetry } from '../verdict/retry.ts';
import type { Classification } from '../verdict/types.ts';
import { Attempt } from './attempt.ts';
import type { Guard } from './guard.ts';
import type { PreflightState } from './run-state.ts';
import type { Setting } from './setting.ts';
import { agentSuffix } from './user-agent.ts';

/** One page of each surface that every visitor may open; its title names the site on all of them ([A] for www and login, [I] else). */
const pages: Readonly<Record<Surface, string>> = {
  www: '/',
  reference: '/drugs',
  emedicine: '/',
  search: '/search/?q=aspirin',
  login: '/login/sso/getlogin',
  education: '/',
};
const siteName = /medscape/i;
const pageTimeoutMs = 15_000;

interface PreflightOptions {
  readonly browser: Browser;
  readonly contextOptions: BrowserContextOptions;
  readonly ownAgent: string;
  readonly guard: Guard;
  readonly setting: Setting;
  readonly project: string;
}

/** What the preflight saw of one surface. */
export interface SurfaceLook {
  readonly surface: Surface;
  readonly attempts: readonly AttemptEvidence[];
  /** It gives pages: journeys through it show something. A wrong page is a page. */
  readonly alive: boolean;
  readonly reason: string;
  readonly challenged: boolean;
}

export const preflightJourney = (surface: Surface): string => `preflight-${surface}`;

/** Opens the declared page of a surface, again under the same rules as a journey, until it passes or trying on shows nothing. */
export async function lookAt(surface: Surface, options: PreflightOptions): Promise<SurfaceLook> {
  const attempts: AttemptEvidence[] = [];
  const { retries } = options.setting.target;
  for (let index = 0; ; index++) {
    const { evidence, classification } = await lookOnce(surface, index, options);
    attempts.push(evidence);
    const { cause, reasons } = classification;
    if (cause === null) return { surface, attempts, alive: true, reason: 'gives pages', challenged: false };
    const next = decideRetry({
      classification,
      evidence,
      probes: evidence.probes,
      retriesLeft: retries - index,
      attemptIndex: index,
      write: false,
    });
    if (!next.run) {
      const gavePage = cause === 'content' || cause === 'client-error' || cause === 'unknown';
      return { surface, attempts, alive: gavePage, reason: reasons[0] ?? cause, challenged: cause === 'blocked' };
    }
    await sleep(next.waitMs);
  }
}

async function lookOnce(
  surface: Surface,
  index: number,
  { browser, contextOptions, ownAgent, guard, setting, project }: PreflightOptions,
): Promise<{ readonly evidence: AttemptEvidence; readonly classification: Classification }> {
  const journey = preflightJourney(surface);
  const userAgent = `${ownAgent} ${agentSuffix(setting.target.runId, journey, index)}`;
  const sameContext = { ...contextOptions, userAgent };
  const context = await browser.newContext(sameContext);
  let endEarly: (error: Error) => void = () => {};
  const endedEarly = new Promise<never>((_, reject) => {
    endEarly = reject;
  });
  endedEarly.catch(() => {});
  const onEnd = (): void => endEarly(new Error('the page failed'));
  const attempt = new Attempt(context, {
    journey,
    project,
    index,
    setting,
    browser,
    contextOptions: sameContext,
    guard,
    onEnd,
  });
  const failures: Failure[] = [];
  try {
    const page = await context.newPage();
    await Promise.race([
      (async () => {
        await page.goto(`${setting.target.origins[surface]}${pages[surface]}`, {
          waitUntil: 'domcontentloaded',
          timeout: pageTimeoutMs,
        });
        await expect(page, `${surface} answers with a page of this site`).toHaveTitle(siteName, { timeout: 3_000 });
      })(),
      endedEarly,
    ]);
  } catch (error) {
    const message = setting.redactor.text(error instanceof Error ? error.message : String(error));
    const kind = /toHaveTitle/.test(message) ? 'expectation' : 'action';
    failures.push({ kind, message: message.slice(0, 2_000), step: null });
  }
  const ending = { ended: failures.length === 0 ? ('passed' as const) : ('failed' as const), failures };
  const result = await attempt.end({ ...ending, earlierFailedUrls: [], knownDead: new Set() });
  await context.close().catch(() => {});
  return result;
}

/** What the journeys' gate reads. */
export function preflightState(looks: readonly SurfaceLook[]): PreflightState {
  return { surfaces: Object.fromEntries(looks.map(({ surface, alive, reason }) => [surface, { alive, reason }])) };
}
