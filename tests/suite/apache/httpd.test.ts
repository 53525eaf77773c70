import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError, startHttpd } from '../../../src/apache/httpd.ts';
import { bornAt, processTable } from '../../../src/apache/process-table.ts';
import { ProcessTree } from '../../../src/apache/process-tree.ts';
import { servesAsRoot } from '../../../src/apache/safety.ts';
import type { Httpd, HttpdOptions } from '../../../src/apache/types.ts';
import { projectFolder, startProgram, temporaryFolder } from '../cli/support.ts';
import { SmallRoot } from './support.ts';

const isRoot = process.getuid?.() === 0;
const roots: SmallRoot[] = [];
const running: Httpd[] = [];
after(async () => {
  for (const httpd of running) await httpd.stop();
  for (const root of roots) root.remove();
});

async function makeRoot(): Promise<SmallRoot> {
  const root = await SmallRoot.make();
  roots.push(root);
  return root;
}

async function start(options: HttpdOptions): Promise<Httpd> {
  const httpd = await startHttpd(options);
  running.push(httpd);
  return httpd;
}

/** What still knows of a folder: its httpd, a guard, whatever a program there left behind. */
const left = (folder: string): string[] =>
  processTable()
    .map(({ command }) => command())
    .filter((command) => command.includes(folder));

/** Whether anybody listens. */
const answers = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const asked = request({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.destroy();
      answer(true);
    });
    asked.once('error', () => answer(false));
    asked.end();
  });

async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !holds(); await sleep(20)) {
    assert.ok(Date.now() < deadline, what);
  }
}

const failure = async (starting: Promise<unknown>): Promise<HttpdError> => {
  const error: unknown = await starting.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpdError, String(error));
  return error;
};

describe('an httpd', () => {
  test('serves as nobody of importance, is reloaded, refuses a broken reload, and stops without a trace', async () => {
    const root = await makeRoot();
    const httpd = await start(root.options());
    const children = httpd.children();
    assert.ok(children.length > 0);
    const uids = processTable()
      .filter(({ pid }) => children.includes(pid))
      .map(({ uid }) => uid());
    assert.equal(uids.includes(0), false, 'a child serves as root');

    root.configure({ generation: 2 });
    await httpd.reload(root.sign(2));
    root.configure({ generation: 3, extra: 'ServrAlias x' });
    const refused = await failure(httpd.reload(root.sign(3)));
    assert.equal(refused.kind, 'reload-refused');
    assert.match(refused.message, /Invalid command 'ServrAlias'/);
    root.configure({ generation: 4 });
    await httpd.reload(root.sign(4));

    await Promise.all([httpd.stop(), httpd.stop()]);
    await httpd.stop();
    assert.equal((await httpd.exited).code, 0);
    assert.deepEqual(left(root.folder), []);
    assert.equal(await answers(root.port), false);
  });

  test('that dies of a reload is told with its own words, and nothing of it goes on', async () => {
    const root = await makeRoot();
    const httpd = await start(root.options());
    root.configure({ generation: 2, extra: 'CustomLog "|/nowhere/to/be/found" "%r"' });
    const died = await failure(httpd.reload(root.sign(2)));
    assert.equal(died.kind, 'died');
    assert.equal(died.exit?.code, 1);
    assert.match(died.message, /AH00104/);
    assert.deepEqual(left(root.folder), []);
    assert.equal((await failure(httpd.reload(root.sign(2)))).kind, 'died');
    assert.deepEqual(left(root.folder), [], 'a daemon was started in its place');
  });

  test('is not reloaded where the new pid file names somebody else', async () => {
    const root = await makeRoot();
    const httpd = await start(root.options());
    root.configure({ generation: 2, extra: 'PidFile run/other.pid' });
    const refused = await failure(httpd.reload(root.sign(2)));
    assert.equal(refused.kind, 'reload-refused');
    assert.match(refused.message, /other\.pid names nobody/);
    root.configure({ generation: 3 });
    await httpd.reload(root.sign(3));
    await httpd.stop();
  });
});

describe('a start', () => {
  test('that the configuration forbids tells what httpd said and how it ended', async () => {
    const root = await makeRoot();
    root.configure({ extra: 'ServrAlias x' });
    const error = await failure(startHttpd(root.options()));
    assert.deepEqual([error.kind, error.exit?.code], ['not-started', 1]);
    assert.match(error.message, /Invalid command 'ServrAlias'/);
    assert.deepEqual(left(root.folder), []);
  });

  test('that passes the syntax check and dies tells the tail of its error log', async () => {
    const root = await makeRoot();
    root.configure({ extra: 'CustomLog "|/nowhere/to/be/found" "%r"' });
    const error = await failure(startHttpd(root.options()));
    assert.deepEqual([error.kind, error.exit?.code], ['not-started', 1]);
    assert.match(error.message, /AH00104/);
    assert.deepEqual(left(root.folder), []);
  });

  test('without the sign is no start, whatever answers', async () => {
    const root = await makeRoot();
    const error = await failure(startHttpd(root.options({ ready: root.sign(7), timeoutMs: 3_000 })));
    assert.equal(error.kind, 'no-sign');
    assert.match(error.message, /header x-generation is "1"/);
    assert.deepEqual(left(root.folder), []);
  });

  test('on a port of somebody else is no fault of the configuration, even where somebody answers with the sign', async () => {
    const first = await makeRoot();
    const httpd = await start(first.options());
    const second = await makeRoot();
    second.configure({ listen: `Listen 127.0.0.1:${String(first.port)}` });
    const error = await failure(startHttpd(second.options({ ready: first.sign() })));
    assert.equal(error.kind, 'port-taken');
    assert.match(error.message, /AH00072/);
    await httpd.stop();
  });

  test('on a port that it takes from itself is its own fault', async () => {
    const root = await makeRoot();
    const port = String(root.port);
    root.configure({ listen: `Listen 127.0.0.1:${port}\nListen 0.0.0.0:${port}` });
    const error = await failure(startHttpd(root.options()));
    assert.equal(error.kind, 'not-started');
    assert.match(error.message, /AH00072/);
  });

  test('that is given up leaves nothing', async () => {
    const root = await makeRoot();
    const stop = new AbortController();
    const starting = startHttpd(root.options({ ready: root.sign(7), signal: stop.signal }));
    await eventually('it never wrote its pid', () => existsSync(join(root.folder, 'run/httpd.pid')));
    stop.abort(new Error('enough'));
    await assert.rejects(starting, /enough/);
    assert.deepEqual(left(root.folder), []);
  });

  test('with a pid file that is not private is refused', async () => {
    const root = await makeRoot();
    root.configure({ extra: 'PidFile /run/medscape-nobody.pid' });
    const error = await failure(startHttpd(root.options()));
    assert.equal(error.kind, 'unsafe');
    assert.match(error.message, /\/run\/medscape-nobody\.pid/);
  });

  test('by root, with a configuration that drops nothing, is refused; by anybody else it needs no account', async () => {
    const root = await makeRoot();
    root.configure({ account: false });
    if (isRoot) {
      const error = await failure(startHttpd(root.options()));
      assert.equal(error.kind, 'unsafe');
      assert.match(error.message, /names no `User`/);
    } else {
      await (await start(root.options())).stop();
    }
    assert.deepEqual(left(root.folder), []);
  });

  test('sets limits for httpd alone', async () => {
    const root = await makeRoot();
    if (process.platform !== 'linux') {
      assert.equal((await failure(startHttpd(root.options({ limits: { openFiles: 64 } })))).kind, 'limits');
      return;
    }
    const httpd = await start(root.options({ limits: { openFiles: 64, fileSizeBytes: 4096 } }));
    const limits = readFileSync(`/proc/${String(httpd.pid)}/limits`, 'utf8');
    assert.match(limits, /^Max open files +64 +64 /m);
    assert.match(limits, /^Max file size +4096 +4096 /m);
    await httpd.stop();
  });
});

describe('a stop ends all of it', () => {
  /** Leaves our group, our session and our environment, as a daemon does. */
  const runaway = `CustomLog "|/usr/bin/env -i ${process.execPath} -e 'require(\\"node:child_process\\").spawn(\\"/bin/sleep\\", [\\"1000\\"], { detached: true, stdio: \\"ignore\\", env: {}, argv0: \\"ARGV0\\" }); setInterval(() => {}, 1000)'" "%r"`;

  test('with a frozen child, a frozen parent, and a program that would stay', async () => {
    const root = await makeRoot();
    const sleeper = join(root.folder, 'sleeper');
    root.configure({ extra: runaway.replace('ARGV0', sleeper) });
    const httpd = await start(root.options());
    await eventually('no sleeper came', () => left(root.folder).some((command) => command.startsWith(sleeper)));
    for (const child of httpd.children()) process.kill(child, 'SIGSTOP');
    process.kill(httpd.pid, 'SIGSTOP');
    await httpd.stop();
    assert.deepEqual(left(root.folder), []);
  });

  test('with children that a killed parent left behind, and a daemon in its place', async () => {
    const root = await makeRoot();
    const httpd = await start(root.options());
    process.kill(httpd.pid, 'SIGKILL');
    assert.equal((await httpd.exited).signal, 'SIGKILL');
    assert.ok(httpd.children().length > 0);
    assert.equal(await answers(root.port), true, 'the orphans do not serve, so this shows nothing');
    for (const child of httpd.children()) process.kill(child, 'SIGKILL');
    await eventually('the orphans stay', () => httpd.children().length === 0);
    // how the daemon comes is not what is tried: now and then a start so soon after the kills comes to nothing, and is made again
    for (let starts = 0; starts < 5 && httpd.children().length === 0; starts += 1) {
      await httpd.run(['-k', 'graceful']);
      for (let looks = 0; looks < 100 && httpd.children().length === 0; looks += 1) await sleep(20);
    }
    assert.ok(httpd.children().length > 0, 'no daemon came');
    await httpd.stop();
    assert.deepEqual(left(root.folder), []);
    assert.equal(await answers(root.port), false);
  });
});

test('a fork that goes on as root is found, and a program that root runs is none', async () => {
  // The shell in parentheses is a fork of the first, as a child of httpd is; sleep is a program of its own.
  const parent = spawn('sh', ['-c', '(sleep 1000; :) & sleep 1000; :'], { detached: true, stdio: 'ignore' });
  const tree = new ProcessTree('of-no-httpd');
  tree.pid = parent.pid ?? null;
  await eventually('they never came', () => tree.members().length === 4);
  const fork = tree.members().find(({ pid, command }) => pid !== parent.pid && command().startsWith('sh '));
  assert.equal(await servesAsRoot(tree), isRoot ? fork?.pid : null);
  assert.deepEqual(await tree.kill(10_000), []);
});

test('an owner that is killed leaves no process and no folder', async () => {
  // A temporary folder of its own, of which the guard knows nothing.
  const temporary = temporaryFolder('owner');
  chmodSync(temporary, 0o755);
  const script = join(projectFolder, 'tests/suite/apache/owner.ts');
  const owner = startProgram(process.execPath, [script], { TMPDIR: temporary });
  const told = JSON.parse(await owner.firstLine) as { folder: string; pid: number; port: number };
  const born = bornAt(told.pid);
  assert.notEqual(born, null);
  owner.kill('SIGKILL');
  await eventually('something is left', () => left(told.folder).length === 0 && !existsSync(told.folder));
  assert.notEqual(bornAt(told.pid), born);
  assert.equal(await answers(told.port), false);
});
