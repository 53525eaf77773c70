import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { HistoryError } from '../../../src/history/history-error.ts';
import { readLine, type Line } from '../../../src/history/lines.ts';
import { migrations } from '../../../src/history/migrations/index.ts';
import { migrate } from '../../../src/history/store/migrate.ts';
import { sqliteFile } from '../../../src/history/store/places.ts';
import { connectPostgres } from '../../../src/history/store/postgres.ts';
import { connectSqlite } from '../../../src/history/store/sqlite.ts';
import { toStored } from '../../../src/history/stored.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import { at, day, hour, runOf, signature, start } from './support/runs.ts';
import { idsIn, Places, spooled } from './support/stores.ts';

const places = new Places();
after(() => places.end());

for (const kind of ['sqlite', 'postgres'] as const)
  describe(kind, () => {
    test('a run is read as it was recorded, and recorded once', async () => {
      const place = await places.make(kind);
      const history = await place.open();
      const good = runOf({ id: 'good' });
      const bad = runOf({ id: 'bad', after: hour, verdict: 'intermittent-server-error', change: 'CHG-1' });

      assert.equal(await history.record(good), 'recorded');
      assert.equal(await history.record(bad), 'recorded');
      assert.equal(await history.record(bad), 'known');

      assert.deepEqual(await history.run('good'), toStored(good).run);
      assert.deepEqual(await history.runs({}), [toStored(bad).run, toStored(good).run]);
      assert.deepEqual(await history.run('none'), null);
      assert.deepEqual(history.troubles, []);
      const again = await place.open();
      assert.equal(await again.record(good), 'known');
      assert.deepEqual(
        (await again.runs({})).map(({ id }) => id),
        ['bad', 'good'],
      );
    });

    test('runs are found by target, location, change, time and whether they were judged', async () => {
      const history = await (await places.make(kind)).open();
      const lost = [{ kind: 'lost-shard' as const, message: '1 of 2 shards left no report.' }];
      for (const run of [
        runOf({ id: 'a' }),
        runOf({ id: 'b', after: hour, change: 'CHG-1', location: 'nyc' }),
        runOf({ id: 'c', after: 2 * hour, troubles: lost }),
        runOf({ id: 'd', after: 3 * hour, target: 'staging', change: 'CHG-1' }),
        runOf({ id: 'e', after: 4 * hour, verdict: 'inconclusive' }),
      ])
        await history.record(run);
      const found = async (query: Parameters<typeof history.runs>[0]): Promise<string> =>
        (await history.runs(query)).map(({ id }) => id).join('');

      assert.equal(await found({}), 'edcba');
      assert.equal(await found({ target: 'production' }), 'ecba');
      assert.equal(await found({ location: 'nyc' }), 'b');
      assert.equal(await found({ change: 'CHG-1' }), 'db');
      assert.equal(await found({ from: at(hour), before: at(3 * hour) }), 'cb');
      assert.equal(await found({ judged: false }), 'ec');
      assert.equal(await found({ limit: 2 }), 'ed');
      assert.equal((await history.lastJudged('production', at(5 * hour)))?.id, 'b');
      assert.equal((await history.lastJudged('production', at(hour)))?.id, 'a');
      assert.equal(await history.lastJudged('production', at(0)), null);
    });

    test('the last results of each journey, and since when a signature is seen', async () => {
      const history = await (await places.make(kind)).open();
      for (let n = 0; n < 12; n += 1)
        await history.record(
          runOf({
            id: `run-${String(n).padStart(2, '0')}`,
            after: n * hour,
            verdict: n === 4 || n === 10 ? 'server-error' : 'passed',
            // most runs are smoke runs
            journeys: n % 6 === 0 ? ['home', 'calculator'] : ['home'],
          }),
        );
      await history.record(runOf({ id: 'other', target: 'staging', verdict: 'server-error' }));

      const last = await history.lastResults('production', at(11 * hour), 3);

      assert.deepEqual([...last.keys()].toSorted(), ['calculator (desktop)', 'home (desktop)']);
      const home = last.get('home (desktop)') ?? [];
      assert.deepEqual(
        home.map(({ runId, verdict }) => [runId, verdict]),
        [
          ['run-08', 'passed'],
          ['run-09', 'passed'],
          ['run-10', 'server-error'],
        ],
      );
      assert.deepEqual(
        home.map(({ signatures, failed }) => [signatures, failed]),
        [
          [[], 0],
          [[], 0],
          [[signature], 1],
        ],
      );
      assert.deepEqual(
        last.get('calculator (desktop)')?.map(({ runId }) => runId),
        ['run-00', 'run-06'],
      );
      const seen = await history.firstSeen('production', [signature, 'never']);
      assert.deepEqual([...seen], [[signature, at(4 * hour)]]);
      assert.deepEqual([...(await history.firstSeen('local', [signature]))], []);
    });

    test('what is older than the rules keep whole is summed up by day, once, and the sums go in their time', async () => {
      const place = await places.make(kind);
      const rules = { ...defaultRules, keepRunsDays: 10, keepDailyDays: 30 };
      const recorded = await place.open({ rules, now: () => start + day });
      for (const run of oldRuns) await recorded.record(run);
      const whole = await recorded.daily('production', at(0));

      // the clock alone ages nothing: ten runs have to agree
      const jumped = await place.open({ rules, now: () => start + 3_650 * day });
      await jumped.record(runOf({ id: 'jumped', after: 3_640 * day }));
      assert.equal((await jumped.runs({ limit: 100 })).length, oldRuns.length + 1);
      let clock = start + 20 * day;
      const later = await place.open({ rules, now: () => clock });
      for (let n = 0; n < 10; n += 1) {
        clock += 2 * hour;
        await later.record(runOf({ id: `new-${String(n)}`, after: 20 * day + 2 * n * hour }));
      }

      assert.deepEqual(later.troubles, []);
      assert.equal(await later.run('old-0'), null);
      assert.equal((await later.runs({ limit: 100 })).length, 11);
      const sums = (await later.daily('production', at(0))).filter(({ day: on }) => on < '2026-11-20');
      assert.deepEqual(sums, whole);
      assert.deepEqual(
        sums.map((sum) => [sum.day, sum.id, sum.runs, sum.good, sum.unknown, sum.attempts, sum.failed]),
        [
          ['2026-11-01', 'drug-monograph', 3, 1, 0, 4, 2],
          ['2026-11-01', 'home', 3, 1, 0, 4, 2],
          ['2026-11-02', 'drug-monograph', 2, 1, 1, 1, 0],
          ['2026-11-02', 'home', 2, 1, 1, 1, 0],
        ],
      );
      // it comes again, from a spool or an import
      assert.equal(await later.record(oldRuns[0] ?? runOf({ id: 'none' })), 'known');
      assert.deepEqual((await later.firstSeen('production', [signature])).get(signature), at(hour));
      for (let n = 0; n < 10; n += 1) {
        clock = start + 60 * day + 2 * n * hour;
        await later.record(runOf({ id: `last-${String(n)}`, after: 60 * day + 2 * n * hour }));
      }
      assert.deepEqual(
        new Set((await later.daily('production', at(0))).map(({ day: on }) => on)),
        new Set(['2026-12-31', '2036-10-19']),
      );
    });
  });

const oldRuns = [
  runOf({ id: 'old-0' }),
  runOf({ id: 'old-1', after: hour, verdict: 'server-error' }),
  runOf({ id: 'old-2', after: 2 * hour, verdict: 'intermittent-server-error' }),
  runOf({ id: 'old-3', after: day }),
  runOf({ id: 'old-4', after: day + hour, verdict: 'inconclusive' }),
];

test('a PostgreSQL that is down, and then too new, leaves runs in the spool; its password is told nowhere', async () => {
  const place = await places.make('postgres');
  const url = new URL(place.databaseUrl ?? '');
  url.password = 'not-to-be-told';
  const there = await place.open();
  await there.record(runOf({ id: 'a' }));
  const nowhere = new URL(url);
  nowhere.port = '9';
  const down = await place.open({ databaseUrl: nowhere.href, patienceMs: 300 });

  assert.equal(await down.record(runOf({ id: 'b', after: hour })), 'spooled');
  assert.match(down.troubles[0] ?? '', /postgres:\/\/\w+@[^ ]*:9\/\w+ cannot be used: the database does not answer/);
  await assert.rejects(down.runs({}), (error) => error instanceof HistoryError && error.kind === 'down');
  const refused = await place.open({ databaseUrl: url.href });
  assert.equal(await refused.record(runOf({ id: 'c', after: 2 * hour })), 'spooled');
  assert.match(refused.troubles[0] ?? '', /refuses us[^]*2 runs wait/);
  for (const text of [...down.troubles, ...refused.troubles, refused.where])
    assert.doesNotMatch(text, /not-to-be-told/);

  const client = new pg.Client({ connectionString: place.databaseUrl ?? '' });
  await client.connect();
  await client.query("insert into history_migration values ('999-later', '2030-01-01')");
  const newer = await place.open();
  assert.equal(await newer.record(runOf({ id: 'd', after: 3 * hour })), 'spooled');
  assert.match(newer.troubles[0] ?? '', /a newer version/);
  await client.query("delete from history_migration where name = '999-later'");
  await client.end();
  assert.deepEqual(await idsIn(await place.open()), ['d', 'c', 'b', 'a']);
  assert.deepEqual(spooled(place), []);
});

test('several at once drain one spool, each run once', async () => {
  for (const kind of ['sqlite', 'postgres'] as const) {
    const place = await places.make(kind);
    const elsewhere = await place.open({ databaseUrl: 'postgres://nobody@127.0.0.1:9/none' });
    const waiting = Array.from({ length: 12 }, (_, n) => `run-${String(n).padStart(2, '0')}`);
    for (const [n, id] of waiting.entries())
      assert.equal(await elsewhere.record(runOf({ id, after: n * hour })), 'spooled');
    const several = await Promise.all([1, 2, 3].map(() => place.open({ patienceMs: 60_000 })));

    const became = await Promise.all(
      several.map((history, n) => history.record(runOf({ id: `own-${String(n)}`, after: 100 * hour }))),
    );

    assert.deepEqual(new Set(became), new Set(became.filter((one) => one !== 'spooled')), kind);
    assert.deepEqual((await idsIn(several[0] ?? elsewhere)).toSorted(), ['own-0', 'own-1', 'own-2', ...waiting]);
    assert.deepEqual(spooled(place), []);
  }
});

test('what one store exports another takes, twice without a difference: runs, sums, sightings, changes and incidents', async () => {
  const rules = { ...defaultRules, keepRunsDays: 10 };
  let clock = start + 20 * day;
  const from = await (await places.make('sqlite')).open({ rules, now: () => clock });
  for (const run of oldRuns) await from.record(run);
  for (let n = 0; n < 12; n += 1) {
    clock += 2 * hour;
    const verdict = n > 9 ? 'server-error' : 'passed';
    await from.record(runOf({ id: `new-${String(n)}`, after: 20 * day + 2 * n * hour, verdict, change: 'CHG-1' }));
  }
  const lines = await collected(from.exported());
  const to = await (await places.make('postgres')).open();
  const given = async function* (): AsyncGenerator<Line> {
    // as it comes from a file
    for (const line of lines) yield readLine(JSON.stringify(line));
  };

  assert.deepEqual(await to.imported(given()), { runs: 12, known: 0 });
  assert.deepEqual(await collected(to.exported()), lines);
  assert.deepEqual(await to.imported(given()), { runs: 0, known: 12 });
  assert.deepEqual(await collected(to.exported()), lines);

  assert.deepEqual(
    new Set(lines.map(({ kind }) => kind)),
    new Set(['sighting', 'change', 'daily', 'steps', 'summed', 'run', 'incident', 'incident-step']),
  );
  assert.deepEqual(await to.incidents({}), await from.incidents({}));
  assert.equal(await to.record(oldRuns[0] ?? runOf({ id: 'none' })), 'known');
  const { targets, summed, bytes } = await to.overview();
  assert.deepEqual([targets.map(({ target, runs }) => [target, runs]), summed], [[['production', 12]], 5]);
  assert.ok(bytes > 10_000);
});

test('every migration leads on from every earlier schema, with what was there', async () => {
  for (const kind of ['sqlite', 'postgres'] as const)
    for (const step of Object.keys(migrations)) {
      const place = await places.make(kind);
      const path = sqliteFile(place.reports);
      const store = place.databaseUrl === null ? connectSqlite(path, 5_000) : connectPostgres(place.databaseUrl, 5_000);
      await migrate(store, step);
      // of the columns of the first schema
      await store.db
        .insertInto('run')
        .values({
          ...{ id: 'early', target: 'production', location: 'fra', started_at: start, finished_at: start + 1 },
          ...{ duration_ms: 1, outcome: 'passed', exit_code: 0, headline: 'Early.', suite_version: '0', judged: 1 },
          ...{ way_set_no: 0, followed: 0 },
        })
        .execute();
      await store.close();

      const history = await place.open();

      assert.equal(await history.record(runOf({ id: 'late', after: hour })), 'recorded', `${kind} ${step}`);
      assert.deepEqual([await idsIn(history), history.troubles], [['late', 'early'], []], `${kind} ${step}`);
    }
});

async function collected(from: AsyncIterable<Line>): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of from) lines.push(line);
  return lines;
}
