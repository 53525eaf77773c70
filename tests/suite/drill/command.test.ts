import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../../src/drill/catalogue/index.ts';
import { byFamily, families } from '../../../src/drill/families.ts';
import type { DrillReport } from '../../../src/drill/result.ts';
import { takeLock } from '../../../src/run/lock.ts';
import { commandsInOneProcess, projectFolder, startProgram, temporaryFolder } from '../cli/support.ts';

const driver = join(projectFolder, 'tests/suite/drill/support/driver.ts');
// What the environment says of a target must not reach a drill: for a local one this is no address at all.
const drillSome = (reports: string, ...ids: readonly string[]) =>
  startProgram(process.execPath, [driver, ...ids], { REPORTS_DIR: reports, WWW_URL: 'https://www.example.org' });
const reportIn = (reports: string): DrillReport =>
  JSON.parse(readFileSync(join(reports, 'drill.json'), 'utf8')) as DrillReport; // written by the command under test

describe('npm run drill', () => {
  const command = commandsInOneProcess();

  test('lists every fault with its story', async () => {
    const { code, stdout } = await command(['drill', '--list']);

    assert.equal(code, 0);
    const told = [...stdout.matchAll(/^ {2}(\S+) +(.*)$/gm)].map(([, id, story]) => [id, story]);
    assert.deepEqual(
      told,
      byFamily(catalogue).flatMap(({ drills }) => drills.map(({ id, story }) => [id, story])),
    );
    assert.equal(told.length, catalogue.length, 'each has a family');
    const headings = stdout.split('\n').filter((line) => /^\S/.test(line));
    assert.deepEqual(
      headings,
      Object.values(families).map(({ title }) => title),
    );
    assert.match(stdout, /\n\nOur own side\n {2}e08 .*\n {2}e08b .*\n {2}e08c .*\n\nSituations\n/);
  });

  test('of an unknown fault it says which was meant, and all that there are', async () => {
    const { code, stdout, stderr } = await command(['drill', 'd01', 'challange-403']);

    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /There is no drill "challange-403"; did you mean challenge-403\?/);
    for (const { id } of catalogue) assert.match(stderr, new RegExp(` ${id}$| ${id} `, 'm'));
    assert.match(stderr, /\n\nFaults of the application\n {2}d01 /);
    for (const line of stderr.split('\n')) assert.ok(line.length <= 100, line);
  });

  test('a number of drills at a time that is none is refused', async () => {
    const { code, stderr } = await command(['drill', '--side-by-side', 'many']);

    assert.equal(code, 2);
    assert.match(stderr, /--side-by-side "many" is no whole number from 1 to 32/);
  });

  test('a fault without its right name exits 1, and is told with expected, given and why; what could not be run beside it', async () => {
    const reports = temporaryFolder('drill');
    const { code, stdout, stderr } = await drillSome(reports, 'misnamed', 'lost', 'unput', 'unmet').ended;
    const { results } = reportIn(reports);

    assert.equal(code, 1, stderr);
    assert.deepEqual(
      results.map(({ id, outcome }) => [id, outcome]),
      [
        ['misnamed', 'misnamed'],
        ['lost', 'broken'],
        ['unput', 'broken'],
        ['unmet', 'broken'],
      ],
    );
    assert.match(
      stdout,
      /✖ misnamed: [^\n]*\n {2}expected transient · cause client-error · [^\n]*\n {2}given {4}regression · cause client-error/,
    );
    assert.match(stdout, /verdict: regression in place of transient\n/);
    assert.match(stdout, /there is no journey “no-such-journey”/);
    assert.match(stdout, /the fault was not put in, in the middle of the run: the run was over/);
    assert.match(stdout, /nothing met the fault d16@\/no-such-page, so the verdict is not about it/);
    assert.doesNotMatch(
      stdout + stderr,
      /Running \d+ test|\[1\/\d+\] .*monograph/,
      "Playwright's own words stay in its file",
    );
    assert.match(readFileSync(join(reports, results[0]?.output ?? ''), 'utf8'), /Regression/);
    assert.ok(existsSync(join(reports, results[0]?.page ?? '-')));
    assert.match(readFileSync(join(reports, 'drill.html'), 'utf8'), /Not called by their right name/);
  });

  test('what could not be run exits 2', async () => {
    const { code, stdout } = await drillSome(temporaryFolder('drill'), 'lost').ended;

    assert.equal(code, 2);
    assert.match(stdout, /0 called by their right name, 0 misnamed, 1 could not be run/);
  });

  test('what cannot be drilled on this machine is told with the reason everywhere, and exits 2', async () => {
    const reports = temporaryFolder('drill');
    const { code, stdout, stderr } = await drillSome(reports, 'elsewhere').ended;
    const reason = 'cannot be drilled here, because this machine has no Apache.';

    assert.equal(code, 2);
    assert.equal(stderr, `elsewhere ${reason}\n`);
    assert.ok(stdout.replaceAll(/\s+/g, ' ').includes(`1 of 1 not drilled (${reason}): elsewhere`), stdout);
    assert.deepEqual(reportIn(reports).notDrilled, [{ id: 'elsewhere', reason, notHere: true }]);
    assert.match(readFileSync(join(reports, 'drill.html'), 'utf8'), /because this machine has no Apache/);
  });

  test('a second drill in the same folder is refused, and a folder that cannot be written is told', async () => {
    const reports = temporaryFolder('drill');
    const release = takeLock(join(reports, 'drill'), 'another-one');
    const refused = await drillSome(reports, 'next').ended;
    release();
    mkdirSync(join(reports, 'drill.json'));
    const unwritten = await drillSome(reports, 'next').ended;

    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /Another run is going on in this checkout: another-one/);
    assert.equal(unwritten.code, 2);
    assert.match(unwritten.stderr, /the result of the drills could not be written to .*drill\.json: a folder stands/);
    assert.doesNotMatch(refused.stderr + unwritten.stderr, /\n +at /);
  });

  test('Ctrl-C ends all, says what was not drilled, and where nothing was leaves what an earlier drill has learnt', async () => {
    const reports = temporaryFolder('drill');
    for (const name of ['drill.json', 'drill.html']) writeFileSync(join(reports, name), 'of an earlier drill');
    const running = drillSome(reports, 'hanging', 'next');
    const output = join(reports, 'drill/hanging/output.txt');
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100))
      if (existsSync(output) && readFileSync(output, 'utf8').includes('test')) break;
    running.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;

    assert.equal(code, 130, stdout);
    assert.match(stderr, /^Stopping 1 drill, at most 30 s\./m);
    assert.match(stdout, /2 of 2 not drilled \(interrupted\):\n {2}hanging next\n/);
    assert.match(stdout, /^The report of an earlier drill stays: .*drill\.html$/m);
    for (const name of ['drill.json', 'drill.html'])
      assert.equal(readFileSync(join(reports, name), 'utf8'), 'of an earlier drill');
  });
});
