import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readBench } from '../../../bench/index.ts';
import { cli, temporaryFolder } from '../cli/support.ts';

describe('the command line of the bench', () => {
  const wrong = [
    {
      args: ['--rows', 'outage,speed'],
      says: /--rows "speed" is no row \(known: overhead, traces, .*history, incidents, .*alert\)/,
    },
    { args: ['--repeat', '0'], says: /--repeat "0" is no whole number from 1 to 50/ },
    { args: ['--repeat', 'often'], says: /--repeat "often" is no whole number/ },
    { args: ['--fast'], says: /unknown option '--fast'/ },
    { args: ['outage'], says: /too many arguments|excess arguments/i },
  ];
  for (const { args, says } of wrong) {
    test(`refuses ${args.join(' ')} before anything is measured`, async () => {
      const { code, stdout, stderr } = await cli(['bench', ...args]).ended;

      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.equal(stdout, '');
    });
  }
});

describe('the bench that was written last', () => {
  const folder = temporaryFolder('bench');
  const written = (text: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'bench.json'), text);
    return folder;
  };

  for (const [name, text] of [
    ['is none where the file is broken', '{"schemaVersion": 1, "rows": ['],
    ['is none where it is of another version', '{"schemaVersion": 2, "machine": {}, "rows": []}'],
  ] as const) {
    test(name, () => {
      assert.equal(readBench(written(text)), null);
    });
  }

  test('is none where there is no file', () => {
    assert.equal(readBench(join(folder, 'nowhere')), null);
  });
});
