import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import type { Page } from '@playwright/test';
import { keepPage } from '../../../src/drill/keep.ts';
import { filesOf } from '../../../src/drill/page/httpd.ts';
import { renderDrillPage } from '../../../src/drill/page/index.ts';
import { notAsked, type DrillResult } from '../../../src/drill/result.ts';
import { useBrowser } from '../support/browser.ts';
import { makeExchange, makeProbes } from '../verdict/build.ts';
import { makeExpected, makeReport, makeResult } from './support/build.ts';

const picture = 'drill/d01/runs/d01-1/attachments/1-screenshot.png';

const change = [
  '--- cgi-bin/news\tmode 755',
  '+++ cgi-bin/news\tmode 644',
  '--- /dev/null',
  '+++ htdocs/new.html\tmode 644',
  '@@ -0,0 +1,1 @@',
  '+<h1>--- New</h1>',
  '--- sites/www.conf',
  '+++ sites/www.conf',
  '@@ -1,2 +1,2 @@',
  ' <VirtualHost *:80>',
  '-  Options None',
  '+  Options ExecCGI',
  '',
].join('\n');

const right: DrillResult = makeResult({
  picture,
  httpd: { change, test: 'Syntax OK', lines: ["[core:alert] .htaccess: Invalid command 'RewriteEngin'"] },
  said: {
    headline: 'reference answers 500 on /drug/:slug',
    advice: 'Roll back',
    finding: 'reference answers 500 on every monograph',
    title: 'The monograph opens',
    reasons: ['GET /drug/:slug on reference answered 500 four times.'],
    attempts: [
      {
        index: 0,
        status: 'failed',
        cause: 'server-error',
        reasons: [],
        durationMs: 2_000,
        exchanges: [makeExchange({ status: 500, bodyExcerpt: '<h1>Internal Server Error</h1>' })],
        probes: makeProbes([500, 500, 500]),
      },
    ],
  },
});
const misnamed: DrillResult = makeResult({
  id: 'd02',
  family: 'network',
  story: 'Every fifth <script>alert(1)</script> answers 500.',
  outcome: 'misnamed',
  why: ['verdict: transient in place of intermittent-server-error'],
  expected: makeExpected({ verdict: 'intermittent-server-error' }),
  given: { verdict: 'transient', cause: 'unavailable', layer: 'application' },
});
const broken: DrillResult = makeResult({
  id: 'e07',
  family: 'situation',
  outcome: 'broken',
  why: ['the site could not be started: EADDRINUSE'],
  given: null,
  page: null,
});
const report = makeReport(
  [right, misnamed, broken],
  [
    { id: 'e08', reason: 'interrupted' },
    { id: 'e09', reason: notAsked },
  ],
);

describe('the page of the drills', () => {
  const none = (): null => null;

  test('says in its headline how many have their right names', () => {
    const headline = (...results: readonly DrillResult[]) =>
      /<h1>([^<]*)<\/h1>/.exec(renderDrillPage(makeReport(results), none))?.[1];

    assert.equal(headline(right, { ...right, id: 'd03' }), 'All 2 faults are called by their right names');
    assert.equal(headline(right), 'The one fault that was drilled is called by its right name');
    assert.equal(headline(right, misnamed, broken), '1 of 3 faults is called by the right name');
    assert.equal(headline(), 'Nothing was drilled');
  });

  test('shows the probes of every attempt, not of the first alone', () => {
    const [first] = right.said?.attempts ?? [];
    assert.ok(right.said && first);
    const second = { ...first, index: 1, exchanges: [], probes: makeProbes([500], { purpose: 'came-back' }) };
    const both = { ...right, said: { ...right.said, attempts: [first, second] } };

    const text = renderDrillPage(makeReport([both]), none)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');

    assert.match(text, /Probes of attempt 1 [^✖]* does it stay\? ✖ 500 after 2\.4 s/);
    assert.match(text, /Probes of attempt 2 [^✖]* does it come back\? ✖ 500 after 2\.4 s/);
  });

  test('is green only where all that was asked for was drilled and is right', () => {
    const standing = (results: readonly DrillResult[], ...reasons: readonly string[]) => {
      const notDrilled = reasons.map((reason, n) => ({ id: `e${String(n)}`, reason }));
      const page = renderDrillPage(makeReport(results, notDrilled), none);
      const [, look, rest = ''] = /<header class="hero v-(\S+)">([^]*?)<h1>/.exec(page) ?? [];
      return [look, /<span>([^<]*)<\/span><\/p>/.exec(rest)?.[1]];
    };

    assert.deepEqual(standing([right], notAsked), ['passed', 'Right names']);
    const interrupted = 'Interrupted: 2 of 3 were not drilled';
    assert.deepEqual(standing([right], 'interrupted', 'interrupted', notAsked), ['degraded', interrupted]);
    assert.deepEqual(standing([misnamed], 'interrupted', 'interrupted'), ['regression', interrupted]);
    const notHere = { id: 'n02', reason: 'cannot be drilled here, because there is no nft', notHere: true } as const;
    assert.match(
      renderDrillPage(makeReport([right], [notHere]), none),
      /<header class="hero v-degraded">[^]*Not all can be drilled here: 1 of 2 were not drilled[^]*Cannot be drilled here, because there is no nft<\/b> <code>n02</,
    );
    assert.deepEqual(standing([right, misnamed, broken]), ['regression', 'Wrong names']);
    assert.deepEqual(standing([right, broken]), ['inconclusive', 'Not all could be run']);
    assert.match(
      renderDrillPage(makeReport([right, { ...right, id: 'd03' }], [{ id: 'e1', reason: notAsked }]), none),
      /<h1>All 2 faults that were drilled are called by their right names</,
    );
  });

  test('shows the change of a configuration file by file, and what Apache says of it', () => {
    assert.deepEqual(filesOf(change), [
      { path: 'cgi-bin/news', note: 'mode 755 → mode 644', lines: [] },
      { path: 'htdocs/new.html', note: 'new, mode 644', lines: ['+<h1>--- New</h1>'] },
      {
        path: 'sites/www.conf',
        note: '',
        lines: ['@@ -1,2 +1,2 @@', ' <VirtualHost *:80>', '-  Options None', '+  Options ExecCGI'],
      },
    ]);
    const silent = { ...right, httpd: { change: null, test: null, lines: [] } };
    const [told, untold] = [right, silent].map((one) => renderDrillPage(makeReport([one]), none));
    assert.match(told ?? '', /<span class="removed">- {2}Options None<\/span>/);
    assert.match(told ?? '', /Invalid command/);
    assert.match(told ?? '', /apache2 -t<\/code> says “Syntax OK”/);
    assert.doesNotMatch(untold ?? '', /<h3>The change/);
    assert.match(untold ?? '', /neither its output nor its error log/);
  });

  test('leads to its chapters where there are several', () => {
    const several = [right, { ...right, id: 'b01', family: 'configuration' as const }];

    assert.match(renderDrillPage(makeReport(several), none), /<nav class="chapters"[^]*href="#configuration"/);
    assert.doesNotMatch(renderDrillPage(makeReport([right]), none), /<nav class="chapters"/);
  });

  test('what it shows is escaped, and nothing is fetched', () => {
    const page = renderDrillPage(report, none).replaceAll('&#39;', "'");

    assert.ok(!page.includes('<script>alert'));
    assert.match(
      page.slice(0, 800),
      /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; img-src data:/,
    );
    assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//);
  });

  test('a page of many large pictures still opens: beyond a bound they stay where they lie', () => {
    const many = Array.from({ length: 64 }, (_, index) => ({ ...right, id: `d${String(index)}` }));
    const page = renderDrillPage(makeReport(many), () => new Uint8Array(390_000));

    assert.ok(page.length < 20_000_000, String(page.length));
    assert.equal(page.match(/class="journey fault/g)?.length, 64);
    assert.doesNotMatch(
      renderDrillPage(report, () => new Uint8Array(500_000)),
      /<img/,
    );
  });
});

describe('the page of the drills in a browser', () => {
  const browser = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'drill-page-'));
  const complaints: string[] = [];
  let page: Page;

  before(async () => {
    page = await (await browser().newContext()).newPage();
    await page.setContent('<h1>500 Internal Server Error</h1>');
    mkdirSync(join(folder, picture, '..'), { recursive: true });
    writeFileSync(join(folder, picture), await page.screenshot());
    keepPage(folder, report);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(join(folder, 'drill.html')).href);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens what is wrong first, with expected and given, and leaves closed what is right', async () => {
    const faults = await page
      .locator('details.fault')
      .evaluateAll((all) => all.map((one) => [one.id, (one as HTMLDetailsElement).open])); // the selector says details

    assert.deepEqual(faults, [
      ['e07', true],
      ['d02', true],
      ['d01', false],
    ]);
    const wrong = await page.locator('#d02 .wrong').innerText();
    assert.match(wrong, /Expected\s+Intermittent server error\s+cause: server error\s+spoken by the application/);
    assert.match(wrong, /Given\s+Transient\s+cause: unavailable/);
  });

  test('a fault tells its lesson: story, how, what a visitor sees, what was said, how to recognise it, its report', async () => {
    await page.locator('#d01 > summary').click();
    const lesson = page.locator('#d01');

    for (const part of [
      'How it is put in',
      'The change',
      'What Apache says',
      'What a visitor sees',
      'What the suite said',
      'How to recognise it',
    ])
      assert.ok(await lesson.getByRole('heading', { name: part }).isVisible(), part);
    assert.match(await lesson.innerText(), /reference answers 500 on every monograph/);
    assert.equal(await lesson.getByRole('link', { name: 'Report' }).getAttribute('href'), 'drill/d01/index.html');
    const width = await lesson
      .getByRole('img', { name: /The page when the journey failed/ })
      .evaluate((image) => (image as HTMLImageElement).naturalWidth); // the role says image
    assert.ok(width > 0, 'the picture is in the page');
  });

  test('the matrix leads to what is misnamed; of what was not drilled nothing is said', async () => {
    await page.locator('#d02 > summary').click();
    await page.locator('#matrix').getByRole('link', { name: 'd02' }).click();

    assert.equal(await page.locator('#d02').getAttribute('open'), '', 'a link opens its fault');
    assert.match(await page.locator('#not-drilled').innerText(), /Interrupted\s+e08[\s\S]*Not asked for\s+e09/);
  });

  test('it is accessible in light and dark, wide and narrow, with every fault open', async () => {
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });

        const { violations } = await new AxeBuilder({ page }).analyze();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

        const told = violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
        assert.deepEqual(told, [], `${colorScheme}, ${String(width)}`);
        assert.ok(overflow <= 0, `${colorScheme}, ${String(width)}: ${String(overflow)} too wide`);
      }
    }
    assert.deepEqual(complaints, []);
  });
});
