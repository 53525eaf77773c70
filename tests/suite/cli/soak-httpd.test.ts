import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { httpdExitCode, httpdFigures, tellHttpd, type HttpdSoak } from '../../../src/cli/soak-httpd.ts';
import type { Cycle } from '../../../src/cli/soak-httpd-cycles.ts';
import { cli, temporaryFolder } from './support.ts';

const makeCycle = (overrides: Partial<Cycle> = {}): Cycle => ({
  way: 'parent killed',
  startMs: 20,
  reloadMs: 30,
  endMs: 40,
  wrong: [],
  ...overrides,
});
const makeSoak = (cycles: readonly Cycle[], overrides: Partial<HttpdSoak> = {}): HttpdSoak => ({
  kind: 'httpd',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:01:00.000Z',
  apache: '2.4.71',
  uid: 0,
  asked: cycles.length,
  interrupted: false,
  figures: httpdFigures(cycles),
  cycles,
  ...overrides,
});

describe('what the soak of httpd says', () => {
  test('each way has its median and its longest', () => {
    const cycles = [
      ...[10, 50, 30].map((endMs) => makeCycle({ endMs })),
      makeCycle({ way: 'owner killed', reloadMs: null }),
    ];
    const [killed, owner] = httpdFigures(cycles);
    assert.deepEqual(killed, {
      way: 'parent killed',
      cycles: 3,
      start: { median: 20, max: 20 },
      reload: { median: 30, max: 30 },
      end: { median: 30, max: 50 },
      wrong: 0,
    });
    assert.equal(owner?.reload, null);
    const told = tellHttpd(makeSoak(cycles));
    assert.match(told, /^4 cycles of Apache 2\.4\.71, as root: no process, no port and no folder is left\./);
    assert.match(told, /\| parent killed +\| +3 \| 20 \/ 20 \| 30 \/ 30 \| 30 \/ 50 \| +0 \|/);
  });

  test('what was left is named, and is exit code 1, interrupted or not', () => {
    const cycles = [makeCycle(), makeCycle({ wrong: ['port 4711 is left'] })];
    assert.match(tellHttpd(makeSoak(cycles)), /1 left something[^]*- cycle 2, parent killed: port 4711 is left/);
    assert.match(
      tellHttpd(makeSoak(cycles, { asked: 9, interrupted: true })),
      /^2 of 9 cycles \(interrupted\) of Apache/,
    );
    assert.equal(httpdExitCode({ cycles, interrupted: true }), 1);
    assert.equal(httpdExitCode({ cycles: [makeCycle()], interrupted: true }), 130);
    assert.equal(httpdExitCode({ cycles: [makeCycle()], interrupted: false }), 0);
  });
});

describe('the command', () => {
  test('runs the cycles that it was asked for, keeps what they measured, and says so', async () => {
    const reports = temporaryFolder('soak-httpd');
    const { code, stdout, stderr } = await cli(['soak', '--httpd', '--times', '2'], { REPORTS_DIR: reports }).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^2 cycles of Apache [\d.]+.*: no process, no port and no folder is left\./);
    const soak = JSON.parse(readFileSync(join(reports, 'soak.json'), 'utf8')) as HttpdSoak;
    assert.deepEqual(
      soak.cycles.map(({ way, wrong }) => [way, wrong]),
      [
        ['left in peace', []],
        ['parent killed', []],
      ],
    );
  });

  test('takes nothing of the other soaks', async () => {
    const { code, stderr } = await cli(['soak', '--httpd', '--noise', '--seed', '3', '--grep', 'login']).ended;
    assert.equal(code, 2);
    assert.match(stderr, /takes none of: --noise --seed --grep login/);
  });
});
