import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { deliver, type DeliverOptions } from '../../../src/alert/deliver/index.ts';
import { waitAfter } from '../../../src/alert/deliver/send.ts';
import type { AlertSettings, Message } from '../../../src/alert/types.ts';
import { HistoryError } from '../../../src/history/history-error.ts';
import { at, hour, runOf, start, type RunOf } from '../history/support/runs.ts';
import { Places, type Opened, type Place } from '../history/support/stores.ts';
import { down, Recorder, settingsOf } from './support.ts';

const places = new Places();
after(() => places.end());

const minute = 60_000;
const around = { target: 'production', location: 'fra', reportsUrl: null, runbook: () => null, sendMs: 1_000 } as const;

/** A monitor on a store: what it records is told at once. */
class Monitor {
  readonly clock = { now: start };
  readonly settings: AlertSettings;
  readonly history: Opened;

  constructor(history: Opened, clock: { now: number }, settings: AlertSettings) {
    this.history = history;
    this.clock = clock;
    this.settings = settings;
  }

  static async on(place: Place, settings: AlertSettings, clock = { now: start }): Promise<Monitor> {
    return new Monitor(await place.open({ now: () => clock.now, patienceMs: 60_000 }), clock, settings);
  }

  deliver(more: Partial<DeliverOptions> = {}, settings = this.settings) {
    return deliver(this.history, settings, { ...around, now: () => this.clock.now, ...more });
  }

  async record(run: RunOf): Promise<void> {
    this.clock.now = Math.max(this.clock.now, start + (run.after ?? 0) + minute);
    await this.history.record(runOf(run));
  }
}

const bad = (hours: number, more: Partial<RunOf> = {}): RunOf => ({
  ...{ id: `bad-${String(hours)}`, after: hours * hour, verdict: 'server-error' },
  ...more,
});
const clean = (hours: number): RunOf => ({ id: `clean-${String(hours)}`, after: hours * hour });

for (const kind of ['sqlite', 'postgres'] as const)
  test(`what has come to pass is told once on ${kind}, by however many monitors, and reminded of until somebody says otherwise`, async () => {
    const place = await places.make(kind);
    const [oncall, mail] = [new Recorder('oncall'), new Recorder('mail')];
    const settings = settingsOf([oncall, mail], { remindEveryMs: 4 * hour });
    const monitor = await Monitor.on(place, settings);
    const other = await Monitor.on(place, settings, monitor.clock);
    const both = () => Promise.all([monitor.deliver(), other.deliver()]);

    await monitor.record(clean(0));
    await both();
    await monitor.record(bad(1, { change: 'CHG-7' }));
    await both();
    for (const hours of [2, 3, 4]) {
      await monitor.record(bad(hours));
      await both();
    }
    assert.deepEqual([oncall.kinds, mail.kinds], [['opened'], ['opened']]);
    monitor.clock.now = start + 5 * hour + minute;
    await both();
    await both();
    assert.deepEqual(oncall.kinds, ['opened', 'reminded']);
    await monitor.history.mute('INC-1', 'Ana', at(20 * hour), at(6 * hour));
    monitor.clock.now = start + 12 * hour;
    await both();
    assert.deepEqual(oncall.kinds, ['opened', 'reminded']);
    // a mute ends reminders, and nothing else
    await monitor.record(bad(13, { journeys: ['drug-monograph', 'home', 'search'] }));
    await both();
    monitor.clock.now = start + 21 * hour;
    await both();
    await monitor.history.acknowledge('INC-1', 'Ana', at(22 * hour));
    for (const hours of [30, 31, 32, 33]) {
      await monitor.record({ ...clean(hours), journeys: ['drug-monograph', 'home', 'search'] });
      await both();
    }

    const expected = ['opened', 'reminded', 'escalated', 'reminded', 'resolved'];
    assert.deepEqual([oncall.kinds, mail.kinds], [expected, expected]);
    assert.equal(new Set(oncall.got.map(({ key }) => key)).size, 5);
    assert.match(
      oncall.got[0]?.message.headline ?? '',
      /^PRODUCTION: 500 on reference, 2 journeys, .*CHG-7.*: roll back$/,
    );
    assert.deepEqual(
      (await monitor.history.outbox.messages({})).map(({ state }) => state),
      Array.from({ length: 10 }, () => 'sent'),
    );
  });

describe('what has come to pass', () => {
  test('reaches a channel that was down in its order, and holds up no other; one that hangs or throws holds up none', async () => {
    const place = await places.make('sqlite');
    const names = ['down', 'hanging', 'throwing', 'good'] as const;
    const [broken, hanging, throwing, good] = names.map((name) => new Recorder(name));
    assert.ok(broken && hanging && throwing && good);
    broken.answer = () => down();
    hanging.answer = () => new Promise(() => {});
    throwing.answer = () => {
      throw new Error('out of order');
    };
    const monitor = await Monitor.on(place, settingsOf([broken, hanging, throwing, good]));
    await monitor.record(clean(0));
    await monitor.record(bad(1));

    const { told, put, waiting, troubles } = await monitor.deliver({ sendMs: 50 });

    const byChannel = told.toSorted((a, b) => a.channel.localeCompare(b.channel, 'en'));
    assert.deepEqual(
      byChannel.map(({ channel, became, error }) => [channel, became, error]),
      [
        ['down', 'again', 'answered 503'],
        ['good', 'sent', null],
        ['hanging', 'again', 'did not end within 0.05 s'],
        ['throwing', 'again', 'broke: out of order'],
      ],
    );
    assert.deepEqual([put, waiting, troubles], [4, 3, []]);
    for (const hours of [2, 3, 4]) await monitor.record(clean(hours));
    await monitor.deliver({ sendMs: 50 });
    assert.deepEqual([broken.kinds, good.kinds], [[], ['opened', 'resolved']]);
    // within one call: what waited behind it is due as soon as the channel takes something
    broken.answer = () => ({ ok: true });
    monitor.clock.now += 3 * minute;
    await monitor.deliver({ sendMs: 50 });
    assert.deepEqual(broken.kinds, ['opened', 'resolved']);
  });

  test('is sent again with the same key where the mark was lost, and not by who remembers that it was taken', async () => {
    const place = await places.make('sqlite');
    const oncall = new Recorder('oncall');
    const monitor = await Monitor.on(place, settingsOf([oncall]));
    await monitor.record(clean(0));
    await monitor.record(bad(1));
    const { history } = monitor;
    const forgetful = {
      daily: history.daily,
      run: history.run,
      runs: history.runs,
      incidents: history.incidents,
      outbox: { ...history.outbox, sent: () => Promise.reject(new HistoryError('down', 'It has gone away.')) },
    };
    const taken = new Set<string>();
    const onTold: string[] = [];
    const lost = () =>
      deliver(forgetful, monitor.settings, {
        ...around,
        ...{ now: () => monitor.clock.now, taken, onTold: ({ became }) => onTold.push(became) },
      });

    await assert.rejects(lost(), { name: 'HistoryError', message: 'It has gone away.' });
    assert.deepEqual([oncall.kinds, onTold], [['opened'], ['sent']]);
    monitor.clock.now += 10 * minute;
    await monitor.deliver({ taken });
    assert.deepEqual([oncall.kinds, taken.size], [['opened'], 0]);

    for (const hours of [2, 3, 4]) await monitor.record(clean(hours));
    await assert.rejects(lost());
    monitor.clock.now += 10 * minute;
    await monitor.deliver();
    const [, first, second] = oncall.got;
    assert.deepEqual([oncall.kinds, first?.key], [['opened', 'resolved', 'resolved'], second?.key]);
  });

  test('that is long past wakes nobody, and what is open still is told', async () => {
    const place = await places.make('sqlite');
    const monitor = await Monitor.on(place, settingsOf([]));
    await monitor.record(clean(0));
    await monitor.record(bad(1));
    assert.equal((await monitor.deliver()).put, 0);
    for (const hours of [2, 3, 4]) await monitor.record(clean(hours));
    await monitor.record(bad(40));
    monitor.clock.now += 60 * hour;
    const oncall = new Recorder('oncall');

    await monitor.deliver({}, settingsOf([oncall]));

    assert.deepEqual(oncall.kinds, ['opened']);
    assert.match(oncall.got[0]?.key ?? '', /^INC-2\/opened\/bad-40\/oncall$/);
  });
});

describe('a channel', () => {
  test('is tried again later each time, as late as it asks within bounds, and given up loudly', async () => {
    assert.deepEqual(
      [1, 2, 3, 7, 8, 40].map((tries) => waitAfter(tries, null) / minute),
      [0.5, 1, 2, 32, 60, 60],
    );
    assert.deepEqual(
      [waitAfter(1, 5 * minute), waitAfter(1, 100 * hour), waitAfter(8, 1)].map((ms) => ms / minute),
      [5, 30, 60],
    );
    const oncall = new Recorder('oncall');
    oncall.answer = () => down(5 * minute);
    const monitor = await Monitor.on(await places.make('sqlite'), settingsOf([oncall], { tries: 3 }));
    await monitor.record(bad(1));
    await monitor.record(bad(1, { id: 'staging', target: 'staging' }));
    assert.equal((await monitor.deliver()).told[0]?.became, 'again');
    monitor.clock.now += 4 * minute;
    assert.deepEqual((await monitor.deliver()).told, []);
    monitor.clock.now += minute;
    assert.equal((await monitor.deliver()).told[0]?.became, 'again');
    monitor.clock.now += 5 * minute;

    const { told, troubles, waiting } = await monitor.deliver();

    assert.deepEqual([told[0]?.became, waiting], ['given-up', 0]);
    assert.match(troubles.join(), /^ALERT GIVEN UP: oncall was not told "PRODUCTION: 500 .*": answered 503$/);
    // the other target's monitor tells it with channels of its own
    assert.equal((await monitor.history.outbox.untold('staging')).length, 1);
  });

  test('that says it will never take a message holds up none after it; one that is declared no more is given up in the end', async () => {
    const oncall = new Recorder('oncall');
    oncall.answer = ({ kind }) =>
      kind === 'opened' ? { ok: false, error: 'answered 400', again: false, retryAfterMs: null } : { ok: true };
    const monitor = await Monitor.on(await places.make('sqlite'), settingsOf([oncall]));
    await monitor.record(bad(1));
    for (const hours of [2, 3, 4]) await monitor.record(clean(hours));
    assert.deepEqual(
      (await monitor.deliver()).told.map(({ became }) => became),
      ['given-up', 'sent'],
    );
    await monitor.record(bad(5));
    oncall.answer = () => down();
    await monitor.deliver();
    const other = settingsOf([new Recorder('mail')]);
    assert.deepEqual((await monitor.deliver({}, other)).told, []);
    monitor.clock.now += 25 * hour;
    const [given] = (await monitor.deliver({}, other)).told;
    assert.deepEqual([given?.channel, given?.became], ['oncall', 'given-up']);
  });

  test('that was told of an incident is told of its end, though it has become worse and another team was told of that', async () => {
    const [team, oncall, nobody] = ['team', 'oncall', 'nobody'].map((name) => new Recorder(name));
    assert.ok(team && oncall && nobody);
    const route = { targets: null, owners: null, kinds: null, goOn: false };
    const settings = settingsOf([team, oncall, nobody], {
      routes: [
        { ...route, severities: ['critical'], channels: ['oncall'] },
        { ...route, severities: ['warning'], channels: ['team'] },
      ],
      fallback: ['nobody'],
    });
    const monitor = await Monitor.on(await places.make('sqlite'), settings);
    await monitor.record(clean(0));
    const { outbox } = monitor.history;
    await monitor.record(bad(1));
    const [step] = await outbox.untold('production');
    assert.ok(step);
    await monitor.deliver();
    const [told] = await outbox.messages({});
    assert.ok(told && told.channel === 'oncall');
    // as it would have been told while it was a regression
    const body = { ...oncall.got[0]?.message, severity: 'warning' };
    await outbox.put([], [{ ...told, key: 'INC-1/opened/before/team', channel: 'team', body }]);
    for (const hours of [2, 3, 4]) await monitor.record(clean(hours));

    await monitor.deliver();

    assert.deepEqual([oncall.kinds, team.kinds, nobody.kinds], [['opened', 'resolved'], ['opened', 'resolved'], []]);
  });

  test('hears of what is back which change it is back under', async () => {
    const oncall = new Recorder('oncall');
    const monitor = await Monitor.on(await places.make('sqlite'), settingsOf([oncall]));
    for (const run of [clean(0), bad(1, { change: 'CHG-7' }), clean(2), clean(3), clean(4)]) await monitor.record(run);
    await monitor.record(bad(5, { change: 'CHG-9' }));
    await monitor.deliver();

    const back = oncall.got.find(({ message }) => message.kind === 'reopened');
    assert.match(back?.message.headline ?? '', /^PRODUCTION AGAIN: 500 .*, under CHG-9 \(/);
  });

  test('that forgets is told at each call what is open, and its trouble is told', async () => {
    const oncall = new Recorder('oncall');
    const open: string[][] = [];
    const lines = new Set<string>();
    let answer: Awaited<ReturnType<typeof oncall.send>> = { ok: true };
    const forgetful = Object.assign(oncall, {
      refresh: (messages: readonly Message[]) => {
        for (const { headline } of messages) lines.add(headline);
        open.push(messages.map(({ incident }) => incident?.id ?? ''));
        return Promise.resolve(answer);
      },
    });
    const monitor = await Monitor.on(
      await places.make('sqlite'),
      // told of what opens, and never reminded
      settingsOf([forgetful], {
        routes: [
          {
            severities: null,
            targets: null,
            owners: null,
            kinds: ['opened', 'resolved'],
            channels: ['oncall'],
            goOn: false,
          },
        ],
        fallback: [],
      }),
    );
    await monitor.deliver();
    await monitor.record(bad(1));
    await monitor.deliver();
    answer = down();
    const { troubles } = await monitor.deliver();

    assert.deepEqual(open, [[], ['INC-1'], ['INC-1']]);
    assert.deepEqual(troubles, ['oncall was not told again what is open: answered 503']);
    assert.deepEqual([...lines], [oncall.got[0]?.message.headline], 'no reminder: it reads as it did');
  });
});

test('the digest comes once a day to whom it is routed, late but not too late, and pages nobody', async () => {
  const place = await places.make('sqlite');
  const mail = new Recorder('mail');
  const settings = settingsOf([mail], { digestAt: '0 7 * * *' });
  const monitor = await Monitor.on(place, settings);
  const other = await Monitor.on(place, settings, monitor.clock);
  await monitor.record(clean(1));
  const told: number[] = [];
  for (const hours of [6, 30.9, 31, 31.1, 42, 67.1, 79.1]) {
    monitor.clock.now = start + hours * hour;
    await Promise.all([monitor.deliver(), other.deliver()]);
    told.push(mail.got.length);
  }

  assert.deepEqual(told, [0, 0, 1, 1, 1, 1, 2]);
  assert.deepEqual(
    mail.got.map(({ key, message }) => [key, message.severity]),
    [
      ['digest/production/2026-11-01/mail', 'info'],
      ['digest/production/2026-11-03/mail', 'info'],
    ],
  );
  assert.match(mail.got[0]?.message.headline ?? '', /^PRODUCTION on 2026-11-01: 0 of 2 results transient/);
});

test('a clock that goes back freezes neither what waits nor the reminders', async () => {
  const oncall = new Recorder('oncall');
  oncall.answer = () => down();
  const monitor = await Monitor.on(await places.make('sqlite'), settingsOf([oncall], { remindEveryMs: 4 * hour }));
  await monitor.record(bad(100));
  await monitor.deliver();
  oncall.answer = () => ({ ok: true });

  monitor.clock.now = start + hour;
  await monitor.deliver();
  monitor.clock.now += minute;
  await monitor.deliver();
  assert.deepEqual(oncall.kinds, ['opened']);
  monitor.clock.now += minute;
  await monitor.deliver();
  await monitor.deliver();
  monitor.clock.now += 4 * hour;
  await monitor.deliver();
  assert.deepEqual(oncall.kinds, ['opened', 'reminded', 'reminded']);
});

/** Between us and the database, so that it can go away and come back. */
async function relayTo(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isThere = true;
  const server = createServer((near) => {
    if (!isThere) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [one, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => to.destroy()).on('close', () => sockets.delete(one));
      one.pipe(to);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const relayed = new URL(url);
  relayed.port = String((server.address() as AddressInfo).port); // it listens on TCP
  const leave = (): void => {
    isThere = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: relayed.href,
    leave,
    comeBack: () => void (isThere = true),
    end: () => {
      leave();
      server.close();
    },
  };
}

test('a store that goes away for ten minutes loses no alert, doubles none, and is told', async () => {
  const place = await places.make('postgres');
  const relay = await relayTo(place.databaseUrl ?? '');
  const oncall = new Recorder('oncall');
  const clock = { now: start };
  const history = await place.open({ databaseUrl: relay.url, now: () => clock.now, patienceMs: 1_000 });
  const monitor = new Monitor(history, clock, settingsOf([oncall]));
  const taken = new Set<string>();
  try {
    await monitor.record(clean(0));
    await monitor.record(bad(1));
    // it goes away while the channel takes the alert
    oncall.answer = () => {
      relay.leave();
      return { ok: true };
    };
    await assert.rejects(monitor.deliver({ taken }), { name: 'HistoryError', kind: 'down' });
    for (let minutes = 0; minutes < 10; minutes += 5) {
      clock.now += 5 * minute;
      await assert.rejects(monitor.deliver({ taken }), { name: 'HistoryError', kind: 'down' });
      await monitor.record({ ...clean(2), id: `while-away-${String(minutes)}`, after: hour + (minutes + 2) * minute });
    }
    assert.match(history.troubles.join(), /2 runs wait/);
    relay.comeBack();
    oncall.answer = () => ({ ok: true });
    await monitor.record(clean(2));
    await monitor.deliver({ taken });

    assert.deepEqual(oncall.kinds, ['opened', 'resolved']);
    assert.equal((await monitor.deliver({ taken })).waiting, 0);
  } finally {
    await history.close();
    relay.end();
  }
});
