import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { six, sixFiles } from '../../../bench/six.ts';
import { findBrowser } from '../../../src/run/browser.ts';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { projectFolder, startProgram, temporaryFolder } from '../cli/support.ts';

describe('the journeys on plain Playwright', () => {
  let standin: Standin;
  before(async () => {
    standin = await startStandin({ port: 0 });
  });
  after(async () => {
    await standin.stop();
  });

  test('run unchanged: an anonymous one, and a member one on the session that the set-up stored', async () => {
    const output = temporaryFolder('plain');
    const [hook, config] = ['bench/plain/use-shim.ts', 'bench/plain/playwright.config.ts'].map((file) =>
      join(projectFolder, file),
    );
    const titles = [six[5], 'A member reads an article of several pages from one page to the next'];
    const playwright = [join(projectFolder, 'node_modules/@playwright/test/cli.js'), 'test', '--config', config ?? ''];

    const { code, stdout } = await startProgram(
      process.execPath,
      [...playwright, '--workers=1', '--project=desktop', '--grep', titles.join('|')],
      {
        NODE_OPTIONS: `--import ${hook ?? ''}`,
        STANDIN_PORT: String(standin.port),
        BROWSER_PATH: findBrowser(null) ?? '',
        PLAIN_OUTPUT: output,
      },
    ).ended;

    assert.equal(code, 0, stdout);
    assert.match(stdout, /^\s+3 passed/m, stdout);
    assert.deepEqual(readdirSync(output).toSorted(), ['results', 'session.json'], 'nothing of our reporters');
    assert.deepEqual(
      readdirSync(join(output, 'results')).filter((name) => !name.startsWith('.')),
      [],
      'no evidence, no trace of what passed',
    );
  });

  test('that are compared with other monitors exist', () => {
    const sources = sixFiles.map((file) => readFileSync(join(projectFolder, file), 'utf8'));

    for (const [index, title] of six.entries()) assert.ok(sources[index]?.includes(`'${title}'`), title);
  });
});
