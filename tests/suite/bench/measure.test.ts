import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measure, NotMeasured, timeTo, type Command } from '../../../bench/measure.ts';
import { pssOf, treeOf } from '../../../bench/memory.ts';

const node = (script: string, overrides: Partial<Command> = {}): Command => ({
  command: process.execPath,
  args: ['-e', script],
  cwd: import.meta.dirname,
  exits: 0,
  limitMs: 60_000,
  signal: new AbortController().signal,
  ...overrides,
});

describe('a measured command', () => {
  test('tells its lines without colours, in the order in which they came, each with its time', async () => {
    const script = `process.stdout.write('one\\ntw'); setTimeout(() => process.stdout.write('o\\n\\u001b[31m  3 failed\\u001b[39m'), 300)`;

    const measured = await measure(node(script));

    assert.deepEqual(
      measured.lines.map(({ text }) => text),
      ['one', 'two', '  3 failed'],
    );
    const [one, two] = [timeTo(measured, /^one$/), timeTo(measured, /^two$/)];
    // a timer never fires early, so this holds on any machine
    assert.ok(two - one > 200, `${one} and ${two}`);
    assert.ok(timeTo(measured, /^\s*\d+ failed$/) <= measured.wallMs);
    assert.throws(() => timeTo(measured, /never said/), NotMeasured);
  });

  test('that ends otherwise than expected is not measured, and its last words are told', async () => {
    const wrong = node("console.error('no browser'); process.exitCode = 1", { exits: 3 });

    await assert.rejects(measure(wrong), (error: Error) => {
      assert.ok(error instanceof NotMeasured);
      assert.match(error.message, /^exit code 1 in place of 3\n {2}no browser\n {2}of \S+node -e /);
      return true;
    });
  });

  test('is stopped at its limit and when the bench is interrupted', async () => {
    const forever = 'setInterval(() => {}, 1000)';
    const stop = new AbortController();
    const interrupted = measure(node(forever, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 100);

    await assert.rejects(interrupted, /interrupted/);
    await assert.rejects(measure(node(forever, { limitMs: 200 })), /no end within 0\.2 s/);
    await assert.rejects(measure(node('', { signal: stop.signal })), /interrupted/);
  });

  test('that cannot be started is no measurement', async () => {
    await assert.rejects(measure(node('', { command: '/nowhere/at-all' })), /ENOENT/);
  });
});

describe('memory', () => {
  test('is that of a process and all that it started, whatever the order in which they are met', () => {
    const parentOf = new Map([
      [4, 3],
      [3, 2],
      [2, 1],
      [9, 8],
      [8, 1],
    ]);

    assert.deepEqual(
      treeOf(2, parentOf).toSorted((a, b) => a - b),
      [2, 3, 4],
    );
    assert.deepEqual(treeOf(7, parentOf), [7]);
  });

  test('is read as the proportional set size, and is nothing where the process has gone', () => {
    assert.equal(pssOf('00400000-7ffd [rollup]\nRss:   9000 kB\nPss:   4312 kB\nPss_Dirty:  100 kB\n'), 4312);
    assert.equal(pssOf(''), 0);
  });
});
