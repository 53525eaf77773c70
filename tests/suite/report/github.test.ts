import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotationsOf, renderGithubSummary } from '../../../src/report/github.ts';
import {
  makeFinding,
  makeJourney,
  makeRecord,
  makeRun,
  mixedRecord,
  passingRecord,
  thousandRecord,
} from './fixtures.ts';

const levels = (lines: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(lines, (line) => /^::(\w+) /.exec(line)?.[1] ?? '')].map(([level, all]) => [level, all.length]),
  );

describe("GitHub's annotations", () => {
  test('one for each finding, as heavy as its verdict, and one for each trouble', () => {
    const record = mixedRecord();

    const lines = annotationsOf(record);

    assert.equal(lines.length, record.findings.length + record.troubles.length);
    assert.match(lines[0] ?? '', /^::error file=tests\/journeys\/drug-monograph\.spec\.ts,title=Server error::/);
    const titled = (title: string): string =>
      lines.find((line) => line.includes(`title=${title}::`))?.split(' ')[0] ?? '';
    assert.equal(titled('Intermittent server error'), '::error');
    assert.equal(titled('Unreachable'), '::error');
    assert.equal(titled('Regression'), '::error');
    assert.equal(titled('Blocked'), '::error');
    assert.equal(titled('Transient'), '::warning');
    assert.equal(titled('Degraded'), '::warning');
    assert.match(lines.join('\n'), /::warning title=The run::Shard 2 of 2 left no report\./);
    assert.match(lines.join('\n'), /::notice title=The run::Member journeys ran without/);
    assert.deepEqual(annotationsOf(passingRecord()), []);
  });

  test('are one line each, whatever they tell', () => {
    const journeys = [makeJourney({ verdict: 'server-error', file: 'tests/a,b:c.spec.ts' })];
    const findings = [makeFinding({ headline: '100% of\r\n::error::lines', journeys: ['drug-monograph (desktop)'] })];

    const [line = '', ...rest] = annotationsOf(makeRecord({ journeys, findings }));

    assert.equal(rest.length, 0);
    assert.ok(!/[\r\n]/.test(line));
    assert.match(line, /^::error file=tests\/a%2Cb%3Ac\.spec\.ts,title=Server error::100%25 of%0D%0A::error::lines%0A/);
  });

  test('are no more than GitHub shows of one weight, and the last one says so', () => {
    const many = (verdict: 'regression' | 'transient') =>
      Array.from({ length: 25 }, (_, n) => makeFinding({ verdict, headline: `${verdict} ${n}.` }));
    const record = makeRecord({ findings: [...many('transient'), ...many('regression')] });

    const lines = annotationsOf(record);

    assert.deepEqual(levels(lines), { error: 10, warning: 10 });
    assert.match(lines[0] ?? '', /regression 0\./);
    assert.match(lines[9] ?? '', /^::error title=And more::16 more findings/);
  });

  test('a run that ends badly by itself is told', () => {
    const [line, ...rest] = annotationsOf(
      makeRecord({ outcome: 'inconclusive', headline: 'Not known whether healthy.', advice: 'Run again.' }),
    );

    assert.deepEqual([line, ...rest], ['::error title=Inconclusive::Not known whether healthy.%0ARun again.']);
  });
});

describe("GitHub's job summary", () => {
  test('holds headline, advice, counts, findings, what did not pass and the change', () => {
    const record = {
      ...mixedRecord(),
      run: makeRun({ change: { id: 'CHG-1', url: 'https://changes.example.test/1' } }),
    };

    const text = renderGithubSummary(record, null);

    assert.match(text, /^## 🔴 Server error on local\n\n\*\*GET \/drug\/:slug answers 500 on staging;/);
    assert.match(text, /\*\*What to do now:\*\* Roll back CHG-1240/);
    assert.match(text, /\[CHG-1\]\(https:\/\/changes\.example\.test\/1\)/);
    assert.match(text, /🔴 1 server error · ⭕ 1 intermittent server error · .* · 🟢 29 passed\n/);
    assert.match(text, /\| ⭕ Intermittent server error \| interactions \(desktop\) \| reference-team \|/);
    assert.match(text, /\| ❔ Inconclusive \| cme \(desktop\) \| education-team \| not run: The site refused/);
    assert.ok(!text.includes('article (desktop)'), 'what passed is not told');
  });

  test('links the workflow run, and no address that is none', () => {
    const journeys = [makeJourney(), makeJourney({ id: 'preflight-www' })];
    const textWith = (workflowRun: string | null) => renderGithubSummary(makeRecord({ journeys }), workflowRun);

    const page = 'https://github.example.test/team/site/actions/runs/7';
    assert.ok(textWith(page).includes(` · [workflow run, with its artifacts](${page})\n`), textWith(page));
    assert.doesNotMatch(textWith('https://x.test/a) <b>'), /\]\(/);
    assert.doesNotMatch(textWith(null), /workflow run/);
    assert.match(textWith(null), /🟢 1 passed · 🟢 1 preflight passed\n/);
  });

  test('text of a page or a server is text, in one cell', () => {
    const journeys = [
      makeJourney({ verdict: 'regression', reasons: ['<img src=x> | [a](http://evil.test) `b` @team #1\nsecond'] }),
    ];
    const record = makeRecord({ journeys, run: makeRun({ change: { id: 'C', url: 'javascript:alert(1)' } }) });

    const text = renderGithubSummary(record, null);

    assert.ok(text.includes('| &lt;img src=x> \\| \\[a\\](http:&#8203;//evil.test) \\`b\\` \\@team \\#1 |'), text);
    assert.ok(!text.includes('javascript:'));
  });

  test('stays within what GitHub takes', () => {
    const journeys = Array.from({ length: 10_000 }, (_, n) =>
      makeJourney({ id: `journey-${n}`, verdict: 'regression', reasons: ['x'.repeat(2_000)] }),
    );
    const findings = Array.from({ length: 200 }, (_, n) => makeFinding({ headline: `${n} ${'y'.repeat(10_000)}` }));

    const all = renderGithubSummary(makeRecord({ journeys }), null);
    const tooLong = renderGithubSummary(makeRecord({ journeys, findings }), null);

    assert.match(all, /and 9,900 more, in the report/);
    for (const text of [all, tooLong, renderGithubSummary(thousandRecord(), null)])
      assert.ok(Buffer.byteLength(text) < 1024 * 1024, `${Buffer.byteLength(text)} B`);
    assert.match(tooLong, /too long for this page/);
  });
});
