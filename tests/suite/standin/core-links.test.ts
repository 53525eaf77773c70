import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { askUrl, cookieHeader } from './core-client.ts';

/** Everything that a page refers to on the hosts of the stand-in: links, pictures, styles, scripts. */
function references(body: string, base: string): string[] {
  const found = [...body.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, value]) => value ?? '');
  return found
    .map((value) => value.replaceAll('&amp;', '&'))
    .filter((value) => value !== '' && !value.startsWith('#') && !/^(javascript|mailto|data):/.test(value))
    .map((value) => new URL(value, base))
    .map((url) => url.origin + url.pathname + url.search);
}

interface Broken {
  readonly url: string;
  readonly from: string;
  readonly status: number;
}

/** Follows every reference from the home pages, as one visitor. Searches are asked for once each way, not endlessly. */
async function crawl(standin: Standin, cookies: string): Promise<{ pages: number; broken: Broken[] }> {
  const ours = new Set(Object.values(standin.origins));
  const queue = Object.values(standin.origins).map((origin) => ({ url: `${origin}/`, from: 'the start' }));
  const seen = new Set(queue.map(({ url }) => url));
  const broken: Broken[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const answer = await askUrl(next.url, { headers: { Cookie: cookies } });
    if (answer.status >= 400) broken.push({ ...next, status: answer.status });
    const isPage = String(answer.headers['content-type']).startsWith('text/html');
    if (isPage && answer.status === 200 && answer.body === '') broken.push({ ...next, status: answer.status });
    const redirect =
      answer.headers.location === undefined ? [] : [new URL(String(answer.headers.location), next.url).href];
    for (const url of [...(isPage ? references(answer.body, next.url) : []), ...redirect]) {
      const { origin, hostname, pathname, search } = new URL(url);
      const foreign = !ours.has(origin) && !hostname.startsWith('img.');
      const endless = pathname === '/search/' && search.includes('&');
      const ends = pathname.startsWith('/login/sso/');
      if (foreign || endless || ends || seen.has(url)) continue;
      seen.add(url);
      queue.push({ url, from: next.url });
    }
  }
  return { pages: seen.size, broken };
}

for (const visitor of ['an anonymous visitor', 'a member'] as const) {
  test(`no link, picture, style or script that ${visitor} meets leads nowhere`, async () => {
    const standin = await startStandin({ port: 0 });
    try {
      const logIn = await askUrl(`${standin.origins.login}/login/sso/getlogin`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'userId=clinician&password=local-Qx7-only',
      });
      const { pages, broken } = await crawl(standin, visitor === 'a member' ? cookieHeader(logIn.headers) : '');
      assert.deepEqual(broken, []);
      assert.ok(pages > 500, `only ${pages} pages were found`);
    } finally {
      await standin.stop();
    }
  });
}
