import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recorder, type Recorded } from '../../../src/evidence/recorder.ts';
import type { Exchange } from '../../../src/evidence/types.ts';
import { createSite } from '../../../src/target/site.ts';
import { surfaces, type Target } from '../../../src/target/types.ts';
import { useBrowser } from '../support/browser.ts';
import { html, useServer } from '../support/server.ts';

type Answer = Parameters<typeof useServer>[0][string];

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };
const redirect = (to: string): Answer => answer(302, '', { location: to });

const server = useServer({
  '/good': html('Good page'),
  '/s500': answer(500, '<title>Broken</title><h1>It broke</h1>', {
    'x-powered-by': 'Express',
    'x-unique-id': 'id-1',
    server: 'Apache',
  }),
  '/xhr': html('Page with XHR', `<script>fetch('/s500?token=topsecretvalue')</script>`),
  '/script': html('Page with script', `<script src="/s500"></script><link rel="stylesheet" href="/s500">`),
  '/images': html('Pictures', '<img src="/s500?1"><img src="/s500?2"><img src="/good?3">'),
  '/frame': html('Frame', '<iframe src="/s500"></iframe>'),
  '/from': redirect('/middle'),
  '/middle': redirect('/good'),
  '/loop': redirect('/loop'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '5000' });
    response.write('<title>Cut</title>');
    setTimeout(() => response.destroy(), 50);
  },
  '/reset': (request) => request.socket.resetAndDestroy(),
  '/silent': () => {},
  '/late': (_, response) => {
    setTimeout(() => response.writeHead(500).end('late'), 200);
  },
  '/late-script': html(
    'Page with a late script',
    `<script>
    document.head.append(Object.assign(document.createElement('script'), { src: '/late' }));
  </script>`,
  ),
  '/slow-style': (_, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'text/css' }).end('p { color: red }'), 700);
  },
  '/styled': html('Late looks', '<link rel="stylesheet" href="/slow-style">'),
  '/pop': html('Opens a pop-up', `<script>open('/s500')</script>`),
  '/third': html(
    'Third party',
    '<img src="http://elsewhere.localhost:1/x.png"><script>fetch("http://elsewhere.localhost:1/")</script>',
  ),
  '/post': html('Posts', `<script>fetch('/good', { method: 'POST', body: 'x' })</script>`),
  '/throws': html('Throws', `<script>console.error('said so'); nothing.here()</script>`),
  '/socket': html('Socket', `<script>new WebSocket('ws://' + location.host + '/s500')</script>`),
  '/events': html('Events', `<script>new EventSource('/s500')</script>`),
  '/jsonp': html(
    'Script of another origin',
    `<script>
    const script = document.createElement('script');
    script.src = 'http://img.site.localhost:' + location.port + '/s500';
    document.body.append(script);
  </script>`,
  ),
  '/dead-images': html(
    'Dead images',
    `<script>
    for (const n of [1, 2, 3]) new Image().src = 'http://img.site.localhost:' + location.port + '/s500?' + n;
  </script>`,
  ),
  '/cors': html(
    'Fetch from another origin',
    `<script>fetch('http://img.site.localhost:' + location.port + '/s500').catch(() => {})</script>`,
  ),
  '/challenge': answer(200, '<title>Just a moment...</title>'),
  '/missing': answer(404, '<title>Page Not Found</title>'),
});
const browser = useBrowser();

interface Watched extends Recorded {
  readonly failing: readonly Exchange[];
}

/** @param waitUntil when the journey has seen enough and ends */
async function watch(
  path: string,
  expected?: { status: number; path: string },
  waitUntil: 'load' | 'domcontentloaded' = 'load',
): Promise<Watched> {
  const origin = server().origin();
  const site = createSite({
    origins: Object.fromEntries(surfaces.map((surface) => [surface, origin])) as Target['origins'], // every surface at one server
    assetHosts: ['img.site.localhost'],
    analyticsHosts: [],
  });
  const failing: Exchange[] = [];
  const recorder = new Recorder({
    site,
    redact: (text) => text.replaceAll('topsecretvalue', '[redacted]'),
    requestIdHeaders: ['x-unique-id', 'x-request-id'],
    isTelling: ({ title }) => title === 'Just a moment...',
    budgetMs: 500,
    onFailing: (exchange) => failing.push(structuredClone(exchange)),
  });
  const context = await browser().newContext();
  recorder.attach(context);
  if (expected) recorder.expect({ ...expected, surface: 'www' });
  const page = await context.newPage();
  await recorder.ready();
  await page.goto(`${origin}${path}`, { waitUntil, timeout: 1_500 }).catch(() => {});
  if (waitUntil === 'load') await sleep(300); // what the page does after its load event
  const recorded = await recorder.finish();
  await context.close();
  return { ...recorded, failing };
}

const failures = ({ exchanges }: Recorded): readonly Exchange[] =>
  exchanges.filter(({ status, errorText }) => (status ?? 0) >= 400 || errorText !== null);

describe('what the recorder keeps of an attempt', () => {
  test('a failing document with status, layer, server, request id, title, heading and body', async () => {
    const { exchanges, failing } = await watch('/s500');

    const [exchange] = exchanges;
    assert.ok(exchange);
    const {
      status,
      layer,
      server: spoke,
      requestId,
      title,
      heading,
      bodyExcerpt,
      resourceType,
      frame,
      method,
      path,
    } = exchange;
    assert.deepEqual(
      { status, layer, spoke, requestId, title, heading, resourceType, frame, method, path },
      {
        status: 500,
        layer: 'application',
        spoke: 'Apache',
        requestId: 'id-1',
        title: 'Broken',
        heading: 'It broke',
        resourceType: 'document',
        frame: 'main',
        method: 'GET',
        path: '/s500',
      },
    );
    assert.match(bodyExcerpt ?? '', /It broke/);
    assert.equal(failing.length, 1);
    assert.equal(failing[0]?.bodyExcerpt, bodyExcerpt, 'the body is known when the failure is told');
  });

  test('a good document, without any of its text', async () => {
    const { exchanges, went, failing } = await watch('/good');

    assert.deepEqual([exchanges[0]?.title, exchanges[0]?.bodyExcerpt], ['Good page', null]);
    assert.deepEqual(went, ['GET www /good']);
    assert.deepEqual(failing, []);
  });

  test('a good answer that came later than its budget', async () => {
    const { exchanges } = await watch('/styled');
    const late = exchanges.find(({ url }) => url.endsWith('/slow-style'));

    assert.deepEqual([late?.status, late?.resourceType], [200, 'stylesheet']);
    assert.ok((late?.timing.waitMs ?? 0) > 500);
  });

  test('an XHR that fails on a good page, its URL without the secret', async () => {
    const recorded = await watch('/xhr');

    const [exchange] = failures(recorded);
    assert.equal(exchange?.resourceType, 'fetch');
    assert.match(exchange.url, /token=\[redacted\]/);
    assert.match(exchange.bodyExcerpt ?? '', /It broke/);
    assert.equal(exchange.documentOf, 1);
    assert.deepEqual(recorded.requestIds, [{ n: 2, id: 'id-1', type: 'fetch' }]);
    assert.doesNotMatch(JSON.stringify(recorded), /topsecretvalue/);
  });

  test('scripts and stylesheets by their status, not by the ERR_ABORTED that follows', async () => {
    const kinds = failures(await watch('/script')).map(
      ({ resourceType, status, broken }) => `${resourceType} ${String(status)} ${String(broken)}`,
    );

    assert.deepEqual(kinds.sort(), ['script 500 false', 'stylesheet 500 false']);
  });

  test('a 500 that was on its way when the journey had seen enough', async () => {
    const [exchange] = failures(await watch('/late-script', undefined, 'domcontentloaded'));

    assert.deepEqual([exchange?.path, exchange?.resourceType, exchange?.status], ['/late', 'script', 500]);
  });

  test('pictures as a count by document and host', async () => {
    const { assets } = await watch('/images');

    assert.deepEqual(
      assets.map(({ asked, serverErrors, documentOf }) => ({ asked, serverErrors, documentOf })),
      [{ asked: 3, serverErrors: 2, documentOf: 1 }],
    );
  });

  test('documents of frames and of pop-ups', async () => {
    assert.deepEqual(
      failures(await watch('/frame')).map(({ frame, resourceType }) => [frame, resourceType]),
      [['child', 'document']],
    );
    assert.deepEqual(
      failures(await watch('/pop')).map(({ frame, resourceType }) => [frame, resourceType]),
      [['main', 'document']],
    );
  });

  test('the hops that led to a page, and a loop as what it is', async () => {
    const { exchanges } = await watch('/from');
    const last = exchanges.at(-1);
    assert.deepEqual(
      last?.redirects.map(({ url, status }) => [new URL(url).pathname, status]),
      [
        ['/from', 302],
        ['/middle', 302],
      ],
    );

    assert.equal(failures(await watch('/loop')).at(-1)?.errorText, 'net::ERR_TOO_MANY_REDIRECTS');
  });

  test('an answer that broke off, with its status', async () => {
    const [exchange] = failures(await watch('/cut'));

    assert.deepEqual(
      [exchange?.status, exchange?.broken, exchange?.errorText],
      [200, true, 'net::ERR_CONTENT_LENGTH_MISMATCH'],
    );
  });

  test('no answer at all, by its code, and never as broken off', async () => {
    const [exchange] = failures(await watch('/reset'));

    assert.deepEqual([exchange?.status, exchange?.broken], [null, false]);
    assert.match(exchange?.errorText ?? '', /ERR_(EMPTY_RESPONSE|CONNECTION_RESET)/);
  });

  test('a request that was never answered is notable, and stays unanswered', async () => {
    const { exchanges, failing } = await watch('/silent');

    assert.deepEqual([exchanges[0]?.status, exchanges[0]?.timing.waitMs, exchanges[0]?.broken], [null, null, false]);
    assert.deepEqual(failing, [], 'time running out is told by the test, not by the recorder');
  });

  test('the status of an answer that the browser keeps from the page, by its policies for other origins', async () => {
    for (const [path, type] of [
      ['/jsonp', 'script'],
      ['/cors', 'fetch'],
    ] as const) {
      const recorded = await watch(path);
      const [exchange] = failures(recorded);
      assert.deepEqual(
        [exchange?.resourceType, exchange?.status, exchange?.requestId, exchange?.broken],
        [type, 500, 'id-1', false],
        JSON.stringify(recorded.exchanges),
      );
      assert.equal(recorded.failing.length, 1);
    }
  });

  test('pictures of a dead image host, though the browser hides what it answers', async () => {
    const { assets } = await watch('/dead-images');
    assert.deepEqual(
      assets.map(({ asked, serverErrors }) => ({ asked, serverErrors })),
      [{ asked: 3, serverErrors: 3 }],
    );
  });

  test('nothing of what third parties answer', async () => {
    const { exchanges, console: said } = await watch('/third');

    assert.deepEqual(
      exchanges.map(({ path }) => path),
      ['/third'],
    );
    assert.deepEqual(
      said.filter(({ url }) => url?.includes('elsewhere')),
      [],
    );
  });

  test('that a request which must not be repeated was sent', async () => {
    assert.equal((await watch('/post')).sentNonIdempotent, true);
    assert.equal((await watch('/good')).sentNonIdempotent, false);
  });

  test('console errors and thrown errors', async () => {
    const { console: said, pageErrors } = await watch('/throws');

    assert.ok(said.some(({ text }) => text === 'said so'));
    assert.match(pageErrors.join(), /ReferenceError: nothing is not defined/);
  });

  test('the handshakes of a WebSocket and of an EventSource', async () => {
    assert.deepEqual(
      failures(await watch('/socket')).map(({ resourceType, status }) => [resourceType, status]),
      [['websocket', 500]],
    );
    assert.deepEqual(
      failures(await watch('/events')).map(({ resourceType, status }) => [resourceType, status]),
      [['eventsource', 500]],
    );
  });

  test('a telling answer under 200, with its body', async () => {
    const { exchanges, failing, went } = await watch('/challenge');

    assert.match(exchanges[0]?.bodyExcerpt ?? '', /Just a moment/);
    assert.equal(failing.length, 1);
    assert.deepEqual(went, [], 'a challenge is no good way');
  });

  test('an answer that was declared before it was asked for is marked, and not told as failing', async () => {
    const { exchanges, failing } = await watch('/missing', { status: 404, path: '/miss*' });

    assert.equal(exchanges[0]?.expected, true);
    assert.deepEqual(failing, []);
    assert.equal((await watch('/missing', { status: 404, path: '/other*' })).exchanges[0]?.expected, false);
  });
});
