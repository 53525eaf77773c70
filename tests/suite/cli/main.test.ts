import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cli, commandsInOneProcess, projectFolder, temporaryFolder } from './support.ts';

const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
}; // ours
const verbs = ['start', 'journeys', 'test', 'standin', 'report', 'merge', 'drill', 'soak', 'bench', 'lint'];

describe('the command line', () => {
  const command = commandsInOneProcess();

  test('tells every verb with an example, on stdout, and exits 0', async () => {
    const { code, stdout } = await cli(['--help']).ended;
    assert.equal(code, 0);
    for (const verb of verbs) assert.match(stdout, new RegExp(`^ {2}${verb} .*`, 'm'));
  });

  const shown: Readonly<Record<string, string>> = {
    merge: '(default: 0)',
    bench: '(default: 3)',
    test: '--only <part> +run one part alone: checks',
  };
  for (const verb of verbs) {
    test(`tells with an example what ${verb} takes`, async () => {
      // the stand-in's is told by a process of its own
      const { code, stdout } = verb === 'standin' ? await cli([verb, '--help']).ended : await command([verb, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, verb === 'standin' ? /npm run standin -- --port/ : /Example:\n {2}npm /);
      assert.match(stdout, new RegExp((shown[verb] ?? '').replace(/[()]/g, '\\$&')));
      assert.doesNotMatch(stdout, /default: "|node standin/);
    });
  }

  test('every verb has a script of package.json that sets up first', () => {
    for (const verb of verbs) assert.equal(scripts[verb], `node setup.mjs ${verb}`);
  });

  test('an unknown verb is an error of ours: exit 2, nothing on stdout, the near one named', async () => {
    const { code, stdout, stderr } = await cli(['journey']).ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /unknown command 'journey'[^]*journeys/);
  });

  const wrong: readonly (readonly [readonly string[], Record<string, string>, RegExp])[] = [
    [['journeys', '--target', 'prod'], {}, /TARGET .*did you mean production/],
    [
      ['journeys', '--target', 'staging'],
      { WWW_URL: 'staging.example.org' },
      /WWW_URL .*not an http or https URL[^]*EDUCATION_URL .*missing/,
    ],
    [['start'], { RETRIES: 'two', STANDIN_PORT: 'x' }, /RETRIES[^]*STANDIN_PORT/],
    [['start'], { MEDSCAPE_PASSWORD: 'c4nary' }, /MEDSCAPE_PASSWORD .*shorter than 8/],
    [['start'], { BROWSER_PATH: '/no/such/browser' }, /BROWSER_PATH .*no executable file/],
    [['journeys', '--preflight-only', '--project=phone'], {}, /--preflight-only/],
    ...[['journeys'], ['merge', 'nowhere'], ['drill', 'd01'], ['report', '--allure']].map(
      (args) => [args, { ALLURE: 'yes' }, /ALLURE +"yes" is not one of the allowed[^]*off, results, report/] as const,
    ),
    [['soak', '--times', 'x'], {}, /--times "x" is no whole number/],
    [['report', '--port', '70000'], {}, /--port "70000" is no whole number/],
    [['test', '--only', 'suit'], {}, /--only "suit" is none of checks, suite, drills, journeys/],
  ];
  for (const [args, env, message] of wrong) {
    test(`${args.join(' ')} ${JSON.stringify(env)} exits 2 before anything runs, without a stack`, async () => {
      const reports = temporaryFolder('reports');
      const { code, stdout, stderr } = await command(args, { REPORTS_DIR: reports, ...env });
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at |c4nary/m);
      assert.equal(existsSync(join(reports, '.lock')), false);
    });
  }

  for (const args of [
    ['start'],
    ['journeys'],
    ['journeys', '--blob', 'nowhere'],
    ['merge', 'nowhere'],
    ['drill', 'd01'],
    ['soak'],
    ['soak', '--noise'],
    ['bench', '--rows', 'outage'],
  ]) {
    test(`${args.join(' ')} begins nothing where the reports cannot be written`, async () => {
      const file = join(temporaryFolder('reports'), 'file');
      writeFileSync(file, '');
      const { code, stdout, stderr } = await command(args, { REPORTS_DIR: join(file, 'x'), RUN_ID: 'r1' });
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(
        stderr,
        /^The reports cannot be written to .+: ENOTDIR[^\n]+\nNothing was run, because nobody would/,
      );
      assert.doesNotMatch(stderr, /^\s+at |Error: /m);
    });
  }
});
