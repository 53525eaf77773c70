import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readCommandLine, UsageError } from '../../../standin/options.ts';
import { ask, www } from './core-client.ts';

const main = join(import.meta.dirname, '../../../standin/main.ts');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  /** What was printed before the first request. */
  readonly greeting: string;
  readonly ended: Promise<Ended>;
}

function launch(args: readonly string[]): {
  child: ChildProcess;
  output: { stdout: string; stderr: string };
  ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, ...output }));
  return { child, output, ended };
}

async function runUntilReady(args: readonly string[]): Promise<Running> {
  const { child, output, ended } = launch(['--port', '0', ...args]);
  while (!/education +\S+\/\n/.test(output.stdout)) {
    if (child.exitCode !== null) throw new Error(`the stand-in ended with ${child.exitCode}: ${output.stderr}`);
    await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  }
  const port = Number(/www\.medscape\.localhost:(\d+)\//.exec(output.stdout)?.[1]);
  return { child, port, greeting: output.stdout, ended };
}

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'standin-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`prints the address of each surface, and ${signal} ends it at once with 0`, async () => {
      const { child, port, greeting, ended } = await runUntilReady(['--log', join(folder, `${signal}.log`)]);
      for (const host of ['www', 'reference', 'emedicine', 'search', 'login'])
        assert.match(greeting, new RegExp(`http://${host}\\.medscape\\.localhost:${port}/`));
      assert.match(greeting, new RegExp(`http://www\\.medscape-education\\.localhost:${port}/`));
      // A connection that is kept alive must not hold it.
      const kept = await fetch(`http://127.0.0.1:${port}/`);
      await kept.text();

      const asked = performance.now();
      child.kill(signal);
      const { code, stderr } = await ended;

      assert.equal(code, 0);
      assert.equal(stderr, '');
      assert.ok(performance.now() - asked < 2_000);
    });
  }

  test('the access log goes to stdout, or to a file that is appended to', async () => {
    const onStdout = await runUntilReady([]);
    await ask(onStdout.port, www, '/robots.txt');
    onStdout.child.kill();
    assert.match((await onStdout.ended).stdout, /"GET \/robots\.txt HTTP\/1\.1" 200 /);

    const file = join(folder, 'access.log');
    for (const path of ['/first', '/second']) {
      const running = await runUntilReady(['--log', file]);
      await ask(running.port, www, path);
      running.child.kill();
      assert.doesNotMatch((await running.ended).stdout, /GET/);
    }
    assert.match(readFileSync(file, 'utf8'), /GET \/first .*\n.*GET \/second /);
  });

  test('--fault makes it misbehave', async () => {
    const { child, port, ended } = await runUntilReady(['--fault', 'd01@/drug/*', '--fault', 'd16@/public/*']);
    assert.equal((await ask(port, 'reference.medscape.localhost', '/drug/anything')).status, 500);
    assert.equal((await ask(port, www, '/public/about')).body, '');
    assert.equal((await ask(port, www, '/robots.txt')).status, 200);
    child.kill();
    await ended;
  });

  test('a port in use is one clear line, and 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const { code, stdout, stderr } = await launch(['--port', String(port)]).ended;
    taken.close();

    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.equal(stderr, `standin: port ${port} is in use; stop what listens there, or choose another with --port\n`);
  });

  test('a log that cannot be written is one clear line, and 2', async () => {
    const { code, stderr } = await launch(['--port', '0', '--log', join(folder, 'no', 'such', 'folder.log')]).ended;
    assert.equal(code, 2);
    assert.match(stderr, /^standin: cannot write the log .*folder\.log \(ENOENT\); choose another file with --log\n$/);
  });

  test('a bad option is one clear line, and 2', async () => {
    const { code, stderr } = await launch(['--wall', 'brick']).ended;
    assert.equal(code, 2);
    assert.equal(stderr, 'standin: --wall is "brick"; allowed are cover, redirect, none (see --help)\n');
  });

  test('--help explains every option and every fault', async () => {
    const { code, stdout } = await launch(['--help']).ended;
    assert.equal(code, 0);
    for (const word of ['--port', '--consent', '--wall', '--session-minutes', '--hydration', 'd01', 'challenge'])
      assert.ok(stdout.includes(word), word);
  });
});

describe('the command line', () => {
  test('says what is usual where nothing is given', () => {
    const { port, faults, log, switches } = readCommandLine([]);
    assert.deepEqual({ port, faults, log }, { port: 4310, faults: [], log: null });
    assert.equal(switches.consent, true);
    assert.equal(switches.wall, 'cover');
    assert.equal(switches.missing, 'hard');
  });

  test('sets every switch', () => {
    const { switches } = readCommandLine(
      '--consent off --wall none --adhesive-footer --popup --slow-lookup 900 --empty-types --no-interaction-code -1 --session-minutes 0.5 --missing soft --hydration 0'
        .replace('--no-interaction-code -1', '--no-interaction-code=-1')
        .split(' '),
    );
    assert.deepEqual(switches, {
      consent: false,
      wall: 'none',
      adhesiveFooter: true,
      popup: true,
      slowLookup: 900,
      emptyTypes: true,
      noInteractionCode: -1,
      sessionMinutes: 0.5,
      missing: 'soft',
      hydration: 0,
    });
  });

  const bad: readonly [args: string, message: RegExp][] = [
    ['--port abc', /--port is "abc"; it must be a whole number from 0 to 65535/],
    ['--port 70000', /--port is "70000"/],
    ['--port 43.5', /--port is "43.5"/],
    ['--port=', /--port is ""/],
    ['--port', /--port/],
    ['--prot 4310', /Unknown option '--prot'/],
    ['--consent maybe', /--consent is "maybe"; allowed are on, off/],
    ['--missing gone', /--missing is "gone"; allowed are soft, hard/],
    ['--slow-lookup=-1', /--slow-lookup is "-1"/],
    ['--session-minutes 0', /--session-minutes is "0"/],
    ['--popup=yes', /--popup/],
    ['--fault d99', /unknown fault "d99"; there are d01, /],
    ['--fault d01@', /fault "d01" has an empty path/],
    ['stray', /stray/],
  ];
  for (const [args, message] of bad) {
    test(`refuses ${args}`, () => {
      assert.throws(
        () => readCommandLine(args.split(' ')),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
