import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../../src/run/standin-port.ts';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { readmeFile, withTables } from './readme-tables.ts';

const root = resolve(import.meta.dirname, '../../..');
const readme = readFileSync(readmeFile, 'utf8');

/** What the README tells its readers to type: the lines of its shell blocks, and the first column of its table of commands. */
function commandsOf(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
  const cells = [...text.matchAll(/^\| `((?:npm|npx) [^`]+)`/gm)].map(([, command = '']) => command);
  return [...new Set([...blocks, ...cells])];
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

const smallest = ['--grep', 'home page opens', '--project=desktop'];

describe('the commands of the README', () => {
  const reports = mkdtempSync(join(tmpdir(), 'readme-'));
  const children = new Set<ChildProcess>();
  let site: Standin;

  before(async () => {
    site = await startStandin({ port: 0, log: () => {} });
  });
  after(async () => {
    // with what npm started: a server that nobody stopped would hold the output, and with it this runner, open
    for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    await site.stop();
    rmSync(reports, { recursive: true, force: true });
  });

  /** Runs a command line as a shell would, with more arguments; `until` ends one that runs until it is stopped. */
  async function run(
    command: string,
    more: readonly string[] = [],
    until: RegExp | null = null,
    env: Record<string, string> = {},
  ): Promise<Ran> {
    const { www, reference, emedicine, search, login, education } = site.origins;
    const separator = more.length > 0 && command.startsWith('npm ') && !command.includes(' -- ') ? ' --' : '';
    const words = more.map((word) => `'${word}'`).join(' ');
    const child = spawn('sh', ['-c', `exec ${command.replace(/^(\w+=\S+) /, 'env $1 ')}${separator} ${words}`], {
      cwd: root,
      detached: true,
      env: {
        ...process.env,
        REPORTS_DIR: reports,
        CI: 'true',
        WWW_URL: www,
        REFERENCE_URL: reference,
        EMEDICINE_URL: emedicine,
        SEARCH_URL: search,
        LOGIN_URL: login,
        EDUCATION_URL: education,
        NODE_TEST_CONTEXT: undefined, // the command may be the test command: it is no child of this one's runner
        ...env,
      },
    });
    children.add(child);
    let output = '';
    let stopped = false;
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (stopped || !until?.test(output)) return;
      stopped = true;
      child.kill('SIGTERM');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const code = await new Promise<number | null>((done) => child.on('close', done));
    children.delete(child);
    return { code, output };
  }

  const own = { WWW_URL: '', REFERENCE_URL: '', EMEDICINE_URL: '', SEARCH_URL: '', LOGIN_URL: '', EDUCATION_URL: '' };

  const passes = async (
    command: string,
    more: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<Ran> => {
    const ran = await run(command, more, null, env);
    assert.equal(ran.code, 0, ran.output);
    return ran;
  };

  /** One behaviour for each command; a command of the README without one fails the first test. */
  const checks: Readonly<Record<string, () => Promise<void>>> = {
    'npm start': async () => {
      const { output } = await passes('npm start', smallest, own);
      assert.match(output, /Passed/);
      assert.ok(existsSync(join(reports, 'index.html')) && existsSync(join(reports, 'verdict.json')));
    },
    'npm test': async () => {
      const { output } = await passes('npm test', ['--only', 'suite', 'tests/suite/evidence/html.test.ts']);
      assert.match(output, /^✔ tests\/suite\/evidence\/html\.test\.ts: \d+ passed \(\d/m);
      assert.match(output.trim().split('\n').at(-1) ?? '', /^\d+ passed, 0 failed$/);
    },
    'npm run journeys -- --target staging': async () => {
      const { output } = await passes('npm run journeys -- --target staging', smallest);
      assert.match(output, /on staging/);
    },
    'npm run journeys -- --target production': async () => {
      // the next one goes a journey under production's guards and rules; here it is what production bears
      const { output } = await passes('npm run journeys -- --target production', ['--list']);
      assert.match(output, /The home page opens/);
      assert.doesNotMatch(output, /Wrong password/i, 'what writes is not run there');
    },
    'CHANGE_ID=CHG-1234 npm run journeys -- --target production --grep @smoke': async () => {
      // the public site cannot be asked here: it is the stand-in's loopback address
      const command = 'CHANGE_ID=CHG-1234 npm run journeys -- --target production --grep @smoke';
      const { output } = await passes(command, smallest);
      assert.match(output, /on production/);
      assert.match(output, /after CHG-1234/);
    },
    'npm run journeys -- --target production --preflight-only': async () => {
      await passes('npm run journeys -- --target production --preflight-only');
      const { journeys } = JSON.parse(readFileSync(join(reports, 'verdict.json'), 'utf8')) as {
        journeys: { id: string }[];
      };
      assert.equal(journeys.filter(({ id }) => id.startsWith('preflight-')).length, 6);
    },
    'npm run standin -- --port 4310': async () => {
      const command = `npm run standin -- --port ${String(await freePort())}`;
      const { output } = await run(command, [], /www\.medscape\.localhost:\d+/, own);
      assert.match(output, /http:\/\/reference\.medscape\.localhost:\d+/);
    },
    "npm run standin -- --port 4310 --fault 'd01@/drug/*'": async () => {
      const command = `npm run standin -- --port ${String(await freePort())} --fault 'd01@/drug/*'`;
      const { output } = await run(command, [], /www\.medscape\.localhost:\d+/, own);
      assert.match(output, /d01/);
    },
    'npm start -- --apache': async () => {
      await passes('npm start -- --apache', smallest, own);
      const { journeys } = JSON.parse(readFileSync(join(reports, 'verdict.json'), 'utf8')) as {
        journeys: { id: string; verdict: string }[];
      };
      assert.equal(journeys.find(({ id }) => id === 'server-log')?.verdict, 'passed');
    },
    'npm run standin -- --port 4310 --apache https': async () => {
      const command = `npm run standin -- --port ${String(await freePort())} --apache https`;
      const { output } = await run(command, [], /https:\/\/www\.medscape\.localhost:\d+/, own);
      assert.match(output, /CA_FILE/);
    },
    'STANDIN_PORT=4310 npm run journeys -- --grep monograph': async () => {
      const command = `STANDIN_PORT=${String(site.port)} npm run journeys -- --grep monograph`;
      const { output } = await passes(command, ['--grep', 'opens at the section', '--project=desktop'], own);
      assert.match(output, /Passed/);
    },
    'npm run report': async () => {
      const { output } = await run('npm run report', ['--port', String(await freePort())], /http:\/\/127\.0\.0\.1:\d+/);
      assert.match(output, /http:\/\/127\.0\.0\.1:\d+/);
    },
    'npm run soak -- --times 20': async () => {
      const { output } = await passes('npm run soak -- --times 1', smallest, own);
      assert.match(output, /passed in a row at the end: 1/);
    },
    'npm run soak -- --noise': async () => {
      // tests/suite/cli/soak-noise goes the whole way
      const { code, output } = await run('npm run soak -- --noise --seed 0', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /--seed "0" is no whole number from 1/);
    },
    'npm run soak -- --httpd': async () => {
      // tests/suite/cli/soak-httpd goes the whole way
      const { code, output } = await run('npm run soak -- --httpd --noise', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /takes none of: --noise/);
    },
    'npm run rehearse -- examples/incident-2023-10-08 --baseline examples/medscape': async () => {
      // tests/suite/rehearsal goes the whole way with this pair
      const { code, output } = await run('npm run rehearse -- examples/no-such-folder', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /no-such-folder/);
    },
    "npm run gate -- --target production --change CHG-1234 --rollback './deploy.sh previous'": async () => {
      const command = "npm run gate -- --target production --change CHG-1234 --rollback './deploy.sh previous'";
      const { output } = await passes(command, ['--dry-run']);
      assert.match(output, /CHG-1234/);
    },
    'npm run gate -- --practice incident': async () => {
      // tests/suite/gate goes the whole way
      const { code, output } = await run('npm run gate -- --practice nonsense', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /incident/);
    },
    'npm run history': async () => {
      await passes('npm run history', [], own);
    },
    'npm run incidents': async () => {
      const { output } = await passes('npm run incidents', [], own);
      assert.match(output, /incident/i);
    },
    'npm run monitor -- --target production --watch': async () => {
      const command = 'npm run monitor -- --target production --watch';
      const { output } = await run(command, ['--listen', '127.0.0.1:0'], /Watching production/);
      assert.match(output, /Told to stop \(SIGTERM\)[^]*Stopped\./);
    },
    'npm run monitor -- --practice': async () => {
      // by hand: it takes minutes
      const { code, output } = await run('npm run monitor -- --practice --watch', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /--practice are one at a time/);
    },
    'npm run drill': async () => {
      const { output } = await passes('npm run drill -- d01', [], own);
      assert.match(output, /1 called by their right name, 0 misnamed/);
    },
    'npm run bench': async () => {
      // a row takes minutes; tests/suite/bench runs a journey on plain Playwright
      const { code, output } = await run('npm run bench -- --rows nonsense', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /overhead, traces, outage/);
    },
    'npm run report -- --allure': async () => {
      // of the newest run, whichever it was; where this check is asked for alone, there is none yet
      if (!existsSync(join(reports, 'verdict.json'))) await passes('npm start', smallest, own);
      const port = ['--port', String(await freePort())];
      const { output } = await run('npm run report -- --allure', port, /http:\/\/127\.0\.0\.1:\d+/);
      assert.match(output, /\/allure\//);
    },
    'npm run merge -- DIR': async () => {
      const { code, output } = await run('npm run merge -- no-such-folder', [], null, own);
      assert.equal(code, 2, output);
      assert.match(output, /no-such-folder/);
    },
    'npm run lint': async () => {
      // all of them are the first part of the test command
      const { output } = await passes('npm run lint', ['workflows']);
      assert.match(output, /✔ workflows/);
      const wrong = await run('npm run lint', ['colour'], null, own);
      assert.equal(wrong.code, 2, wrong.output);
      assert.match(wrong.output, /types, lint, format/);
    },
    'npx playwright test': async () => {
      const { output } = await passes('npx playwright test', ['--list'], own);
      assert.match(output, /The home page opens/);
    },
  };

  test('each has a check', () => {
    assert.deepEqual(commandsOf(readme).sort(), Object.keys(checks).sort());
  });

  for (const [command, check] of Object.entries(checks)) test(`${command} does what it says`, check);

  test('its help lists every fault and switch of the stand-in', async () => {
    const { output } = await passes('npm run standin -- --help');
    for (const word of ['d01', 'e03', '--wall', '--popup']) assert.ok(output.includes(word), word);
  });
});

test('the tables of the README are the ones that the rules print', async () => {
  assert.equal(readme, await withTables(readme), 'after a change of a rule: node tests/suite/cli/readme-tables.ts');
});
