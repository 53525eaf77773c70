import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { keepGate, moveGateAside, newestGate } from '../../../src/gate/keep.ts';
import { renderGatePage } from '../../../src/gate/page/index.ts';
import type { GateReport } from '../../../src/gate/types.ts';
import { writeWhole } from '../../../src/target/atomic.ts';
import { temporaryFolder } from '../cli/support.ts';
import { useBrowser } from '../support/browser.ts';
import { at } from '../verdict/build.ts';
import { answered, good, journey } from './build.ts';
import { makeGateReport, makeRollback } from './build-report.ts';

const fine = [journey([good()])];
const five = [journey([answered(500)])];
const other = journey([answered(404, { surface: 'www', path: '/' })], { id: 'home-shows-news' });
const home = journey([good({ surface: 'www', path: '/' })], { id: 'home-shows-news' });

const rolledBack = makeGateReport({ now: [...five, other], before: [...fine, other], rollback: makeRollback() });
const failed = makeGateReport({
  now: five,
  before: fine,
  rollback: makeRollback({ exitCode: 9, ended: 'exit code 9', output: 'no such <release>\n', recoveredAfterMs: null }),
});
const pass = makeGateReport({ now: [home], before: [other], over: { chance: 'NODES names no nodes.' } });
const inconclusive = makeGateReport({
  now: five,
  before: five,
  over: {
    windows: [{ from: at(-1_000), to: at(9_000_000), expects: [{ status: 503, pattern: '/search/*' }] }],
    expected: ['search-finds (phone)'],
    troubles: ['CHG-1234 was used before.'],
    nodes: ['web1', 'web2'].map((name) => ({
      node: { name, address: '10.0.0.1' },
      outcome: name === 'web1' ? 'passed' : 'server-error',
      headline: `${name} was looked at.`,
      run: null,
    })),
  },
});

/** What a reader reads, in its order. */
const textOf = (page: string): string =>
  page
    .replace(/<(style|script|svg|head)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'");
const h1 = (report: GateReport): string => textOf(/<h1[^]*?<\/h1>/.exec(renderGatePage(report))?.[0] ?? '').trim();

describe('the page of a gate', () => {
  test('shows before, after and the rollback on one time line, in their order', () => {
    const [, line = ''] = /id="time-line"([^]*?)<h2 id="new-title"/.exec(renderGatePage(rolledBack)) ?? [];

    const told = textOf(line);
    for (const words of [
      /Before .*The last judged run .*56 min 40 s before the gate .*After .*Revision 42|Before .*After .*revision 42 is live/,
      /After .*Smoke journeys .*Server error .*Detected after 11\.2 s .*Rollback .*rolled back: exit code 0 .*Recovery .*pass 1 of 3 .*pass 3 of 3 .*recovered/,
    ])
      assert.match(told, words);
    assert.equal(line.match(/runs\/[\w-]+\/parts\/runs\/[\w-]+\/index\.html/g)?.length, 4);
    assert.ok(line.includes('href="runs/before-1/index.html"'));
    assert.doesNotMatch(told, /New since CHG-1234: .*Detected/);
  });

  test('tells detected, rolled back and recovered in three lines, with how long each took', () => {
    const [, stations = ''] = /<ol class="stations"([^]*?)<\/ol>/.exec(renderGatePage(rolledBack)) ?? [];

    assert.deepEqual(
      stations
        .split('<li')
        .slice(1)
        .map((line) => textOf(`<li${line}`).trim()),
      [
        'Detected after 11.2 s by the smoke journeys',
        'Rolled back in 2.4 s exit code 0',
        'Recovered after 18.9 s three smoke runs passed one after the other',
      ],
    );
  });

  const loud: readonly [name: string, report: GateReport, told: RegExp | null][] = [
    ['that failed', failed, /^The rollback FAILED, and the site is STILL NOT WELL$/],
    [
      'that failed, on a site that is well again',
      makeGateReport({ now: five, rollback: makeRollback({ exitCode: 9, ended: 'exit code 9' }) }),
      /^The rollback FAILED, and yet the site is well again$/,
    ],
    [
      'after which the site is down',
      makeGateReport({ now: five, rollback: makeRollback({ recoveredAfterMs: null }) }),
      /^Rolled back, and the site is STILL NOT WELL$/,
    ],
    [
      'that was interrupted',
      makeGateReport({ now: five, rollback: makeRollback({ recoveredAfterMs: null }), over: { exitCode: 130 } }),
      /^Rolled back, and nobody has seen the site recover$/,
    ],
    [
      'whose end nobody saw',
      makeGateReport({ now: five, rollback: makeRollback({ exitCode: null, ended: null, recoveredAfterMs: null }) }),
      /^A rollback was begun, and nobody has seen its end$/,
    ],
    [
      'that was wanted, and not begun',
      makeGateReport({
        now: five,
        over: { events: [{ at: at(9), kind: 'gave-up', text: 'it was NOT run', tone: 'bad', run: null }] },
      }),
      /^The rollback was NOT run$/,
    ],
    ['that helped', rolledBack, null],
    ['of which there was no need', pass, null],
  ];
  for (const [name, report, told] of loud)
    test(`is loudest about a rollback ${name}`, () => {
      const page = renderGatePage(report);
      assert.equal(/<header class="hero [^"]*\balarm\b/.test(page), told !== null);
      if (told === null) assert.equal(h1(report), report.headline);
      else {
        assert.match(h1(report), told);
        assert.ok(textOf(page).includes(report.headline), 'what is new is told all the same');
      }
    });

  test('puts the output of a command that failed before everything else, as text', () => {
    const page = renderGatePage(failed);

    assert.ok(page.indexOf('no such &lt;release&gt;') < page.indexOf('id="time-line"'));
    assert.ok(page.indexOf('no such') > page.indexOf('</header>'));
  });

  test('tells what is new, what was there, what is gone, nodes, chance, what was expected, and what to know of it', () => {
    const told = (report: GateReport): string => textOf(renderGatePage(report));

    assert.match(told(rolledBack), /New since CHG-1234 1 .*500 .*Already there 1 .*404/);
    assert.match(told(pass), /PASS .*Nothing new was seen.*Gone since CHG-1234 1 .*404.*NODES names no nodes/);
    assert.match(
      told(inconclusive),
      /INCONCLUSIVE .*Nodes 2 .*web2 .*Expected during maintenance 1 .*503@\/search\/\* .*search-finds \(phone\) .*CHG-1234 was used before/,
    );
    const page = renderGatePage(rolledBack);
    assert.ok(page.includes(`href="runs/${rolledBack.id}/index.html#j--drug-monograph--"`));
    assert.ok(page.includes('href="https://changes.example.org/CHG-1234"'));
    assert.ok(page.includes('href="runbook.html#regression"'));
  });

  test('leads nowhere else, whatever stands in a report', () => {
    const change = { id: '<b>CHG</b>', url: 'javascript:alert(1)' };
    const [whole, ...runs] = pass.runs.map((run) => ({ ...run, page: '../../etc/passwd' }));
    const page = renderGatePage({ ...pass, change, runs: whole ? [whole, ...runs] : [] });

    assert.doesNotMatch(page, /href="javascript|etc\/passwd|<b>CHG/);
  });

  test('says what was running when nobody saw the end of it', () => {
    const { events } = rolledBack;
    const cut = { ...pass, events: events.filter(({ kind, run }) => run === null && ['began', 'run'].includes(kind)) };

    assert.match(textOf(renderGatePage(cut)), /After .*the smoke journeys/);
  });
});

describe('where the page lies', () => {
  const reports = temporaryFolder('gate-page');
  const browser = useBrowser();

  test('in reports/ and in the folder of its run, beside what it is built from', () => {
    const page = keepGate(reports, failed);

    assert.equal(page, join(reports, 'gate.html'));
    const own = join(reports, 'runs', failed.id);
    assert.equal(readFileSync(join(own, 'gate.json'), 'utf8'), readFileSync(join(reports, 'gate.json'), 'utf8'));
    assert.match(readFileSync(join(own, 'gate.html'), 'utf8'), /href="\.\.\/\.\.\/runs\/before-1\/index\.html"/);
    assert.equal(newestGate(reports), null);
    writeWhole('a verdict', join(reports, 'verdict.json'), JSON.stringify({ run: { id: failed.id } }));
    assert.equal(newestGate(reports), 'gate.html');
    writeWhole('a verdict', join(reports, 'verdict.json'), JSON.stringify({ run: { id: 'a-later-one' } }));
    assert.equal(newestGate(reports), null);

    moveGateAside(reports);

    assert.deepEqual(
      ['gate.json', 'gate.html', 'previous/gate.html', join('runs', failed.id, 'gate.html')].map((path) =>
        existsSync(join(reports, path)),
      ),
      [false, false, true, true],
    );
  });

  for (const [width, colorScheme, shown] of [
    [1280, 'light', { failed, inconclusive }],
    [390, 'dark', { rolledBack, pass }],
  ] as const)
    test(`fits and can be read at ${String(width)} px, ${colorScheme}`, async () => {
      const context = await browser().newContext({ viewport: { width, height: 844 }, colorScheme });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => faults.push(message.text()));
      for (const [name, report] of Object.entries(shown)) {
        const file = join(reports, `${name}.html`);
        writeWhole('a page', file, renderGatePage(report));
        await page.goto(pathToFileURL(file).href);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${name} overflows by ${String(overflow)} px`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(
          violations.map(({ id, nodes }) => [name, id, nodes.map(({ html, any }) => [html, any[0]?.message])]),
          [],
        );
      }
      await context.close();
      assert.deepEqual(faults, []);
    });
});
