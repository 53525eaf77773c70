import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareRuns } from '../../../src/gate/compare.ts';
import { judgeGate, rollbackFor, type RollbackVerdict } from '../../../src/gate/judge.ts';
import type { Standing } from '../../../src/gate/types.ts';
import { toStored } from '../../../src/history/stored.ts';
import type { JourneyInput } from '../../../src/verdict/types.ts';
import { answered, good, journey, record, refused, storedOf, wrongPage } from './build.ts';

const other = { id: 'home-shows-news' };
const home = { surface: 'www', path: '/' } as const;

const five = journey([answered(500)]);
const sometimes = journey([answered(500), good()]);
const fine = journey([good()]);
const down = journey([refused(), refused(), refused()]);
const passing = journey([answered(503), good()]);
const away = journey([answered(503), answered(503), answered(503)]);
const missing = journey([answered(404)]);
const strange = journey([wrongPage(), wrongPage(), wrongPage()]);
const unknown = journey([wrongPage(), wrongPage(), wrongPage()], { verified: false });
const homeFine = journey([good(home)], other);
const homeFive = journey([answered(500, home)], other);
const look = (attempts: Parameters<typeof journey>[0]): JourneyInput =>
  journey(attempts, { id: 'preflight-www', project: 'set-up' });
const lookFine = look([good(home)]);
const lookFive = look([answered(500, home)]);
const stuck = journey([1, 2, 3].map(() => answered(404, home)));
const blocked = journey([answered(429)]);

interface Case {
  readonly name: string;
  readonly now: readonly JourneyInput[];
  /** Newest first; each a run. */
  readonly before: readonly (readonly JourneyInput[])[];
  readonly standings: readonly (readonly [Standing, cause: string])[];
  readonly result: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  readonly exitCode: number;
  readonly rollback: boolean;
}

const cases: readonly Case[] = [
  {
    name: 'a 500 where all was well',
    now: [five],
    before: [[fine]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500, and no run before',
    now: [five],
    before: [],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 that was there',
    now: [five],
    before: [[five]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 500 that came and went before too',
    now: [sometimes],
    before: [[sometimes]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 500 that goes away on retry',
    now: [sometimes],
    before: [[fine]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 that has gone',
    now: [fine],
    before: [[five]],
    standings: [['gone', 'server-error']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a 500 that nobody asked for again',
    now: [homeFine],
    before: [[five]],
    standings: [],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'one 500 was there, another is new',
    now: [five, homeFive],
    before: [[five, homeFine]],
    standings: [
      ['new', 'server-error'],
      ['already-there', 'server-error'],
    ],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'an outage',
    now: [down],
    before: [[fine]],
    standings: [['new', 'network']],
    result: 'FAIL',
    exitCode: 4,
    rollback: true,
  },
  {
    name: 'an outage that was there',
    now: [down],
    before: [[down]],
    standings: [['already-there', 'network']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 503 that passes',
    now: [passing],
    before: [[fine]],
    standings: [['new', 'unavailable']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a 503 that passed before, and stays now',
    now: [away],
    before: [[passing]],
    standings: [['new', 'unavailable']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 503 that stayed before, and passes now',
    now: [passing],
    before: [[away]],
    standings: [['already-there', 'unavailable']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a page that is missing now',
    now: [missing],
    before: [[fine]],
    standings: [['new', 'client-error']],
    result: 'FAIL',
    exitCode: 1,
    rollback: false,
  },
  {
    name: 'a wrong page',
    now: [strange],
    before: [[fine]],
    standings: [['new', 'content']],
    result: 'FAIL',
    exitCode: 1,
    rollback: false,
  },
  {
    name: 'a wrong page that was there',
    now: [strange],
    before: [[strange]],
    standings: [['already-there', 'content']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a wrong page that is right again',
    now: [fine],
    before: [[strange]],
    standings: [['gone', 'content']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a page that nobody has verified',
    now: [unknown],
    before: [[fine]],
    standings: [['new', 'content']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a bot check',
    now: [blocked],
    before: [[fine]],
    standings: [['new', 'blocked']],
    result: 'FAIL',
    exitCode: 5,
    rollback: false,
  },
  {
    name: 'a bot check that was there',
    now: [blocked],
    before: [[blocked]],
    standings: [['already-there', 'blocked']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a new 500 beside what cannot be told',
    now: [five, { ...unknown, id: 'x' }],
    before: [[fine]],
    standings: [
      ['new', 'server-error'],
      ['new', 'content'],
    ],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 on a journey that the last run did not ask for, and the one before did',
    now: [five, homeFine],
    before: [[homeFine], [five, homeFine]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 500 on a journey that the last run did not ask for, and that was well',
    now: [five],
    before: [[homeFine], [fine]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 that was gone in between',
    now: [five],
    before: [[fine], [five]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 on a way that a look at the surface went well since, and its journey did not go',
    now: [homeFive],
    before: [[lookFine], [homeFive]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 500 before which only surfaces were looked at',
    now: [lookFine, five],
    before: [[lookFine]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 that a look at the surface had met',
    now: [lookFive, homeFive],
    before: [[lookFive], [homeFine]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'a 500 of a surface, where the look at it was well',
    now: [lookFive],
    before: [[lookFine], [lookFive]],
    standings: [['new', 'server-error']],
    result: 'FAIL',
    exitCode: 3,
    rollback: true,
  },
  {
    name: 'a 500 that has gone, and that looks at the surfaces had nothing to say of',
    now: [fine],
    before: [[lookFine], [five]],
    standings: [['gone', 'server-error']],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
  {
    name: 'a 500 to which the last run did not get',
    now: [five],
    before: [[stuck], [five]],
    standings: [['already-there', 'server-error']],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'surfaces that answer, and no journey',
    now: [lookFine],
    before: [[fine]],
    standings: [],
    result: 'INCONCLUSIVE',
    exitCode: 2,
    rollback: false,
  },
  {
    name: 'all well',
    now: [fine, homeFine],
    before: [[fine]],
    standings: [],
    result: 'PASS',
    exitCode: 0,
    rollback: false,
  },
];

describe('a run beside the last one before the change', () => {
  for (const { name, now, before, standings, result, exitCode, rollback } of cases)
    test(name, () => {
      const run = record(now);

      const compared = compareRuns(
        toStored(run).run,
        before.map((journeys) => storedOf(journeys)),
      );
      const judged = judgeGate(run, compared);

      assert.deepEqual(
        compared.map(({ standing, finding }) => [standing, finding.cause]),
        standings,
      );
      assert.deepEqual([judged.result, judged.exitCode], [result, exitCode]);
      assert.equal(rollbackFor(compared) !== null, rollback);
    });

  test('a finding may be partly new', () => {
    const compared = compareRuns(storedOf([five, homeFive]), [storedOf([five, homeFine])]);

    assert.deepEqual(
      compared.map(({ standing, signatures }) => [standing, signatures]),
      [
        ['new', ['server-error 500 httpd www GET /']],
        ['already-there', ['server-error 500 httpd reference GET /drug/:slug']],
      ],
    );
  });

  test('a known issue whose suppression has ended is no deed of the change', () => {
    const before = storedOf([missing]);
    const findings = before.findings.map((finding) => ({ ...finding, verdict: 'degraded', suppressed: true }) as const);
    assert.equal(compareRuns(storedOf([missing]), [{ ...before, findings }])[0]?.standing, 'already-there');
  });
});

describe('it fails closed', () => {
  const compared = compareRuns(storedOf([fine]), [storedOf([fine])]);

  test('without a verdict', () => {
    assert.deepEqual(judgeGate(null, []), { result: 'INCONCLUSIVE', exitCode: 2, why: 'the journeys left no verdict' });
  });
  for (const kind of [
    'ran-nothing',
    'lost-shard',
    'report-failed',
    'playwright-error',
    'killed',
    'interrupted',
  ] as const)
    test(`with the trouble ${kind}`, () => {
      const run = record([fine], { troubles: [{ kind, message: 'It is so.' }] });
      assert.equal(judgeGate(run, compared).result, 'INCONCLUSIVE');
    });
  test('where nothing was judged', () => {
    assert.equal(judgeGate(record([]), []).result, 'INCONCLUSIVE');
  });
  test('where the run says that something is wrong and no finding does', () => {
    assert.equal(judgeGate({ ...record([fine]), exitCode: 1 }, []).result, 'INCONCLUSIVE');
  });
  test('a note is no trouble', () => {
    const run = record([fine], { troubles: [{ kind: 'note', message: 'Member journeys were not asked for.' }] });
    assert.equal(judgeGate(run, compared).result, 'PASS');
  });
});

describe('what a rollback is run for', () => {
  const runs: readonly [name: string, now: JourneyInput, on: readonly RollbackVerdict[], rolledBack: boolean][] = [
    ['narrowed: an outage alone', five, ['unreachable'], false],
    ['narrowed: a server error', five, ['server-error'], true],
    ['an intermittent one is another verdict', sometimes, ['server-error'], false],
    ['a regression, where it is asked for', missing, ['regression'], true],
  ];
  for (const [name, now, on, rolledBack] of runs)
    test(name, () => {
      const compared = compareRuns(storedOf([now]), [storedOf([fine])]);
      assert.equal(rollbackFor(compared, on) !== null, rolledBack);
    });
});
