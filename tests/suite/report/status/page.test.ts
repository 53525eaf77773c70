import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, describe, test } from 'node:test';
import { HistoryError } from '../../../../src/history/history-error.ts';
import { writeStatus, type Status } from '../../../../src/report/status/index.ts';
import { renderStatus } from '../../../../src/report/status/page/index.ts';
import { dayBefore } from '../../../../src/report/status/sums.ts';
import { surfaces } from '../../../../src/target/types.ts';
import { verdicts } from '../../../../src/verdict/types.ts';
import { useBrowser } from '../../support/browser.ts';
import { makeDaily, makeIncident, makeLocation, makeLookBack, makeNewest, now, statusOf } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'status-page-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Every mark, two locations of which one is silent, incidents of each state, changes, steps. */
function mixed(): Status {
  const days = Array.from({ length: 90 }, (_, before) => {
    const worst = verdicts[before % verdicts.length] ?? 'passed';
    const isUnknown = worst === 'inconclusive' || worst === 'blocked';
    const day = dayBefore(now, before);
    return isUnknown
      ? makeDaily({ day, good: 0, unknown: 24, worst: null, attempts: 0 })
      : makeDaily({ day, worst, good: worst === 'server-error' ? 21 : 24, attempts: 32, failed: 4, serverErrors: 3 });
  }).slice(0, 80);
  const step = { id: 'home', project: '', times: [[1_200, 150] as const] };
  return statusOf(
    {
      days,
      newest: [makeNewest({ verdict: 'server-error' })],
      locations: [
        makeLocation({ outcome: 'server-error' }),
        makeLocation({ name: 'nyc', at: '2028-03-03T00:00:00.000Z' }),
      ],
      changes: [
        { id: 'CHG-1234', url: 'https://changes.example/CHG-1234', firstAt: '2028-03-05T10:00:00.000Z' },
        { id: 'CHG-1', url: 'javascript:alert(1)', firstAt: '2028-02-01T10:00:00.000Z' },
      ],
      steps: [{ ...step, step: 'opens <b>the page</b>' }],
    },
    {
      incidents: [
        makeIncident({
          acknowledged: { by: 'Ada', at: '2028-03-05T10:20:00.000Z' },
          muted: { by: 'Bob', until: '2028-03-05T14:00:00.000Z' },
        }),
        makeIncident({ id: 'INC-8', state: 'suspected', verdict: 'regression', after: null, onlyAt: 'nyc' }),
        makeIncident({ id: 'INC-9', state: 'recovering', verdict: 'unreachable', flapping: true }),
        ...Array.from({ length: 12 }, (_, n) =>
          makeIncident({
            ...{ id: `INC-${String(20 + n)}`, state: 'resolved', verdict: 'intermittent-server-error' },
            firstSeenAt: `${dayBefore(now, 10 + n * 5)}T02:00:00.000Z`,
            resolvedAt: `${dayBefore(now, 10 + n * 5)}T07:00:00.000Z`,
          }),
        ),
      ],
    },
  );
}

/** The text of markup, as a reader has it. */
const text = (page: string): string =>
  page
    .replace(/<(script|style|title)>[^]*?<\/\1>/g, '')
    // what only a page that has grown old shows
    .replace(/<p class="outcome old[^]*?<\/p>|<p\b[^>]*\bhidden[^]*?<\/p>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the status page', () => {
  test('answers first whether it is broken, since when, after which change, for whom, and who knows', () => {
    const [first = ''] = text(renderStatus(mixed())).split('How it has been');
    for (const part of [
      /Broken now: server error Every surface answers 500/,
      /Since 2028-03-05 10:04:00 UTC for 1 h 56 min/,
      /After change CHG-1234 4 min 00 s after it/,
      /For whom on www and reference, in 2 journeys/,
      /Acknowledged by Ada/,
      /Muted by Bob until 2028-03-05 14:00:00 UTC/,
      /INC-7 and 2 more/,
      /nyc silent since 2028-03-03/,
    ])
      assert.match(first, part);
  });

  test('lets nothing that it is told become markup, or a link that is none', () => {
    const page = renderStatus(mixed());
    assert.match(page, /opens &lt;b&gt;the page/);
    assert.doesNotMatch(page, /href="javascript/);
    assert.match(page, /http-equiv="Content-Security-Policy"\s+content="default-src (?:'|&#39;)none/);
  });

  for (const [name, status, told] of [
    [
      'all is well',
      statusOf(),
      /All well Nothing is broken on production No incident is open, and none was in 90 days/,
    ],
    [
      'nothing is known',
      statusOf({ days: [], lastHours: [], newest: [], locations: [] }),
      /No run of production has been judged/,
    ],
    [
      'the newest run is old',
      statusOf({ locations: [makeLocation({ at: '2028-03-05T08:59:00.000Z' })] }),
      /The newest run is 3 h 01 min old : what stands here is no news\./,
    ],
    [
      'the newest run says nothing',
      statusOf({ locations: [makeLocation({ outcome: 'blocked' })] }),
      /Blocked All passed\./,
    ],
    [
      'nothing is open, and what failed was not run since',
      statusOf({ newest: [makeNewest({ verdict: 'server-error', at: '2028-03-05T10:00:00.000Z' })] }),
      /Nothing open Nothing is known to be broken on production No incident is open.* But 1 journey failed when last run: home\./,
    ],
  ] as const)
    test(`says so where ${name}`, () => assert.match(text(renderStatus(status)), told));

  test('shows attempts beside verdicts where they part', () => {
    const lastHours = [makeDaily({ id: 'search-drug', runs: 64, good: 56, serverErrors: 8, attempts: 72, failed: 9 })];
    const page = text(renderStatus(statusOf({ days: lastHours, lastHours })));
    assert.match(page, /search-drug : one in 8 attempts failed in 24 hours; one in 8 runs met a server error/);
  });

  test('tells what one outage has hit together, and how many more there are', () => {
    const bad = (id: string, failed: number) =>
      makeDaily({
        ...{ id, project: 'desktop', surfaces: [] },
        ...{ runs: 40, good: 40 - failed, serverErrors: failed, attempts: 40, failed },
      });
    const one = ['a', 'b', 'c', 'd'].map((id) => bad(id, 20));
    const others = [8, 6, 5, 4].map((failed) => bad(`e${String(failed)}`, failed));
    const lastHours = [...one, ...others];
    const page = text(renderStatus(statusOf({ days: lastHours, lastHours })));

    assert.match(page, /a \(desktop\), b \(desktop\) and 2 more, each : one in 2 attempts failed in 24 hours/);
    assert.match(page, /50\.00 % or more of their runs ended well/);
    assert.match(page, /e5 \(desktop\) : one in 8 attempts.* 1 more failed in one attempt of twenty or oftener/);
  });

  test('of 40 journeys and 90 days that all differ stays small', () => {
    const days = Array.from({ length: 40 }, (_, n) =>
      Array.from({ length: 90 }, (__, before) =>
        makeDaily({
          ...{ id: `journey-${String(n)}`, day: dayBefore(now, before), surfaces: [surfaces[n % 6] ?? 'www'] },
          worst: verdicts[(n + before) % 4] ?? 'passed',
          good: 20,
        }),
      ),
    ).flat();
    const status = statusOf({ days });
    assert.deepEqual([status.journeys.length, status.surfaces.length], [40, 6]);
    assert.ok(Buffer.byteLength(renderStatus(status)) < 1_500_000, String(Buffer.byteLength(renderStatus(status))));
    assert.ok(JSON.stringify(status).length < 1_000_000);
  });
});

test('a history that is down, or too new, is told on the page, which keeps what it said', async () => {
  const options = { target: 'production', reportsDir: folder, objective: 0.999, staleAfterMs: 7_800_000, now };
  const works = { lookBack: () => Promise.resolve(makeLookBack()), incidents: () => Promise.resolve([makeIncident()]) };
  const down = {
    ...works,
    lookBack: () => Promise.reject(new HistoryError('down', 'The history in pg cannot be used: it does not answer.')),
  };

  const { status: none } = await writeStatus(down, options);
  assert.deepEqual([none.newest, none.trouble?.at], [null, now]);
  await writeStatus(works, options);
  const { page, json } = await writeStatus(down, { ...options, now: '2028-03-05T12:10:00.000Z' });
  await writeStatus(down, { ...options, now: '2028-03-05T12:20:00.000Z' });

  const told = text(readFileSync(page, 'utf8'));
  assert.match(told, /cannot be read since 2028-03-05 12:10:00 UTC\. What stands here is of 2028-03-05 12:00:00 UTC/);
  assert.match(told, /Every surface answers 500/);
  const kept = JSON.parse(readFileSync(json, 'utf8')) as Status; // written by the code under test
  assert.deepEqual([kept.builtAt, kept.incidents.length], [now, 1]);
  const { status } = await writeStatus(works, options);
  assert.equal(status.trouble, null);
});

describe('in a browser', () => {
  const browser = useBrowser();

  test('it is accessible in light and dark, wide and narrow, asks nobody for anything, and works by keyboard', async () => {
    const file = join(folder, 'mixed.html');
    writeFileSync(file, renderStatus(mixed()));
    const context = await browser().newContext({ timezoneId: 'Europe/Berlin', locale: 'en-GB' });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.clock.setFixedTime(now);
    await page.goto(`${pathToFileURL(file).href}#INC-31`);
    assert.equal(await page.locator('#INC-31').isVisible(), true);
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.setAttribute('open', '');
    });
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const told = violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
      assert.deepEqual(told, [], `${colorScheme}, ${String(width)}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${String(overflow)} px too wide, ${colorScheme}, ${String(width)}`);
    }
    await page.getByRole('radio', { name: '30 days' }).focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('#surface--www summary .w-24h').first().isVisible(), true);
    assert.equal(await page.locator('#surface--www summary .w-30d').first().isVisible(), false);
    assert.equal(await page.locator('#stale').isVisible(), false);

    // the same page, opened the next day
    await page.clock.setFixedTime('2028-03-06T12:00:00.000Z');
    await page.reload();
    assert.match(await page.locator('#stale').innerText(), /The newest run is 25 h old: what stands here is no news/);
    assert.match(await page.locator('.outcome').filter({ visible: true }).innerText(), /No news/);
    assert.match(await page.title(), /^No news/);
    assert.match(await page.locator('.hero .mark').innerText(), /2028-03-05 12:00:00 UTC\s+Sun.* 13:00/);
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      new Set(requests.filter((url) => !url.startsWith('data:')).map((url) => url.split('#')[0])),
      new Set([pathToFileURL(file).href]),
    );
    await context.close();
  });
});
