import AxeBuilder from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from '@playwright/test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { renderPage } from '../../../src/report/page/index.ts';
import { summaryOf } from '../../../src/report/runs.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { useBrowser } from '../support/browser.ts';
import { mixedRecord, oneRouteRecord, passingRecord, thousandRecord } from './fixtures.ts';
import { pastOf } from './past-of.ts';

describe('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  const browser = useBrowser();
  let picture: Buffer;

  before(async () => {
    const page = await browser().newPage({ viewport: { width: 1280, height: 720 } });
    await page.setContent('<h1>Internal Server Error</h1>');
    picture = await page.screenshot();
    await page.close();
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page of this record, opened from a file like a reviewer's; what it complains of is in `complaints`. */
  async function open(
    record: RunRecord,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[]; requests: string[]; close: () => Promise<void> }> {
    const file = join(folder, `${record.outcome}-${record.journeys.length}.html`);
    const runs = [summaryOf({ ...passingRecord(), run: { ...record.run, id: 'older' } })];
    writeFileSync(
      file,
      renderPage(record, {
        runs,
        place: 'reports',
        readAttachment: () => picture,
        playwrightReport: 'playwright/index.html',
        past: pastOf(record, () => `${'.'.repeat(26)}~dx`),
      }),
    );
    const context = await browser().newContext({ timezoneId: 'Europe/Berlin', locale: 'en-GB', ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, complaints, requests, close: () => context.close() };
  }

  for (const [name, record] of [
    ['a mixed run', mixedRecord()],
    ['a passing run', passingRecord()],
  ] as const) {
    test(`${name} is accessible in light and dark, wide and narrow, with journeys open`, async () => {
      const { page, complaints, close } = await open(record);
      await page.evaluate(() => {
        const closed = [...document.querySelectorAll('details.journey')].slice(0, 5);
        for (const journey of closed)
          for (const one of [journey, ...journey.querySelectorAll('details')]) one.setAttribute('open', '');
        for (const legend of document.querySelectorAll('details.legend')) legend.setAttribute('open', '');
        // Rows that are alike tell axe nothing new, and a busy machine a minute.
        for (const journey of [...document.querySelectorAll('details.journey')].slice(9)) journey.remove();
      });
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });

          const { violations } = await new AxeBuilder({ page }).analyze();
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

          const told = violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
          assert.deepEqual(told, [], `${colorScheme}, ${width}`);
          assert.ok(overflow <= 0, `${overflow} px too wide, ${colorScheme}, ${width}`);
        }
      }
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  test('a 500 that an attempt survived is as red as one that stayed', async () => {
    const { page, close } = await open(mixedRecord());

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const colourOf = (verdict: string) =>
        page.locator(`.counts li.v-${verdict} svg`).evaluate((shape) => getComputedStyle(shape).color);

      assert.equal(await colourOf('intermittent-server-error'), await colourOf('server-error'));
      assert.notEqual(await colourOf('transient'), await colourOf('server-error'));
    }
    await close();
  });

  test('asks nobody for anything', async () => {
    const { page, requests, complaints, close } = await open(mixedRecord());

    await page.locator('.journey summary').first().click();

    assert.deepEqual(
      requests.filter((url) => !url.startsWith('data:')),
      [page.url()],
    );
    assert.deepEqual(complaints, []);
    await close();
  });

  test("adds the reader's own time zone to UTC", async () => {
    const { page, close } = await open(passingRecord());

    assert.match(await page.locator('.hero .facts').innerText(), /2026-03-10 09:58:12 UTC\s+Tue.* 10:58/);
    await close();
  });

  test('filters by verdict without script, by keyboard', async () => {
    const { page, close } = await open(mixedRecord(), { javaScriptEnabled: false });
    const rows = page.locator('details.journey').filter({ visible: true });
    assert.equal(await rows.count(), 38);

    await page.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');

    assert.equal(await rows.count(), 1);
    assert.match(await rows.innerText(), /Drug monograph shows its sections/);
    assert.equal(await page.locator('.search').isVisible(), false);
    await close();
  });

  test('searches journeys by title, surface and owner', async () => {
    const { page, close } = await open(passingRecord());
    const rows = page.locator('details.journey').filter({ visible: true });

    await page.getByRole('searchbox').fill('monograph phone');

    assert.deepEqual((await rows.locator('.title small').allInnerTexts()).sort(), [
      'drug-monograph',
      'pill-identifier',
    ]);
    assert.equal(await page.getByRole('status').innerText(), '2 of 38 journeys match');
    await close();
  });

  test('opens a journey from the finding that names it, whatever is filtered', async () => {
    const { page, close } = await open(oneRouteRecord());
    await page.locator('.filter label').filter({ hasText: 'Passed' }).click();
    const journey = page.locator('#j--interactions--desktop');
    assert.equal(await journey.isVisible(), false);

    await page.locator('.finding').getByRole('link', { name: 'interactions (desktop)' }).click();

    await journey.waitFor({ state: 'visible' });
    assert.match(await journey.innerText(), /Attempt 2 passed/);
    await close();
  });

  test('prints with every attempt open', async () => {
    const { page, close } = await open(oneRouteRecord());

    await page.emulateMedia({ media: 'print' });

    assert.equal(await page.locator('#j--interactions--desktop').isVisible(), true);
    assert.equal(await page.locator('.filter').isVisible(), false);
    await close();
  });

  test('shows a thousand journeys at once and lets a reader find one', async () => {
    const begin = performance.now();
    const { page, close } = await open(thousandRecord());

    // Within the page: asking for a thousand locators one by one would measure the asking.
    const shown = await page.evaluate(() => {
      const box = document.querySelector<HTMLInputElement>('.search input');
      if (!box) return null;
      box.value = 'calculator-508';
      box.dispatchEvent(new Event('input'));
      return [...document.querySelectorAll('details.journey:not([hidden]) .title small')].map((id) => id.textContent);
    });

    assert.deepEqual(shown, ['calculator-508']);
    // Generous, for a busy machine: it takes about one second on an idle one.
    assert.ok(performance.now() - begin < 20_000, `${performance.now() - begin} ms`);
    await close();
  });
});
