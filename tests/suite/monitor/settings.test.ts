import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';
import { defaultSettings, pulsesPerHour, readMonitorSettings } from '../../../src/monitor/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'monitor-settings-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const file = join(folder, 'monitor.yaml');
  writeFileSync(file, text);
  return file;
}

function faultsOf(text: string): string[] {
  try {
    readMonitorSettings('production', written(text));
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.faults.map(({ variable, rule }) => `${variable}: ${rule}`);
  }
  assert.fail('nothing was refused');
}

describe('monitor.yaml', () => {
  test('declares for all targets, and for one over that; what it does not name has its default', () => {
    const file = written(
      [
        'default:',
        '  pulseEverySeconds: 30',
        '  staleAfterMinutes: 90',
        'production:',
        '  journeysAt: "*/30 * * * *"',
        '  staleAfterMinutes: 45',
        '  pulseUrls:',
        '    - reference /drug/aspirin-343279?x=1',
        'staging:',
      ].join('\n'),
    );

    assert.deepEqual(readMonitorSettings('production', file), {
      ...defaultSettings,
      ...{ pulseEveryMs: 30_000, staleAfterMs: 45 * 60_000, journeysAt: '*/30 * * * *' },
      pulseUrls: [{ surface: 'reference', path: '/drug/aspirin-343279?x=1' }],
    });
    assert.equal(readMonitorSettings('staging', file).staleAfterMs, 90 * 60_000);
    assert.equal(readMonitorSettings('local', join(folder, 'none.yaml')), defaultSettings);
  });

  test('every fault is told at once, each with its line', () => {
    const faults = faultsOf(
      [
        'default:',
        '  journeysAt: "61 * * * *"',
        '  pulseUrls:',
        '    - reference /drugs',
        '    - wwww /x',
        '    - www drugs',
        'productoin:',
        '  jitterSeconds: 1',
        'production:',
        '  pulseEverySeconds: 0.5',
        '  fast: true',
      ].join('\n'),
    );

    assert.deepEqual(
      faults.map((fault) => fault.replace(/(line \d+: \S+) .*/, '$1')),
      [
        'monitor.yaml, line 2: default.journeysAt',
        'monitor.yaml, line 5: default.pulseUrls.1',
        'monitor.yaml, line 6: default.pulseUrls.2',
        'monitor.yaml, line 7: productoin',
        'monitor.yaml, line 10: production.pulseEverySeconds',
        'monitor.yaml, line 11: production.fast',
      ],
    );
    assert.match(faults[0] ?? '', /"61 \* \* \* \*" is no cron expression: .*minute/);
  });

  test('what is no YAML, and no list of settings, is told with its line', () => {
    assert.match(faultsOf('default:\n  journeysAt: "0 * * * *\n')[0] ?? '', /line \d+: /);
    assert.match(faultsOf('- production\n')[0] ?? '', /line 1: is no list of settings/);
  });

  test('a budget in which the pulses and one run have no room is refused', () => {
    const least = pulsesPerHour(defaultSettings) + defaultSettings.requestsPerRun;

    const [fault, ...others] = faultsOf(`production:\n  requestsPerHour: ${String(least - 1)}\n`);
    assert.match(fault ?? '', new RegExp(`line 2: requestsPerHour ${String(least - 1)} .*: ${String(least)}`));
    assert.deepEqual(others, []);
    const file = written(`production:\n  requestsPerHour: ${String(least)}\n`);
    assert.equal(readMonitorSettings('production', file).requestsPerHour, least);
  });
});
