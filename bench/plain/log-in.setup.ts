import { LoginPage } from '../../pages/login-page.ts';
import { test as setUp } from './journey.ts';

setUp('The member logs in', async ({ page, site, session }) => {
  const login = new LoginPage(page, site.login);
  await login.goto(`${site.www}/`);
  await login.logIn(site.credentials.user, site.credentials.password);
  await page.context().storageState({ path: session });
});
