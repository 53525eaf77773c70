import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentSuffix, senderIn, senderKey } from '../../../src/evidence/agent.ts';
import { ownUserAgent } from '../../../src/journey/user-agent.ts';
import { useBrowser } from '../support/browser.ts';
import { html, useServer } from '../support/server.ts';

type Answer = Parameters<typeof useServer>[0][string];

const script =
  (text: string): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' }).end(text);
  };

/** Who asks for what, each by a path of its own. */
const agents = new Map<string, string>();
const noting =
  (answer: Answer): Answer =>
  (request, response, hits) => {
    agents.set(request.url ?? '', request.headers['user-agent'] ?? '');
    answer(request, response, hits);
  };

const nothing = html('Nothing');
const answers: Readonly<Record<string, Answer>> = {
  '/': (request, response, hits) => {
    const elsewhere = `http://elsewhere.localhost:${(request.headers.host ?? '').split(':')[1] ?? ''}`;
    html(
      'Page',
      `<link rel="stylesheet" href="/style.css"><img src="/image.png"><link rel="prefetch" href="/prefetch">
       <iframe src="/frame"></iframe><iframe src="${elsewhere}/frame-of-another-site"></iframe>
       <script type="module">
         fetch('/fetch');
         navigator.sendBeacon('/beacon');
         new EventSource('/events');
         new Worker('/worker.js');
         new SharedWorker('/shared-worker.js');
         navigator.serviceWorker.register('/service-worker.js');
         open('/pop-up');
         open('/pop-up-without-opener', '_blank', 'noopener');
         new WebSocket('ws://' + location.host + '/socket');
       </script>`,
    )(request, response, hits);
  },
  '/worker.js': script(`fetch('/from-worker'); new Worker('/nested-worker.js')`),
  '/nested-worker.js': script(`fetch('/from-nested-worker')`),
  '/shared-worker.js': script(`fetch('/from-shared-worker')`),
  '/service-worker.js': script(`fetch('/from-service-worker')`),
  '/frame-of-another-site': html('Frame', `<script>fetch('/from-frame')</script>`),
  '/pop-up-without-opener': html('Pop-up', `<script>fetch('/from-pop-up')</script>`),
};
const others = [
  '/style.css',
  '/image.png',
  '/prefetch',
  '/frame',
  '/fetch',
  '/beacon',
  '/events',
  '/pop-up',
  '/from-worker',
  '/from-nested-worker',
  '/from-shared-worker',
  '/from-service-worker',
  '/from-frame',
  '/from-pop-up',
];
const paths = [...Object.keys(answers), ...others];
/**
 * Chromium asks for these in its own name, by a process that no page's settings reach. A request id joins them, or on an httpd of our own
 * the time.
 */
const inItsOwnName = ['/from-shared-worker', '/nested-worker.js', '/service-worker.js'];

const server = useServer(Object.fromEntries(paths.map((path) => [path, noting(answers[path] ?? nothing)])));
const browser = useBrowser();

test('what a page, its frames, pop-ups, workers and beacons send names their attempt', async () => {
  const sender = { runId: 'run-1', project: 'desktop', journey: 'j', index: 1 };
  const context = await browser().newContext({
    userAgent: `${await ownUserAgent(browser())} ${agentSuffix(sender)}`,
  });
  const page = await context.newPage();
  await page.goto(`${server().origin()}/`);
  const missing = (): string[] => paths.filter((path) => !agents.has(path));
  for (let waited = 0; missing().length > 0 && waited < 15_000; waited += 100) await sleep(100);
  await context.close();
  const unmarked = [...agents].filter(([, agent]) => senderIn(agent) !== senderKey(sender)).map(([path]) => path);
  assert.deepEqual(missing(), []);
  assert.deepEqual(new Set(unmarked), new Set(inItsOwnName));
});
