import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { toStored } from '../../../src/history/stored.ts';
import { connectPostgres } from '../../../src/history/store/postgres.ts';
import { connectSqlite } from '../../../src/history/store/sqlite.ts';
import { sqliteFile } from '../../../src/history/store/places.ts';
import { writeLine } from '../../../src/history/store/write.ts';
import { at, hour, runOf } from './support/runs.ts';
import { idsIn, Places, type Place } from './support/stores.ts';

const places = new Places();
after(() => places.end());
/** Long after every run of these tests, whatever the day. */
const now = (): number => Date.parse(at(1_000 * hour));

const storeOf = ({ databaseUrl, reports }: Place) =>
  databaseUrl === null ? connectSqlite(sqliteFile(reports), 5_000) : connectPostgres(databaseUrl, 5_000);

for (const kind of ['sqlite', 'postgres'] as const)
  describe(`incidents on ${kind}`, () => {
    test('a life is kept: its steps once, its change, its last good run, and what people did', async () => {
      const place = await places.make(kind);
      const history = await place.open({ now });
      await history.record(runOf({ id: 'good' }));
      await history.record(runOf({ id: 'first', after: hour, verdict: 'server-error', change: 'CHG-7' }));
      await history.acknowledge('INC-1', 'Ana', at(2 * hour));
      for (const n of [2, 3, 4]) await history.record(runOf({ id: `clean-${String(n)}`, after: n * hour }));
      await history.record(runOf({ id: 'again', after: 6 * hour, verdict: 'server-error' }));
      await history.mute('inc-1', 'Ben', at(8 * hour), at(7 * hour));

      const reader = await place.open({ now });
      const [incident, ...others] = await reader.incidents({ target: 'production' });
      assert.deepEqual(others, []);
      assert.deepEqual(
        [incident?.id, incident?.state, incident?.reopened, incident?.acknowledged, incident?.muted?.by],
        ['INC-1', 'open', 1, null, 'Ben'],
      );
      assert.deepEqual([incident?.after?.change, incident?.lastGoodAt], ['CHG-7', at(0)]);
      assert.deepEqual(
        (await reader.steps('INC-1')).map((step) => step.kind),
        ['opened', 'recovering', 'resolved', 'reopened'],
      );
      const run = toStored(runOf({ id: 'again', after: 6 * hour, verdict: 'server-error' })).run;
      for (const times of [1, 2])
        assert.deepEqual(
          (await reader.follow(run)).map((step) => step.kind),
          ['reopened'],
          `asked ${String(times)} times`,
        );
      assert.equal((await reader.steps('INC-1')).length, 4);
      await assert.rejects(reader.acknowledge('INC-9', 'Ana', at(0)), {
        name: 'IncidentError',
        message: /no incident INC-9/,
      });
      await assert.rejects(reader.incidents({ id: 'what' }), { name: 'IncidentError', message: /called INC-1/ });
      assert.deepEqual(history.troubles, []);
    });

    test('a run whose recorder was killed before incidents knew of it is followed by the next, at its time', async () => {
      const place = await places.make(kind);
      const history = await place.open({ now });
      await history.record(runOf({ id: 'good' }));
      const store = storeOf(place);
      await writeLine(store, toStored(runOf({ id: 'killed', after: hour, verdict: 'server-error' })));
      await store.close();
      assert.deepEqual(await history.incidents({}), []);

      await history.record(runOf({ id: 'next', after: 2 * hour }));

      const [incident] = await history.incidents({});
      assert.deepEqual([incident?.state, incident?.runs, incident?.cleanRuns], ['recovering', ['killed'], 1]);
    });

    test('a run that incidents cannot follow is recorded, told, and followed once they can', async () => {
      const place = await places.make(kind);
      const history = await place.open({ now });
      await history.record(runOf({ id: 'first', verdict: 'server-error' }));
      const store = storeOf(place);
      const { body } = await store.db.selectFrom('incident').select('body').executeTakeFirstOrThrow();
      await store.db.updateTable('incident').set({ body: 'damaged' }).execute();

      assert.equal(await history.record(runOf({ id: 'second', after: hour, verdict: 'server-error' })), 'recorded');

      assert.match(history.troubles.join(), /Runs are in it; what follows .* is left to the next run/);
      assert.deepEqual(await idsIn(history), ['second', 'first']);
      await store.db.updateTable('incident').set({ body }).execute();
      await store.close();
      await history.record(runOf({ id: 'third', after: 2 * hour }));
      const [incident] = await history.incidents({});
      assert.deepEqual([incident?.runs, incident?.state], [['second', 'first'], 'recovering']);
    });

    test('a run that comes late is told with what later runs have shown since', async () => {
      const history = await (await places.make(kind)).open({ now });
      for (const n of [0, 2, 3, 4]) await history.record(runOf({ id: `clean-${String(n)}`, after: n * hour }));

      await history.record(runOf({ id: 'late', after: hour, verdict: 'server-error' }));

      const [incident] = await history.incidents({});
      assert.deepEqual([incident?.state, incident?.lastGoodAt], ['resolved', at(0)]);
      assert.deepEqual(
        (await history.steps('INC-1')).map((step) => step.kind),
        ['opened', 'resolved'],
      );
    });

    test('runs that are recorded at once by several make one incident, which knows them all', async () => {
      const place = await places.make(kind);
      await (await place.open({ now })).record(runOf({ id: 'good' }));
      const recorders = await Promise.all([1, 2, 3].map(() => place.open({ now })));

      await Promise.all(
        recorders.map((history, n) =>
          history.record(runOf({ id: `bad-${String(n)}`, after: (n + 1) * hour, verdict: 'server-error' })),
        ),
      );

      const found = await recorders[0]?.incidents({});
      assert.deepEqual(
        found?.map(({ id, runs }) => [id, runs.toSorted()]),
        [['INC-1', ['bad-0', 'bad-1', 'bad-2']]],
      );
    });
  });
