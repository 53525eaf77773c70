import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { renderPage } from '../../../src/report/page/index.ts';
import { blocksOf, prose } from '../../../src/report/page/prose.ts';
import { renderRunbook, runbookSection, runbookText } from '../../../src/report/page/runbook.ts';
import { runbookLink, runbookOnGithub, runbookPath } from '../../../src/report/runbook.ts';
import { verdicts } from '../../../src/verdict/types.ts';
import { makeRecord, makeRun } from './fixtures.ts';

const parts = ['What it means', 'What to look at', 'Whom to wake', 'How to roll back', 'How to confirm recovery'];

describe('the runbook', () => {
  const page = renderRunbook();

  for (const verdict of verdicts)
    test(`has a section for ${verdict}, whole, under the name that links lead to`, () => {
      const headings = [...runbookText(verdict).matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(headings, parts);
      assert.ok(page.includes(`id="${runbookLink(verdict).split('#')[1] ?? ''}"`));
    });

  test('as a page is the text, without what Markdown leaves behind', () => {
    const text = page.replace(/<(?:style|script)>[^]*?<\/(?:style|script)>|<pre[^]*?<\/pre>|<[^>]+>/g, ' ');
    assert.doesNotMatch(text, /\*\*|`|^#|\]\(/m);
    assert.equal([...page.matchAll(/<pre tabindex="0">/g)].length > 10, true);
  });

  test('in a report names its own target, change and incident', () => {
    const text = runbookText('server-error', { target: 'staging', change: 'CHG-88', incident: 'INC-3' });
    assert.match(text, /npm run incidents -- show INC-3/);
    assert.match(text, /npm run gate -- --target staging --change CHG-88 --rollback/);
    assert.doesNotMatch(text, /production|CHG-1234|INC-7/);
  });

  test('puts no name into a command that a shell would read as more than a name', () => {
    const text = runbookText('server-error', { change: 'x; rm -rf .', incident: '$(id)' });
    assert.match(text, /--change CHG-1234 --rollback/);
    assert.match(text, /show INC-7/);
  });

  test('stands in every page of a run, and the page links to the rest of it from where it lies', () => {
    const record = makeRecord({ run: makeRun({ target: 'staging' }) });
    for (const [place, to] of [
      ['reports', 'runbook.html#passed'],
      ['run', '../../runbook.html#passed'],
    ] as const) {
      const own = renderPage(record, { runs: [], place, readAttachment: () => null, playwrightReport: null });
      assert.ok(own.includes(`href="${to}"`), place);
      assert.match(own, /href="#runbook-text"[^]*id="runbook-text"/);
      assert.match(own, /npm run journeys -- --target staging --grep @smoke/);
    }
  });
});

describe('a link to the runbook', () => {
  const mine = ['RUNBOOK_URL', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_SHA'];
  const before = mine.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  test("leads to the copy beside the reports, or to the team's own", () => {
    assert.equal(runbookLink('unreachable', '../../'), '../../runbook.html#unreachable');
    assert.equal(runbookPath('unreachable', '/srv/reports'), '/srv/reports/runbook.html#unreachable');
    process.env['RUNBOOK_URL'] = 'https://wiki.example.org/runbook?v=2#top';
    for (const link of [runbookLink('blocked'), runbookPath('blocked', '/srv/reports'), runbookOnGithub('blocked')])
      assert.equal(link, 'https://wiki.example.org/runbook?v=2#blocked');
    assert.match(String(runbookSection('blocked')), /href="https:\/\/wiki\.example\.org\/runbook\?v=2#blocked"/);
  });

  test('never leads to a script', () => {
    process.env['RUNBOOK_URL'] = 'javascript:alert(1)';
    assert.equal(runbookLink('passed'), 'runbook.html#passed');
  });

  test('on GitHub leads to the file at the commit that runs', () => {
    Object.assign(process.env, {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'team/suite',
      GITHUB_SHA: 'abc123',
    });
    assert.equal(runbookOnGithub('degraded'), 'https://github.com/team/suite/blob/abc123/docs/runbook.md#degraded');
    delete process.env['GITHUB_SHA'];
    assert.equal(runbookOnGithub('degraded'), null);
  });
});

describe('prose', () => {
  for (const [name, text, expected] of [
    ['a paragraph over lines', 'one\ntwo `a<b` **c**', '<p>one two <code>a&lt;b</code> <b>c</b></p>'],
    [
      'a link to a page, and one to a file',
      '[a](https://a.example/) [b](b.md)',
      '<p><a href="https://a.example/">a</a> b</p>',
    ],
    [
      'a list with code in an item',
      '1. do\n\n   ```sh\n   run\n   ```\n\n2. look',
      '<ol><li>do<pre tabindex="0">run</pre></li><li>look</li></ol>',
    ],
    ['a list, and what follows it', '- a\n  more\n- b\n\nend', '<ul><li>a more</li><li>b</li></ul><p>end</p>'],
    ['a fence that nobody closes', '```\na', '<pre tabindex="0">a</pre>'],
    ['markup', '### <i>', '<h3>&lt;i&gt;</h3>'],
  ] as const)
    test(name, () => assert.equal(String(prose(blocksOf(text))).replace(/\n */g, ''), expected));
});
