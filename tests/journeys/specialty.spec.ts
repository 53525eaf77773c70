import { articleUrl } from '../../pages/article-page.ts';
import { SpecialtyPage } from '../../pages/specialty-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The home page of a specialty lists its latest news',
  journey({ id: 'specialty-lists-news', owner: 'news', as: 'anonymous', does: 'read', surfaces: ['www'] }),
  async ({ page, site }) => {
    const cardiology = new SpecialtyPage(page, site.www, 'cardiology');

    await cardiology.goto();

    await expect(page).toHaveTitle(/cardiology/i);
    await expect(cardiology.heading).toHaveText(/cardiology/i);
    await expect(cardiology.latestNews).toBeVisible();
    await expect(cardiology.articles.nth(2)).toBeVisible();
    const articles = await cardiology.articleUrls();
    expect(articles).toEqual(articles.map(() => expect.stringMatching(articleUrl)));
    expect(new Set(articles).size).toBe(articles.length);
  },
);
