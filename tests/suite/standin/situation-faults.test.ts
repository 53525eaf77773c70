import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { news } from '../../../standin/data/news.ts';
import { startStandin } from '../../../standin/server.ts';
import { ask, askUrl, img, reference, search, withFaults, www, type Answer } from './core-client.ts';

const monograph = '/drug/bayer-vazalore-aspirin-343279';
const pills = '/ws/services/drugService/getPills';

/** What one fault makes of a monograph. */
async function spoilt(fault: string): Promise<Answer> {
  let answer: Answer | null = null;
  await withFaults([`${fault}@/drug/*`], async ({ port }) => {
    answer = await ask(port, reference, monograph);
  });
  assert.ok(answer);
  return answer;
}

describe('answers in place of the application', () => {
  const cases: readonly [fault: string, status: number, says: RegExp, speaks: 'application' | 'edge'][] = [
    ['challenge', 403, /<title>Just a moment\.\.\.</, 'edge'],
    ['challenge-429', 429, /captcha-delivery\.com/, 'edge'],
    ['challenge-503', 503, /<title>Just a moment\.\.\.</, 'edge'],
    ['rate-429', 429, /Too Many Requests/, 'application'],
    ['soft-500-trace', 200, /^<pre>java\.lang\.NullPointerException[^]+\n\tat com\./, 'application'],
    ['soft-500-framework', 200, /<h1>Whitelabel Error Page/, 'application'],
    ['soft-503-maintenance', 200, /<title>Scheduled Maintenance</, 'application'],
    ['retry-after-hour', 503, /Service Unavailable/, 'application'],
    ['empty-500', 500, /^$/, 'application'],
    ['status-507', 507, /Insufficient Storage/, 'application'],
    ['edge-520', 520, /unknown error/, 'edge'],
    ['edge-522', 522, /timed out/, 'edge'],
  ];
  for (const [fault, status, says, speaks] of cases)
    test(`${fault}: ${status}, spoken by the ${speaks}`, async () => {
      const answer = await spoilt(fault);
      assert.equal(answer.status, status);
      assert.match(answer.body, says);
      assert.equal(answer.headers['x-backend'], speaks === 'application' ? 'app1' : undefined);
      assert.equal(answer.headers['x-request-id'] === undefined, speaks === 'edge');
    });

  test('the marks of who made a challenge, and how long one is asked to wait', async () => {
    assert.equal((await spoilt('challenge-429')).headers['x-datadome'], 'protected');
    assert.equal((await spoilt('rate-429')).headers['retry-after'], '60');
    assert.equal((await spoilt('retry-after-hour')).headers['retry-after'], '3600');
  });

  test('soft-500-redirect: 302 to an apology under 200', () =>
    withFaults(['soft-500-redirect@/drug/*', 'soft-500-redirect@/error/*'], async ({ port }) => {
      const answer = await ask(port, reference, monograph);
      assert.deepEqual([answer.status, answer.headers.location], [302, '/error/500.html']);
      const apology = await ask(port, reference, '/error/500.html');
      assert.equal(apology.status, 200);
      assert.match(apology.body, /We’re sorry/);
    }));

  test('soft-500-json: only data says it, and in JSON', () =>
    withFaults(['soft-500-json'], async ({ port }) => {
      const data = await ask(port, reference, pills);
      assert.equal(data.status, 200);
      assert.match(String(data.headers['content-type']), /json/);
      assert.deepEqual(JSON.parse(data.body), {
        success: false,
        error: { code: 'E1007', message: 'Internal server error while reading pills' },
      });
      assert.match((await ask(port, reference, '/pill-identifier')).body, /Pill Identifier/);
    }));
});

describe('what is no fault', () => {
  test('article-about-500: list and article agree on a title about errors', () =>
    withFaults(['article-about-500'], async ({ port }) => {
      const title = '500 Internal Server Error: What a Hospital Learned When Its Records Went Away';
      const list = await ask(port, www, '/index/list_13470_0');
      const article = await ask(port, www, `/viewarticle/${news[0]?.key}`);
      assert.ok(list.body.includes(`>${title}</a>`));
      assert.ok(article.body.includes(`<title>${title}</title>`));
      assert.ok(article.body.includes(`<h1 class="article__title">${title}</h1>`));
      assert.ok(!list.body.includes(news[0]?.title ?? ''));
    }));

  test('search-about-500: title and heading change, the field keeps what was asked', () =>
    withFaults(['search-about-500'], async ({ port }) => {
      const { body } = await ask(port, search, '/search/?q=qzxwvutplk');
      assert.match(body, /<title>Internal Server Error - Medscape Search<\/title>/);
      assert.match(body, /<h1>Results for <span class="searchQuery">Internal Server Error</);
      assert.match(body, /value="qzxwvutplk"/);
      assert.match((await ask(port, search, '/search/')).body, /<title>Medscape Search</);
    }));

  test('third-party-500: the page asks a foreign host, which answers 500 and has none of our headers', () =>
    withFaults(['third-party-500@/drug/*'], async ({ port }) => {
      const page = await ask(port, reference, monograph);
      const [, url = ''] = /<script src="(\/\/widgets\.third-party\.localhost:[^"]+)"/.exec(page.body) ?? [];
      const foreign = await askUrl(`http:${url}`);
      assert.equal(page.status, 200);
      assert.equal(foreign.status, 500);
      assert.equal(foreign.headers['x-backend'], undefined);
      assert.equal(
        (await ask(port, '127.0.0.1', '/drug/x')).status,
        200,
        'who waits for the stand-in sees that it is up',
      );
    }));

  test('d01 reaches no foreign host', () =>
    withFaults(['d01'], async ({ port }) => {
      assert.equal((await ask(port, 'widgets.third-party.localhost', '/drug/x')).status, 200);
    }));
});

describe('what a page asks for because of a fault', () => {
  for (const [fault, markup] of [
    ['beacon-500', /sendBeacon\('(\?[^']+)'/],
    ['frame-500', /<iframe title="Related" src="(\?[^"]+)"/],
    ['eventsource-500', /new EventSource\('(\?[^']+)'/],
  ] as const)
    test(`${fault}: the page is good and whole, what it asks for is 500`, () =>
      withFaults([`${fault}@/drug/*`], async ({ port }) => {
        const page = await ask(port, reference, monograph);
        const asked = markup.exec(page.body)?.[1];
        assert.ok(asked, page.body.slice(-300));
        assert.equal(page.status, 200);
        assert.match(page.body, /<\/body>\s*<\/html>\s*$/);
        assert.equal(page.headers['content-length'], String(Buffer.byteLength(page.body)));

        const part = await ask(port, reference, monograph + asked);

        assert.equal(part.status, 500);
        assert.equal(part.headers['x-backend'], 'app1');
      }));
});

describe('faults that come and go', () => {
  async function statuses(fault: string, count: number): Promise<number[]> {
    const seen: number[] = [];
    await withFaults([fault], async ({ port }) => {
      for (let n = 0; n < count; n += 1) seen.push((await ask(port, www, '/robots.txt')).status);
    });
    return seen;
  }

  test('cached-500: once, and it says that it may be cached', () =>
    withFaults(['cached-500'], async ({ port }) => {
      const first = await ask(port, img, '/images/logo.svg');
      assert.deepEqual([first.status, first.headers['cache-control']], [500, 'public, max-age=600']);
      assert.equal((await ask(port, img, '/images/logo.svg')).status, 200);
    }));

  test('comes-back-503: bad, good, good, and bad for good', async () => {
    assert.deepEqual(await statuses('comes-back-503', 6), [503, 200, 200, 503, 503, 503]);
  });

  test('one-in-8: the same ones each time, about one in eight', async () => {
    const seen = await statuses('one-in-8', 64);
    const bad = seen.flatMap((status, index) => (status === 500 ? [index + 1] : []));
    assert.deepEqual(bad, [5, 12, 15, 16, 48, 51, 53, 57, 63]);
  });

  for (const [fault, asks, from] of [
    ['retry-after-seconds', '2', 2_000],
    ['retry-after-date', 'Thu, 12 Mar 2026 08:00:04 GMT', 3_600],
  ] as const)
    test(`${fault}: 503 until the time that it names, then good`, async () => {
      const begin = Date.UTC(2026, 2, 12, 8, 0, 0, 400);
      let clock = begin;
      const standin = await startStandin({ port: 0, faults: [fault], now: () => clock });
      const look = async (): Promise<Answer> => ask(standin.port, www, '/robots.txt');
      try {
        const first = await look();
        assert.deepEqual([first.status, first.headers['retry-after']], [503, asks]);
        clock = begin + from - 1;
        assert.equal((await look()).status, 503);
        clock = begin + from;
        assert.equal((await look()).status, 200);
      } finally {
        await standin.stop();
      }
    });
});
