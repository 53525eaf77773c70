import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { renderGate } from '../../../src/gate/console.ts';
import { Gate } from '../../../src/gate/gate.ts';
import { tellPlan } from '../../../src/gate/plan.ts';
import type { GateSetting, GateTools, RollbackSetting } from '../../../src/gate/setting.ts';
import { renderGateSummary } from '../../../src/gate/github.ts';
import { keepGate } from '../../../src/gate/keep.ts';
import type { Part, PartAsked } from '../../../src/gate/part.ts';
import { gateShape } from '../../../src/gate/schema.ts';
import type { GateReport } from '../../../src/gate/types.ts';
import { openHistory } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import type { History } from '../../../src/history/types.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import type { JourneyInput, RunRecord } from '../../../src/verdict/types.ts';
import { at, makeNotRun, makeRun, policy, start } from '../verdict/build.ts';
import { answered, good, journey, record, refused } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-'));
const histories: Pick<History, 'close'>[] = [];
after(async () => {
  for (const history of histories) await history.close();
  rmSync(folder, { recursive: true });
});

const fine = [journey([good()])];
const five = [journey([answered(500)])];
const lookFine = [journey([good({ surface: 'www', path: '/' })], { id: 'preflight-www', project: 'set-up' })];
const down = [
  journey([refused(), refused(), refused()], { id: 'preflight-www', project: 'set-up' }),
  journey([], { notRun: makeNotRun({ kind: 'outage', index: 0 }) }),
];
const away = [journey([answered(503), answered(503), answered(503)])];
const change = { id: 'CHG-1', url: null };
const began = start + 3_600_000;

/** A history on a file of its own that remembers these runs, an hour, two hours … before the gate, and none of them after a change but as told. */
async function historyOf(...runs: readonly { journeys: readonly JourneyInput[]; after?: string }[]) {
  const history = await openHistory({
    reports: mkdtempSync(join(folder, 'history-')),
    databaseUrl: null,
    rules: defaultRules,
  });
  histories.push(history);
  for (const [index, { journeys, after: id }] of runs.entries())
    await history.record(
      record(journeys, {
        run: makeRun({
          ...{ id: `before-${String(index)}`, startedAt: at(-index * 3_600_000), finishedAt: at(-index * 3_600_000) },
          change: id === undefined ? null : { id, url: null },
        }),
      }),
    );
  return history;
}

interface Played {
  readonly report: GateReport;
  readonly asked: readonly PartAsked[];
  /** Every `gate.json`, as it was written. */
  readonly kept: readonly GateReport[];
  readonly records: readonly RunRecord[];
}

interface Play {
  readonly history: GateTools['history'];
  /** What each run sees, by the name of the part; `recovery` for those after a rollback. Default: all well. */
  readonly sees?: Readonly<Record<string, readonly JourneyInput[]>>;
  readonly rollback?: Partial<RollbackSetting>;
  readonly setting?: Partial<GateSetting>;
  readonly tools?: Partial<GateTools>;
  /** Called when a part begins. */
  readonly onPart?: (asked: PartAsked) => void;
}

/** A gate whose runs are made up; all else is real: history, comparison, rollback command. */
async function play({ history, sees = {}, rollback, setting = {}, tools = {}, onPart }: Play): Promise<Played> {
  const asked: PartAsked[] = [];
  const kept: GateReport[] = [];
  const records: RunRecord[] = [];
  const target = { ...readTarget({ env: { RUN_ID: 'gate-1' }, cwd: import.meta.dirname }), change };
  const run = (part: PartAsked): Promise<Part> => {
    asked.push(part);
    onPart?.(part);
    const journeys = sees[part.name] ?? sees[part.name.replace(/-.*/, '')] ?? fine;
    const id = `gate-1-${part.name}`;
    const own = record(journeys, { run: makeRun({ id, startedAt: new Date(began).toISOString() }) });
    return Promise.resolve({
      id,
      what: part.what,
      node: part.node,
      record: own,
      journeys,
      interrupted: false,
      page: null,
    });
  };
  const report = await new Gate(
    {
      target,
      deployed: { nodes: [], marker: null, isRevisionMissing: false },
      windows: [],
      waitMs: 1_000,
      since: null,
      rollback: rollback
        ? { command: 'true', on: ['server-error', 'unreachable'], timeoutMs: 10_000, recoverMs: 30_000, ...rollback }
        : null,
      suiteVersion: '0.1.0',
      ...setting,
    },
    {
      ...{ history, redactor: createRedactor([]), run },
      ask: () => assert.fail('no marker is asked for'),
      whyNoNode: () => Promise.resolve(null),
      waitingJourneys: () => [],
      policy: () => policy,
      keepRun: (own) => {
        records.push(own);
        return 'runs/gate-1/index.html';
      },
      pageOf: (run) => `runs/${run}/index.html`,
      keepGate: (told) => kept.push(gateShape.parse(JSON.parse(JSON.stringify(told)))),
      onEvent: () => {},
      stop: new AbortController().signal,
      leave: new AbortController().signal,
      now: () => began,
      ...tools,
    },
  ).run();
  return { report, asked, kept, records };
}

const names = (asked: readonly PartAsked[]): string[] => asked.map(({ name }) => name);

describe('a gate', () => {
  test('where nothing is new passes, and is one run in history', async () => {
    const history = await historyOf({ journeys: fine });

    const { report, asked, kept } = await play({ history });

    assert.deepEqual([report.result, report.exitCode, report.baseline?.run], ['PASS', 0, 'before-0']);
    assert.deepEqual(names(asked), ['smoke', 'rest']);
    assert.match(report.chance ?? '', /NODES names no nodes/);
    assert.deepEqual(kept.at(-1), JSON.parse(JSON.stringify(report)));
    const [own, ...others] = await history.runs({ target: 'local', change: 'CHG-1' });
    assert.deepEqual([own?.id, own?.judged, others.length], ['gate-1', true, 0]);
  });

  test('tells what is gone since the change, and what was there', async () => {
    const history = await historyOf({ journeys: [...five, journey([answered(404)], { id: 'other' })] });

    const { report } = await play({ history, sees: { rest: [journey([answered(404)], { id: 'other' })] } });

    assert.deepEqual(
      report.compared.map(({ standing, finding }) => [standing, finding.cause]),
      [
        ['already-there', 'client-error'],
        ['gone', 'server-error'],
      ],
    );
    assert.deepEqual([report.result, report.exitCode], ['PASS', 0]);
  });

  test('whose change id was used before compares with what was before that', async () => {
    const history = await historyOf({ journeys: five, after: 'CHG-1' }, { journeys: fine });

    const { report } = await play({ history, sees: { smoke: five } });

    assert.deepEqual([report.result, report.exitCode, report.baseline?.run], ['FAIL', 3, 'before-1']);
    assert.match(report.troubles.join(), /CHG-1 was used before, first by a run of/);
  });

  test('takes the word of whoever says when the change went out', async () => {
    const history = await historyOf({ journeys: five }, { journeys: fine });

    const { report } = await play({ history, sees: { smoke: five }, setting: { since: at(-1_000) } });

    assert.deepEqual([report.result, report.baseline?.run], ['FAIL', 'before-1']);
  });

  test('is not compared with looks at the surfaces alone, however many there were since', async () => {
    const looks = Array.from({ length: 31 }, () => ({ journeys: lookFine }));
    const history = await historyOf(...looks, { journeys: five });

    const { report } = await play({ history, sees: { smoke: [...lookFine, ...five] } });

    assert.deepEqual([report.result, report.baseline?.run], ['INCONCLUSIVE', 'before-31']);
    assert.deepEqual(report.troubles, []);
  });

  test('says that journeys were never judged before, and only surfaces looked at', async () => {
    const { report } = await play({ history: await historyOf({ journeys: lookFine }), sees: { smoke: five } });

    assert.deepEqual([report.result, report.baseline], ['FAIL', null]);
    assert.match(report.troubles.join(), /only surfaces were looked at/);
  });

  test('does not run the rest amid an outage', async () => {
    const { report, asked } = await play({ history: await historyOf({ journeys: fine }), sees: { smoke: down } });

    assert.deepEqual(names(asked), ['smoke']);
    assert.deepEqual([report.result, report.exitCode], ['FAIL', 4]);
    assert.match(report.troubles.join(), /The whole site is down/);
  });

  test('tells of a clock that jumps, and measures by another one', async () => {
    let looks = 0;
    const now = (): number => began + (looks++ < 4 ? 0 : 3_600_000);

    const { report } = await play({ history: await historyOf({ journeys: fine }), tools: { now } });

    assert.match(report.troubles.join(), /The clock of this machine jumped 1 h 00 min ahead/);
    assert.ok(report.durationMs < 600_000);
  });

  test('tells of a history from the future', async () => {
    const { report } = await play({
      history: await historyOf({ journeys: fine }),
      tools: { now: () => start - 86_400_000 },
    });

    assert.match(report.troubles.join(), /holds a run of .*, which is yet to come/);
    assert.equal(report.baseline, null);
  });

  test('under a window over everything judges nothing, and raises no alarm', async () => {
    const history = await historyOf();
    const windows = [{ from: at(0), to: at(7_200_000), expects: [{ status: 503, pattern: '/*' }] }];

    const { report } = await play({ history, sees: { smoke: away, rest: away }, rollback: {}, setting: { windows } });

    assert.deepEqual([report.result, report.exitCode, report.rollback], ['INCONCLUSIVE', 2, null]);
    assert.deepEqual([report.compared, report.expected], [[], ['drug-monograph (desktop)']]);
    assert.match(
      report.headline,
      /everything that ran met what is expected during maintenance until [^;]*: nothing was judged\.$/,
    );
    assert.equal((await history.run('gate-1'))?.judged, false);
    assert.deepEqual(await history.incidents({ state: 'any' }), []);
  });

  test('has judged nothing where only the surfaces were not under the window', async () => {
    const windows = [{ from: at(0), to: at(7_200_000), expects: [{ status: 503, pattern: '/drug/*' }] }];

    const { report } = await play({
      history: await historyOf(),
      sees: { smoke: [...lookFine, ...away], rest: lookFine },
      setting: { windows },
    });

    assert.deepEqual(
      [report.result, report.exitCode, report.expected],
      ['INCONCLUSIVE', 2, ['drug-monograph (desktop)']],
    );
  });

  test('in such a window finds a 500', async () => {
    const windows = [{ from: at(0), to: at(7_200_000), expects: [{ status: 503, pattern: '/*' }] }];

    const { report } = await play({
      history: await historyOf(),
      sees: { smoke: five, rest: away },
      setting: { windows },
    });

    assert.deepEqual([report.result, report.exitCode], ['FAIL', 3]);
  });
});

test('a revision that nobody named is not waited for, and that is told', async () => {
  const deployed = { nodes: [], marker: null, isRevisionMissing: true };

  const { report } = await play({ history: await historyOf({ journeys: fine }), setting: { deployed } });

  assert.equal(report.result, 'PASS');
  assert.match(report.troubles.join(), /nobody said which one is to come \(--revision\): it was not waited for/);
});

describe('a revision that never comes', () => {
  const marker = { url: 'http://www.medscape.localhost/', header: 'x-revision', value: '42' };
  const setting = { deployed: { nodes: [], marker, isRevisionMissing: false }, waitMs: 1 };
  const answer = {
    at: at(0),
    status: 200,
    headers: { 'x-revision': '41' },
    body: '',
    error: null,
    broken: false,
    waitMs: 1,
    tookMs: 1,
  };
  const tools = { ask: () => Promise.resolve(answer) };

  test('leaves a change that cannot be judged, whatever the old one does; the journeys run all the same', async () => {
    const { report, asked } = await play({ history: await historyOf({ journeys: fine }), setting, tools });

    assert.deepEqual(names(asked), ['smoke', 'rest']);
    assert.deepEqual([report.result, report.exitCode], ['INCONCLUSIVE', 2]);
    assert.match(report.headline, /^CHG-1 cannot be judged: revision 42 was not seen at /);
  });

  test('hides nothing that is new', async () => {
    const { report } = await play({
      history: await historyOf({ journeys: fine }),
      setting,
      tools,
      sees: { smoke: five },
    });

    assert.deepEqual([report.result, report.exitCode], ['FAIL', 3]);
  });
});

describe('the node sweep', () => {
  const nodes = ['web1', 'web2', 'web3', 'web4'].map((name, index) => ({
    name,
    address: `127.0.0.1:${String(9001 + index)}`,
  }));
  const deployed = { nodes, marker: null, isRevisionMissing: false };

  test('names the one bad node of four, and looks there after a rollback', async () => {
    const history = await historyOf({ journeys: fine });

    const { report, asked } = await play({ history, sees: { 'node-web3': five }, setting: { deployed }, rollback: {} });

    assert.deepEqual(report.compared[0]?.finding.nodes, ['web3']);
    assert.match(report.headline, /\(seen on web3\)/);
    assert.deepEqual(
      report.nodes.map(({ node, outcome }) => [node.name, outcome]),
      [
        ['web1', 'passed'],
        ['web2', 'passed'],
        ['web3', 'server-error'],
      ],
    );
    assert.deepEqual(report.troubles, ['The sweep ended before web4 was looked at: what was met before decides.']);
    assert.deepEqual(
      names(asked).slice(4),
      [1, 2, 3].flatMap((round) => [`recovery-${String(round)}`, `recovery-${String(round)}-web3`]),
    );
    assert.equal(report.chance, null);
    // what is pinned to a node is no run of the site
    assert.equal((await history.runs({ target: 'local', from: at(1) })).length, 4);
  });

  test('cannot judge a change where a node does not exist', async () => {
    const { report } = await play({
      history: await historyOf({ journeys: fine }),
      setting: { deployed },
      tools: { whyNoNode: ({ name }) => Promise.resolve(name === 'web2' ? 'EHOSTUNREACH' : null) },
    });

    assert.deepEqual([report.result, report.exitCode], ['INCONCLUSIVE', 2]);
    assert.match(
      report.headline,
      /web2 \(127\.0\.0\.1:9002\) cannot be reached from here: EHOSTUNREACH\. Is it down, or is NODES wrong\?/,
    );
  });
});

describe('a rollback', () => {
  test('is run once on what is new, and proven by three passes in a row', async () => {
    const ran = join(folder, 'once');
    const history = await historyOf({ journeys: fine });

    const { report, asked, kept } = await play({
      history,
      sees: { smoke: five, 'recovery-2': five },
      rollback: { command: `echo "$CHANGE_ID $TARGET" >> ${ran}; echo password=hunter2-hunter2` },
    });

    assert.equal(readFileSync(ran, 'utf8'), 'CHG-1 local\n');
    assert.deepEqual(names(asked), ['smoke', 'recovery-1', 'recovery-2', 'recovery-3', 'recovery-4', 'recovery-5']);
    assert.deepEqual([report.result, report.exitCode], ['FAIL', 3]);
    assert.ok(report.rollback && report.rollback.exitCode === 0 && report.rollback.recoveredAfterMs !== null);
    assert.doesNotMatch(report.rollback.output, /hunter2/);
    assert.match(kept[0]?.advice ?? '', /A rollback was begun, and the gate has not seen its end/);
    const lines = renderGate(report, null, false).trim().split('\n').slice(-3);
    assert.match(lines[0] ?? '', /^detected {4}after /);
    assert.match(lines[1] ?? '', /^rolled back in .*exit code 0/);
    assert.match(lines[2] ?? '', /^recovered {3}/);
    assert.match(renderGateSummary(report), /FAIL: CHG-1 on local[^]*- recovered/);
    const after = await history.runs({ target: 'local', from: at(1) });
    assert.deepEqual(
      after.filter(({ change: one }) => one !== null).map(({ id }) => id),
      ['gate-1'],
    );
  });

  const never: readonly [
    name: string,
    history: () => Promise<GateTools['history']>,
    sees: readonly JourneyInput[],
    exitCode: number,
  ][] = [
    ['what was already there', () => historyOf({ journeys: five }), five, 2],
    ['a regression that nobody asked it for', () => historyOf({ journeys: fine }), [journey([answered(404)])], 1],
    [
      'what nobody can tell from before',
      () =>
        Promise.resolve({
          runs: () => Promise.reject(new Error('The database is down.')),
          record: () => Promise.resolve('spooled'),
          troubles: [],
        }),
      five,
      3,
    ],
  ];
  for (const [name, history, sees, exitCode] of never)
    test(`is never run for ${name}`, async () => {
      const ran = join(folder, `never-${String(exitCode)}`);

      const { report } = await play({
        history: await history(),
        sees: { smoke: sees },
        rollback: { command: `touch ${ran}` },
      });

      assert.ok(!existsSync(ran));
      assert.deepEqual([report.exitCode, report.rollback], [exitCode, null]);
      if (exitCode === 3)
        assert.match(`${report.advice} ${report.troubles.join()}`, /Nothing was rolled back.*The database is down\./);
    });

  test('is never run where the history was found damaged: what was there before was in it', async () => {
    const reports = mkdtempSync(join(folder, 'damaged-'));
    mkdirSync(join(reports, 'history'));
    writeFileSync(join(reports, 'history/history.sqlite'), 'no database '.repeat(1_000));
    const history = await openHistory({ reports, databaseUrl: null, rules: defaultRules });
    histories.push(history);
    const ran = join(folder, 'never-damaged');

    const { report } = await play({ history, sees: { smoke: five }, rollback: { command: `touch ${ran}` } });

    assert.ok(!existsSync(ran));
    assert.deepEqual([report.exitCode, report.rollback], [3, null]);
    assert.match(`${report.advice} ${report.troubles.join()}`, /Nothing was rolled back.*IS DAMAGED/);
  });

  test('that fails, and a site that is still down, are the loudest', async () => {
    const { report } = await play({
      history: await historyOf({ journeys: fine }),
      sees: { smoke: five, recovery: five },
      rollback: { command: 'echo no such revision; exit 9', recoverMs: 20 },
    });

    assert.deepEqual([report.exitCode, report.rollback?.exitCode, report.rollback?.recoveredAfterMs], [3, 9, null]);
    assert.match(report.advice, /The rollback FAILED: roll back by hand, now/);
    const text = renderGate(report, null, false);
    assert.match(text, /THE ROLLBACK FAILED after .*exit code 9[^]*no such revision[^]*NOT RECOVERED[^\n]*\n\n$/);
    assert.match(renderGateSummary(report), /CAUTION\]\n> \*\*The rollback FAILED[^]*`gate\.html`/);
    assert.ok(report.events.some(({ text: told, tone }) => tone === 'bad' && told.includes('STILL NOT WELL')));
  });

  test('is not begun once somebody has interrupted, and that is said', async () => {
    const stop = new AbortController();
    const ran = join(folder, 'not-begun');

    const { report, asked } = await play({
      history: await historyOf({ journeys: fine }),
      sees: { smoke: five },
      rollback: { command: `touch ${ran}` },
      tools: { stop: stop.signal },
      onPart: () => stop.abort(),
    });

    assert.deepEqual([existsSync(ran), report.exitCode, report.result, names(asked)], [false, 130, 'FAIL', ['smoke']]);
    assert.match(report.events.at(-1)?.text ?? '', /was NOT run/);
  });

  test('that was begun goes on to its end when somebody interrupts', async () => {
    const stop = new AbortController();
    const [begun, ended] = [join(folder, 'begun'), join(folder, 'ended')];
    const waiting = setInterval(() => {
      if (existsSync(begun)) stop.abort();
    }, 20);

    const { report, asked } = await play({
      history: await historyOf({ journeys: fine }),
      sees: { smoke: five },
      rollback: { command: `touch ${begun}; sleep 0.7; touch ${ended}` },
      tools: { stop: stop.signal },
    });
    clearInterval(waiting);

    assert.ok(existsSync(ended));
    assert.deepEqual([report.exitCode, report.rollback?.exitCode, names(asked)], [130, 0, ['smoke']]);
    assert.match(report.events.at(-1)?.text ?? '', /whether the site has recovered was NOT looked at/);
  });

  test('for which nobody waits is told as running still', async () => {
    const [stop, leave] = [new AbortController(), new AbortController()];
    const begun = join(folder, 'left');
    const waiting = setInterval(() => {
      if (existsSync(begun)) for (const one of [stop, leave]) one.abort();
    }, 20);

    const { report } = await play({
      history: await historyOf({ journeys: fine }),
      sees: { smoke: five },
      rollback: { command: `touch ${begun}; sleep 1` },
      tools: { stop: stop.signal, leave: leave.signal },
    });
    clearInterval(waiting);

    assert.deepEqual([report.exitCode, report.rollback?.exitCode], [130, null]);
    assert.match(
      report.troubles.join(),
      /THE ROLLBACK IS STILL RUNNING: nobody waited for its end: it goes on as process group \d+/,
    );
  });
});

test('a dry run says what would be done', async () => {
  const target = { ...readTarget({ env: { RUN_ID: 'gate-1' }, cwd: import.meta.dirname }), change };
  const nodes = [{ name: 'web1', address: '127.0.0.1:9001' }];
  const marker = { url: 'http://www.medscape.localhost/', header: 'x-revision', value: '42' };
  const rollback = {
    command: './deploy.sh previous',
    on: ['server-error'],
    timeoutMs: 60_000,
    recoverMs: 60_000,
  } as const;
  const setting = {
    target,
    deployed: { nodes, marker, isRevisionMissing: false },
    windows: [],
    waitMs: 60_000,
    since: null,
    rollback,
    suiteVersion: '',
  };

  const text = (await tellPlan(setting, await historyOf({ journeys: fine }), began)).join('\n');

  for (const told of [
    /CHG-1 on local: nothing is run/,
    /compared with the run before-0/,
    /revision 42 in the header x-revision/,
    /each of 1 node: web1/,
    /on a new server-error with: \.\/deploy\.sh previous/,
  ])
    assert.match(text, told);
  const away = { runs: () => Promise.reject(new Error('The database is down.')), troubles: [] };
  assert.match((await tellPlan(setting, away, began)).join('\n'), /Roll nothing back, whatever is met/);
});

test('gate.json is written whole', async () => {
  const reports = mkdtempSync(join(folder, 'reports-'));
  const { report } = await play({ history: await historyOf() });

  keepGate(reports, report);

  assert.deepEqual(
    gateShape.parse(JSON.parse(readFileSync(join(reports, 'gate.json'), 'utf8'))),
    JSON.parse(JSON.stringify(report)),
  );
});
