import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { articlePath, longDate, news, newsById, newsLists } from '../../../standin/data/news.ts';
import { publicPages } from '../../../standin/data/public-pages.ts';
import { specialties } from '../../../standin/data/specialties.ts';
import { startStandin } from '../../../standin/server.ts';
import { ask, cookieHeader, login, useStandin, www, type Answer } from './core-client.ts';

/** Both forms of an article's address, as the site's own links have them. */
const viewarticle = /^\/viewarticle\/(?:(?<slug>[a-z0-9-]+)-)?(?<id>\d{4}a[0-9a-z]{7}|\d{6,7})(?:_(?<page>\d+))?$/;

function attributes(body: string, pattern: RegExp): string[] {
  return [...body.matchAll(pattern)].map(([, value]) => value ?? '');
}

function articleLinks(body: string): string[] {
  return attributes(body, /href="(?:https?:)?\/\/[^/"]+(\/viewarticle\/[^"]*)"/g);
}

function titlesOf(list: Answer): string[] {
  return attributes(list.body, /<a class="title" href="[^"]*">([^<]*)<\/a/g);
}

async function memberCookies(port: number): Promise<string> {
  const answer = await ask(port, login, '/login/sso/getlogin', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'userId=clinician&password=local-Qx7-only',
  });
  return cookieHeader(answer.headers);
}

const paged = news.find(({ pages }) => pages.length === 3) ?? news[0];
const single = news.find(({ pages }) => pages.length === 1) ?? news[0];
if (!paged || !single) throw new Error('there is no news');

describe('the data of the news', () => {
  test('has sixty articles under addresses of both forms, each once', () => {
    assert.equal(news.length, 60);
    assert.equal(new Set(news.map(({ key }) => key)).size, 60);
    assert.equal(newsById.size, 60);
    for (const article of news) assert.equal(viewarticle.exec(articlePath(article, 2))?.groups?.['id'], article.id);
    assert.ok(news.some(({ key }) => /^\d{6}$/.test(key)));
    assert.ok(news.some(({ key }) => /-20\d\da1000/.test(key)));
  });

  test('is sorted from new to old', () => {
    const dates = news.map(({ date }) => date);
    assert.deepEqual(dates, dates.toSorted().toReversed());
  });

  test('gives every specialty enough for a page, and some articles several pages', () => {
    for (const specialty of specialties)
      assert.ok(news.filter((article) => article.specialty === specialty).length >= 7, specialty.name);
    assert.ok(news.filter(({ pages }) => pages.length > 1).length >= 10);
  });

  test('leaves no blank unfilled', () => {
    for (const { teaser, pages } of news)
      assert.doesNotMatch([teaser, ...pages.flat()].join(' '), /\{\}|\[p|undefined/);
  });

  test('writes dates as articles show them', () => assert.equal(longDate('2024-07-09'), 'July 9, 2024'));
});

describe('the home page and the specialties', () => {
  const standin = useStandin();

  test('home has its logo, navigation, articles and terms', async () => {
    const { body } = await ask(standin().port, www, '/');
    assert.match(body, /<img[^>]+alt="Medscape Logo"/);
    assert.match(body, /<nav class="header-tabs" aria-label="Main">/);
    assert.ok(new Set(articleLinks(body)).size >= 5);
    assert.match(body, /<a href="[^"]+\/public\/termsofuse">Terms of Use<\/a/);
    for (const { slug } of specialties) assert.ok(body.includes(`/${slug}"`), slug);
  });

  for (const { slug, name } of specialties) {
    test(`${slug} lists the latest news of ${name} alone`, async () => {
      const { status, body } = await ask(standin().port, www, `/${slug}`);
      assert.equal(status, 200);
      assert.match(body, /<h2>Latest News<\/h2>/);
      assert.match(body, /<div class="section-container">\s*<ul class="articles column1">\s*<li/);
      const links = articleLinks(body);
      assert.ok(links.length >= 5);
      for (const link of links) {
        const id = viewarticle.exec(link)?.groups?.['id'];
        assert.equal(newsById.get(id ?? '')?.specialty.slug, slug, link);
      }
    });
  }
});

describe('lists of news', () => {
  const standin = useStandin();
  const list = (path: string) => ask(standin().port, www, `/index/${path}`);

  test('the latest news turns its pages from 0 until every article was there once', async () => {
    const seen: string[] = [];
    for (let page = 0; page < 4; page += 1) {
      const answer = await list(`list_13470_${page}`);
      assert.equal(answer.status, 200);
      const titles = titlesOf(answer);
      assert.equal(titles.length, 15);
      assert.equal(attributes(answer.body, /<div class="byline">([^<]+)<\/div/g).length, 15);
      assert.equal(/>Next</.test(answer.body), page < 3);
      assert.equal(/>Previous</.test(answer.body), page > 0);
      seen.push(...titles);
    }
    assert.deepEqual(
      seen,
      news.map(({ title }) => title),
    );
  });

  test('its links say no scheme, and lead to articles', async () => {
    const { body } = await list('list_13470_0');
    const hrefs = attributes(body, /<a class="title" href="([^"]*)"/g);
    for (const href of hrefs) {
      assert.match(href, /^\/\/www\.medscape\.localhost:\d+\/viewarticle\//);
      assert.match(new URL(`http:${href}`).pathname, viewarticle);
    }
  });

  for (const { id, title, articles } of newsLists) {
    test(`list ${id} is "${title}", also as RSS`, async () => {
      const page = await list(`list_${id}_0`);
      assert.ok(page.body.includes(`<h1>${title.replaceAll('&', '&amp;')}</h1>`));
      const rss = await list(`list_${id}_rss`);
      assert.match(String(rss.headers['content-type']), /application\/rss\+xml/);
      assert.equal(attributes(rss.body, /<item>\s*<title>([^<]*)</g).length, Math.min(15, articles.length));
    });
  }

  for (const path of ['list_13470_4', 'list_13470_219', 'list_99999_0', 'list_99999_rss', 'list_13470', 'list_x_0']) {
    test(`${path} is not there`, async () => {
      const answer = await list(path);
      assert.equal(answer.status, 404);
      assert.match(answer.body, /<title>Page Not Found<\/title>/);
    });
  }
});

describe('an article', () => {
  const standin = useStandin();
  const get = (path: string, headers: Record<string, string> = {}) => ask(standin().port, www, path, { headers });

  test('has the marks by which the real one is found', async () => {
    const { status, body } = await get(articlePath(single));
    assert.equal(status, 200);
    assert.ok(body.includes(`<h1 class="article__title">${single.title}</h1>`));
    assert.ok(body.includes(`<span class="article-date">${longDate(single.date)}</span>`));
    assert.match(body, /<div class="article__main-content" id="article-content">/);
    assert.ok(body.includes(single.author));
    assert.match(body, /Sample text for testing\. Not medical advice\./);
    assert.doesNotMatch(body, /next-section/);
  });

  test('turns its pages: the address gains _2, the heading stays, the text is another', async () => {
    const texts = await Promise.all([1, 2, 3].map((page) => get(articlePath(paged, page))));
    for (const [index, { status, body }] of texts.entries()) {
      assert.equal(status, 200);
      assert.ok(body.includes(`<h1 class="article__title">${paged.title}</h1>`));
      assert.match(body, new RegExp(`Page ${index + 1} of 3`));
      assert.equal(/id="next-section"/.test(body), index < 2);
    }
    assert.ok(texts[0]?.body.includes(`${articlePath(paged, 2)}"`));
    const [, second] = paged.pages;
    assert.ok(second?.[0] && texts[1]?.body.includes(second[0]) && !texts[0]?.body.includes(second[0]));
  });

  test('under another slug, or as page 1, leads to its own address', async () => {
    const modern = news.find(({ key, id }) => key !== id && key.endsWith(id)) ?? single;
    for (const path of [`/viewarticle/some-other-words-${modern.id}`, `/viewarticle/${modern.key}_1`]) {
      const answer = await get(path);
      assert.equal(answer.status, 301);
      assert.equal(answer.headers.location, standin().origins.www + articlePath(modern));
    }
  });

  test('is the same with the parameters that readers carry along', async () => {
    const answer = await get(`${articlePath(single)}?form=fpf&src=mail`);
    assert.equal(answer.status, 200);
  });

  for (const path of [
    '/viewarticle/111111',
    '/viewarticle/no-such-article-2025a1000zzz',
    `${articlePath(paged)}_4`,
    `${articlePath(paged)}_0`,
    '/viewarticle/words',
    '/viewarticle/',
  ]) {
    test(`${path} is not there`, async () => {
      const answer = await get(path);
      assert.equal(answer.status, 404);
      assert.match(answer.body, /<title>Page Not Found<\/title>/);
    });
  }
});

describe('the registration wall', () => {
  for (const [mode, status, covered] of [
    ['cover', 200, true],
    ['redirect', 302, null],
    ['none', 200, false],
  ] as const) {
    describe(`as ${mode}`, () => {
      const standin = useStandin({ switches: { wall: mode } });

      test('an anonymous reader meets it', async () => {
        const answer = await ask(standin().port, www, articlePath(single));
        assert.equal(answer.status, status);
        if (covered === null) {
          const to = new URL(String(answer.headers.location));
          assert.equal(atob(to.searchParams.get('urlCache') ?? ''), standin().origins.www + articlePath(single));
        } else {
          assert.ok(answer.body.includes(`"wall":${covered}`));
        }
      });

      test('a member does not', async () => {
        const cookies = await memberCookies(standin().port);
        const answer = await ask(standin().port, www, articlePath(single), { headers: { Cookie: cookies } });
        assert.equal(answer.status, 200);
        assert.match(answer.body, /"wall":false/);
      });
    });
  }
});

describe('help, law and the member’s pages', () => {
  const standin = useStandin();
  const get = (path: string, headers: Record<string, string> = {}) => ask(standin().port, www, path, { headers });

  for (const { path, title } of publicPages) {
    test(`/public/${path} is "${title}"`, async () => {
      const { status, body } = await get(`/public/${path}`);
      assert.equal(status, 200);
      assert.ok(body.includes(`<h1>${title.replaceAll('&', '&amp;')}</h1>`));
    });
  }

  for (const path of ['/profile', '/profile/professional', '/newsletters', '/marketresearch', '/consult']) {
    test(`${path} is for members`, async () => {
      const anonymous = await get(path);
      assert.equal(anonymous.status, 302);
      assert.match(String(anonymous.headers.location), /\/login\/sso\/getlogin\?urlCache=[^&]+&ac=401$/);
      const member = await get(path, { Cookie: await memberCookies(standin().port) });
      assert.equal(member.status, 200);
      assert.match(member.body, /Dr\. Sample Clinician/);
    });
  }

  for (const path of ['/px/registration.do?lang=en', '/px/forgotpassword.do', '/academy/business', '/video']) {
    test(`${path} is open to everybody`, async () => assert.equal((await get(path)).status, 200));
  }

  test('a slideshow is found on the reference surface', async () => {
    const answer = await get('/slideshow/2020-lifestyle-burnout-6012460');
    assert.equal(answer.status, 301);
    assert.equal(answer.headers.location, `${standin().origins.reference}/slideshow/2020-lifestyle-burnout-6012460`);
  });
});

test('an address cannot smuggle a line end into a redirect', async () => {
  const standin = await startStandin({ port: 0 });
  const answer = await ask(standin.port, www, '/slideshow/%0d%0aSet-Cookie:%20x=1');
  await standin.stop();
  assert.equal(answer.status, 404);
});

describe('the lookup service', () => {
  const path = '/api/quickreflookup/LookupService.ashx';
  const usual = 'sz=500&type=10417&metadata=has-interactions&format=json';
  const standin = useStandin();

  test('answers the drugs that begin so, with their ids', async () => {
    const answer = await ask(standin().port, www, `${path}?q=aspi&${usual}&timestamp=1`);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.deepEqual(JSON.parse(answer.body), {
      types: [{ totalCount: 1, references: [{ id: 343_279, text: 'aspirin' }] }],
    });
  });

  test('answers no types where nothing begins so, or nothing was asked', async () => {
    for (const query of ['zzzz', '', '%20'])
      assert.equal((await ask(standin().port, www, `${path}?q=${query}&${usual}`)).body, '{"types":[]}');
  });

  test('keeps to the size asked for, and says how many there are', async () => {
    const answer = await ask(standin().port, www, `${path}?q=a&${usual.replace('sz=500', 'sz=2')}`);
    const [type] = (JSON.parse(answer.body) as { types: { totalCount: number; references: unknown[] }[] }).types; // its shape is the test above
    assert.equal(type?.references.length, 2);
    assert.ok((type?.totalCount ?? 0) > 2);
  });

  test('wraps the answer in a callback, but only in a name', async () => {
    const answer = await ask(standin().port, www, `${path}?q=aspi&${usual}&jsonp=MDICshowResults`);
    assert.match(String(answer.headers['content-type']), /javascript/);
    assert.match(answer.body, /^MDICshowResults\(\{"types":\[.*\]\}\);$/);
    const hostile = await ask(standin().port, www, `${path}?q=aspi&${usual}&jsonp=alert(1)//`);
    assert.equal(hostile.status, 400);
    assert.doesNotMatch(hostile.body, /alert/);
  });

  test('knows imprints of pills', async () => {
    const answer = await ask(standin().port, www, `${path}?sz=50&s=3&format=json&json=imprint_lookup&q=1`);
    assert.match(answer.body, /^\{"types":\[\{"totalCount":\d+,"references":\[\{"val":"[^"]*1/);
  });

  describe('with its switches', () => {
    const slow = useStandin({ switches: { slowLookup: 400, emptyTypes: true } });
    test('is late, or finds nothing', async () => {
      const asked = performance.now();
      const answer = await ask(slow().port, www, `${path}?q=aspi&${usual}`);
      assert.ok(performance.now() - asked >= 390);
      assert.equal(answer.body, '{"types":[]}');
    });
  });
});
