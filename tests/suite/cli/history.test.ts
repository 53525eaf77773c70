import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toStored } from '../../../src/history/stored.ts';
import { runOf } from '../history/support/runs.ts';
import { projectFolder, startProgram, temporaryFolder, type Ended } from './support.ts';

const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  startProgram(process.execPath, [join(projectFolder, 'src/cli/main.ts'), 'history', ...args], env).ended;

test('npm run history imports, exports and tells; a bad import is refused whole, with every line that is wrong', async () => {
  const folder = temporaryFolder('history-verb');
  const [good, bad, out] = ['good', 'bad', 'out'].map((name) => join(folder, `${name}.jsonl`)) as [
    string,
    string,
    string,
  ];
  const env = { REPORTS_DIR: join(folder, 'reports'), DATABASE_URL: '' };
  const lines = ['a', 'b'].map((id) => JSON.stringify(toStored(runOf({ id }))));
  writeFileSync(good, `${lines.join('\n')}\n`);
  writeFileSync(bad, `${lines[0] ?? ''}\nnonsense\n${(lines[1] ?? '').slice(0, 80)}\n{"kind":"summed"}\n`);

  const refused = await run(['--import', bad], env);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /Nothing of .*bad\.jsonl was imported:\n {2}line 2 is not JSON.*\n {2}line 3 is not JSON.*\n {2}line 4 id /,
  );
  assert.equal(existsSync(join(folder, 'reports')), false);

  const taken = await run(['--import', good], env);
  assert.match(taken.stderr, /^2 runs taken into .*history\.sqlite; 0 were there already\.\n$/);
  const told = await run([], env);
  assert.equal(told.code, 0);
  assert.match(told.stdout, /history\.sqlite, \d+ kB\n\nproduction: 2 runs \(2 judged\), 2026-11-01 00:00:00 UTC to/);
  const written = await run(['--export', out], env);
  assert.match(written.stderr, /^2 runs of .* written to .*out\.jsonl\.\n$/);
  assert.equal(
    readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line.includes('"kind":"run"')).length,
    2,
  );

  const status = await run(['--status', 'production'], env);
  assert.equal(status.code, 0, status.stderr);
  assert.match(status.stderr, /^The status of production is in .*status\.html\.\n$/);
  assert.match(readFileSync(join(folder, 'reports', 'status.html'), 'utf8'), /what stands here is no\s+news/);

  for (const [args, why] of [
    [['--status', 'prod'], /"prod" is no target \(known: local, staging, production\)/],
    [['--import', join(folder, 'none')], /There is no file .*none to import/],
    [['--import', good, '--export', out], /One at a time/],
    [['--export', join(folder, 'no', 'folder')], /could not be written to .*ENOENT/],
  ] as const) {
    const { code, stderr } = await run(args, env);
    assert.deepEqual([code, why.test(stderr)], [2, true], stderr);
  }
});
