import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conditionArticles } from '../../../standin/data/conditions.ts';
import { drugs } from '../../../standin/data/drugs.ts';
import { ask, useStandin, type Answer } from './core-client.ts';

const host = 'search.medscape.localhost';

/** Text of the elements with this class, tags taken out. */
function textsOf(body: string, className: string): string[] {
  const pattern = new RegExp(`class="${className}[ "][^>]*>([\\s\\S]*?)</(?:p|div|span|a)>`, 'g');
  return [...body.matchAll(pattern)].map((found) =>
    (found[1] ?? '')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

const linksOf = (body: string): string[] =>
  [...body.matchAll(/class="searchResultTitle">\s*<a href="([^"]+)"/g)].map((found) => found[1] ?? '');

describe('the search surface', () => {
  const standin = useStandin();
  // Line breaks in the markup say nothing.
  const get = async (path: string): Promise<Answer> => {
    const answer = await ask(standin().port, host, path);
    return { ...answer, body: answer.body.replaceAll(/\s+/g, ' ') };
  };

  test('finds warfarin: its monograph first, fifteen results, and how many there are', async () => {
    const { status, body } = await get('/search/?q=warfarin');

    assert.equal(status, 200);
    assert.equal(textsOf(body, 'searchResultTitle')[0], 'warfarin (Rx)');
    assert.equal(linksOf(body).length, 15);
    assert.deepEqual(textsOf(body, 'numshown'), ['1-15']);
    assert.ok(Number(textsOf(body, 'numtotal')[0]) > 15);
  });

  test('answers with and without the slash, and shows the empty form on the bare host', async () => {
    for (const path of ['/search/?q=asthma', '/search?q=asthma']) {
      assert.equal(textsOf((await get(path)).body, 'searchResultTitle')[0], 'Asthma');
    }
    assert.deepEqual(linksOf((await get('/')).body), []);
  });

  test('links to the surfaces keep the port of the request', async () => {
    const { body } = await get('/search/?q=warfarin');

    const found = linksOf(body);
    assert.equal(
      found[0],
      `http://reference.medscape.localhost:${standin().port}/drug/coumadin-jantoven-warfarin-342182`,
    );
    assert.ok(found.every((link) => new URL(link).port === String(standin().port)));
  });

  test('every result of every kind leads to a page', async () => {
    const seen = new Set<string>();
    for (const query of [
      'warfarin',
      'asthma',
      'reading&plr=nws',
      'reading&plr=edu',
      'reading&plr=mln',
      'body+mass',
      'privacy',
    ]) {
      for (const link of linksOf((await get(`/search/?q=${query}`)).body)) seen.add(link);
    }
    assert.ok(seen.size > 20);
    for (const link of seen) {
      const { hostname, pathname } = new URL(link);
      assert.equal((await ask(standin().port, hostname, pathname)).status, 200, link);
    }
  });

  test('finds every drug by its name and by its brand, and every condition by its title', async () => {
    const wanted: [query: string, title: string][] = [
      ...drugs.flatMap(({ generic, brands, suffix }): [string, string][] =>
        [generic, ...brands.slice(0, 1)].map((name) => [name, `${generic} (${suffix})`]),
      ),
      ...conditionArticles.map(({ title }): [string, string] => [title, title]),
    ];
    for (const [query, title] of wanted) {
      const { body } = await get(`/search/?q=${encodeURIComponent(query)}&plr=ref`);
      const titles = textsOf(body, 'searchResultTitle').map((text) => text.replaceAll('&#39;', "'"));
      assert.ok(titles.includes(title), `${query}: ${titles.join(', ')}`);
    }
  });

  test('a query made only of CME words is sent to education', async () => {
    const { status, headers } = await get('/search/?q=free+CME');

    assert.equal(status, 302);
    assert.equal(headers.location, `http://www.medscape-education.localhost:${standin().port}/`);
  });

  test('a blank query and an address get the empty form, not results', async () => {
    for (const query of ['', '+++', 'a%40b']) {
      const { status, body } = await get(`/search/?q=${query}`);
      assert.equal(status, 200);
      assert.match(body, /class="search-invitation"/);
      assert.doesNotMatch(body, /id="searchResultsContainer"/);
    }
  });

  test('nothing found is said, with the way to Medline', async () => {
    const { status, body } = await get('/search/?q=qzxwvutplk');

    assert.equal(status, 200);
    assert.match(body, /id="noResultsAvail"/);
    assert.match(body, /class="noResMedLink" href="\/search\/\?q=qzxwvutplk&amp;plr=mln"/);
    assert.doesNotMatch(body, /class="numtotal"/);
  });

  test('a slip is offered for correction', async () => {
    assert.match(
      (await get('/search/?q=warfrin')).body,
      /class="spellCheck">\s*Did you mean <a href="\/search\/\?q=warfarin"/,
    );
  });

  test('the documented words stand on pages out of range', async () => {
    assert.match((await get('/search/?q=warfarin&page=50')).body, /Only \d+ results are available for this query\./);
    assert.match(
      (await get('/search/?q=warfarin&page=102')).body,
      /does not display more than 1515 results per query\./,
    );
  });

  test('a query cannot bring markup into the page', async () => {
    const { body } = await get(`/search/?q=${encodeURIComponent('"><script>alert(1)</script>')}`);

    assert.doesNotMatch(body, /<script>alert/);
    assert.match(body, /&lt;script&gt;alert/);
  });
});
