import { LoginPage } from '../../pages/login-page.ts';
import { ProfilePage } from '../../pages/profile-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'A member logs in and lands where they were going',
  journey({
    id: 'login-lands-on-target',
    owner: 'identity',
    as: 'anonymous',
    does: 'read',
    logsIn: true,
    surfaces: ['login', 'www', 'reference'],
    smoke: true,
  }),
  async ({ page, context, site }) => {
    const login = new LoginPage(page, site.login);
    const profile = new ProfilePage(page, site.www);

    await test.step('a page for members sends a stranger to the login', async () => {
      await page.goto(profile.url);
      await login.shown();
      await expect(page).toHaveURL(/\/login\/sso\/getlogin\?.*ac=401/);
      expect(login.target()).toBe(profile.url);
    });

    await test.step('the login leads back to it', async () => {
      await login.logIn(site.credentials.user, site.credentials.password);
      await expect(page).toHaveURL(profile.url);
      await expect(profile.account).toContainText(site.credentials.user);
      await expect(profile.account).toContainText(await profile.header.nameOfMember());
    });

    await test.step('the other hosts know the member too', async () => {
      // The name is one that the app's login answers with [C].
      const cookies = await context.cookies(site.reference);
      expect(cookies.map(({ name }) => name)).toContain('medpermauth');
      const member = await profile.header.nameOfMember();
      await page.goto(`${site.reference}/`);
      await expect(profile.header.member).toContainText(member);
      await expect(profile.header.logInLink).toBeHidden();
    });
  },
);

// A test of its own, and a write: it is not asked for on production, where it could lock somebody's account.
test(
  'A wrong password is refused with a message and lets nobody in',
  journey({ id: 'login-refused', owner: 'identity', as: 'anonymous', does: 'write', surfaces: ['login', 'www'] }),
  async ({ page, site }) => {
    const login = new LoginPage(page, site.login);
    const profile = new ProfilePage(page, site.www);
    await login.goto(profile.url);

    await login.logInInVain('nobody-by-this-name', 'certainly-not-a-password');

    await expect(login.error).toBeVisible();
    await expect(login.password).toHaveValue('');
    await page.goto(profile.url);
    await expect(login.loginButton).toBeVisible();
    await expect(page).toHaveURL((url) => url.origin === site.login);
  },
);
