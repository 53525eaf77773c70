import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { incidents } from '../../../src/cli/incidents.ts';
import { listText, showText } from '../../../src/cli/incidents-text.ts';
import { openHistory } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import { Machine, makeContent, makeFinding, makeStored, minute } from '../history/incidents-build.ts';
import { hour, runOf } from '../history/support/runs.ts';
import { startProgram, temporaryFolder, type Ended } from './support.ts';

const reports = temporaryFolder('incidents');
const run = (...args: string[]): Promise<Ended> =>
  startProgram(process.execPath, ['src/cli/main.ts', 'incidents', ...args], { REPORTS_DIR: reports }).ended;

before(async () => {
  const history = await openHistory({ reports, databaseUrl: null, rules: defaultRules });
  const story = [
    { verdict: 'passed', target: 'production' },
    { verdict: 'server-error', target: 'staging' },
    { verdict: 'server-error', target: 'production', change: 'CHG-1234' },
    ...[1, 2, 3].map(() => ({ verdict: 'passed', target: 'staging' }) as const),
  ] as const;
  for (const [n, { verdict, target, ...more }] of story.entries()) {
    const record = runOf({ id: `run-${String(n)}`, after: n * hour, verdict, target, ...more });
    await history.record(record);
  }
  assert.deepEqual(history.troubles, []);
  await history.close();
  mkdirSync(join(reports, 'runs', 'run-2'), { recursive: true });
  writeFileSync(join(reports, 'runs', 'run-2', 'index.html'), '');
});

describe('npm run incidents', () => {
  test('lists what is open, the resolved ones too when asked, and for a program', async () => {
    const [open, all, json] = await Promise.all([run(), run('--all'), run('--all', '--json', '--target', 'staging')]);

    assert.equal(open.code, 0, open.stderr);
    assert.match(open.stdout, /^✖ INC-2 open · server-error · production$/m);
    assert.doesNotMatch(open.stdout, /INC-1/);
    assert.match(all.stdout, /INC-2[\s\S]*✔ INC-1 resolved · server-error · staging/);
    const parsed = JSON.parse(json.stdout) as { id: string; state: string }[]; // what --json prints
    assert.deepEqual(
      parsed.map(({ id, state }) => `${id} ${state}`),
      ['INC-1 resolved'],
    );
  });

  test('shows one with its life, its change and the page of its run; acknowledges and mutes it', async () => {
    const show = await run('show', 'inc-2');
    assert.equal(show.code, 0, show.stderr);
    assert.match(show.stdout, /opened\n[\s\S]*Change before it\n {2}CHG-1234[\s\S]*runs\/run-2\/index\.html/);

    const ack = await run('ack', 'INC-2', '--by', 'Ana');
    const mute = await run('mute', 'INC-2', '--by', 'Ben', '--until', '4h');
    assert.match(ack.stdout, /Acknowledged by Ana/);
    assert.match(mute.stdout, /Acknowledged by Ana[\s\S]*Muted by Ben until/);
  });

  test('refuses what cannot be, and says why; a target without any has none', async () => {
    const [long, unknown, resolved, elsewhere] = await Promise.all([
      run('mute', 'INC-2', '--by', 'Ben', '--until', '30d'),
      run('show', 'INC-99'),
      run('ack', 'INC-1', '--by', 'Ana'),
      run('--target', 'staging'),
    ]);

    assert.deepEqual([long.code, unknown.code, resolved.code], [2, 2, 2]);
    assert.match(long.stderr, /INC-2 is server-error: it may be muted for 24 hours at most/);
    assert.match(unknown.stderr, /There is no incident INC-99/);
    assert.match(resolved.stderr, /INC-1 is resolved since/);
    assert.equal(elsewhere.stdout, 'No incident is open on staging (--all lists resolved ones too).\n');
  });

  test('a wrong command line is refused before anything is opened', async () => {
    const wrong: readonly [args: string[], options: Record<string, unknown>, says: RegExp][] = [
      [['close', 'INC-1'], {}, /"close" is nothing to do with incidents/],
      [['show'], {}, /Say which incident/],
      [['ack', 'INC-1'], {}, /--by NAME/],
      [['mute', 'INC-1'], { by: 'Ana' }, /Say until when/],
      [['ack', 'INC-1'], { by: 'Ana', until: '4h' }, /--until is for mute/],
      [[], { target: 'prod' }, /"prod" is no target/],
      [[], { by: 'Ana' }, /--by is for ack and mute/],
    ];
    for (const [args, options, says] of wrong)
      await assert.rejects(incidents.run(options, args), { name: 'UsageError', message: says });
  });

  test('without a history it says so, and makes none', async () => {
    const empty = temporaryFolder('no-incidents');
    const { code, stdout } = await startProgram(process.execPath, ['src/cli/main.ts', 'incidents'], {
      REPORTS_DIR: empty,
    }).ended;

    assert.equal(code, 0);
    assert.match(stdout, /^No incidents: there is no history in /);
  });
});

describe('incidents on a narrow terminal', () => {
  const machine = new Machine({ runsToOpen: { production: 2 } });
  machine.see(makeStored(0));
  machine.see(
    makeStored(60, [makeFinding({ headline: `500 on /drug/:slug of reference\u001b[2J, ${'word '.repeat(20)}` })]),
  );
  machine.see(makeStored(120, [makeContent()]));
  const found = machine.tracked.map(({ incident }) => incident);
  const options = { colour: false, width: 40, now: minute(180) };

  test('no line is longer than it, nothing of a page drives it, and the open one comes first', () => {
    const list = listText(found, options);
    const show = showText({ incident: machine.incident, steps: machine.steps, runs: [] }, options);

    const lines = `${list}${show}`.split('\n');
    const tooLong = lines.filter(
      (line) => line.length > 40 && line.trim().includes(' ') && !line.startsWith('✖') && !line.startsWith('?'),
    );
    assert.deepEqual(tooLong, []);
    assert.ok(!list.includes('\u001b'));
    assert.match(list, /^✖ INC-1 open[\s\S]*\n\n\? INC-2 suspected/);
  });
});
