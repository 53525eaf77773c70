import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { guardBrowser } from '../../../src/journey/guard.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { createSite } from '../../../src/target/site.ts';
import { surfaces, type Guards, type Target } from '../../../src/target/types.ts';
import { useBrowser } from '../support/browser.ts';
import { html, useServer } from '../support/server.ts';

const post = (name: string): string => `fetch('/write-from-${name}', { method: 'POST', body: 'x' }).catch(() => {});`;
const script =
  (body: string): Parameters<typeof useServer>[0][string] =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' }).end(body);
  };

const server = useServer({
  '/': html(
    'Writes from everywhere',
    `<script src="/cached.js"></script><iframe src="/frame"></iframe><img src="http://ads.tracker.localhost/pixel.gif"><script>
      ${post('page')} new Worker('/worker.js'); new SharedWorker('/shared.js'); navigator.serviceWorker.register('/service.js');
      navigator.sendBeacon('/write-from-beacon', 'x'); window.open('/pop-up');
      fetch('/login/sso/check', { method: 'POST', body: 'x' }); fetch('/read'); new Image().src = location.origin.replace('www.site', 'ads.tracker') + '/pixel.gif';
    </script>`,
  ),
  '/second': html('Second page', '<script src="/cached.js"></script>'),
  '/frame': html('Frame', `<script>${post('frame')}</script>`),
  '/pop-up': html('Pop-up', `<script>${post('pop-up')}</script>`),
  '/cached.js': script('1'),
  '/worker.js': script(post('worker')),
  '/shared.js': script(post('shared-worker')),
  '/service.js': script(post('service-worker')),
  '/read': html('Read'),
  '/login/sso/check': html('Logged in'),
  '/pixel.gif': html('Counted'),
});
const browser = useBrowser();

function targetWith(guards: Partial<Guards>): Target {
  const local = readTarget({ env: {}, cwd: '/' });
  const origin = server().origin();
  return {
    ...local,
    origins: Object.fromEntries(surfaces.map((surface) => [surface, origin])) as Target['origins'], // every surface at one server
    analyticsHosts: ['ads.tracker.localhost'],
    guards: { ...local.guards, ...guards },
  };
}

async function visit(
  guards: Partial<Guards>,
): Promise<{ readonly hits: readonly string[]; readonly heldBackMs: number; readonly ms: number }> {
  const target = targetWith(guards);
  const guard = await guardBrowser(browser(), target, createSite(target));
  server().hits.length = 0;
  const context = await browser().newContext();
  try {
    const page = await context.newPage();
    const popUp = context.waitForEvent('page', (opened) => opened !== page);
    await page.goto(`${server().origin()}/`);
    await (await popUp).waitForLoadState();
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    const started = performance.now();
    await page.goto(`${server().origin()}/second`);
    const ms = performance.now() - started;
    return { hits: [...server().hits], heldBackMs: guard.heldBackMs(`${server().origin()}/second`), ms };
  } finally {
    await context.close();
    await guard.close();
  }
}

const writes = (hits: readonly string[]): readonly string[] => hits.filter((hit) => hit.includes('write-from')).sort();

describe('guards of a target', () => {
  test('without them everything is sent (the proof that the next tests can fail)', async () => {
    const { hits } = await visit({ readOnly: false, blockAnalytics: false });

    assert.ok(writes(hits).length >= 6, `sent: ${writes(hits).join(', ')}`);
    assert.ok(hits.some((hit) => hit.includes('ads.tracker')));
  });

  test('nothing is written from pages, pop-ups, frames, workers and beacons, but the declared login', async () => {
    const { hits } = await visit({
      readOnly: true,
      allowedWrites: [{ method: 'POST', surface: 'www', path: '/login/sso/*', why: 'logging in' }],
    });

    assert.deepEqual(writes(hits), []);
    assert.ok(hits.includes('POST www.site.localhost /login/sso/check'));
    assert.ok(hits.includes('GET www.site.localhost /read'));
  });

  test('analytics hosts are not asked', async () => {
    const { hits } = await visit({ readOnly: false, blockAnalytics: true });

    assert.deepEqual(
      hits.filter((hit) => hit.includes('ads.tracker')),
      [],
    );
  });

  test('the HTTP cache stays on', async () => {
    const { hits } = await visit({ readOnly: true, blockAnalytics: true });

    assert.equal(hits.filter((hit) => hit.endsWith('/cached.js')).length, 1);
  });

  test('a pause is kept between two pages, and is not taken for slowness of the server', async () => {
    const { ms, heldBackMs } = await visit({ readOnly: true, pauseMs: 1_500 });

    assert.ok(heldBackMs > 300 && heldBackMs <= 1_500, `held back ${String(heldBackMs)} ms`);
    assert.ok(ms >= heldBackMs - 20, `the page came after ${String(ms)} ms`);
  });
});
