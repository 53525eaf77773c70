import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { driveRun, isGone, newReports } from './support/driven.ts';

const pidAfter = (output: string, word: string): number => Number(new RegExp(`${word} (\\d+)`).exec(output)?.[1]);
const lastLine = (output: string): unknown => JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? 'null');

describe('a run', () => {
  test('exits by its own verdict, whatever Playwright exits with', async () => {
    const { code, output } = await driveRun(newReports(), 'r1', ['verdict=own:3', 'exit=1']).ended;
    assert.equal(code, 3, output);
    assert.deepEqual(lastLine(output), { exitCode: 3, runId: 'r1', headline: null });
  });

  test('that wrote no verdict exits 2, even where Playwright exits 0, and says so', async () => {
    const { code, output } = await driveRun(newReports(), 'r1', ['exit=0']).ended;
    assert.equal(code, 2);
    assert.match(output, /exit code 0 and wrote no verdict/);
    assert.match(output, /no verdict: nothing is known of the site/);
  });

  test('believes no verdict of another run', async () => {
    const { code, output } = await driveRun(newReports(), 'r1', ['verdict=r0:0', 'exit=0']).ended;
    assert.equal(code, 2);
    assert.match(output, /is of the run r0, not of r1/);
  });

  test('believes no verdict that it cannot read', async () => {
    const reports = newReports();
    const stub = driveRun(reports, 'r1', ['hang', 'ready']);
    await stub.seen(/ready/);
    mkdirSync(join(reports, 'runs', 'r1'), { recursive: true });
    writeFileSync(join(reports, 'runs', 'r1', 'verdict.json'), '{"schemaVersion":1,');
    process.kill(pidAfter((await stub.seen(/ready \d+/))[0], 'ready'), 'SIGKILL');
    const { code, output } = await stub.ended;
    assert.equal(code, 2);
    assert.match(output, /verdict\.json cannot be read/);
  });

  test('takes an older verdict out of the way before anything can fail', async () => {
    const reports = newReports();
    writeFileSync(join(reports, 'verdict.json'), 'older');
    writeFileSync(join(reports, 'index.html'), 'older page');
    const { code } = await driveRun(reports, 'r1', ['exit=1']).ended;
    assert.equal(code, 2);
    assert.equal(existsSync(join(reports, 'verdict.json')), false);
    assert.equal(readFileSync(join(reports, 'previous', 'verdict.json'), 'utf8'), 'older');
    assert.equal(readFileSync(join(reports, 'previous', 'index.html'), 'utf8'), 'older page');
  });

  test('with the id of a finished one is refused, and leaves its verdict alone', async () => {
    const reports = newReports();
    await driveRun(reports, 'r1', ['verdict=own:3']).ended;
    const verdict = join(reports, 'runs', 'r1', 'verdict.json');
    const before = readFileSync(verdict, 'utf8');

    const { code, output } = await driveRun(reports, 'r1', ['ready', 'verdict=own:0']).ended;

    assert.equal(code, 2);
    assert.match(output, /There is a finished run r1 \(server-error\) in .+, whose verdict this run would replace/);
    assert.match(output, /Give each run a RUN_ID of its own, or none/);
    assert.doesNotMatch(output, /^ready/m);
    assert.equal(readFileSync(verdict, 'utf8'), before);
    assert.equal(existsSync(join(reports, '.lock')), false);
  });

  test('with the id of one that left no whole verdict goes on, and does not take that for its own', async () => {
    const reports = newReports();
    mkdirSync(join(reports, 'runs', 'r1'), { recursive: true });
    writeFileSync(join(reports, 'runs', 'r1', 'verdict.json'), '{"schemaVersion":1,');
    const { code, output } = await driveRun(reports, 'r1', ['exit=1']).ended;
    assert.equal(code, 2);
    assert.match(output, /wrote no verdict/);
  });

  test('that is a shard may take the place of a shard, and a whole run may not', async () => {
    const reports = newReports();
    await driveRun(reports, 'r1', ['verdict=own:2'], { SHARD: '1/2' }).ended;
    const second = await driveRun(reports, 'r1', ['verdict=own:0'], { SHARD: '2/2' }).ended;
    assert.equal(second.code, 0, second.output);
    const whole = await driveRun(reports, 'r1', ['verdict=own:0']).ended;
    assert.match(whole.output, /There is a finished run r1/);
  });

  test('that is a shard and hands its blob over may be started again under its id', async () => {
    const reports = newReports();
    await driveRun(reports, 'r1', ['verdict=own:3']).ended;
    const { code, output } = await driveRun(reports, 'r1', ['verdict=own:0'], { BLOB_DIR: join(reports, 'blobs') })
      .ended;
    assert.equal(code, 0, output);
  });

  test('whose Playwright was killed says so and exits 2', async () => {
    const { code, output } = await driveRun(newReports(), 'r1', ['die=SIGKILL']).ended;
    assert.equal(code, 2);
    assert.match(output, /Playwright was killed \(SIGKILL\) before it wrote a verdict/);
  });

  test('whose Playwright was killed is judged by what its journal holds', async () => {
    const reports = newReports();
    const { code, output } = await driveRun(reports, 'r1', ['journal', 'die=SIGKILL'], { RECOVER: 'yes' }).ended;
    assert.equal(code, 3, output);
    assert.match(output, new RegExp(`recovered from ${join(reports, 'runs', 'r1')}`));
  });

  test('whose Playwright was killed keeps no trace that no reporter has redacted', async () => {
    const reports = newReports();
    await driveRun(reports, 'r1', ['trace', 'die=SIGKILL']).ended;
    assert.equal(existsSync(join(reports, 'runs', 'r1', 'results')), false);
    await driveRun(reports, 'r2', ['trace', 'verdict=own:3']).ended;
    assert.equal(existsSync(join(reports, 'runs', 'r2', 'results')), true);
  });

  test('leaves no process behind, not even one in a group of its own whose parent was killed', async () => {
    for (const words of [
      ['child', 'verdict=own:0', 'exit=0'],
      ['child', 'die=SIGKILL'],
    ]) {
      const { output } = await driveRun(newReports(), 'r1', words).ended;
      const pid = pidAfter(output, 'child');
      assert.ok(pid > 0, output);
      assert.equal(await isGone(pid), true, `${words.join(' ')}: process ${String(pid)} lives on`);
    }
  });

  test('that cannot write its reports runs nothing', async () => {
    const reports = join(newReports(), 'file');
    writeFileSync(reports, '');
    const { code, output } = await driveRun(reports, 'r1', ['ready', 'verdict=own:0']).ended;
    assert.equal(code, 2);
    assert.match(output, /reports cannot be written/);
    assert.doesNotMatch(output, /^ready/m);
  });
});

describe('an interrupted run', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`passes ${signal} on as SIGINT, keeps what was written, exits 130 and leaves nothing behind`, async () => {
      const reports = newReports();
      const run = driveRun(reports, 'r1', ['child', 'hang', 'ready']);
      await run.seen(/ready/);
      run.kill(signal);
      const { code, output } = await run.ended;
      assert.equal(code, 130, output);
      assert.deepEqual(lastLine(output), { exitCode: 130, runId: 'r1', headline: null });
      for (const word of ['ready', 'child']) assert.equal(await isGone(pidAfter(output, word)), true);
      assert.equal(existsSync(join(reports, '.lock')), false);
    });
  }

  test('takes signals of one moment for one press of Ctrl-C', async () => {
    const run = driveRun(newReports(), 'r1', ['hang', 'ready']);
    await run.seen(/ready/);
    run.kill('SIGINT');
    run.kill('SIGTERM');
    const { code, output } = await run.ended;
    assert.equal(code, 130);
    assert.doesNotMatch(output, /killing/);
  });

  test('is killed at the second press', async () => {
    const run = driveRun(newReports(), 'r1', ['child', 'stubborn', 'ready']);
    await run.seen(/ready/);
    run.kill('SIGINT');
    await run.seen(/Interrupted \(SIGINT\)/);
    // The same press reaches us more than once within a second; this is another one.
    const again = setInterval(() => run.kill('SIGINT'), 300);
    const { code, output } = await run.ended;
    clearInterval(again);
    assert.equal(code, 130);
    assert.match(output, /Interrupted again: killing Playwright/);
    for (const word of ['ready', 'child']) assert.equal(await isGone(pidAfter(output, word)), true);
  });

  test('is killed when Playwright does not stop in time', async () => {
    const run = driveRun(newReports(), 'r1', ['stubborn', 'ready'], { PATIENCE_MS: '200' });
    await run.seen(/ready/);
    run.kill('SIGTERM');
    const { code, output } = await run.ended;
    assert.equal(code, 130);
    assert.match(output, /did not stop within 0\.2 s/);
    assert.match(output, /killed by us \(SIGKILL\)/);
  });
});

describe('two runs in one checkout', () => {
  test('the second says so and exits 2, the first goes on undisturbed', async () => {
    const reports = newReports();
    const first = driveRun(reports, 'first', ['hang', 'ready']);
    await first.seen(/ready/);
    const second = await driveRun(reports, 'second', ['ready', 'verdict=own:0']).ended;
    assert.equal(second.code, 2);
    assert.match(second.output, /Another run is going on in this checkout: first, process \d+/);
    assert.doesNotMatch(second.output, /^ready/m);
    first.kill('SIGINT');
    assert.equal((await first.ended).code, 130);
  });

  test('one that was killed does not lock out the next', async () => {
    const reports = newReports();
    const first = driveRun(reports, 'first', ['hang', 'ready']);
    const orphan = pidAfter((await first.seen(/ready \d+/))[0], 'ready');
    first.kill('SIGKILL');
    // A run that is killed cannot end what it started, which keeps our end of its output open.
    process.kill(orphan, 'SIGKILL');
    await first.ended;
    assert.equal(existsSync(join(reports, '.lock')), true);
    const second = await driveRun(reports, 'second', ['verdict=own:0']).ended;
    assert.equal(second.code, 0, second.output);
    assert.equal(existsSync(join(reports, '.lock')), false);
  });

  test('a process that only has the number of the dead one does not lock', async () => {
    const reports = newReports();
    const holder = { pid: process.pid, born: 'long ago', since: '2026-01-01T00:00:00Z', runId: 'r0' };
    writeFileSync(join(reports, '.lock'), JSON.stringify(holder));
    const { code, output } = await driveRun(reports, 'r1', ['verdict=own:0']).ended;
    assert.equal(code, 0, output);
  });

  test('a lock that holds nothing readable does not lock', async () => {
    const reports = newReports();
    writeFileSync(join(reports, '.lock'), '');
    assert.equal((await driveRun(reports, 'r1', ['verdict=own:0']).ended).code, 0);
  });

  test('many at once, and one of them runs', async () => {
    const reports = newReports();
    writeFileSync(join(reports, '.lock'), JSON.stringify({ pid: 2 ** 30, born: null, since: '', runId: 'dead' }));
    const runs = Array.from({ length: 5 }, (_, index) => driveRun(reports, `r${String(index)}`, ['hang', 'ready']));
    // A loser ends by itself, the winner hangs.
    const losers = await Promise.all(
      runs.map(async (run) => {
        const told = await run.seen(/ready|Another run|changes hands/);
        return told[0] !== 'ready';
      }),
    );
    for (const run of runs) run.kill('SIGINT');
    await Promise.all(runs.map(({ ended }) => ended));
    assert.equal(losers.filter((lost) => !lost).length, 1);
  });
});
