import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewMessage } from '../../../src/history/outbox/types.ts';
import { connectPostgres } from '../../../src/history/store/postgres.ts';
import { connectSqlite } from '../../../src/history/store/sqlite.ts';
import { migrate } from '../../../src/history/store/migrate.ts';
import { sqliteFile } from '../../../src/history/store/places.ts';
import { at, hour, runOf, start } from './support/runs.ts';
import { Places } from './support/stores.ts';

const places = new Places();
after(() => places.end());

const minute = 60_000;

const messageOf = (key: string, overrides: Partial<NewMessage> = {}): NewMessage => ({
  ...{ key, channel: 'oncall', target: 'production', incident: null, body: { text: key } },
  ...overrides,
});
const keys = (messages: readonly { readonly key: string }[]): string[] => messages.map(({ key }) => key);

for (const kind of ['sqlite', 'postgres'] as const)
  describe(`the outbox on ${kind}`, () => {
    test('knows the steps that nobody made messages of, marks them as it takes the messages, and each key once', async () => {
      const place = await places.make(kind);
      const history = await place.open({ now: () => start + 50 * hour });
      await history.record(runOf({ id: 'good' }));
      await history.record(runOf({ id: 'bad', after: hour, verdict: 'server-error' }));
      await history.record(runOf({ id: 'staging', after: hour, verdict: 'server-error', target: 'staging' }));
      const [step, ...others] = await history.outbox.untold('production');
      assert.ok(step);
      assert.deepEqual([others, step.run, step.step.kind, step.step.incident.id], [[], 'bad', 'opened', 'INC-1']);
      assert.deepEqual(
        await history.outbox.owners(),
        new Map([
          ['drug-monograph', 'reference-team'],
          ['home', 'reference-team'],
        ]),
      );

      const message = messageOf('INC-1/opened/bad/oncall', { incident: 'INC-1' });
      assert.equal(await history.outbox.put([step], [message]), 1);
      // two monitors that made messages of one step
      const other = await place.open({ now: () => start + 51 * hour });
      assert.equal(await other.outbox.put([step], [message, messageOf('digest')]), 1);

      assert.deepEqual(await history.outbox.untold('production'), []);
      assert.equal((await history.outbox.untold('staging')).length, 1);
      assert.deepEqual(keys(await history.outbox.messages({})), ['digest', message.key]);
      assert.deepEqual(await history.outbox.messages({ incident: 'INC-1', state: 'waiting', limit: 1 }), [
        {
          ...message,
          ...{ state: 'waiting', tries: 0, createdAt: at(50 * hour), nextAt: at(50 * hour) },
          ...{ sentAt: null, lastError: null },
        },
      ]);
    });

    test('gives each message to one alone, those of one incident and channel in their order, and again when its holder is gone', async () => {
      const place = await places.make(kind);
      const history = await place.open({ now: () => start });
      const other = await place.open({ now: () => start });
      const { outbox } = history;
      await outbox.put(
        [],
        [
          messageOf('opened', { incident: 'INC-1' }),
          messageOf('resolved', { incident: 'INC-1' }),
          messageOf('elsewhere', { incident: 'INC-1', channel: 'mail' }),
          messageOf('digest'),
          messageOf('staging', { target: 'staging' }),
        ],
      );

      const taken = await Promise.all(
        [history, other, history, other].map((each, n) =>
          each.outbox.claim(`deliverer ${String(n)}`, at(0), minute, 2, { target: 'production' }),
        ),
      );
      assert.deepEqual(keys(taken.flat()).toSorted(), ['digest', 'elsewhere', 'opened']);
      assert.deepEqual(keys(await outbox.claim('late', at(minute - 1), minute, 9, { target: 'production' })), []);

      await outbox.sent('digest', at(1_000));
      await outbox.failed('elsewhere', '500', at(1_000), at(5 * minute));
      // nobody has marked `opened`: its holder was killed
      assert.deepEqual(keys(await outbox.claim('next', at(minute), minute, 9, { target: 'production' })), ['opened']);
      await outbox.sent('opened', at(minute));
      assert.deepEqual(keys(await outbox.claim('next', at(minute), minute, 9, { channel: 'oncall' })), [
        'resolved',
        'staging',
      ]);
      await outbox.failed('resolved', 'Refused.', at(minute), null);
      assert.deepEqual(keys(await outbox.claim('next', at(5 * minute), minute, 9, { channel: 'mail' })), ['elsewhere']);

      // what waits no more is left as it is
      await outbox.sent('resolved', at(hour));
      await outbox.failed('opened', 'too late', at(hour), null);
      const states = await outbox.messages({ target: 'production' });
      assert.deepEqual(
        states.map(({ key, state, tries, sentAt, lastError }) => [key, state, tries, sentAt, lastError]),
        [
          ['digest', 'sent', 1, at(1_000), null],
          ['elsewhere', 'waiting', 1, null, '500'],
          ['resolved', 'given-up', 1, null, 'Refused.'],
          ['opened', 'sent', 1, at(minute), null],
        ],
      );
    });

    test('keeps a channel quiet that asked for it, and freezes nothing when a clock goes back', async () => {
      const { outbox } = await (await places.make(kind)).open({ now: () => start + 10 * hour });
      await outbox.put([], ['a', 'b'].map((key) => messageOf(key)).concat(messageOf('c', { channel: 'mail' })));
      assert.deepEqual(keys(await outbox.claim('me', at(10 * hour), minute, 1)), ['a']);

      await outbox.failed('a', '429', at(10 * hour), at(10 * hour + minute), at(10 * hour + minute));

      assert.deepEqual(keys(await outbox.claim('me', at(10 * hour + 1), minute, 9)), ['c']);
      // nine hours earlier `a` and `b` wait for their minute, and `c` for its holder, as before
      assert.deepEqual(keys(await outbox.claim('me', at(hour), minute, 9)), []);
      assert.deepEqual(keys(await outbox.claim('me', at(hour + minute - 1), minute, 9)), []);
      assert.deepEqual(keys(await outbox.claim('me', at(hour + minute), minute, 9)), ['a', 'b', 'c']);
    });

    test('holds a lease for one, who may renew it; it ends by itself, and soon where a clock has gone back', async () => {
      const place = await places.make(kind);
      const clock = { now: start };
      const history = await place.open({ now: () => clock.now });
      const other = await place.open({ now: () => clock.now });

      const taken = await Promise.all(
        [history, other].map(({ leases }, n) => leases.take('run/production', `monitor ${String(n)}`, hour)),
      );
      const refused = taken.filter((one) => one !== null);
      const winner = `monitor ${String(taken.indexOf(null))}`;
      assert.deepEqual(
        refused.map(({ name, holder }) => [name, holder]),
        [['run/production', winner]],
      );
      assert.equal(await history.leases.take('run/production', winner, hour), null);
      assert.equal(await other.leases.take('run/staging', 'monitor 9', hour), null);
      await other.leases.release('run/production', 'somebody else');
      assert.equal((await other.leases.take('run/production', 'somebody else', hour))?.holder, winner);
      await history.leases.release('run/production', winner);

      assert.equal(await other.leases.take('run/production', 'short', 1), null);
      await sleep(20);
      clock.now += 20;
      assert.equal(await history.leases.take('run/production', 'next', hour), null);
      if (kind === 'sqlite') {
        clock.now -= 100 * hour;
        const held = await other.leases.take('run/production', 'third', hour);
        assert.deepEqual([held?.holder, held?.until], ['next', new Date(clock.now + hour).toISOString()]);
        clock.now += hour;
        assert.equal(await other.leases.take('run/production', 'third', hour), null);
      }
    });

    test('counts steps of before there was an outbox as told', async () => {
      const place = await places.make(kind);
      const path = sqliteFile(place.reports);
      const store = place.databaseUrl === null ? connectSqlite(path, 5_000) : connectPostgres(place.databaseUrl, 5_000);
      await migrate(store, '002-incidents');
      const incident = { no: 1, target: 'production', state: 'open', first_seen_at: start, resolved_at: null };
      await store.db
        .insertInto('incident')
        .values({ ...incident, body: '{}', memory: '{}' })
        .execute();
      await store.db
        .insertInto('incident_step')
        .values({ run_id: 'old', idx: 0, incident_no: 1, kind: 'opened', at: start, why: 'Old.' })
        .execute();
      await store.close();

      assert.deepEqual(await (await place.open()).outbox.untold('production'), []);
    });

    test('forgets what was sent long ago, and nothing that waits', async () => {
      const place = await places.make(kind);
      const clock = { now: start };
      const history = await place.open({ now: () => clock.now });
      await history.outbox.put([], [messageOf('sent'), messageOf('waits')]);
      await history.outbox.sent('sent', at(0));
      clock.now += 100 * 24 * hour;
      // the clock alone is not believed
      for (let n = 0; n < 11; n += 1) await history.record(runOf({ id: `run-${String(n)}`, after: 2_400 * hour + n }));
      clock.now += 7 * hour;
      await history.record(runOf({ id: 'later', after: 2_407 * hour }));

      assert.deepEqual(keys(await history.outbox.messages({})), ['waits']);
    });
  });
