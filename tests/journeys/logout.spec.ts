import { HomePage } from '../../pages/home-page.ts';
import { LoginPage } from '../../pages/login-page.ts';
import { ProfilePage } from '../../pages/profile-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'A member logs out and is a stranger again',
  // Anonymous, since it must not end the session that the other journeys share: it starts one of its own.
  journey({
    id: 'logout-ends-session',
    owner: 'identity',
    as: 'anonymous',
    does: 'read',
    logsIn: true,
    surfaces: ['login', 'www'],
  }),
  async ({ page, site }) => {
    const login = new LoginPage(page, site.login);
    const home = new HomePage(page, site.www);
    const profile = new ProfilePage(page, site.www);
    await login.goto(profile.url);
    await login.logIn(site.credentials.user, site.credentials.password);
    await expect(profile.header.member).toBeVisible();
    await home.goto();

    await home.header.logOut();

    await expect(home.header.member).toBeHidden();
    await page.goto(profile.url);
    await expect(login.loginButton).toBeVisible();
    expect(login.target()).toBe(profile.url);
  },
);
