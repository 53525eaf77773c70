import { articleUrl } from '../../pages/article-page.ts';
import { HomePage } from '../../pages/home-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The home page opens with its navigation and with articles to read',
  journey({ id: 'home-opens', owner: 'web-platform', as: 'anonymous', does: 'read', surfaces: ['www'], smoke: true }),
  async ({ page, site }) => {
    const home = new HomePage(page, site.www);

    await home.goto();
    await home.header.openMenu();

    await expect(page).toHaveTitle(/medscape/i);
    await expect(home.header.logo).toBeVisible();
    await expect(home.header.logInLink).toBeVisible();
    await expect(home.header.tabs).toContainText(['News', 'Drugs & Diseases', 'CME & Education']);
    await expect(home.articleLinks.nth(4)).toBeVisible();
    const articles = [...new Set(await home.articleUrls())];
    expect(articles.length).toBeGreaterThanOrEqual(5);
    expect(articles).toEqual(articles.map(() => expect.stringMatching(articleUrl)));
    await expect(home.footer.termsOfUse).toBeVisible();
    await expect(home.consent.banner).toBeHidden();
  },
);
