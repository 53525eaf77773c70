import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHistory, type HistoryOptions } from '../../../src/history/open.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import { sqliteFile } from '../../../src/history/store/places.ts';
import type { Incident, StoredRun } from '../../../src/history/types.ts';
import { Budget } from '../../../src/monitor/budget.ts';
import { Memory } from '../../../src/monitor/memory.ts';
import { defaultSettings } from '../../../src/monitor/settings.ts';
import type { MonitorEvent, MonitorSettings } from '../../../src/monitor/types.ts';
import { Watch } from '../../../src/monitor/watch.ts';
import { labOf, page, startSite, targetAt, type TestSite } from './site.ts';

const patienceMs = 60_000;

async function until(test: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = performance.now() + patienceMs; !(await test()); await sleep(20))
    if (performance.now() > deadline) assert.fail(`in vain: ${what}`);
}

/** A watch on a site, with everything that it did. */
interface Watching {
  readonly events: MonitorEvent[];
  readonly told: string[];
  /** How often the journeys were run. */
  journeys: number;
  readonly delivered: Incident[][];
  beats: number;
  /** How often the status page was built again because the history went away or came back. */
  pages: number;
  readonly end: () => Promise<void>;
}

describe('watch', () => {
  let site: TestSite;
  let folder: string;
  let history: HistoryOptions;
  const watching: Watching[] = [];
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());
  beforeEach(() => {
    site.answer = {};
    folder = mkdtempSync(join(tmpdir(), 'watch-'));
    history = { reports: folder, databaseUrl: null, rules: defaultRules, patienceMs: 2_000 };
  });
  afterEach(async () => {
    await Promise.all(watching.splice(0).map(({ end }) => end()));
    rmSync(folder, { recursive: true, force: true });
  });

  function watch(more: Partial<MonitorSettings> = {}, run: () => Promise<void> = () => Promise.resolve()): Watching {
    const settings: MonitorSettings = {
      ...{ ...defaultSettings, journeysAt: '0 0 1 1 *', pulseEveryMs: 200, requestsPerHour: 1_000_000 },
      ...more,
    };
    const stop = new AbortController();
    const events: MonitorEvent[] = [];
    const tell = (event: MonitorEvent): void => void events.push(event);
    let id = 0;
    let over: Promise<void> = Promise.resolve();
    const result: Watching = {
      ...{ events, told: [], journeys: 0, delivered: [], beats: 0, pages: 0 },
      end: async () => {
        stop.abort();
        await over;
      },
    };
    const sentence = (kind: 'trouble' | 'note') => (text: string) => tell({ kind, at: new Date().toISOString(), text });
    const own = new Watch({
      ...{ settings, tell, stop: stop.signal, lab: labOf },
      budget: new Budget({ perHour: settings.requestsPerHour, file: null }),
      memory: new Memory(history, { trouble: sentence('trouble'), note: sentence('note') }),
      target: () => targetAt(site.port, { RUN_ID: `run-${String((id += 1))}-${String(watching.length)}` }),
      runJourneys: async () => {
        result.journeys += 1;
        await run();
        return { exitCode: 0, record: null };
      },
      report: () => Promise.resolve(),
      onPulse: () => {},
      onIncidents: () => {},
      status: () => Promise.resolve(void (result.pages += 1)),
      deliver: async (opened) => {
        result.delivered.push(await opened.incidents({ target: 'local', state: 'open' }));
      },
      show: () => Promise.resolve(),
      beat: () => Promise.resolve(void (result.beats += 1)),
    });
    over = own.run();
    watching.push(result);
    return result;
  }

  const of = <Kind extends MonitorEvent['kind']>(
    { events }: Watching,
    kind: Kind,
  ): Extract<MonitorEvent, { readonly kind: Kind }>[] =>
    events.filter((event): event is Extract<MonitorEvent, { readonly kind: Kind }> => event.kind === kind);

  async function stored(): Promise<{ runs: StoredRun[]; incidents: Incident[] }> {
    const opened = await openHistory(history);
    try {
      return { runs: await opened.runs({}), incidents: await opened.incidents({}) };
    } finally {
      await opened.close();
    }
  }

  test('a fault is a run, opens an incident that is told, and starts the journeys; the same again is no news', async () => {
    const own = watch();
    await until(() => of(own, 'pulse').length > 0, 'a pulse');
    assert.deepEqual((await stored()).runs, [], 'a good pulse is no run');

    site.answer = { www: page(500, 'Internal Server Error') };
    await until(() => own.journeys > 0 && of(own, 'run').length > 0, 'a run');
    const before = of(own, 'pulse').length;
    await until(() => of(own, 'pulse').length > before + 3, 'pulses after it');

    const { runs, incidents } = await stored();
    assert.deepEqual(
      runs.map(({ outcome, judged, location }) => [outcome, judged, location]),
      [['server-error', true, 'here']],
    );
    assert.deepEqual(
      incidents.map(({ state, journeys, surfaces }) => [state, journeys, surfaces]),
      [['open', ['pulse (www)'], ['www']]],
    );
    assert.equal(own.journeys, 1);
    assert.equal(own.beats, 0, 'a pulse says nothing of whether the journeys run');
    assert.ok(own.delivered.some(([incident]) => incident?.state === 'open'));
    assert.equal(of(own, 'pulse').filter(({ confirmed }) => confirmed).length, 1);
  });

  test('one failure that goes opens nothing and starts nothing', async () => {
    let asked = 0;
    site.answer = {
      www: (request, response) =>
        (asked++ === 1 ? page(503, 'Service Unavailable') : page(200, 'Medscape'))(request, response),
    };
    const own = watch();
    await until(() => of(own, 'run').length > 0, 'a run');

    const { runs, incidents } = await stored();
    assert.deepEqual(
      runs.map(({ outcome }) => outcome),
      ['transient'],
    );
    assert.deepEqual(incidents, []);
    assert.equal(own.journeys, 0);
  });

  test('of two monitors on one store the second stands by, and takes over when the first ends', async () => {
    const first = watch();
    await until(() => of(first, 'pulse').length > 0, 'the first pulse');
    const second = watch();
    await until(() => of(second, 'note').some(({ text }) => /Standing by/.test(text)), 'standing by');
    assert.deepEqual(of(second, 'pulse'), []);

    await first.end();
    await until(() => of(second, 'pulse').length > 0, 'taking over');
    assert.match(of(first, 'note').at(-1)?.text ?? '', /^Stopped\.$/);
  });

  test('a store that goes away is told once, costs no run, and what was found meanwhile opens its incident when it is back', async () => {
    const own = watch();
    await until(() => of(own, 'pulse').length > 0, 'a pulse');
    const file = sqliteFile(folder);
    renameSync(file, `${file}.away`);
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    mkdirSync(file);

    site.answer = { www: page(500, 'Internal Server Error') };
    await until(() => of(own, 'pulse').some(({ confirmed }) => confirmed), 'a confirmed pulse');
    const before = of(own, 'pulse').length;
    await until(() => of(own, 'pulse').length > before + 2 && own.journeys > 0, 'going on');
    assert.ok(of(own, 'note').some(({ text }) => /waits in the spool/.test(text)));
    const troubles = of(own, 'trouble').length;
    assert.ok(
      troubles <= 3,
      `${String(troubles)} troubles: ${of(own, 'trouble')
        .map(({ text }) => text)
        .join(' | ')}`,
    );

    rmSync(file, { recursive: true });
    renameSync(`${file}.away`, file);
    await until(async () => (await stored()).incidents.some(({ state }) => state === 'open'), 'the incident');
    await until(() => of(own, 'note').some(({ text }) => /can be used again/.test(text)), 'the word that it is back');
    await until(() => own.pages === 2, 'a status page that says that it went away, and one that says that it is back');
  });

  test('a run of the journeys that is due while one goes on is skipped, and told; pulses go on', async () => {
    const gate = Promise.withResolvers<void>();
    const own = watch({ journeysAt: '* * * * * *', jitterMs: 0 }, () => gate.promise);
    await until(() => of(own, 'skipped').some(({ why }) => /still goes on/.test(why)), 'a skipped run');
    const before = of(own, 'pulse').length;
    await until(() => of(own, 'pulse').length > before, 'a pulse beside it');

    assert.equal(own.journeys, 1);
    gate.resolve();
    await until(() => own.journeys > 1, 'the next one');
  });

  test('whoever has used up the budget sends nothing more, and says so once', async () => {
    const own = watch({ requestsPerHour: 100, pulseEveryMs: 100 });
    const short = () => of(own, 'skipped').filter(({ why }) => /budget of 100 requests an hour is used up/.test(why));
    await until(() => short().length > 0, 'a skipped pulse');
    const sent = site.asked.length;
    await sleep(600);

    assert.equal(site.asked.length, sent);
    assert.equal(short().length, 1);
  });
});
