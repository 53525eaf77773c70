import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderProgress, renderSummary } from '../../../src/report/console.ts';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { RunRecord } from '../../../src/verdict/types.ts';
import {
  interruptedRecord,
  makeFinding,
  makeJourney,
  makeRecord,
  mixedRecord,
  oneRouteRecord,
  outageRecord,
  passingRecord,
  thousandRecord,
} from './fixtures.ts';

const options = { reportPath: join(process.cwd(), 'reports/index.html'), colour: false, width: 100 };

describe('the summary', () => {
  test('of a passing run is its headline and where the report is', () => {
    assert.equal(
      renderSummary(passingRecord(), options),
      `
✔ Passed  local, 38 journeys, 1 min 12 s
  All 38 journeys passed on local.
  → Nothing to do.
  38 passed; exit 0
  Report: reports/index.html

`,
    );
  });

  test('of a shard that hands its blob over leaves verdict and exit code to the merge', () => {
    const oneShard = { kind: 'one-shard', message: 'This is shard 1 of 3: merge the blobs.' } as const;
    const told = (record: RunRecord, more: RunRecord['troubles'] = []): string =>
      renderSummary(
        { ...record, outcome: 'inconclusive', exitCode: 2, headline: 'Inconclusive.', troubles: [oneShard, ...more] },
        { ...options, part: { current: 1, total: 3 } },
      );

    assert.equal(
      told(passingRecord()),
      `
✔ Shard 1 of 3: 38 journeys passed, nothing wrong seen. The verdict is the merge's.
  Report: reports/index.html

`,
    );
    const red = told(oneRouteRecord());
    assert.match(red, /\n\n✖ Shard 1 of 3: 4 server-error, 1 intermittent-server-error, 33 passed\. The verdict/);
    assert.match(red, /2 findings\n/);
    const broken = told(passingRecord(), [{ kind: 'report-failed', message: 'The disk is full.' }]);
    assert.match(broken, /! The disk is full\.\n\n\? Shard 1 of 3: 38 passed\. The verdict/);
    for (const text of [red, broken]) assert.doesNotMatch(text, /Inconclusive|exit 2|merge the blobs/);
  });

  test('tells each journey that did not pass in one line, then the findings, then headline and advice', () => {
    assert.equal(
      renderSummary(oneRouteRecord(), options),
      `
✖ server-error               drug-monograph (desktop)  GET /drug/:slug answered 500, and three prob…
✖ server-error               drug-dosing (desktop)  GET /drug/:slug answered 500, and three probes …
✖ server-error               drug-monograph (phone)  GET /drug/:slug answered 500, and three probes…
✖ server-error               drug-dosing (phone)  GET /drug/:slug answered 500, and three probes ov…
✖ intermittent-server-error  interactions (desktop)  POST /druginteraction.do answered 500 once; th…

2 findings
  ✖ GET /drug/:slug answers 500, from Apache itself.
    4 journeys, on reference
  ✖ GET /druginteraction.do answered 500 once and recovered; it stays on the record.
    1 journey, on reference
    → Look in the application log for the request ids below.

✖ Server error  production, 38 journeys, 1 min 12 s, after CHG-1234
  GET /drug/:slug answers 500 on production: 4 of 38 journeys cannot be finished.
  → Roll back CHG-1234, then run the gate again.
  4 server-error, 1 intermittent-server-error, 33 passed; exit 3
  Report: reports/index.html

`,
    );
  });

  test('of a finding says no radius that its headline has said', () => {
    const told = makeFinding({ headline: 'reference answers 500 on /drug/:slug, 4 of 6 journeys' });
    const every = makeFinding({ headline: 'every surface answers 500, all 6 journeys', surfaces: ['www', 'search'] });

    const text = renderSummary(makeRecord({ findings: [told, every] }), options);

    assert.doesNotMatch(text, /2 journeys|on reference/);
    assert.match(text, /all 6 journeys\n {4}on www, search\n/);
  });

  test('tells journeys that were not run for one reason in one line', () => {
    const text = renderSummary(outageRecord(), options);

    assert.match(text, /\? inconclusive {2}38 journeys {2}not run: No surface gave a page/);
    assert.equal(text.split('not run').length, 2);
    assert.match(text, /staging, 38 journeys, 6 preflights, 4\.9 s/);
    assert.match(text, / {4}6 preflights, on www, reference/);
  });

  test('fits one line to a journey, and bounds their number', () => {
    const lines = renderSummary(thousandRecord(), options).split('\n');

    const journeys = lines.filter((line) => line.startsWith('✖ server-error'));
    assert.equal(journeys.length, 20);
    assert.ok(journeys.every((line) => line.length <= 100));
    assert.ok(lines.includes('  and 80 more, in the report'));
  });

  test('cuts nothing where there is no terminal', () => {
    const reasons = [`GET / ${'answered 500 '.repeat(30)}at last`];
    const record = makeRecord({ journeys: [makeJourney({ verdict: 'server-error', reasons })] });

    assert.match(renderSummary(record, options), /…\n/);
    assert.match(renderSummary(record, { ...options, width: null }), /answered 500 at last\n/);
  });

  test("counts the look into the server's log among no journeys", () => {
    const journeys = [makeJourney(), makeJourney({ id: 'server-log', project: 'set-up' })];
    const text = renderSummary(makeRecord({ journeys }), options);

    assert.match(text, /, 1 journey, the server's log,/);
    assert.match(text, /\n {2}1 passed; server's log passed; exit \d\n/);
  });

  test('counts preflights apart from journeys, by verdict', () => {
    const journeys = [
      makeJourney({ id: 'home', verdict: 'server-error' }),
      makeJourney({ id: 'article', verdict: 'passed' }),
      ...['www', 'login'].map((surface) => makeJourney({ id: `preflight-${surface}`, verdict: 'passed' })),
      makeJourney({ id: 'preflight-search', verdict: 'blocked' }),
    ];

    const text = renderSummary(makeRecord({ journeys }), options);

    assert.match(text, /2 journeys, 3 preflights,/);
    assert.match(text, /\n {2}1 server-error, 1 passed; 1 preflight blocked, 2 preflights passed; exit \d\n/);
  });

  test('has no stack, and no control character of a page', () => {
    const journey = makeJourney({ verdict: 'regression', reasons: ['bad\u001b[2J\u0007\r\nat page (a.ts:1)'] });

    const text = renderSummary(makeRecord({ journeys: [journey] }), options);

    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
    assert.match(text, /regression {2}drug-monograph \(desktop\) {2}bad \[2J at page/);
  });

  test('tells troubles and notes about suppressions', () => {
    const text = renderSummary(mixedRecord(), options);

    assert.match(text, /^! Shard 2 of 2 left no report\.$/m);
    assert.match(text, /^! The suppression "content old-journey open" expired/m);
    assert.match(text, /suppressed by reference-team until 2026-04-01/);
    assert.match(renderSummary(interruptedRecord(), options), /^! The run was stopped by SIGINT after 21 s\.$/m);
  });

  test('colours verdicts only where it is asked to', () => {
    const text = renderSummary(oneRouteRecord(), { ...options, colour: true });

    assert.ok(text.includes('\u001b[31;1m✖ Server error\u001b[0m'));
    assert.ok(text.includes('\u001b[31m✖ intermittent-server-error'));
    assert.equal(stripVTControlCharacters(text), renderSummary(oneRouteRecord(), options));
  });

  test('says nothing of a report that was not written', () => {
    assert.doesNotMatch(renderSummary(passingRecord(), { ...options, reportPath: null }), /Report:/);
  });
});

describe('progress', () => {
  const attempt = {
    kind: 'attempt',
    name: 'drug-monograph (phone)',
    index: 1,
    ended: 'failed',
    durationMs: 1_240,
    why: 'Error: answered 500\n    at page (a.ts:1)',
    last: true,
    done: 3,
    total: 38,
  } as const;
  const log = { tty: false, colour: false, width: 100 };

  test('in a log is one plain line for each attempt', () => {
    assert.equal(
      renderProgress({ kind: 'begin', target: 'staging', journeys: 38, total: 38, workers: 2 }, log),
      '38 journeys on staging, 2 workers\n',
    );
    assert.equal(
      renderProgress({ kind: 'begin', target: 'local', journeys: 6, total: 7, workers: 1 }, log),
      '7 tests (6 journeys, 1 set-up) on local, 1 worker\n',
    );
    assert.equal(
      renderProgress(attempt, log),
      '[3/38] ✖ drug-monograph (phone), attempt 2  1.2 s  Error: answered 500\n',
    );
    assert.equal(
      renderProgress({ ...attempt, ended: 'passed', index: 0, why: null }, log),
      '[3/38] ✔ drug-monograph (phone)  1.2 s\n',
    );
  });

  test('is cut on a terminal alone', () => {
    const why = `Error: ${'long '.repeat(60)}end`;

    assert.match(renderProgress({ ...attempt, why }, log), /^.{99}…\n$/);
    assert.match(renderProgress({ ...attempt, why }, { ...log, width: null }), /long end\n$/);
  });

  test('on a terminal is one line that changes, above which only failures stay', () => {
    const terminal = { ...log, tty: true };

    assert.equal(
      renderProgress({ ...attempt, ended: 'passed', why: null }, terminal),
      '\r\u001b[2K[3/38] ✔ drug-monograph (phone)',
    );
    assert.equal(
      renderProgress(attempt, terminal),
      '\r\u001b[2K[3/38] ✖ drug-monograph (phone), attempt 2  1.2 s  Error: answered 500\n[3/38] ✖ drug-monograph (phone)',
    );
  });
});
