import type { BrowserContextOptions } from '@playwright/test';
import { surfaces, type Surface } from '../target/types.ts';
import { runFixtures } from './fixtures/run.ts';
import { logIn, loginJourney } from './login.ts';
import { attachOwn, type Lab } from './own-attempt.ts';
import { lookAt, preflightState, type SurfaceLook } from './preflight.ts';
import type { Selection } from './run-state.ts';

interface SetUpFixtures {
  lab: Lab;
  /** Looks at every surface that the chosen journeys visit, then logs the member in. */
  setUpSite: () => Promise<void>;
}

/** The `test` of the set-up, which every project of journeys depends on. */
export const test = runFixtures.extend<SetUpFixtures>({
  lab: [
    async ({ browser, guard, ownAgent, setting, viewport, httpCredentials, storageState }, use, testInfo) => {
      const given = { viewport, httpCredentials, storageState };
      const contextOptions = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      ) as BrowserContextOptions; // the same options, less those that are not set
      await use({
        browser,
        guard,
        ownAgent,
        setting,
        contextOptions,
        project: testInfo.project.name,
        tell: (attempt) => attachOwn(attempt, testInfo),
      });
    },
    { box: true },
  ],

  setUpSite: [
    async ({ lab }, use, testInfo) => {
      const { state, target } = lab.setting;
      await use(async () => {
        const selection = state.read<Selection>('selection') ?? { surfaces, member: true };
        // without a journey the set-up itself is what was asked for
        const asked = selection.surfaces.length > 0 ? selection.surfaces : surfaces;
        const looks: SurfaceLook[] = [];
        const look = async (surface: Surface): Promise<void> => {
          const seen = await lookAt(surface, lab);
          looks.push(seen);
          state.write('preflight', preflightState(looks));
        };
        await Promise.all(asked.map(look));
        const dead = looks.filter(({ alive }) => !alive);
        for (const { surface, reason } of dead)
          testInfo.annotations.push({ type: 'dead surface', description: `${surface}: ${reason}` });
        if (looks.length > 0 && dead.length === looks.length) {
          throw new Error(
            `No surface gives a page, so the journeys are not run.\n${dead.map(({ surface, reason }) => `${surface}: ${reason}`).join('\n')}`,
          );
        }
        const loginIsDead = dead.some(({ surface }) => surface === 'login');
        if (!selection.member || !target.credentials) return;
        if (loginIsDead) {
          state.write(loginJourney, {
            outcome: 'failed',
            reason: 'the login surface gives no page',
            logins: 0,
            at: new Date().toISOString(),
          });
          return;
        }
        const login = await logIn(lab, 0);
        state.write(loginJourney, login);
        if (login.outcome !== 'ok') testInfo.annotations.push({ type: 'login', description: login.reason });
      });
    },
    { box: true },
  ],
});
