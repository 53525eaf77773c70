import { SearchPage } from '../../pages/search-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

const details = { owner: 'search', as: 'anonymous', does: 'read', surfaces: ['search'] } as const;

test(
  'Search tabs show results of their own kind only',
  journey({ ...details, id: 'search-tabs' }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    const host = (origin: string): string => `//${new URL(origin).host}/`;
    const kinds = [
      { tab: 'nws', leadsTo: [host(site.www)] },
      { tab: 'ref', leadsTo: [host(site.reference), host(site.emedicine)] },
      { tab: 'edu', leadsTo: [host(site.education)] },
      { tab: 'mln', leadsTo: ['/medline/'] },
    ] as const;
    // A word of news, monographs, courses and abstracts alike.
    await search.goto('reading');
    const all = await search.totalCount();

    for (const { tab, leadsTo } of kinds) {
      await test.step(`tab ${tab}`, async () => {
        await search.openTab(tab);

        await expect(search.field, 'the page answers the query that was asked').toHaveValue('reading');
        await expect(search.results, 'the tab has results').not.toHaveCount(0);
        await expect(search.titlesBeside(leadsTo), 'no result is of another kind').toHaveCount(0);
        expect(await search.totalCount(), 'one kind is less than all').toBeLessThan(all);
      });
    }
  },
);

test(
  'Search refined by content type leaves fewer results, all of that type, and Clear All brings the others back',
  journey({ ...details, id: 'search-refinement' }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    await search.goto('warfarin');
    const all = await search.totalCount();

    await search.openContentTypes();
    const type = (await search.contentTypes.first().innerText()).trim();
    await search.refineByContentType(type);

    await expect(search.results).not.toHaveCount(0);
    expect(await search.totalCount(), 'one type is less than all').toBeLessThan(all);
    await expect(search.sources, 'every result names its type').toHaveCount(await search.results.count());
    await expect(search.sources.filter({ hasNotText: type }), 'no result is of another type').toHaveCount(0);

    await search.clearRefinement();

    await expect(search.total, 'all results are back').toHaveText(new RegExp(`^\\s*${all.toLocaleString('en')}\\s*$`));
  },
);

test(
  'Second page of search results goes on where the first one ended',
  journey({ ...details, id: 'search-paging' }),
  async ({ page, site }) => {
    const search = new SearchPage(page, site.search);
    await search.goto('warfarin');
    const total = await search.total.innerText();
    const firstTitles = await search.titles.allInnerTexts();
    await expect(search.shown).toHaveText(/^\s*1\s*-\s*15\s*$/);
    await expect(search.results).toHaveCount(15);

    await search.nextPage();

    await expect(search.shown, 'the second page begins with result 16').toHaveText(/^\s*16\s*-\s*\d+\s*$/);
    await expect(search.total).toHaveText(total);
    const secondTitles = await search.titles.allInnerTexts();
    expect(secondTitles, 'the second page has results').not.toHaveLength(0);
    expect(
      secondTitles.filter((title) => firstTitles.includes(title)),
      'nothing of the first page comes again on the second',
    ).toEqual([]);

    await search.previousPage();

    await expect(search.titles).toHaveText(firstTitles);
  },
);
