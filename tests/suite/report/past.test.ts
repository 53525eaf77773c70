import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderSince } from '../../../src/report/console.ts';
import { renderPage, type PageContext } from '../../../src/report/page/index.ts';
import { sinceWhen, type Past } from '../../../src/report/past.ts';
import { summaryOf } from '../../../src/report/runs.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import {
  at,
  makeFinding,
  makeJourney,
  makeRecord,
  makeRun,
  oneRouteRecord,
  passingRecord,
  thousandRecord,
} from './fixtures.ts';
import { incidentFor, pastOf } from './past-of.ts';

const finding = makeFinding({ journeys: ['drug-monograph (desktop)'] });
const record = makeRecord({
  run: makeRun({ change: { id: 'CHG-1234', url: null } }),
  journeys: [makeJourney({ id: 'drug-monograph', verdict: 'server-error' })],
  findings: [finding],
});

const pageOf = (of: RunRecord, past: Past | null, more: Partial<PageContext> = {}): string =>
  renderPage(of, { runs: [], place: 'reports', readAttachment: () => null, playwrightReport: null, past, ...more });

/** What a reader sees of a page. */
const words = (page: string): string =>
  page.replace(/<(?:style|script)>[^]*?<\/(?:style|script)>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('since when a finding is known', () => {
  const met = '.'.repeat(27) + 'xx';
  const told = (incident: Parameters<typeof incidentFor>[1] | null, pattern = met): string | null =>
    sinceWhen(
      pastOf(record, () => pattern, incident === null ? [] : [incidentFor(record, incident)]),
      finding,
      record,
    );

  for (const [name, given, expected] of [
    [
      'after which change, with the last good run',
      told({}),
      'INC-7, open: first seen 4 minutes after CHG-1234; last good run 56 minutes before that; in 3 of the last 30 runs',
    ],
    [
      'that it came back, comes and goes, and who looks after it',
      told({ reopened: 1, flapping: true, acknowledged: { by: 'Kim', at: at(0) }, after: null, lastGoodAt: null }),
      'INC-7, open again, comes and goes, acknowledged by Kim: first seen 2026-03-10 07:58 UTC; no good run is known before that; in 3 of the last 30 runs',
    ],
    [
      'that the change which this run follows did not begin it',
      told({ after: { change: 'CHG-1200', url: null, sinceMs: 240_000 } }),
      'INC-7, open: first seen 4 minutes after CHG-1200; last good run 56 minutes before that; it was there before CHG-1234, which did not begin it; in 3 of the last 30 runs',
    ],
    [
      'nothing of innocence where it came back, perhaps with the change',
      told({ after: { change: 'CHG-1200', url: null, sinceMs: 240_000 }, reopened: 1 }),
      'INC-7, open again: first seen 4 minutes after CHG-1200; last good run 56 minutes before that; in 3 of the last 30 runs',
    ],
    [
      'of what opens no incident, when it was first seen',
      told(null),
      'first seen 3 days before this run, 2026-03-07 09:58:12 UTC; in 3 of the last 30 runs',
    ],
    [
      'not of an incident that this run is no part of',
      told({ runs: ['another'], state: 'resolved' }),
      'first seen 3 days before this run, 2026-03-07 09:58:12 UTC; in 3 of the last 30 runs',
    ],
    [
      'of a journey that had run once before',
      told(null, '.'),
      'first seen 3 days before this run, 2026-03-07 09:58:12 UTC; in 1 of the last 2 runs',
    ],
  ] as const)
    test(name, () => assert.equal(given, expected));

  test('of a journey that it names without its project', () => {
    const bare = { ...finding, journeys: ['drug-monograph'] };
    assert.match(
      sinceWhen(
        pastOf(record, () => '.'),
        bare,
        record,
      ) ?? '',
      /in 1 of the last 2 runs$/,
    );
  });

  test('that it is new, and after what', () => {
    const past = { ...pastOf(record), firstSeen: new Map(finding.signatures.map((one) => [one, finding.firstSeenAt])) };
    assert.equal(
      sinceWhen(past, finding, record),
      'first seen in this run, the one after CHG-1234; in 1 of the last 30 runs',
    );
  });

  test('nothing, where history has nothing to say', () => {
    const empty: Past = { kind: 'known', lastResults: new Map(), firstSeen: new Map(), incidents: [] };
    for (const past of [null, empty, { kind: 'silent', why: 'It is down.' }] as const)
      assert.equal(sinceWhen(past, finding, record), null);
    assert.equal(renderSince(record, null, false), '');
  });

  test('below the summary of a terminal, without what a terminal would obey', () => {
    const past = pastOf(record, () => met, [incidentFor(record, { acknowledged: { by: 'K\u001b[2Jim', at: at(0) } })]);
    assert.match(
      renderSince(record, past, false),
      /^ {2}Since when: INC-7, open, acknowledged by K \[2Jim: first seen .*\.\n\n$/,
    );
  });
});

describe('the page of a run that history knows', () => {
  const failing = oneRouteRecord();
  const pattern = (_id: string, index: number): string =>
    failing.journeys[index]?.verdict === 'passed' ? '.'.repeat(29) : `${'.'.repeat(25)}~d.x`;
  const past = pastOf(failing, pattern, [incidentFor(failing)]);
  const page = pageOf(failing, past, { runs: [{ ...summaryOf(failing), id: 'run-4' }] });

  test('has a row of marks for each journey, by shape and in words, the oldest first', () => {
    const [first = ''] = /<svg\s+class="last"[^]*?<\/svg>/.exec(page) ?? [];
    assert.match(
      first,
      /aria-label="Last 30 results, oldest first: 25 times passed from 2026-03-09 04:58:12 UTC; transient from 2026-03-10 05:58:12 UTC; degraded from 2026-03-10 06:58:12 UTC; passed from 2026-03-10 07:58:12 UTC; 2 times server error from 2026-03-10 08:58:12 UTC"/,
    );
    assert.deepEqual(
      [...first.matchAll(/href="#i-([\w-]+)" x="([\d.]+)"/g)].map(([, shape, x]) => [shape, x]),
      [
        ['transient', '250.5'],
        ['degraded', '260.5'],
        ['server-error', '280.5'],
        ['server-error', '290.5'],
      ],
    );
    assert.equal([...page.matchAll(/<svg\s+class="last"/g)].length, failing.journeys.length);
  });

  test('lists them with dates, and leads to the runs whose pages are kept', () => {
    const list = page.split('class="spells"')[1]?.split('</section>')[0] ?? '';
    assert.match(words(list), /Last 30 results 2 server error, 1 degraded, 1 transient, 26 passed; oldest first/);
    assert.match(list, /<a href="runs\/run-4\/index\.html"/);
    assert.equal(/run-9\//.test(list), false);
  });

  test('says since when, at the top and with the finding, and whose times are whose', () => {
    assert.equal([...words(page).matchAll(/Since when INC-7, open: first seen 4 minutes after CHG-1234;/g)].length, 2);
    assert.match(words(page), /First seen in this run 2026-03-10/);
  });

  test('is without it where the run is not remembered, and says why where history could not be asked', () => {
    const without = pageOf(failing, null);
    for (const sign of ['class="last"', 'class="spells"', 'class="since"', 'in this run<'])
      assert.ok(!without.includes(sign), sign);
    const silent = pageOf(failing, {
      kind: 'silent',
      why: 'What went before is not shown: the store is of a <newer> version.',
    });
    assert.match(
      silent,
      /<b>History<\/b>\s*<span>What went before is not shown: the store is of a &lt;newer&gt; version\.<\/span>/,
    );
  });

  test('does not grow with its history by more than the rows that are worst', () => {
    const long = thousandRecord();
    const [plain, known] = [
      pageOf(long, null),
      pageOf(
        long,
        pastOf(long, () => 'x.'.repeat(14)),
      ),
    ].map(({ length }) => length);
    assert.ok((known ?? 0) - (plain ?? 0) < 2_000_000, `${String(plain)} and ${String(known)}`);
  });

  test('of a first run has no marks yet', () => {
    assert.ok(
      !pageOf(
        passingRecord(),
        pastOf(passingRecord(), () => ''),
      ).includes('class="last"'),
    );
  });
});
