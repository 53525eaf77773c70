import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { splitExpected } from '../../../src/gate/expected.ts';
import { openWindows, readWindows, windowOf } from '../../../src/gate/windows.ts';
import { exitCodes, type JourneyInput } from '../../../src/verdict/types.ts';
import { at, makeLogRecord, makeNotRun, makeRun, policy, start } from '../verdict/build.ts';
import { answered, good, journey, refused, storedOf } from './build.ts';

const from = at(-60_000);
const to = at(3_600_000);

describe('--expect, --from and --to', () => {
  test('are a window', () => {
    assert.deepEqual(windowOf({ expect: ['503@/drug/*', '404@/m/*'], from, to }), {
      from,
      to,
      expects: [
        { status: 503, pattern: '/drug/*' },
        { status: 404, pattern: '/m/*' },
      ],
    });
    assert.equal(windowOf({}), null);
  });

  const wrong: readonly [name: string, options: Parameters<typeof windowOf>[0], told: readonly RegExp[]][] = [
    ['no end', { expect: ['503@/'], from }, [/--to +is missing/]],
    ['no expectation', { from, to }, [/--expect +is empty/]],
    ['a 500', { expect: ['500@/drug/*'], from, to }, [/a 500 is a finding at any time/]],
    ['a 200', { expect: ['200@/'], from, to }, [/200 is nothing that maintenance answers/]],
    ['no path', { expect: ['503'], from, to }, [/"503" is no STATUS@\/PATH/]],
    ['an end before the beginning', { expect: ['503@/'], from: to, to: from }, [/is not after/]],
    [
      'everything at once',
      { expect: ['503', '500@/'], from: 'ten', to: '2026-13-01T00:00:00Z' },
      [/"503" is no/, /a 500 is/, /--from +"ten"/, /--to +"2026-13/],
    ],
    ['no zone', { expect: ['503@/'], from: '2026-11-22T10:00:00', to }, [/--from .*is no instant/]],
  ];
  for (const [name, options, told] of wrong)
    test(`${name} is refused`, () => {
      for (const pattern of [/in --expect, --from and --to cannot be used/, ...told])
        assert.throws(() => windowOf(options), pattern);
    });
});

describe('windows.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'windows-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'windows.yaml');
    writeFileSync(path, text);
    return path;
  };

  test('is a list of windows, each for one target or for all; none is no window', () => {
    const two = file(
      `- from: ${from}\n  to: ${to}\n  expect: 503@/*\n- target: staging\n  from: ${from}\n  to: ${to}\n  expect: [404@/m/*]\n`,
    );
    assert.deepEqual([readWindows(two, 'local').length, readWindows(two, 'staging').length], [1, 2]);
    assert.deepEqual(readWindows(join(folder, 'none.yaml'), 'local'), []);
    assert.deepEqual(readWindows(file(''), 'local'), []);
  });

  test('tells all faults at once, each with its line', () => {
    const text = `- from: ${from}\n  to: soon\n  expect: 503@/*\n- from: ${from}\n  to: ${to}\n  expect: 500@/*\n- nothing\n- to: ${to}\n  until: then\n  expect: 503@/\n- target: prod\n  from: then\n  to: ${to}\n  expect: 503@/\n`;
    for (const told of [
      /windows\.yaml, line 2 +to "soon" is no instant/,
      /line 6 +expect .*a 500 is a finding/,
      /line 7 +entry is no window/,
      /line 8 +from is missing/,
      /line 9 +until is no setting of a window/,
      /line 11 +target is no target \(local, staging, production\)/,
      /line 12 +from "then" is no instant/,
    ])
      assert.throws(() => readWindows(file(text), 'local'), told);
    assert.throws(() => readWindows(file('from: now'), 'local'), /line 1 +is not a list/);
    assert.throws(() => readWindows(file('- from: ['), 'local'), /line \d/);
  });
});

describe('a window is open', () => {
  const window = { from: at(0), to: at(1_000), expects: [{ status: 503, pattern: '/*' }] };
  const passed = (ms: number, overrides = {}) => storedOf([journey([good()])], { startedAt: at(ms), ...overrides });
  const cases: readonly [name: string, now: number, runs: ReturnType<typeof passed>[], open: boolean][] = [
    ['not before its beginning', -1, [], false],
    ['from its beginning', 0, [], true],
    ['to its end', 1_000, [], false],
    ['whatever passed before it', 500, [passed(-1)], true],
    ['until a run has passed in it', 500, [passed(100)], false],
    ['whatever failed in it', 500, [storedOf([journey([answered(500)])], { startedAt: at(100) })], true],
    [
      'where surfaces alone have passed in it',
      500,
      [storedOf([journey([good()], { id: 'preflight-www', project: 'set-up' })], { startedAt: at(100) })],
      true,
    ],
    ['where nothing was judged in it', 500, [passed(100, { judged: false })], true],
  ];
  for (const [name, now, runs, open] of cases)
    test(name, () => {
      assert.equal(openWindows([window], start + now, runs).length, open ? 1 : 0);
    });
});

describe('what an expected answer ended', () => {
  const home = { surface: 'www', path: '/', url: 'http://www.medscape.localhost:4310/' } as const;
  const drug = { url: 'http://reference.medscape.localhost:4310/drug/aspirin-1' } as const;
  const down = (status: number): JourneyInput => journey([1, 2, 3].map(() => answered(status, drug)));
  const homeFine = journey([good(home)], { id: 'home' });
  const homeDown = journey(
    [1, 2, 3].map(() => answered(503, home)),
    { id: 'home' },
  );
  const left = journey([], { id: 'other', notRun: makeNotRun({ journey: 'other', kind: 'outage', index: 0 }) });
  const masked = journey(
    [1, 2, 3].map(() => ({
      ...answered(503, drug),
      logRecords: [makeLogRecord({ means: 'failed', finalStatus: 500 })],
    })),
  );
  const split = (journeys: readonly JourneyInput[], ...patterns: string[]) => {
    const expects = patterns.map((pattern) => ({ status: 503, pattern }));
    return splitExpected(journeys, expects, makeRun(), policy);
  };

  const cases: readonly [name: string, journeys: JourneyInput[], pattern: string, expected: string[]][] = [
    ['a 503 on its path', [down(503), homeFine], '/drug/*', ['drug-monograph (desktop)']],
    ['a path as the site calls it', [down(503)], '/drug/:slug', ['drug-monograph (desktop)']],
    ['a 503 elsewhere', [homeDown], '/drug/*', []],
    ['a 500 there', [down(500)], '/drug/*', []],
    ['a 502 where 503 was declared', [down(502)], '/drug/*', []],
    ['no answer at all', [journey([refused(), refused(), refused()])], '/*', []],
    ['a 500 among 503s', [journey([answered(503, drug), answered(500, drug), answered(503, drug)])], '/*', []],
    ["a 500 in the server's log", [masked], '/*', []],
    ['a 503 that went away', [journey([answered(503, drug), good(drug)])], '/*', []],
    [
      'everything, with what was not started because of it',
      [homeDown, left],
      '/*',
      ['home (desktop)', 'other (desktop)'],
    ],
    ['not what a finding kept from starting', [homeDown, down(500), left], '/*', ['home (desktop)']],
  ];
  for (const [name, journeys, pattern, expected] of cases)
    test(name, () => {
      const parted = split(journeys, pattern);
      assert.deepEqual(parted.expected, expected);
      assert.equal(parted.judged.length, journeys.length - expected.length);
    });

  test('no window, nothing expected', () => {
    assert.deepEqual(split([homeDown]).expected, []);
    assert.notEqual(exitCodes['server-error'], 0);
  });
});
