import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';
import { readSuppressions } from '../../../src/target/suppressions.ts';

describe('suppressions.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suppressions-'));
  after(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    const file = join(folder, 'suppressions.yaml');
    writeFileSync(file, text);
    return readSuppressions(file);
  };

  test('is a list of known issues, each with an owner and a last day; none suppresses nothing', () => {
    const signature = 'content home application www "reads the news" /';
    assert.deepEqual(read(`- signature: '${signature}'\n  owner: web\n  expires: 2026-12-31\n`), [
      { signature, owner: 'web', expires: '2026-12-31', reason: null },
    ]);
    assert.deepEqual(read('# nothing\n'), []);
    assert.deepEqual(readSuppressions(join(folder, 'none.yaml')), []);
  });

  test('tells all faults at once, each with its line', () => {
    const text = `- signature: x\n  owner: ''\n  expires: 2026-13-01\n- nothing\n- signature: y\n  until: 5\n  owner: 7\n`;
    assert.throws(
      () => read(text),
      (error) => {
        assert.ok(error instanceof ConfigurationError);
        assert.deepEqual(
          error.faults.map(({ variable, rule }) => `${variable}: ${rule}`),
          [
            'suppressions.yaml, line 2: owner must not be empty',
            'suppressions.yaml, line 3: expires is not a date such as 2026-12-31',
            'suppressions.yaml, line 4: entry is no suppression',
            'suppressions.yaml, line 5: expires is not a date such as 2026-12-31',
            'suppressions.yaml, line 6: until is no setting of a suppression',
            'suppressions.yaml, line 7: owner is no text',
          ],
        );
        return true;
      },
    );
    assert.throws(() => read('signature: x\n'), /line 1 +is not a list/);
    assert.throws(() => read('- signature: [\n'), /line \d/);
  });
});
