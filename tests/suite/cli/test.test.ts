import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { longest } from '../../../src/cli/suite-tests.ts';
import { cli, projectFolder, temporaryFolder } from './support.ts';

const body = `import { describe, test } from 'node:test';
describe('a suite', () => {
  test('good', () => {});
  test('bad', () => { throw new Error('the reason'); });
});
test('also good', () => {});
`;

describe('npm test', () => {
  test('counts the tests of the suite, tells each failure with its reason, and exits 1', async () => {
    const folder = temporaryFolder('suite');
    writeFileSync(join(folder, 'mixed.test.mjs'), body);
    writeFileSync(join(folder, 'broken.test.mjs'), 'this is no JavaScript');
    const { code, stdout, stderr } = await cli(['test', join(folder, '*.test.mjs')]).ended;
    assert.equal(stdout, '2 passed, 2 failed\n', stderr);
    assert.equal(code, 1);
    assert.match(stderr, /✖ bad\n.*mixed\.test\.mjs:4\n.*the reason/);
    assert.match(stderr, /broken\.test\.mjs/);
    assert.match(stderr, /mixed\.test\.mjs: 2 passed, 1 failed/);
  });

  test('exits 0 where all passed', async () => {
    const folder = temporaryFolder('suite');
    writeFileSync(join(folder, 'good.test.mjs'), body.replace(/^.*'bad'.*\n/m, ''));
    const { code, stdout } = await cli(['test', join(folder, '*.test.mjs')]).ended;
    assert.deepEqual([code, stdout], [0, '2 passed, 0 failed\n']);
  });

  test('tells a file that has ended while another is still at it', async () => {
    const folder = temporaryFolder('suite');
    const slow = `import { test } from 'node:test';\ntest('slow', () => new Promise((done) => setTimeout(done, 1_500)));\n`;
    writeFileSync(join(folder, 'a.test.mjs'), slow);
    writeFileSync(join(folder, 'b.test.mjs'), body);
    const { stderr } = await cli(['test', join(folder, '*.test.mjs')]).ended;
    assert.match(stderr, /b\.test\.mjs: 2 passed, 1 failed[^]*a\.test\.mjs: 1 passed/);
  });

  test('begins with files that are there', () => {
    assert.deepEqual(
      longest.filter((file) => !existsSync(join(projectFolder, file))),
      [],
    );
  });

  test('that finds no test file has failed', async () => {
    const { code, stdout, stderr } = await cli(['test', 'tests/suite/no-such-*.test.ts']).ended;
    assert.deepEqual([code, stdout], [1, '0 passed, 1 failed\n']);
    assert.match(stderr, /no test file matches/);
  });
});
