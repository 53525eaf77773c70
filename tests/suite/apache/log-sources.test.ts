import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  closeSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandSource, fileSource } from '../../../src/apache/log-sources.ts';
import type { LogLine, LogSource, LogWindow } from '../../../src/apache/types.ts';

const folder = mkdtempSync(join(tmpdir(), 'log-sources-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let names = 0;
/** A file of this test alone. */
const fresh = (name = 'access.log'): string => {
  const own = join(folder, String(++names));
  mkdirSync(own);
  return join(own, name);
};

const stamp = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');
/** As our httpd writes it. */
const access = (id: string, at = Date.now()): string =>
  `at=${stamp(at)}\tid=${id}\trequest=GET / HTTP/1.1\tfirst=200\tfinal=200\tagent=x\n`;
const error = (id: string, text: string, at = Date.now()): string =>
  `[${stamp(at).replace('T', ' ').replace('+', ' +')}] [core:error] [pid 1:tid 2] [id ${id}] [lid ${id}] ${text}\n`;

const ids = ({ lines }: Pick<LogWindow, 'lines'>): (string | null)[] => lines.map(({ id }) => id);
const everything = { from: 0, to: Date.UTC(2100, 0) };
const holds =
  (...wanted: readonly string[]) =>
  (lines: readonly LogLine[]): boolean =>
    wanted.every((id) => lines.some((line) => line.id === id));
/** Waits, generously, until these are there. */
const until = (source: LogSource, ...wanted: readonly string[]): Promise<LogWindow> =>
  source.read({ ...everything, isWhole: holds(...wanted), patienceMs: 10_000 });

describe('files', () => {
  test('give what was written since the beginning, half lines when they are whole', async () => {
    const path = fresh();
    writeFileSync(path, access('before') + access('half-before').slice(0, 30));
    const source = fileSource([path]);
    await source.begin();
    appendFileSync(path, `${access('half-before').slice(30)}${access('one')}${access('half').slice(0, 40)}`);
    assert.deepEqual(ids(await until(source, 'one')), ['one']);
    appendFileSync(path, access('half').slice(40));
    assert.deepEqual(ids(await until(source, 'half')), ['one', 'half']);
    await source.end();
  });

  test('of a server whose clock is hours off are of the time at which they were written', async () => {
    const path = fresh();
    writeFileSync(path, '');
    const source = fileSource([path]);
    await source.begin();
    appendFileSync(path, access('a', Date.now() - 5 * 3_600_000));
    const now = Date.now();
    const read = await source.read({ from: now, to: now + 1_000, isWhole: holds('a'), patienceMs: 10_000 });
    assert.deepEqual(ids(read), ['a']);
    await source.end();
  });

  test('are followed through a rotation, to both sides of it', async () => {
    const path = fresh();
    writeFileSync(path, access('before'));
    const source = fileSource([path]);
    await source.begin();
    // httpd goes on writing to the file that it holds open until it is reloaded
    const old = openSync(path, 'a');
    writeSync(old, access('a'));
    renameSync(path, `${path}.1`);
    writeSync(old, access('b'));
    writeFileSync(path, access('c'));
    await until(source, 'a', 'b', 'c');
    writeSync(old, access('late'));
    closeSync(old);
    assert.deepEqual(new Set(ids(await until(source, 'late'))), new Set(['a', 'b', 'c', 'late']));
    await source.end();
  });

  test('that a glob finds again after a rotation are not read twice, nor are old ones that were compressed', async () => {
    const path = fresh();
    writeFileSync(path, access('before'));
    writeFileSync(`${path}.2.gz`, 'compressed');
    const source = fileSource([`${path}*`]);
    await source.begin();
    appendFileSync(path, access('a'));
    renameSync(path, `${path}.1`);
    writeFileSync(path, access('b'));
    await until(source, 'a', 'b');
    appendFileSync(path, access('c'));
    const window = await until(source, 'c');
    assert.deepEqual([ids(window), window.troubles], [['a', 'b', 'c'], []]);
    await source.end();
  });

  test('that are truncated begin anew', async () => {
    const path = fresh();
    writeFileSync(path, access('before'));
    const source = fileSource([path]);
    await source.begin();
    appendFileSync(path, access('a'));
    await until(source, 'a');
    truncateSync(path);
    await source.read(everything);
    appendFileSync(path, access('b'));
    const window = await until(source, 'b');
    assert.deepEqual(ids(window), ['a', 'b']);
    assert.equal(window.troubles.length, 1);
    assert.match(window.troubles[0] ?? '', /access\.log was truncated between .* and .*may be lost/);
    await source.end();
  });

  test('that are truncated and longer again before the next look are known for it, and begin anew', async () => {
    const path = fresh();
    writeFileSync(path, access('before'));
    const source = fileSource([path]);
    await source.begin();
    // no look comes between
    truncateSync(path);
    appendFileSync(path, access('first') + access('second'));
    const window = await until(source, 'second');
    assert.deepEqual(ids(window), ['first', 'second']);
    assert.match(window.troubles.join(), /was truncated/);
    await source.end();
  });

  test('that are written anew with all that they held are not read twice', async () => {
    const path = fresh();
    const history = Array.from({ length: 50 }, (_, i) => access(`old-${String(i)}`)).join('');
    writeFileSync(path, history);
    const source = fileSource([path]);
    await source.begin();
    // as rsync does it
    writeFileSync(`${path}.part`, history + access('a'));
    renameSync(`${path}.part`, path);
    assert.deepEqual(ids(await until(source, 'a')), ['a']);
    appendFileSync(path, access('b'));
    assert.deepEqual(ids(await until(source, 'b')), ['a', 'b']);
    await source.end();
  });

  test('may appear later, and are found by a glob', async () => {
    const path = fresh('www-access.log');
    const source = fileSource([path.replace('www-access', '*')]);
    await source.begin();
    assert.match((await source.read(everything)).troubles.join(), /No file is called .*\*\.log/);
    writeFileSync(path, access('a'));
    writeFileSync(path.replace('www-access', 'www-error'), error('e', 'AH00124: x'));
    const window = await until(source, 'a', 'e');
    assert.deepEqual(new Set(ids(window)), new Set(['a', 'e']));
    assert.deepEqual([window.troubles, window.has], [[], { access: true, error: true }]);
    await source.end();
  });

  test('that cannot be read are told, and the others are read', async () => {
    const path = fresh();
    writeFileSync(path, '');
    const source = fileSource([path, join(folder, 'nowhere', 'error.log'), folder]);
    await source.begin();
    appendFileSync(path, access('a'));
    const window = await until(source, 'a');
    assert.deepEqual(ids(window), ['a']);
    assert.equal(window.troubles.length, 2);
    assert.match(window.troubles[0] ?? '', /nowhere\/error\.log cannot be read: there is no such file/);
    assert.match(window.troubles[1] ?? '', /cannot be read: it is a folder/);
    await source.end();

    const none = fileSource([join(folder, 'nowhere.log')]);
    assert.deepEqual((await none.read(everything)).has, { access: false, error: false });
  });

  test('of errors hold what a child said on its stderr, as one entry with the time at which it came', async () => {
    const path = fresh('error.log');
    writeFileSync(path, '');
    const source = fileSource([path]);
    const from = Date.now();
    await source.begin();
    appendFileSync(path, 'Traceback (most recent call last):\n  File "x.py"\nMemoryError\n');
    await source.read({ ...everything, isWhole: (lines) => lines.length > 0, patienceMs: 10_000 });
    appendFileSync(path, error('e', 'End of script output before headers: x.cgi'));
    const { lines, unread } = await until(source, 'e');
    const [raw, after] = lines;
    assert.ok(raw?.kind === 'error' && after?.kind === 'error');
    assert.equal(raw.text, 'Traceback (most recent call last):\n  File "x.py"\nMemoryError');
    assert.deepEqual([raw.level, raw.pid, raw.id, unread.count], [null, null, null, 0]);
    assert.ok(raw.at >= from && raw.at + (raw.withinMs ?? 0) <= Date.now(), JSON.stringify(raw));
    await source.end();
  });

  test('of accesses count lines of no known shape, and show the first', async () => {
    const path = fresh();
    writeFileSync(path, '');
    const source = fileSource([path]);
    await source.begin();
    appendFileSync(path, `{"status":200}\n${access('a')}`);
    assert.deepEqual((await until(source, 'a')).unread, { count: 1, examples: ['{"status":200}'] });
    await source.end();
  });

  test('keep what is of interest alone', async () => {
    const path = fresh();
    writeFileSync(path, '');
    const source = fileSource([path], { keep: ({ id }) => id?.startsWith('ours') === true });
    await source.begin();
    appendFileSync(path, [access('theirs'), access('ours-1'), access('theirs'), access('ours-2')].join(''));
    assert.deepEqual(ids(await until(source, 'ours-2')), ['ours-1', 'ours-2']);
    await source.end();
  });

  test('of long ago are read by time, without their whole history', async () => {
    const path = fresh();
    const begin = Date.UTC(2026, 0, 1);
    const minute = 60_000;
    // ten days, one line each six seconds: 13 MB
    const lines = Array.from({ length: 144_000 }, (_, i) => access(`id-${String(i)}`, begin + i * (minute / 10)));
    writeFileSync(path, lines.join(''));
    let seen = 0;
    const source = fileSource([path], {
      keep: () => {
        seen += 1;
        return true;
      },
    });
    const from = begin + 5 * 24 * 60 * minute;
    const window = await source.read({ from, to: from + minute });
    assert.deepEqual(
      ids(window),
      Array.from({ length: 11 }, (_, i) => `id-${String(72_000 + i)}`),
    );
    assert.ok(seen < 10_000, `${String(seen)} lines were read`);
    await source.end();
  });
});

describe('files of long ago', () => {
  const from = Date.UTC(2026, 0, 1);

  test('are read on both sides of a rotation', async () => {
    const path = fresh();
    writeFileSync(path, access('c', from + 2_000));
    writeFileSync(`${path}.1`, access('a', from) + access('b', from + 1_000));
    writeFileSync(`${path}.2`, access('older', from - 3_600_000));
    writeFileSync(`${path}.backup`, access('copied', from));
    const day = new Date(from - 3_600_000);
    utimesSync(`${path}.2`, day, day);
    const { lines, troubles } = await fileSource([path]).read({ from, to: from + 5_000 });
    assert.deepEqual([new Set(ids({ lines })), troubles], [new Set(['a', 'b', 'c']), []]);
  });

  test('that were compressed since are told', async () => {
    const path = fresh();
    writeFileSync(path, access('c', from));
    writeFileSync(`${path}.1.gz`, '');
    const { troubles } = await fileSource([path]).read({ from, to: from + 5_000 });
    assert.match(troubles.join(), /access\.log\.1\.gz cannot be read: it is compressed/);
  });
});

describe('a command', () => {
  test('that follows is kept running, and ends with all that it started', async () => {
    const path = fresh();
    const pids = fresh('pids');
    writeFileSync(path, '');
    const source = commandSource(`echo $$ > ${pids}; tail -n 0 -F ${path} & echo $! >> ${pids}; wait`);
    await source.begin();
    // tail says nothing when it is ready
    for (let i = 0; i < 3; i++) {
      await sleep(200);
      appendFileSync(path, access(`a-${String(i)}`));
    }
    const window = await until(source, 'a-2');
    assert.deepEqual([window.has.access, window.troubles], [true, []]);
    await source.end();
    const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    assert.equal(started.length, 2);
    for (let waited = 0; started.some(isAlive) && waited < 5_000; waited += 50) await sleep(50);
    assert.deepEqual(started.filter(isAlive), []);
  });

  test('that ends is run again for the stretch, and what it printed twice stands once', async () => {
    const path = fresh();
    const asked = fresh('asked');
    writeFileSync(path, access('a'));
    const source = commandSource(`echo "$LOG_FROM $LOG_TO" >> ${asked}; cat ${path}`);
    await source.begin();
    await sleep(300);
    appendFileSync(path, access('b') + access('b'));
    const from = Date.now() - 60_000;
    const to = Date.now() + 60_000;
    const late = setTimeout(() => appendFileSync(path, access('late')), 300);
    const window = await source.read({ from, to, isWhole: holds('late'), patienceMs: 10_000 });
    clearTimeout(late);
    assert.deepEqual(ids(window), ['a', 'b', 'b', 'late']);
    const last = readFileSync(asked, 'utf8').trim().split('\n').at(-1);
    assert.equal(last, `${new Date(from).toISOString()} ${new Date(to).toISOString()}`);
    await source.end();
  });

  test('that prints both logs of a server in another zone is understood, though the error log names no zone', async () => {
    const at = Math.floor(Date.now() / 1000) * 1000;
    const there = new Date(at - 7.5 * 3_600_000).toISOString();
    const day = new Date(there).toUTCString().slice(5, 16).replaceAll(' ', '/');
    const path = fresh();
    writeFileSync(
      path,
      `127.0.0.1 - - [${day}:${there.slice(11, 19)} -0730] "GET / HTTP/1.1" 200 5 id=a\n` +
        `[${there.slice(0, 10)} ${there.slice(11, 19)}.000000] [core:error] [pid 1:tid 2] [id a] AH00124: x\n`,
    );
    const source = commandSource(`cat ${path}`);
    const { lines } = await source.read({ from: at - 1_000, to: at + 1_000 });
    assert.deepEqual(
      lines.map((line) => [line.kind, line.at - at]),
      [
        ['access', 0],
        ['error', 0],
      ],
    );
    await source.end();
  });

  test('that fails says so in its own words', async () => {
    const source = commandSource('echo "ssh: connect to host web1: Connection refused" >&2; exit 255');
    await source.begin();
    const window = await source.read(everything);
    assert.deepEqual(window.troubles, [
      'The command ended with code 255: ssh: connect to host web1: Connection refused',
    ]);
    assert.deepEqual(window.has, { access: false, error: false });
    await source.end();
  });

  test('that neither prints nor ends is ended, and says so', async () => {
    const pids = fresh('pids');
    const source = commandSource(`trap '' TERM; echo $$ > ${pids}; sleep 1000 & wait; sleep 1000`, { timeoutMs: 200 });
    const window = await source.read(everything);
    assert.match(window.troubles.join(), /had not ended after 0\.2 s, and was ended/);
    const pid = Number(readFileSync(pids, 'utf8'));
    for (let waited = 0; isAlive(pid) && waited < 5_000; waited += 50) await sleep(50);
    assert.equal(isAlive(pid), false);
    await source.end();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
