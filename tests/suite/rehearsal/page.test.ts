import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { renderOutcome, renderStep } from '../../../src/rehearsal/console.ts';
import { renderRehearsalSummary } from '../../../src/rehearsal/github.ts';
import { keepRehearsal, moveRehearsalAside } from '../../../src/rehearsal/keep.ts';
import { diffLines } from '../../../src/rehearsal/page/diff-lines.ts';
import { renderRehearsalPage } from '../../../src/rehearsal/page/index.ts';
import { rehearsalShape } from '../../../src/rehearsal/schema.ts';
import { stepIds, type RehearsalReport, type Step } from '../../../src/rehearsal/types.ts';
import { temporaryFolder } from '../cli/support.ts';

const diff = `--- sites/application.inc
+++ sites/application.inc
@@ -5,2 +5,4 @@
 ProxyPass / http://app/
+<Location "/">
+    RewriteRule "^(.*)$" "/$1"
-ProxyPassReverse / http://app/
`;

const steps = (over: Partial<Record<string, Partial<Step>>> = {}): Step[] =>
  stepIds.map((id) => ({
    id,
    verdict: 'ok',
    summary: `all is well with ${id}`,
    details: [],
    durationMs: 12,
    ...over[id],
  }));

const makeReport = (over: Partial<RehearsalReport> = {}): RehearsalReport => ({
  schemaVersion: 1,
  id: '20231008T100000-abcd',
  startedAt: '2023-10-08T10:00:00.000Z',
  durationMs: 12_000,
  ...{ candidate: 'conf/candidate', baseline: 'conf/deployed', apache: '2.4.71' },
  ...{ outcome: 'GO', exitCode: 0, headline: '10 steps, and nobody would be worse off', advice: 'Deploy it.' },
  steps: steps(),
  ...{
    mapped: [],
    changes: [],
    diffs: [],
    routes: { asked: 3, differences: [] },
    journeysPage: 'rehearsal/runs/1/index.html',
  },
  ...over,
});

const place = { file: 'sites/application.inc', line: 7 };
const broken = makeReport({
  ...{ outcome: 'NO-GO', exitCode: 3, headline: 'Each of 3 URLs is worse', advice: 'Do not deploy it.' },
  steps: steps({
    routes: { verdict: 'no-go', summary: 'Each of 3 URLs is worse' },
    'error-log': {
      verdict: 'no-go',
      summary: 'AH00124: too many redirects',
      details: [{ text: 'AH00124: too many redirects', place, code: 'AH00124' }],
    },
    journeys: { verdict: 'skipped', summary: 'Not done: no page is left' },
  }),
  diffs: [{ file: place.file, text: diff }],
  routes: {
    asked: 3,
    differences: ['a', 'b'].map((path) => ({
      url: `https://www.example.test/${path}`,
      what: 'status',
      baseline: '200',
      candidate: '500',
      weight: 'breaks' as const,
    })),
  },
  changes: [
    {
      kind: 'added',
      directive: { name: 'RewriteRule', args: '"^(.*)$" "/$1"', within: ['VirtualHost *:443', 'Location /'], place },
      coverage: 'exercised',
      urls: ['https://www.example.test/a'],
    },
  ],
  mapped: [
    {
      place: { file: 'httpd.conf', line: 3 },
      directive: 'Listen',
      from: '443',
      to: '127.0.0.1:20443',
      why: 'a free loopback port',
    },
  ],
  journeysPage: null,
});

test('the lines of a diff bear the numbers of the candidate’s file', () => {
  assert.deepEqual(
    diffLines(diff).map(({ kind, line }) => [kind, line]),
    [
      ['gap', null],
      ['same', 5],
      ['added', 6],
      ['added', 7],
      ['removed', null],
    ],
  );
});

describe('the page', () => {
  test('tells what broke before what is open, and says of neither what it is not', () => {
    const open = { verdict: 'inconclusive' as const, summary: 'One was missed' };
    const both = renderRehearsalPage(
      makeReport({ steps: steps({ copy: open, routes: { verdict: 'no-go', summary: 'One is worse' } }) }),
    );
    assert.match(both, /what broke<\/h2>[\s\S]*One is worse[\s\S]*One was missed/);
    const page = renderRehearsalPage(makeReport({ outcome: 'INCONCLUSIVE', steps: steps({ coverage: open }) }));
    assert.match(page, /The change, and what is open/);
    assert.doesNotMatch(page, /what broke/);
  });

  test('shows the change beside what broke, and the line that Apache points at', () => {
    const page = renderRehearsalPage(broken);

    assert.match(page, /<tr class="added hit" id="at-sites-application-inc-7">/);
    assert.match(page, /href="#at-sites-application-inc-7"/);
    assert.ok(
      page.indexOf('AH00124: too many redirects') <
        page.indexOf('Each of 3 URLs is worse', page.indexOf('id="change"')),
      'what points at a line comes first',
    );
    for (const words of ['NO-GO', 'Do not deploy it.', 'RewriteRule', '127.0.0.1:20443', 'https://www.example.test/b'])
      assert.ok(page.includes(words), words);
  });

  test('asks nothing of any host, and runs nothing but its own', () => {
    const hostile = '</title></style><script>alert(1)</script>';
    const page = renderRehearsalPage(
      makeReport({
        ...broken,
        headline: hostile,
        candidate: hostile,
        diffs: [{ file: hostile, text: `@@ -1 +1 @@\n+${hostile}\n` }],
        journeysPage: 'javascript:alert(1)',
      }),
    );

    assert.match(
      page,
      /Content-Security-Policy" content="default-src &#39;none&#39;|Content-Security-Policy" content="default-src 'none'/,
    );
    assert.ok(!page.includes('<script>alert'));
    assert.ok(!/(?:href|src)="(?!#|data:|rehearsal\.json|runbook\.html#)/.test(page));
  });

  test('says so where all is well, and where the journeys are', () => {
    const page = renderRehearsalPage(makeReport());
    assert.match(page, /each answers as it did/);
    assert.match(page, /href="rehearsal\/runs\/1\/index\.html"/);
  });
});

describe('what is kept', () => {
  const reports = temporaryFolder('kept');

  test('is whole, and the page is built from it alone', () => {
    const page = keepRehearsal(reports, broken);
    const kept = rehearsalShape.parse(JSON.parse(readFileSync(join(reports, 'rehearsal.json'), 'utf8')));
    assert.deepEqual(kept, broken);
    assert.equal(readFileSync(page, 'utf8'), renderRehearsalPage(kept));
  });

  test('of an earlier rehearsal goes aside before the next one', () => {
    writeFileSync(join(reports, 'rehearsal.json'), '{}');
    moveRehearsalAside(reports);
    assert.ok(!existsSync(join(reports, 'rehearsal.json')) && existsSync(join(reports, 'previous', 'rehearsal.json')));
  });

  test('a report of another shape is refused', () => {
    assert.throws(() => keepRehearsal(reports, { ...broken, outcome: 'MAYBE' } as unknown as RehearsalReport)); // what no type lets through
  });
});

test('the console has the outcome on one line', () => {
  const [, line] = renderOutcome(broken, 'rehearsal.html', false).split('\n');
  assert.equal(line, 'NO-GO  Each of 3 URLs is worse');
  const [first, second] = renderStep(
    broken.steps.find(({ id }) => id === 'error-log') ?? (broken.steps[0] as Step),
    false,
  ).split('\n'); // it is there
  assert.match(first ?? '', /✖ error-log +AH00124: too many redirects/);
  assert.match(second ?? '', /sites\/application\.inc:7/);
});

test('GitHub’s summary is Markdown that says just that', () => {
  const summary = renderRehearsalSummary({ ...broken, headline: '![x](https://evil.test/a.png)' });
  assert.match(summary, /🔴 NO-GO/);
  assert.match(summary, /\| ✖ \| routes \|/);
  assert.ok(!summary.includes('](https://evil.test'));
  assert.match(summary, /```diff\n--- sites/);
});
