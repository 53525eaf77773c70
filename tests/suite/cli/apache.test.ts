import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { processTable } from '../../../src/apache/process-table.ts';
import { parseRunRecord } from '../../../src/verdict/schema.ts';
import { cli, temporaryFolder } from './support.ts';

const reports = temporaryFolder('apache');

/** Variables of the shell that must not reach a program under test. */
const unset = {
  STANDIN_PORT: '',
  STANDIN_APACHE: '',
  CA_FILE: '',
  LOG_FILES: '',
  LOG_COMMAND: '',
  RUN_ID: '',
  TARGET: '',
};

describe('an httpd that a command line asks for', () => {
  test('npm run standin serves behind it, tells how to run on it, and leaves nothing', async () => {
    const standin = cli(['standin', '--apache', 'https', '--port', '0', '--log', join(reports, 'standin.log')], unset);
    await standin.firstLine;
    // all of it is written at once; it ends when it is told to
    standin.kill('SIGTERM');
    const { code, stdout } = await standin.ended;

    assert.equal(code, 0);
    assert.match(stdout, /^ {2}www {8}https:\/\/www\.medscape\.localhost:\d+\/$/m);
    const said = /^ {2}journeys {3}(.*) npm run journeys$/m.exec(stdout)?.[1] ?? '';
    const variables = new Map(said.split(' ').map((word) => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']));
    assert.deepEqual([...variables.keys()].toSorted(), ['CA_FILE', 'LOG_FILES', 'STANDIN_APACHE', 'STANDIN_PORT']);
    const root = dirname(dirname(variables.get('CA_FILE') ?? ''));
    assert.match(root, /medscape-httpd-/);
    assert.equal(existsSync(root), false);
    assert.deepEqual(
      processTable().filter(({ command }) => command().includes(root)),
      [],
    );
  });

  const refusals: readonly (readonly [args: readonly string[], env: NodeJS.ProcessEnv, says: RegExp])[] = [
    [['standin', '--apache', 'ftp'], {}, /--apache "ftp" is none of off, http, https/],
    [['start', '--apache=ftp'], {}, /--apache "ftp" is none of off, http, https/],
    [['journeys', '--apache'], { TARGET: 'production' }, /the target is production: leave it out/],
    [['journeys'], { STANDIN_APACHE: 'tls' }, /STANDIN_APACHE +"tls" is not one of the allowed/],
    [['start', '--apache'], { APACHE_PATH: '/no/such/httpd' }, /APACHE_PATH +"\/no\/such\/httpd" is no Apache httpd/],
    [
      ['start', '--apache'],
      { LOG_COMMAND: 'cat x' },
      /LOG_COMMAND tells of one that runs already: leave one of the two/,
    ],
    [['standin', '--apache', '--wall', 'low'], {}, /--wall is "low"; allowed are/],
  ];
  for (const [args, env, says] of refusals)
    test(`${args.join(' ')} with ${JSON.stringify(env)} is refused`, async () => {
      const { code, stderr } = await cli(args, { ...unset, REPORTS_DIR: join(reports, 'refused'), ...env }).ended;

      assert.equal(code, 2);
      assert.match(stderr, says);
    });

  const runs: readonly (readonly [mode: 'http' | 'https', args: readonly string[], journeys: readonly string[]])[] = [
    ['http', ['--preflight-only'], []],
    ['https', ['--project=desktop', '--grep', 'home page'], ['home-opens', 'specialty-lists-news']],
  ];
  for (const [mode, args, wanted] of runs)
    test(`a healthy site is found healthy behind it, over ${mode}`, async () => {
      const folder = join(reports, mode);
      const { code, stdout } = await cli(['journeys', '--apache', mode, '--workers=1', ...args], {
        ...unset,
        REPORTS_DIR: folder,
        // how fast this machine is, is not asked here
        EXCHANGE_BUDGET_MS: '60000',
        JOURNEY_BUDGET_MS: '600000',
      }).ended;

      assert.equal(code, 0, stdout);
      const record = parseRunRecord(JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8')));
      assert.equal(record.outcome, 'passed');
      const ids = record.journeys.map(({ id }) => id);
      assert.deepEqual(
        ids.filter((id) => wanted.includes(id)),
        wanted,
      );
      const kept = join(folder, 'runs', record.run.id, 'httpd');
      assert.deepEqual(
        readdirSync(kept).toSorted(),
        ['access.log', 'ca.pem', 'error.log', 'status.log'].filter((name) => mode === 'https' || name !== 'ca.pem'),
      );
      const access = readFileSync(join(kept, 'access.log'), 'utf8');
      assert.match(access, mode === 'https' ? / HTTP\/2\.0\t/ : / HTTP\/1\.1\t/);
      assert.equal(access.includes('\tagent=Mozilla'), true);
      assert.doesNotMatch(access, /server-status/);
    });
});
