import { SearchPage } from '../../pages/search-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'Search for a drug finds it and leads to its monograph',
  journey({
    id: 'search-finds-a-drug',
    owner: 'search',
    as: 'anonymous',
    does: 'read',
    surfaces: ['search', 'reference'],
    smoke: true,
  }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    const firstTitle = search.titles.first();

    await test.step('search for warfarin', async () => {
      await search.goto('warfarin');

      await expect(search.field, 'the page answers the query that was asked').toHaveValue('warfarin');
      await expect(search.total, 'the number of results is a number').toHaveText(/^\s*[1-9][\d,]*\s*$/);
      const shown = await search.results.count();
      expect(await search.totalCount(), 'there are at least as many results as are shown').toBeGreaterThanOrEqual(
        shown,
      );
      await expect(search.titles, 'every result has a title').toHaveText(Array.from({ length: shown }, () => /\S/));
      await expect(firstTitle, 'the first result is about warfarin').toContainText(/warfarin/i);
      await expect(firstTitle, 'the first result leads to the monograph').toHaveAttribute(
        'href',
        /\/drug\/[a-z0-9-]*warfarin[a-z0-9-]*/,
      );
    });

    await test.step('open the monograph', async () => {
      await search.open(firstTitle);

      await expect(page, 'the result leads to the reference surface').toHaveURL(
        (url) => url.origin === site.reference && url.pathname.includes('warfarin'),
      );
      await expect(page.getByRole('heading', { level: 1 }), 'the monograph is that of warfarin').toContainText(
        /warfarin/i,
      );
    });
  },
);

test(
  'Search for a condition finds it and leads to its article',
  journey({
    id: 'search-finds-a-condition',
    owner: 'search',
    as: 'anonymous',
    does: 'read',
    surfaces: ['search', 'emedicine'],
  }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    await search.goto('asthma');
    await search.openTab('ref');
    const article = search.titles.filter({ hasText: /^\s*Asthma\s*$/ }).first();
    const title = await article.innerText();

    await search.open(article);

    await expect(page, 'the result leads to an article').toHaveURL(
      (url) => url.origin === site.emedicine && /^\/article\/\d+-/.test(url.pathname),
    );
    await expect(page.getByRole('heading', { level: 1 }), 'the article is the one that was clicked').toHaveText(title);
  },
);

test(
  'Search from the results page answers the new query, and a blank one is not sent',
  journey({ id: 'search-again', owner: 'search', as: 'anonymous', does: 'read', surfaces: ['search'] }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    await search.goto('warfarin');
    const firstForWarfarin = await search.titles.first().innerText();

    await search.submit('   ');
    await search.searchFor('metformin');

    await expect(search.titles.first(), 'the results answer the new query').toContainText(/metformin/i);
    await expect(search.titles.first()).not.toHaveText(firstForWarfarin);

    await page.goBack();

    await expect(page, 'no blank search stands between the two').toHaveURL(
      (url) => url.searchParams.get('q') === 'warfarin',
    );
    await expect(search.titles.first()).toHaveText(firstForWarfarin);
  },
);
