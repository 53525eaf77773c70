import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderPage, type PageContext } from '../../../src/report/page/index.ts';
import { layers } from '../../../src/evidence/types.ts';
import { causes, verdicts, type RunRecord } from '../../../src/verdict/types.ts';
import { makeErrorRecord, makeLogRecord } from '../verdict/build.ts';
import {
  at,
  failedThenPassed,
  failing500,
  interruptedRecord,
  makeAttempt,
  makeFinding,
  makeJourney,
  makeProbe,
  makeRecord,
  makeRun,
  mixedRecord,
  oneRouteRecord,
  outageRecord,
  passingRecord,
  serverError,
  thousandRecord,
} from './fixtures.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const context = (overrides: Partial<PageContext> = {}): PageContext => ({
  runs: [],
  place: 'reports',
  readAttachment: () => png,
  playwrightReport: null,
  ...overrides,
});

/** The text of the section with this id. */
const section = (page: string, id: string): string =>
  page.split(`id="${id}"`)[1]?.split(/<section class="(?:group|journeys)"/)[0] ?? '';

const squeezed = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the page of a run', () => {
  test('says outcome, headline and advice before anything else', () => {
    const page = renderPage(oneRouteRecord(), context());

    const text = squeezed(page.split('<header')[1] ?? '');

    assert.match(
      text,
      /Medscape journeys on production Server error GET \/drug\/:slug answers 500 on production: 4 of 38 journeys cannot be finished\. .* What to do now Roll back CHG-1234, then run the gate again\./,
    );
    assert.match(text, /38 journeys 4 Server error 1 Intermittent server error 33 Passed/);
  });

  test('shows the line of the log beside its exchange, what the browser was spared, and what the log says of others', () => {
    const line = {
      ...makeErrorRecord({ exchange: failing500().n, means: 'explains' }),
      text: 'Request exceeded <the> limit',
    };
    const masked = makeLogRecord({ exchange: null, means: 'failed', firstStatus: 500, path: '/drugs', text: '3 ms' });
    const good = makeLogRecord({ exchange: null, means: 'good', text: 'nothing wrong here' });
    const attempts = [
      makeAttempt({
        status: 'failed',
        cause: 'server-error',
        exchanges: [failing500()],
        logRecords: [line, masked, good],
      }),
    ];
    const record = makeRecord({
      journeys: [makeJourney({ verdict: 'server-error', attempts })],
      serverLog: {
        source: 'access.log',
        own: false,
        lines: { access: 3, error: 1 },
        unread: { count: 2, examples: ['???'] },
        beside: [{ at: at(0), level: 'error', code: 'AH01264', text: "a stranger's script", count: 3 }],
        besideLeftOut: 1,
      },
    });

    const page = renderPage(record, context());

    assert.match(page, /<span class="logged">.*<b>AH00124<\/b> Request exceeded &lt;the&gt; limit/s);
    const text = squeezed(page);
    assert.match(
      text,
      /access log, 500 then 200, GET \/drugs, the browser was spared it 3 ms and 1 line with nothing wrong/,
    );
    assert.match(
      text,
      /The server’s log also says 2 .*error, 3 times AH01264 a stranger.+ and 1 other line that was not kept/,
    );
    assert.match(text, /Read: access.log , 3 access lines and 1 error line of interest; 2 lines in no known format/);
    assert.ok(!renderPage(passingRecord(), context()).includes('id="server-log"'));
  });

  test('keeps server errors and transient failures in sections of their own', () => {
    const page = renderPage(mixedRecord(), context());

    const errors = squeezed(section(page, 'server-errors'));
    const transient = squeezed(section(page, 'transient-failures'));

    assert.match(errors, /GET \/druginteraction\.do answered 500 once and recovered/);
    assert.doesNotMatch(errors, /503 once and stayed good/);
    assert.match(transient, /503 once and stayed good/);
    assert.doesNotMatch(transient, /recovered; it stays on the record/);
  });

  test('says of its list that preflights are in it', () => {
    const preflight = makeJourney({ id: 'preflight-www' });
    const heading = (record: RunRecord) => squeezed(section(renderPage(record, context()), 'journeys')).trim();

    assert.match(heading(makeRecord({ journeys: [makeJourney(), preflight] })), /^\S* ?Journeys and preflights 2 /);
    assert.match(heading(makeRecord({ journeys: [makeJourney()] })), /^\S* ?Journeys 1 /);
  });

  test('says in words that no server error was seen', () => {
    const page = renderPage(passingRecord(), context());

    assert.match(squeezed(section(page, 'server-errors')), /Server errors None was seen/);
    assert.match(squeezed(section(page, 'transient-failures')), /None was seen/);
  });

  test('shows a finding with who spoke, its blast radius, an exchange, a request id, the body and a picture', () => {
    const page = renderPage(oneRouteRecord(), context());

    const finding = section(page, 'server-errors').split('<article')[1] ?? '';
    const text = squeezed(finding);

    assert.match(text, /Who spoke Apache itself \. Apache&#39;s own error page or refusal/);
    assert.match(text, /4 journeys drug-monograph \(desktop\)/);
    assert.match(text, /1 surface reference 1 path \/drug\/:slug/);
    assert.match(text, /GET http:\/\/reference\.medscape\.localhost:4310\/drug\/warfarin-342182/);
    assert.match(text, /aZ3kQn8AAQEAAC7wJk4AAA09/);
    assert.match(text, /&lt;h1&gt;Internal Server Error&lt;\/h1&gt;/);
    assert.match(finding, /<img src="data:image\/png;base64,/);
    assert.match(text, /First seen 2026-03-10 09:58:16 UTC/);
  });

  test('shows each probe that a reason counts, with its attempt and the time since the failure', () => {
    const cameBack = (ms: number, status: number) => makeProbe({ at: at(ms), status, purpose: 'came-back' });
    const met = failedThenPassed(makeJourney(), 'intermittent-server-error', {
      cause: 'server-error',
      exchanges: [failing500({ startedAt: at(4_000), timing: { waitMs: 12, totalMs: 14 } })],
      probes: [makeProbe({ at: at(4_412), status: 200 })],
    });
    const attempts = met.attempts.map((one) =>
      one.index === 1 ? { ...one, probes: [cameBack(9_412, 500), cameBack(10_212, 200)] } : one,
    );
    const journeys = ['one', 'two'].map((id) => ({ ...met, id, attempts }));
    const found = (...names: readonly string[]): string =>
      squeezed(
        section(
          renderPage(makeRecord({ journeys, findings: [makeFinding({ journeys: names })] }), context()),
          'server-errors',
        ),
      );

    const one = found('one (desktop)');
    assert.match(one, /Probes of attempt 1 the same GET again, after the failure: does it stay\? ✔ 200 after 400 ms/);
    assert.match(one, /Probes of attempt 2 .* does it come back\? ✖ 500 after 5\.4 s .* ✔ 200 after 6\.2 s/);
    assert.match(
      found('one (desktop)', 'two (desktop)'),
      /Probes the same GET again, after the failure 6 probes in 2 journeys: 2 met a failure again, 4 answered well\./,
    );
  });

  test('links each journey of a finding to where its attempts are', () => {
    const page = renderPage(oneRouteRecord(), context());

    for (const id of ['j--drug-monograph--desktop', 'j--drug-monograph--phone', 'j--interactions--desktop']) {
      assert.ok(page.includes(`href="#${id}"`), `a link to ${id}`);
      assert.ok(page.includes(`id="${id}"`), `the target ${id}`);
    }
  });

  test('shows the failing attempt beside the passing one', () => {
    const page = renderPage(oneRouteRecord(), context());

    const journey = squeezed(
      page.split('id="j--interactions--desktop"')[1]?.split('</details>\n        <details class="journey')[0] ?? '',
    );

    assert.match(journey, /Attempt 1 failed server error/);
    assert.match(journey, /Attempt 2 passed/);
  });

  test('tells what was not run, once for each reason', () => {
    const page = renderPage(outageRecord(), context());

    const text = squeezed(section(page, 'not-run'));

    assert.match(
      text,
      /Not run 38 No surface gave a page in the preflight, so the journeys were not run\. 38 journeys/,
    );
    assert.equal(text.split('No surface gave a page').length, 2);
  });

  test('tells troubles, suppressions held back and notes about suppressions', () => {
    const text = squeezed(renderPage(mixedRecord(), context()));

    assert.match(text, /Lost shard Shard 2 of 2 left no report\./);
    assert.match(
      text,
      /Known issues held back 1 .* until 2026-04-01 Slide 7 has no arrow\. reference-team: known broken arrow/,
    );
    assert.match(text, /expired on 2026-02-28 and no longer holds/);
  });

  test('tells of an interruption', () => {
    const text = squeezed(renderPage(interruptedRecord(), context()));

    assert.match(text, /Interrupted The run was stopped by SIGINT after 21 s\./);
    assert.match(text, /Exit code 130/);
  });

  test('explains every verdict, cause and layer', () => {
    const legend = renderPage(passingRecord(), context()).split('id="legend"')[1] ?? '';

    assert.equal(legend.split('<dt>').length - 1, verdicts.length + causes.length + layers.length);
  });

  test('escapes what anybody may have written, in every field', () => {
    const evil = `"'></script></style><img src=x onerror=alert(1)>`;
    // What the page switches on stays a word of the contract; every other text becomes hostile.
    const words = new Set([
      'verdict',
      'cause',
      'layer',
      'status',
      'kind',
      'outcome',
      'resourceType',
      'frame',
      'purpose',
      'contentType',
      'signature',
      'signatures',
    ]);
    const poison = (value: unknown, key = ''): unknown => {
      if (typeof value === 'string') return words.has(key) ? value : value + evil;
      if (Array.isArray(value)) return value.map((item) => poison(item, key));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, name)]));
    };
    const record = poison(mixedRecord()) as ReturnType<typeof mixedRecord>; // the same shape, other texts
    const runs = [
      { id: `r${evil}`, target: evil, startedAt: evil, durationMs: 1, outcome: null, headline: evil, change: evil },
    ];

    const page = renderPage(record, context({ runs, playwrightReport: `playwright/${evil}` }));

    assert.equal(page.includes('<img src=x'), false);
    assert.equal(page.split('</script>').length, 2, 'one script ends, the own one');
    assert.equal(page.split('</style>').length, 2, 'one style ends, the own one');
    assert.ok(page.split('&lt;img src=x onerror=alert(1)&gt;').length > 200, 'the texts are shown as text');
  });

  test('follows no link but http and https, and none out of the run', () => {
    const run = makeRun({ change: { id: 'CHG-1', url: 'javascript:alert(1)' } });
    const attachments = ['../../../etc/passwd', '/etc/passwd', 'javascript:alert(1)', 'ok/trace.zip'].map((path) => ({
      name: path,
      contentType: 'application/zip',
      path,
    }));
    const journey = serverError(makeJourney());
    const attempts = journey.attempts.map((attempt) => ({ ...attempt, attachments }));

    const page = renderPage(makeRecord({ run, journeys: [{ ...journey, attempts }] }), context());

    assert.equal(/href="[^"]*(?:javascript|passwd)/.test(page), false);
    assert.ok(page.includes(`href="runs/${run.id}/ok/trace.zip"`));
  });

  test('links relative to where it lies', () => {
    const runs = [
      {
        id: 'older',
        target: 'local',
        startedAt: makeRun().startedAt,
        durationMs: 1,
        outcome: 'passed' as const,
        headline: 'Fine.',
        change: null,
      },
    ];
    const record = oneRouteRecord();

    const newest = renderPage(record, context({ runs, playwrightReport: 'playwright/index.html' }));
    const own = renderPage(record, context({ runs, place: 'run', playwrightReport: 'playwright/index.html' }));

    assert.ok(newest.includes('href="runs/older/index.html"'));
    assert.ok(newest.includes(`href="runs/${record.run.id}/playwright/index.html"`));
    assert.ok(newest.includes(`href="runs/${record.run.id}/attachments/drug/trace.zip"`));
    assert.ok(newest.includes(`data-viewer="runs/${record.run.id}/playwright/trace/index.html"`));
    assert.ok(own.includes('href="../older/index.html"'));
    assert.ok(own.includes('href="playwright/index.html"'));
    assert.ok(own.includes('href="attachments/drug/trace.zip"'));
    assert.ok(own.includes('href="../../index.html"'));
  });

  test('links a picture that is too large instead of embedding it', () => {
    const large = Buffer.alloc(700_000);

    const page = renderPage(oneRouteRecord(), context({ readAttachment: () => large }));

    assert.equal(page.includes('<img'), false);
    assert.ok(page.includes('/attachments/drug/screenshot.png"'));
  });

  test('stays of a size that opens, however many journeys failed with a picture', () => {
    const journeys = Array.from({ length: 60 }, (_, n) => serverError(makeJourney({ id: `journey-${n}` })));

    const page = renderPage(makeRecord({ journeys }), context({ readAttachment: () => Buffer.alloc(500_000) }));

    assert.ok(page.length < 10_000_000, `${page.length} bytes`);
    assert.ok(page.includes('<img'));
  });

  test('never asks another host for anything', () => {
    const page = renderPage(mixedRecord(), context());

    assert.doesNotMatch(page, /(?:src|srcset|data|poster)="https?:/);
    assert.doesNotMatch(page, /@import|url\(/);
    assert.match(page, /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/);
  });

  test('embeds no picture of an attempt that passed', () => {
    const shot = { name: 'screenshot', contentType: 'image/png', path: 'a.png' };
    const journey = makeJourney();
    const attempts = journey.attempts.map((attempt) => ({ ...attempt, attachments: [shot] }));

    assert.equal(renderPage(makeRecord({ journeys: [{ ...journey, attempts }] }), context()).includes('<img'), false);
  });

  test('shows a finding whose journeys and signatures are unknown to it', () => {
    const finding = makeFinding({ journeys: ['gone (desktop)'], signatures: ['nothing'] });

    const page = renderPage(makeRecord({ findings: [finding] }), context());

    assert.match(squeezed(section(page, 'server-errors')), /gone \(desktop\)/);
  });

  test('draws a thousand journeys within a second', () => {
    const record = thousandRecord();
    const begin = process.cpuUsage();

    const page = renderPage(record, context());

    const { user, system } = process.cpuUsage(begin);
    assert.ok((user + system) / 1_000 < 1_000, `${(user + system) / 1_000} ms of processor time`);
    assert.equal(page.split('<details class="journey').length - 1, 1_000);
    assert.ok(page.length < 12_000_000, `${page.length} bytes`);
  });

  test('keeps what passed to a row in a long run, and tells all of what did not', () => {
    const many = Array.from({ length: 201 }, (_, n) => makeJourney({ id: `journey-${n}` }));
    const failed = failedThenPassed(makeJourney({ id: 'the-failed-one' }), 'transient', {});

    const long = renderPage(makeRecord({ journeys: [...many, failed] }), context());
    const short = renderPage(makeRecord({ journeys: [...many.slice(0, 100), failed] }), context());

    assert.equal(long.split('<details class="journey').length - 1, 202);
    assert.equal(long.split('<article class="attempt').length - 1, failed.attempts.length);
    assert.equal(long.split('what it met stands in').length - 1, 201, 'each row says where the rest is');
    assert.equal(short.split('<article class="attempt').length - 1, 100 + failed.attempts.length);
  });

  test('shows an attempt of which nothing is known', () => {
    const journey = failedThenPassed(makeJourney(), 'inconclusive', {
      cause: 'runner',
      exchanges: [],
      steps: [],
      attachments: [],
      errors: [],
    });

    assert.match(squeezed(renderPage(makeRecord({ journeys: [journey] }), context())), /Attempt 1 failed runner/);
  });
});
