import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { asHistoryError, HistoryError } from '../../../src/history/history-error.ts';
import { sqliteFile } from '../../../src/history/store/places.ts';
import { hour, runOf } from './support/runs.ts';
import { idsIn, Places, spool, spooled } from './support/stores.ts';

const places = new Places();
after(() => places.end());

describe('a SQLite file', () => {
  test('that is damaged is kept, a new one begun, and the spool drained; it is told loudly, and once', async () => {
    const place = await places.make('sqlite');
    const file = sqliteFile(place.reports);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'no database '.repeat(1_000));
    const history = await place.open({ now: () => Date.parse('2026-11-22T12:00:00.000Z') });

    assert.equal(await history.record(runOf({ id: 'a' })), 'recorded');

    assert.equal(history.troubles.length, 1);
    assert.match(
      history.troubles[0] ?? '',
      /HISTORY .* IS DAMAGED\. It is kept as .*\.corrupt-20261122T120000Z, and a new/,
    );
    assert.match(readFileSync(`${file}.corrupt-20261122T120000Z`, 'utf8'), /^no database/);
    assert.deepEqual(spooled(place), []);
    const next = await place.open();
    assert.deepEqual([await idsIn(next), next.troubles], [['a'], []]);
  });

  test('that is damaged within is found out when it is read, and loses no run that waits', async () => {
    const place = await places.make('sqlite');
    const file = sqliteFile(place.reports);
    const first = await place.open();
    for (let n = 0; n < 20; n += 1) await first.record(runOf({ id: `before-${String(n)}`, after: n * hour }));
    await first.close();
    const bytes = readFileSync(file);
    // the first page says what the tables are, and stays
    writeFileSync(file, bytes.fill(0x5a, 4_096));

    const history = await place.open();

    assert.equal(await history.record(runOf({ id: 'after', after: 30 * hour })), 'recorded');
    assert.match(history.troubles[0] ?? '', /IS DAMAGED/);
    assert.deepEqual(await idsIn(history), ['after']);
    const aside = readdirSync(dirname(file)).filter((name) => /\.corrupt-\d{8}T\d{6}Z$/.test(name));
    assert.equal(aside.length, 1);
  });

  test('of a newer schema is left alone, runs wait, and questions are refused with what to do', async () => {
    const place = await places.make('sqlite');
    const file = sqliteFile(place.reports);
    await (await place.open()).record(runOf({ id: 'a' }));
    const database = new DatabaseSync(file);
    database.prepare("insert into history_migration values ('999-later', '2030-01-01')").run();
    const count = (): unknown => database.prepare('select count(*) as runs from run').get()?.['runs'];

    const history = await place.open();
    assert.equal(await history.record(runOf({ id: 'b', after: hour })), 'spooled');
    assert.match(
      history.troubles[0] ?? '',
      /schema (\d+), and this suite knows \d+: a newer version[^]*The run waits in .*spool/,
    );
    await assert.rejects(
      history.runs({}),
      (error) => error instanceof HistoryError && error.kind === 'newer' && /Update this checkout/.test(error.message),
    );
    assert.deepEqual([count(), spooled(place)], [1, ['b.json']]);

    database.prepare("delete from history_migration where name = '999-later'").run();
    database.close();
    // whoever asks meets what waited
    assert.deepEqual(await idsIn(await place.open()), ['b', 'a']);
    assert.deepEqual(spooled(place), []);
  });

  test('that another process keeps locked leaves the run to the next one', async () => {
    const place = await places.make('sqlite');
    await (await place.open()).record(runOf({ id: 'a' }));
    const other = new DatabaseSync(sqliteFile(place.reports));
    other.exec('begin immediate');
    const history = await place.open({ patienceMs: 50 });

    assert.equal(await history.record(runOf({ id: 'b', after: hour })), 'spooled');
    assert.match(history.troubles[0] ?? '', /another process keeps it locked\. .*\(SQLITE_BUSY\) The run waits/);
    assert.equal(await history.record(runOf({ id: 'c', after: 2 * hour })), 'spooled');
    other.exec('rollback');
    other.close();
    assert.equal(await history.record(runOf({ id: 'd', after: 3 * hour })), 'recorded');

    const [runs, again] = await Promise.all([idsIn(history), idsIn(history)]);
    assert.deepEqual(runs, ['d', 'c', 'b', 'a']);
    assert.deepEqual(again, runs);
    assert.deepEqual(spooled(place), []);
  });

  test('on a full disk loses no run of before, and the last one stands in its report alone, told', async (t) => {
    const place = await places.make('sqlite');
    mkdirSync(place.reports);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=448k', 'tmpfs', place.reports], { stdio: 'ignore' });
    } catch {
      // only root can make a small disk; the table of error codes below stands for it elsewhere
      t.diagnostic('no small disk could be mounted');
      return;
    }
    const history = await place.open();
    try {
      await history.record(runOf({ id: 'a' }));
      const large = Array.from({ length: 2_000 }, (_, n) => `journey-${String(n)}`);

      await assert.rejects(
        history.record(runOf({ id: 'b', after: hour, journeys: large })),
        /disk is full[^]*The run b stands in/,
      );

      assert.match(history.troubles.join(' '), /the disk is full\. Free some space/);
      assert.equal(await history.record(runOf({ id: 'c', after: 2 * hour })), 'recorded');
      assert.deepEqual(await idsIn(history), ['c', 'a']);
    } finally {
      await history.close();
      execFileSync('umount', [place.reports]);
    }
  });
});

test('what waits and is no run is put aside and told, and holds up nothing', async () => {
  const place = await places.make('sqlite');
  mkdirSync(spool(place), { recursive: true });
  writeFileSync(join(spool(place), 'half.json'), '{"kind":"run","schemaVersion":1,"run":{"id":"ha');
  writeFileSync(join(spool(place), 'old.json'), '{"kind":"run","schemaVersion":2}');
  const history = await place.open();

  assert.equal(await history.record(runOf({ id: 'a' })), 'recorded');

  assert.deepEqual(spooled(place), ['half.json.unreadable', 'old.json.unreadable']);
  assert.match(
    history.troubles[0] ?? '',
    /run half cannot be taken .*is not JSON; maybe it was cut off\. It is kept as/,
  );
  assert.match(history.troubles[1] ?? '', /run old cannot .*schemaVersion is not 1/);
});

describe('what an error of a database means', () => {
  /** A number is one of SQLite's, as Node hands it on. */
  const withCode = (code: string | number): Error =>
    Object.assign(new Error('no'), typeof code === 'number' ? { code: 'ERR_SQLITE_ERROR', errcode: code } : { code });
  for (const [code, kind] of [
    [26, 'corrupt'],
    [779, 'corrupt'],
    [5, 'locked'],
    [517, 'locked'],
    [13, 'full'],
    [778, 'full'],
    [1_544, 'unwritable'],
    [1_299, 'rejected'],
    [1, 'broken'],
    ['ENOSPC', 'full'],
    ['ECONNREFUSED', 'down'],
    ['57P03', 'down'],
    ['28P01', 'refused'],
    ['3D000', 'refused'],
    ['53100', 'full'],
    ['55P03', 'locked'],
    ['22003', 'rejected'],
    ['42P01', 'broken'],
  ] as const)
    test(`${String(code)}: ${kind}`, () => assert.equal(asHistoryError(withCode(code), 'here').kind, kind));
});

test('a folder that cannot be made is told with what to do, and stays what it is', async () => {
  const place = await places.make('sqlite');
  mkdirSync(place.reports);
  writeFileSync(join(place.reports, 'history'), 'in the way');
  const history = await place.open();

  await assert.rejects(
    history.record(runOf({ id: 'a' })),
    /file stands in the way[^]*The run a stands in its report alone/,
  );
  assert.ok(existsSync(join(place.reports, 'history')) && statSync(join(place.reports, 'history')).isFile());
});
