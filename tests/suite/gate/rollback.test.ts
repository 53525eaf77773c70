import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { howItEnded, isDone, redactShell, runRollback, type RolledBack } from '../../../src/gate/rollback.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { isGone } from '../run/support/driven.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-rollback-'));
after(() => rmSync(folder, { recursive: true }));

const run = (command: string, overrides: { timeoutMs?: number; leave?: AbortSignal } = {}): Promise<RolledBack> =>
  runRollback({
    command,
    timeoutMs: 20_000,
    redactor: createRedactor(['s3cret-of-ours']),
    env: { CHANGE_ID: 'CHG-1' },
    leave: new AbortController().signal,
    politeMs: 300,
    ...overrides,
  });

/** Waits until a file holds a line. */
async function lineIn(path: string): Promise<string> {
  while (!existsSync(path) || !readFileSync(path, 'utf8').includes('\n')) await sleep(20);
  return readFileSync(path, 'utf8').trim();
}

describe('the rollback command', () => {
  test('is run by a shell and told which change', async () => {
    const done = await run('printf "back from %s" "$CHANGE_ID"; echo; echo aside >&2');

    assert.deepEqual([done.exitCode, done.timedOut, done.leftRunning], [0, false, null]);
    assert.equal(done.output, 'back from CHG-1\naside\n');
    assert.ok(isDone(done));
  });

  test('that fails is no success', async () => {
    const failed = await run('echo no; exit 7');
    const unknown = await run('no-such-command-here');
    const killed = await run('kill -KILL $$');

    assert.deepEqual([failed, unknown, killed].map(isDone), [false, false, false]);
    assert.deepEqual([failed, unknown, killed].map(howItEnded), [
      'exit code 7',
      'exit code 127',
      'it was ended by SIGKILL',
    ]);
  });

  test('that hangs is ended with all that it started', async () => {
    const pids = join(folder, 'hangs');
    const hung = await run(`trap '' TERM; sleep 300 & echo $! > ${pids}; echo begun; wait; wait`, { timeoutMs: 700 });

    assert.ok(hung.timedOut && !isDone(hung));
    assert.equal(hung.output, 'begun\n');
    assert.ok(await isGone(Number(await lineIn(pids))));
  });

  test('that forks does not hold us up, and what it leaves behind lives on', async () => {
    const [pids, said] = [join(folder, 'forks'), join(folder, 'said')];
    const command = `(echo $$ > /dev/null; sh -c 'echo $$ > ${pids}; while [ ! -e ${folder}/go ]; do sleep 0.05; done; echo still here && echo fine > ${said}; exec sleep 300') & until [ -s ${pids} ]; do sleep 0.05; done; echo restarted`;

    const done = await run(command);

    assert.ok(isDone(done));
    assert.equal(done.output, 'restarted\n');
    const pid = Number(await lineIn(pids));
    await run(`touch ${folder}/go`);
    assert.equal(await lineIn(said), 'fine'); // it may still write
    process.kill(pid, 'SIGKILL');
  });

  test('prints no secret into what is kept, and what is kept has a bound', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('rollback-'));
    const secret = await run(
      'echo "token=abcdefghijkl s3cret-of-ours"; echo "Authorization: Bearer abcdefghijklmnopqrstuvwx"',
    );
    const long = await run(
      'i=0; while [ $i -lt 40000 ]; do echo "line $i with s3cret-of-ours in it, and some more words"; i=$((i+1)); done; echo end',
    );

    assert.doesNotMatch(secret.output, /abcdefghijkl|s3cret/);
    assert.ok(long.output.length < 17_000 && long.output.endsWith('end\n'), long.output.slice(-100));
    assert.doesNotMatch(long.output, /s3cret/);
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith('rollback-') && !before.includes(name)),
      [],
    );
  });

  test('goes on where nobody waits for it, and that is said', async () => {
    const done = join(folder, 'done');
    const leave = new AbortController();
    const running = run(`echo begun; sleep 1; echo over > ${done}`, { leave: leave.signal });
    setTimeout(() => leave.abort(), 300);

    const left = await running;

    assert.ok(left.leftRunning !== null && !isDone(left));
    assert.match(howItEnded(left), /nobody waited for its end: it goes on as process group \d+/);
    assert.equal(await lineIn(done), 'over');
  });
});

test('a command is shown without what it is not to tell', () => {
  const shown = (command: string): string => redactShell(command, createRedactor(['s3cret-of-ours']));
  const cases: readonly [command: string, shown: string][] = [
    ['./deploy.sh previous --token=abcdef', './deploy.sh previous --token=[redacted]'],
    ['deploy --db-password "a b c" --to web1', 'deploy --db-password [redacted] --to web1'],
    ['DEPLOY_TOKEN=abc ./deploy.sh', 'DEPLOY_TOKEN=[redacted] ./deploy.sh'],
    ['deploy --token "$DEPLOY_TOKEN"', 'deploy --token [redacted]'],
    ['deploy --token $DEPLOY_TOKEN', 'deploy --token $DEPLOY_TOKEN'],
    ['deploy --with s3cret-of-ours', 'deploy --with [redacted]'],
    ['git revert --no-edit HEAD && ./reload.sh', 'git revert --no-edit HEAD && ./reload.sh'],
  ];
  for (const [command, told] of cases) assert.equal(shown(command), told);
});
