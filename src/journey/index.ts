import type { BrowserContextOptions } from '@playwright/test';
import { handleOverlays } from '../../pages/components/overlays.ts';
import type { ExpectedAnswer } from '../evidence/recorder.ts';
import type { Attempt } from './attempt.ts';
import { detailsOf, faultsOf } from './details.ts';
import { observe } from './fixtures/evidence.ts';
import { passGate } from './fixtures/gate.ts';
import { runFixtures } from './fixtures/run.ts';
import { agentOf, memberSession } from './fixtures/session.ts';
import { siteOf, type SiteFixture } from './fixtures/site.ts';
import { attachOwn, type Lab } from './own-attempt.ts';

export { expect } from './matchers.ts';
export { journey } from './details.ts';

interface JourneyFixtures {
  /** Origins of the surfaces, and what the target is configured to do. */
  site: SiteFixture;
  /** Declares an answer as expected, before it is asked for. */
  expectAnswer: (answer: ExpectedAnswer) => void;
  /** Rejects a journey without tags or owner, and attempts that must not run; before any browser. */
  gate: undefined;
  /** Path of the stored session that this journey starts with; null: a stranger's. */
  session: string | null;
  /** What a second context needs to be the same experiment. */
  sameContext: BrowserContextOptions;
  /** Records this attempt, and judges what the page's expectations cannot see. */
  attempt: Attempt;
}

/** The `test` of every journey. */
export const test = runFixtures.extend<JourneyFixtures>({
  gate: [
    async ({ setting }, use, testInfo) => {
      const faults = faultsOf(testInfo);
      if (faults.length > 0) throw new Error(`The journey "${testInfo.title}" cannot run: ${faults.join('; ')}.`);
      await passGate(setting, testInfo);
      await use(undefined);
    },
    { auto: true, box: true },
  ],

  site: [async ({ setting }, use) => use(siteOf(setting.target)), { box: true }],

  // `gate` is named so that it stands before the browser
  userAgent: async ({ gate: _open, setting, ownAgent }, use, testInfo) => {
    await use(agentOf(setting, ownAgent, testInfo));
  },

  sameContext: [
    async ({ userAgent, viewport, isMobile, hasTouch, deviceScaleFactor, httpCredentials, locale }, use) => {
      const given = { userAgent, viewport, isMobile, hasTouch, deviceScaleFactor, httpCredentials, locale };
      await use(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
    },
    { box: true },
  ],

  session: [
    async ({ gate: _open, setting, browser, ownAgent, guard, sameContext }, use, testInfo) => {
      const isMember = detailsOf(testInfo).as === 'member' && setting.target.credentials !== null;
      const { storageState } = setting.target;
      const contextOptions = storageState === null ? sameContext : { ...sameContext, storageState };
      const { name: project } = testInfo.project;
      const tell: Lab['tell'] = (attempt) => attachOwn(attempt, testInfo);
      const lab = { browser, contextOptions, ownAgent, guard, setting, project, tell };
      await use(isMember ? await memberSession(lab, testInfo) : storageState);
    },
    // another worker may be logging in, at a site that is slow
    { box: true, timeout: 120_000 },
  ],

  storageState: async ({ session, storageState }, use) => use(session ?? storageState),

  attempt: [
    async ({ setting, browser, context, sameContext, guard }, use, testInfo) => {
      await observe({ setting, browser, context, contextOptions: sameContext, guard, testInfo }, use);
    },
    { auto: true, box: true, timeout: 60_000 },
  ],

  expectAnswer: [async ({ attempt }, use) => use((answer) => attempt.recorder.expect(answer)), { box: true }],

  page: async ({ attempt, page }, use) => {
    await attempt.recorder.ready();
    await handleOverlays(page);
    await use(page);
  },
});
