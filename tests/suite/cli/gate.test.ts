import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gate } from '../../../src/cli/gate.ts';
import { gateShape } from '../../../src/gate/schema.ts';
import { cli, temporaryFolder } from './support.ts';

const ago = '2026-01-01T00:00:00Z';
const ahead = '2999-01-01T00:00:00Z';

describe('a command line that cannot be meant', () => {
  const cases: readonly [name: string, options: Record<string, unknown>, args: string[], told: RegExp][] = [
    ['words beside the options', {}, ['CHG-1'], /gate takes no CHG-1/],
    ['an unknown target', { target: 'prod' }, [], /TARGET/],
    ['a rollback without a command', { rollback: '' }, [], /--rollback is missing, or empty/],
    ['what a rollback has, and none', { rollbackOn: 'regression' }, [], /--rollback is missing, or empty/],
    [
      'a rollback on what is no verdict',
      { rollback: 'x', rollbackOn: 'server-error,500' },
      [],
      /--rollback-on knows no "500": server-error, /,
    ],
    [
      'a rollback for ever',
      { rollback: 'x', rollbackTimeout: '0' },
      [],
      /--rollback-timeout "0" is no whole number from 1/,
    ],
    ['a recovery for ever', { rollback: 'x', recoverWithin: 'long' }, [], /--recover-within "long" is no whole number/],
    ['waiting for ever', { wait: '9999' }, [], /--wait "9999" is no whole number from 1 to 3600/],
    ['a change in the future', { since: ahead }, [], /is yet to come/],
    ['an instant without its zone', { since: '2026-01-01T00:00:00' }, [], /no instant with its zone/],
    ['a window that expects a 500', { expect: ['500@/'], from: ago, to: ahead }, [], /a 500 is a finding at any time/],
    ['half a window', { expect: ['503@/*'] }, [], /--from +is missing[^]*--to +is missing/],
    ['an unknown practice', { practice: 'fire' }, [], /--practice knows no "fire": incident, dies/],
    ['a practice on a target', { practice: 'dies', target: 'production' }, [], /leave the rest out/],
    ['a URL that is none', { change: 'CHG-1', changeUrl: 'changes/1' }, [], /CHANGE_URL/],
  ];
  for (const [name, options, args, told] of cases)
    test(name, async () => {
      await assert.rejects(gate.run(options, args), told);
    });
});

test('a dry run touches nothing, hides secrets, and says what it would do', async () => {
  const reports = temporaryFolder('gate-dry');
  const rollback = './deploy.sh previous --token=abcdefghijklmn';

  const { code, stdout, stderr } = await cli(['gate', '--dry-run', '--change', 'CHG-1', '--rollback', rollback], {
    REPORTS_DIR: reports,
    TARGET: 'production',
    NODES: 'web1=192.0.2.11,web2=192.0.2.12:8443',
    REVISION: '42',
  }).ended;

  assert.equal(code, 0, stderr);
  for (const told of [
    /nothing is run, since this is --dry-run/,
    /for revision 42 in the text of https:/,
    /web2 \(192\.0\.2\.12:8443\)/,
    /no judged run with journeys before it/,
    /\.\/deploy\.sh previous/,
  ])
    assert.match(stdout, told);
  assert.doesNotMatch(stdout, /abcdefghijklmn/);
});

test('one that is ended while it waits keeps what it knows, and says that it was', async () => {
  const reports = temporaryFolder('gate-ended');
  const server = createServer((_request, response) => {
    response.end('revision 41');
    started.kill('SIGTERM');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // of a server on a port
  const rolledBack = join(reports, 'rolled-back');

  const started = cli(['gate', '--change', 'CHG-1', '--revision', '42', '--rollback', `touch ${rolledBack}`], {
    REPORTS_DIR: reports,
    STANDIN_PORT: String(port),
  });
  const { code, stdout, stderr } = await started.ended;
  server.close();

  assert.equal(code, 130, stderr);
  const report = gateShape.parse(JSON.parse(readFileSync(join(reports, 'gate.json'), 'utf8')));
  assert.deepEqual([report.result, report.exitCode, report.rollback], ['INCONCLUSIVE', 130, null]);
  assert.match(stdout, /revision 42 was not seen at .*: it was interrupted \(the site: (?:not asked|status 200)\)\.\n/);
  assert.ok(!existsSync(rolledBack));
});

test('a gate of an id that has a verdict already is refused', async () => {
  const reports = temporaryFolder('gate-again');
  mkdirSync(join(reports, 'runs/again'), { recursive: true });
  writeFileSync(join(reports, 'runs/again/verdict.json'), '{}');

  const { code, stderr } = await cli(['gate'], { REPORTS_DIR: reports, RUN_ID: 'again' }).ended;

  assert.equal(code, 2);
  assert.match(stderr, /There is a finished run again in .*: give the gate a RUN_ID of its own, or none/);
});
