import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { monitor } from '../../../src/cli/monitor.ts';
import { projectFolder, temporaryFolder } from '../cli/support.ts';

const units = join(projectFolder, 'deploy/systemd');
const names = globSync('*.{service,timer}', { cwd: units }).toSorted();

/** The values of a setting, in the order in which they stand; a setting of another section is another one. */
function values(name: string, section: string, key: string): string[] {
  let current = '';
  return readFileSync(join(units, name), 'utf8')
    .split('\n')
    .flatMap((line) => {
      current = /^\[(\w+)\]$/.exec(line)?.[1] ?? current;
      return current === section && line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : [];
    });
}
const service = (name: string, key: string): string | undefined => values(name, 'Service', key).at(-1);
const services = names.filter((name) => name.endsWith('.service'));

describe('the units', () => {
  test('are a watch, one run and a look at the freshness, each timer with its service', () => {
    assert.deepEqual(names, [
      ...['medscape-freshness.service', 'medscape-freshness.timer', 'medscape-monitor.service'],
      ...['medscape-run.service', 'medscape-run.timer'],
    ]);
  });

  test('start the command line with options that it has', () => {
    const command = new Command('monitor');
    monitor.describe?.(command);
    const known = command.options.map(({ long }) => long);
    const started = services.map((name) =>
      /src\/cli\/main\.ts monitor(?: (--[\w-]+))?$/.exec(service(name, 'ExecStart') ?? ''),
    );
    assert.deepEqual(
      started.map((match) => match?.[1]),
      ['--check-freshness', '--watch', undefined],
    );
    for (const match of started) if (match?.[1] !== undefined) assert.ok(known.includes(match[1]), match[1]);
  });

  test('let browsers die with the monitor, and give it the time to finish', () => {
    assert.equal(service('medscape-monitor.service', 'KillMode'), 'mixed');
    assert.equal(service('medscape-monitor.service', 'TimeoutStopSec'), '90');
    assert.equal(service('medscape-monitor.service', 'Restart'), 'on-failure');
    assert.equal(service('medscape-monitor.service', 'RestartPreventExitStatus'), '2');
  });

  for (const name of services)
    test(`${name} has a user of its own, no rights, and one place to write to`, () => {
      const wanted = {
        User: 'medscape-journeys',
        NoNewPrivileges: 'yes',
        CapabilityBoundingSet: '',
        ProtectSystem: 'strict',
      };
      for (const [key, value] of Object.entries(wanted)) assert.equal(service(name, key), value, key);
      const folder = `/var/lib/${service(name, 'StateDirectory') ?? ''}`;
      assert.ok(values(name, 'Service', 'Environment').join(' ').includes(`REPORTS_DIR=${folder} `));
      assert.deepEqual(values(name, 'Service', 'ReadWritePaths'), []);
    });
});

/** It says so of itself where systemd is not: what it would check then is left to machines that have it. */
const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
if (analyze)
  test('systemd-analyze verify knows every setting, and its values', () => {
    const folder = temporaryFolder('units');
    cpSync(units, folder, { recursive: true });
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8');
      // where the suite is here, so that there is what is started
      writeFileSync(
        join(folder, name),
        text.replace('ExecStart=/opt/medscape-journeys/', `ExecStart=${projectFolder}/`),
      );
    }
    const verify = () =>
      spawnSync('systemd-analyze', ['verify', ...names.map((name) => join(folder, name))], { encoding: 'utf8' });
    const { status, stderr } = verify();
    assert.equal(stderr, '');
    assert.equal(status, 0);

    const broken = join(folder, 'medscape-monitor.service');
    writeFileSync(
      broken,
      readFileSync(broken, 'utf8').replace('KillMode=mixed', 'KillMode=mixd').replace('TasksMax=', 'TaskMax='),
    );
    assert.match(verify().stderr, /kill mode[^]*mixd[^]*'TaskMax'/);
  });
