import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { JourneyRecord, RunRecord } from '../../../src/verdict/types.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';
import { html, useServer } from '../support/server.ts';

type Answer = Parameters<typeof useServer>[0][string];

const page = (title: string, body = ''): Answer => html(`${title} - Medscape`, body);
const fails =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', 'x-powered-by': 'Express', ...headers });
    response.end(`<title>Error ${String(status)}</title><h1>It broke</h1>`);
  };

/** Answers badly to the requests of these numbers, from 1, and well to all others. */
function strikes(numbers: readonly number[], bad: Answer): Answer {
  let seen = 0;
  return (request, response, hits) => {
    seen += 1;
    (numbers.includes(seen) ? bad : page('Recovered'))(request, response, hits);
  };
}

/** Answers badly to the first `count` requests, then well; agents are kept for the test on them. */
function recovers(count: number, bad: Answer): Answer {
  let seen = 0;
  return (request, response, hits) => (seen++ < count ? bad : page('Recovered'))(request, response, hits);
}

const agents: string[] = [];
const headers: string[] = [];
const noting: Answer = (request, response) => {
  agents.push(request.headers['user-agent'] ?? '');
  headers.push(...Object.keys(request.headers));
  response.writeHead(200, { 'content-type': request.url?.endsWith('.js') === true ? 'text/javascript' : 'text/html' });
  response.end(request.url?.endsWith('.js') === true ? `fetch('/agents/from-worker')` : '<title>ok</title>');
};

const server = useServer({
  '/': page('Home'),
  '/drugs': page('Drugs'),
  '/search/': page('Search'),
  '/login/sso/getlogin': page('Log in'),
  '/always-500': fails(500),
  '/once-500': recovers(1, fails(500)),
  // a good probe after each of the two attempts
  '/twice-500': strikes([1, 3], fails(500)),
  '/once-503': recovers(1, fails(503)),
  '/patience-503': fails(503, { 'retry-after': '600' }),
  '/short-patience-503': recovers(1, fails(503, { 'retry-after': '3' })),
  '/xhr-500': page('Looks good', `<script>fetch('/always-500').catch(() => {})</script>`),
  '/soft-500': html(
    'Whitelabel Error Page',
    '<p>There was an unexpected error (type=Internal Server Error, status=500).</p>',
  ),
  '/moved-for-a-moment': recovers(
    1,
    (_, response) => void response.writeHead(302, { location: '/maintenance.html' }).end(),
  ),
  '/maintenance.html': html('Down for maintenance', '<p>We will be back soon.</p>'),
  '/form': page('Form', `<form method="post" action="/submit"><button>Send</button></form>`),
  '/submit': fails(500),
  '/challenged': (_, response) => {
    response.writeHead(403, { 'content-type': 'text/html', 'cf-mitigated': 'challenge', server: 'cloudflare' });
    response.end('<title>Just a moment...</title>');
  },
  '/agents': page(
    'Agents',
    `<script>fetch('/agents/from-page'); new Worker('/agents/worker.js'); open('/agents/pop-up')</script>`,
  ),
  '/agents/from-page': noting,
  '/agents/worker.js': noting,
  '/agents/from-worker': noting,
  '/agents/pop-up': noting,
  '/article-about-500': html(
    'Internal server error: what readers should know - Medscape',
    '<p>An article about "internal server error".</p>',
  ),
});

const opens = (id: string, path: string, title = /Medscape/): string => `
test('${id} opens', details('${id}'), async ({ page, site }) => {
  await page.goto(site.www + '${path}');
  await expect(page).toHaveTitle(${String(title)});
});`;

describe('attempts, probes and retries of journeys in a real browser', () => {
  let run: SpecRun;
  let record: RunRecord;
  const journey = (id: string): JourneyRecord => {
    const found = record.journeys.find((one) => one.id === id);
    assert.ok(found, `${id} is in the verdict: ${run.output}`);
    return found;
  };

  before(async () => {
    run = await runSpecs({
      origin: server().origin(),
      specs: {
        'pages.spec.ts': [
          opens('healthy', '/'),
          opens('always-500', '/always-500'),
          opens('once-500', '/once-500'),
          opens('twice-500', '/twice-500'),
          opens('once-503', '/once-503'),
          opens('patience-503', '/patience-503'),
          opens('short-patience-503', '/short-patience-503'),
          opens('soft-500', '/soft-500', /./),
          opens('moved-for-a-moment', '/moved-for-a-moment'),
          opens('challenged', '/challenged'),
          opens('about-500', '/article-about-500'),
          opens('wrong-title', '/drugs', /Something else/),
          opens('missing', '/missing', /Recovered/),
        ].join(''),
        'more.spec.ts': `
test('A page whose XHR fails looks good', details('xhr-500'), async ({ page, site }) => {
  await page.goto(site.www + '/xhr-500');
  await expect(page).toHaveTitle(/Looks good/);
});
test('A form is sent', details('sends', { does: 'write' }), async ({ page, site }) => {
  await page.goto(site.www + '/form');
  await page.getByRole('button').click();
  await expect(page).toHaveTitle(/Thanks/);
});
test('A missing page says so', details('expected-404'), async ({ page, site, expectAnswer }) => {
  expectAnswer({ status: 404, surface: 'www', path: '/missing*' });
  await page.goto(site.www + '/missing');
  await expect(page).toHaveTitle('Nothing here');
});
test('All that speaks names itself', details('agents'), async ({ page, site }) => {
  const popUp = page.waitForEvent('popup');
  const fromWorker = page.waitForResponse('**/from-worker');
  await page.goto(site.www + '/agents');
  await fromWorker;
  await (await popUp).waitForLoadState();
});
test('The browser crashes', details('crash'), async ({ page, site }, testInfo) => {
  await page.goto(site.www + '/');
  if (testInfo.retry === 0) await page.goto('chrome://crash').catch(() => {});
  await expect(page).toHaveTitle(/Home/);
});
test('The browser is killed', details('browser-killed'), async ({ page, site }, testInfo) => {
  await page.goto(site.www + '/');
  const devTools = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await devTools.send('SystemInfo.getProcessInfo');
  if (testInfo.retry === 0) process.kill(processInfo.find(({ type }) => type === 'browser').id, 'SIGKILL');
  await expect(page).toHaveTitle(/Home/);
});
test('Nobody owns this', { tag: ['@anonymous', '@read', '@surface-www', '@smokey'] }, async ({ page, site }) => {
  await page.goto(site.www + '/');
});`,
      },
    });
    assert.ok(run.record, `the run left a verdict: ${run.output}`);
    record = run.record;
  });

  test('the run as a whole is a server error, and plain Playwright exits 1', () => {
    assert.deepEqual([record.outcome, record.exitCode, run.exitCode], ['server-error', 3, 1]);
  });

  test('a healthy page passes at once', () => {
    const { verdict, attempts } = journey('healthy');
    assert.deepEqual([verdict, attempts.length], ['passed', 1]);
  });

  test('a 500 that stays is confirmed by three probes over 1.5 s, and not tried again', () => {
    const { verdict, attempts, reasons, notRun } = journey('always-500');
    assert.deepEqual([verdict, attempts.length, notRun?.kind], ['server-error', 1, 'confirmed-server-error']);
    const probes = attempts[0]?.probes ?? [];
    assert.deepEqual(
      probes.map(({ status }) => status),
      [500, 500, 500],
    );
    assert.ok(Date.parse(probes[2]?.at ?? '') - Date.parse(probes[0]?.at ?? '') >= 1_500);
    assert.match(reasons.join(' '), /answered 500/);
    assert.ok(
      attempts[0]?.attachments.some(({ contentType }) => contentType === 'image/png'),
      'its picture is kept',
    );
    assert.match(
      attempts[0]?.errors.join() ?? '',
      /Ended at once: GET \/always-500 answered 500/,
      `no locator waited out its time: ${JSON.stringify(attempts[0]?.errors)}`,
    );
  });

  test('a 500 that goes away on retry is still a 500', () => {
    const { verdict, attempts } = journey('once-500');
    assert.equal(verdict, 'intermittent-server-error');
    assert.deepEqual(
      attempts.map(({ status, cause }) => [status, cause]),
      [
        ['failed', 'server-error'],
        ['passed', null],
      ],
    );
    assert.deepEqual(
      attempts[1]?.probes.map(({ purpose }) => purpose),
      ['came-back', 'came-back', 'came-back'],
    );
  });

  test('each attempt that met a server error is named by the one that passed', () => {
    const { verdict, attempts } = journey('twice-500');
    assert.deepEqual([verdict, attempts.length], ['intermittent-server-error', 3]);
    assert.match(
      attempts[2]?.errors.join() ?? '',
      /This attempt passed, but attempts 1 and 2 met a server error, and no retry erases one\./,
    );
    assert.match(journey('once-500').attempts[1]?.errors.join() ?? '', /but attempt 1 met a server error/);
  });

  test('a 503 that goes away and stays away is transient, after a backoff', () => {
    const { verdict, attempts } = journey('once-503');
    assert.equal(verdict, 'transient');
    const [first, second] = attempts;
    assert.ok(first && second);
    const pause = Date.parse(second.startedAt) - (Date.parse(first.startedAt) + first.durationMs);
    assert.ok(pause >= 900, `${String(pause)} ms between the attempts`);
  });

  test('a page that leads to a maintenance page is itself asked again, not the page that it led to', () => {
    const { verdict, attempts } = journey('moved-for-a-moment');
    assert.deepEqual([verdict, attempts.length, attempts[0]?.cause], ['transient', 2, 'unavailable']);
    assert.ok(attempts[0]?.probes.every(({ path }) => path === '/moved-for-a-moment'));
  });

  test('a server that asks for more patience than we have is not asked again', () => {
    const { verdict, attempts } = journey('patience-503');
    assert.deepEqual([verdict, attempts.length, attempts[0]?.probes.length], ['server-error', 1, 1]);
  });

  test('the first probe, too, waits as long as the failed answer asked for', () => {
    const { verdict, attempts } = journey('short-patience-503');
    const [first] = attempts;
    const [failed] = first?.exchanges.filter(({ status }) => status === 503) ?? [];
    const [asked] = first?.probes ?? [];
    assert.deepEqual([verdict, attempts.length, asked?.status], ['transient', 2, 200]);
    const waited = Date.parse(asked?.at ?? '') - Date.parse(failed?.startedAt ?? '');
    assert.ok(waited >= 3_000, `${String(waited)} ms from the failure to its first probe`);
  });

  test('an XHR that answers 500 fails an attempt whose expectations all held', () => {
    const { verdict, attempts } = journey('xhr-500');
    assert.deepEqual([verdict, attempts[0]?.cause], ['server-error', 'server-error']);
  });

  test('an error page under 200 is a server error, an article about one is none', () => {
    assert.equal(journey('soft-500').verdict, 'server-error');
    assert.equal(journey('about-500').verdict, 'passed');
  });

  test('what must not be sent twice is sent once', () => {
    const { verdict, attempts, notRun } = journey('sends');
    assert.deepEqual([verdict, attempts.length, notRun?.kind], ['server-error', 1, 'non-idempotent-sent']);
    assert.equal(server().hits.filter((hit) => hit === 'POST www.site.localhost /submit').length, 1);
  });

  test('a bot check is no server error, and is not asked again', () => {
    assert.equal(journey('challenged').verdict, 'blocked');
    assert.equal(server().hits.filter((hit) => hit.endsWith('/challenged')).length, 1);
  });

  test('an answer that was declared is expected, the same undeclared is tried once more and is a regression', () => {
    assert.equal(journey('expected-404').verdict, 'passed');
    const { verdict, attempts } = journey('missing');
    assert.deepEqual([verdict, attempts.length], ['regression', 2]);
  });

  test('a wrong page where nobody has seen the journey pass is inconclusive', () => {
    assert.deepEqual(
      [journey('wrong-title').verdict, journey('wrong-title').attempts[0]?.cause],
      ['inconclusive', 'content'],
    );
  });

  test('a page that crashes is trouble of our own, and tried again', () => {
    const { verdict, attempts } = journey('crash');
    assert.deepEqual([verdict, attempts.map(({ cause }) => cause)], ['transient', ['runner', null]]);
  });

  test('a browser that is killed in the middle is trouble of our own as well', () => {
    const { verdict, attempts } = journey('browser-killed');
    assert.deepEqual([verdict, attempts.map(({ cause }) => cause)], ['transient', ['runner', null]], run.output);
  });

  test('pages, fetches, workers and pop-ups name run, journey and attempt in the User-Agent, and nowhere else', () => {
    assert.ok(agents.length >= 4, `${String(agents.length)} requests were seen`);
    for (const agent of agents) {
      assert.match(
        agent,
        new RegExp(`MedscapeJourneys/1\\.0 \\(run=${record.run.id}; project=[\\w-]+; journey=agents; attempt=0\\)$`),
      );
    }
    assert.deepEqual(
      headers.filter((name) => /^x-|run|journey/i.test(name)),
      [],
    );
  });

  test('a journey without owner, or with an unknown tag, is refused and says what it needs', () => {
    const refused = record.journeys.find(({ title }) => title === 'Nobody owns this');
    assert.equal(refused?.verdict, 'inconclusive');
    const words = JSON.stringify(refused);
    assert.match(words, /needs an owner/);
    assert.match(words, /@smokey is unknown/);
  });

  test('the page and the console tell it', () => {
    assert.match(run.page, /once-500/);
    assert.match(run.output, /intermittent-server-error\s+once-500/);
  });
});
