import { longDate } from '../../pages/article-page.ts';
import { NewsListPage } from '../../pages/news-list-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The list of latest news turns its pages, and each item has its title and date',
  journey({ id: 'news-list-pages', owner: 'news', as: 'anonymous', does: 'read', surfaces: ['www'], smoke: true }),
  async ({ page, site }) => {
    const list = new NewsListPage(page, site.www);

    await list.goto();

    await expect(list.items.nth(4)).toBeVisible();
    await expect(list.incomplete).toHaveCount(0);
    await expect(list.bylines.filter({ hasNotText: longDate })).toHaveCount(0);
    await expect(list.titles.first()).toHaveWords(1);
    const newest = await list.titles.first().innerText();

    await list.turn(0);

    await expect(list.items.nth(4)).toBeVisible();
    await expect(list.incomplete).toHaveCount(0);
    await expect(list.titles.first()).not.toHaveText(newest, { useInnerText: true });
    await expect(list.titles.filter({ hasText: newest })).toHaveCount(0);
  },
);
