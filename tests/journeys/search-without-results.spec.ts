import { SearchPage } from '../../pages/search-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

const details = { owner: 'search', as: 'anonymous', does: 'read', surfaces: ['search'] } as const;

test(
  'Search for a word that nothing contains says that there are no results',
  journey({ ...details, id: 'search-no-results' }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);

    await search.goto('qzxwvutplk');

    await expect(search.noResults, 'the page says that there are no results').toBeVisible();
    await expect(search.noResults).toHaveText(/\S/);
    await expect(search.field, 'the page answers the query that was asked').toHaveValue('qzxwvutplk');
    await expect(search.results).toHaveCount(0);
    await expect(search.total).toHaveCount(0);
  },
);

test(
  'Search for a misspelt drug offers the right spelling, which finds the drug',
  journey({ ...details, id: 'search-spelling' }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    await search.goto('warfrin');
    await expect(search.spelling, 'the right spelling is offered').toHaveText(/^\s*warfarin\s*$/i);

    await search.followSpelling();

    await expect(search.field).toHaveValue(/^warfarin$/i);
    await expect(search.titles.first()).toContainText(/warfarin/i);
    await expect(search.noResults).toBeHidden();
  },
);
