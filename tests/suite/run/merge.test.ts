import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { cli, commandsInOneProcess, type Ended } from '../cli/support.ts';
import { logAccess } from '../support/access-log.ts';
import { findBelow, formsOf } from '../support/secrets.ts';
import { html, useServer } from '../support/server.ts';
import { comparable } from './support/comparable.ts';
import { drive, type Driven } from './support/driven.ts';

const root = resolve(import.meta.dirname, '../../..');
const config = join(root, 'tests/suite/support/specs.config.ts');
const secret = 'Nightingale-7Qx-Florence';

const welcome = html('Welcome to Medscape', '', 'Welcome');
const runOf = (agent = ''): string => /run=([^;]+)/.exec(agent)?.[1] ?? '';

/** Six journeys in the order in which Playwright shares them out: two for each of three shards. */
const journeys = `
import { test, expect, journey } from '${join(root, 'src/journey/index.ts')}';
const details = (id, surface) => journey({ id, owner: 'web', as: 'anonymous', does: 'read', surfaces: [surface], verified: ['staging'] });
const opens = (id, surface, path = '/') =>
  test(id, details(id, surface), async ({ page, site }) => {
    await test.step('opens', () => page.goto(site[surface] + path));
    await expect(page.locator('h1')).toHaveText('Welcome');
  });
opens('home', 'www');
test('a secret is typed, printed and asked for', details('secret', 'www'), async ({ page, site }, testInfo) => {
  console.log('token ' + process.env.HOOK_TOKEN);
  await page.goto(site.www + '/?token=' + process.env.HOOK_TOKEN);
  await testInfo.attach('notes', { contentType: 'text/plain', body: 'token ' + process.env.HOOK_TOKEN });
  await expect(page.locator('h1')).toHaveText('Welcome');
});
opens('broken', 'reference', '/broken');
opens('gone', 'www', '/gone');
opens('hiccup', 'reference', '/hiccup');
opens('search', 'search');
`;

describe('shards on one machine', () => {
  const seen = new Map<string, number>();
  const server = useServer({
    // on search, what an ErrorDocument that answers 200 makes of a 500
    '/': (request, response, hits) => {
      const first = request.headers.host?.startsWith('search.') === true ? 500 : 200;
      logAccess(file('access.log'), request, { id: '-', first, final: 200 });
      welcome(request, response, hits);
    },
    '/drugs': welcome,
    '/search/': welcome,
    '/broken': (_, response) => {
      response.writeHead(500, { 'content-type': 'text/html' }).end('<title>500</title><h1>Internal Server Error</h1>');
    },
    // once in each run, whoever looks first
    '/hiccup': (request, response, hits) => {
      const run = runOf(request.headers['user-agent']);
      const times = (seen.get(run) ?? 0) + 1;
      seen.set(run, times);
      if (times > 1) welcome(request, response, hits);
      else response.writeHead(502, { 'content-type': 'text/html' }).end('<title>502</title><h1>Bad Gateway</h1>');
    },
  });

  let folder = '';
  let blobs = '';
  const file = (name: string): string => join(folder, name);
  const record = (reports: string): RunRecord =>
    JSON.parse(readFileSync(join(file(reports), 'verdict.json'), 'utf8')) as RunRecord; // its schema has a test of its own

  const environment = (reports: string, runId: string): Record<string, string> => ({
    SPECS_DIR: file('specs'),
    REPORTS_DIR: file(reports),
    RUN_ID: runId,
    ALLURE: 'off',
    RETRIES: '1',
    LOCATION: 'here',
    CHANGE_ID: 'CHG-7',
    HOOK_TOKEN: secret,
    // what is measured here is not how fast the machine is
    EXCHANGE_BUDGET_MS: '120000',
    JOURNEY_BUDGET_MS: '600000',
    TARGET: 'staging',
    ...Object.fromEntries(
      ['WWW', 'REFERENCE', 'EMEDICINE', 'SEARCH', 'LOGIN', 'EDUCATION'].map((name) => [
        `${name}_URL`,
        server().origin(`${name.toLowerCase()}.site.localhost`),
      ]),
    ),
  });
  const run = (reports: string, runId: string, more: readonly string[]): Promise<Ended> =>
    cli(['journeys', '--config', config, '--project=desktop', '--workers=1', ...more], environment(reports, runId))
      .ended;
  /** A machine that merges knows nothing of the target. */
  const elsewhere = (reports: string): Record<string, string> => ({
    REPORTS_DIR: file(reports),
    ALLURE: 'off',
    TARGET: 'staging',
    RUN_ID: 'another',
    LOCATION: 'elsewhere',
    NODE_TEST_CONTEXT: '', // the merge is no child of this one's runner
  });
  const merge = (reports: string, from: string): Promise<Ended> => cli(['merge', from], elsewhere(reports)).ended;
  const blobOf = (shard: number): string => {
    const name = readdirSync(blobs).find((one) => one.includes(`shard-${String(shard)}-of-3`));
    assert.ok(name, `no blob of shard ${String(shard)}`);
    return name;
  };

  let whole: Ended;
  let shards: readonly Ended[];
  let waited = '';
  let merged: Awaited<Driven['ended']>;
  before(async () => {
    mkdirSync(join(root, 'reports'), { recursive: true });
    folder = mkdtempSync(join(root, 'reports', '.merge-test-')); // inside the project, so that its packages are found
    blobs = file('blobs');
    mkdirSync(file('specs'));
    writeFileSync(file('specs/all.spec.ts'), journeys);
    whole = await run('whole', 'whole', []);
    shards = await Promise.all(
      [1, 2, 3].map((n) => run('sharded', 'sharded', ['--blob', blobs, `--shard=${String(n)}/3`])),
    );
    // the last blob comes when the merge waits for it
    const late = join(blobs, blobOf(2));
    renameSync(late, file('late.zip'));
    const merging = drive([join(root, 'src/cli/main.ts'), 'merge', blobs, '--wait', '600'], elsewhere('merged'));
    waited = (await merging.seen(/Shard 2 of 3 left no blob\. Waiting for \d+ s more\./))[0];
    // as it arrives: beside, then renamed
    const part = join(blobs, `.${blobOf(1)}.1.part`);
    cpSync(file('late.zip'), part);
    renameSync(part, late);
    merged = await merging.ended;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('hand over a blob each, and no more is asked of them', () => {
    assert.deepEqual(
      shards.map(({ code }) => code),
      [0, 0, 0],
      shards.map(({ stdout, stderr }) => stdout + stderr).join('\n'),
    );
    assert.equal(readdirSync(blobs).length, 3);
    const [first, second, third] = shards.map(({ stdout, stderr }) => ({ stdout, stderr: stderr.trim() }));
    assert.match(
      first?.stdout ?? '',
      /\n\n✔ Shard 1 of 3: 2 journeys passed, nothing wrong seen\. The verdict is the merge's\.\n {2}Report: /,
    );
    assert.match(
      second?.stdout ?? '',
      /\n✖ Shard 2 of 3: 1 server-error, 1 regression; \d preflights? passed\. The verdict is the merge's\.\n/,
    );
    assert.match(
      third?.stdout ?? '',
      /\n~ Shard 3 of 3: 1 transient, 1 passed; \d preflights? passed\. The verdict is/,
    );
    for (const [index, { stdout = '', stderr = '' } = {}] of [first, second, third].entries()) {
      assert.doesNotMatch(stdout, /Inconclusive|exit \d|merge the blobs/i);
      assert.match(
        stderr,
        new RegExp(
          `^The blob of shard ${String(index + 1)} of 3 is .+\\.zip \\(exit 0\\)\\. The verdict: npm run merge -- .+$`,
          'm',
        ),
      );
    }
    const kept = JSON.parse(
      readFileSync(join(file('sharded'), 'shards', '2-of-3', 'verdict.json'), 'utf8'),
    ) as RunRecord; // its schema has a test of its own
    assert.equal(kept.exitCode, 3);
    assert.equal(kept.troubles[0]?.kind, 'one-shard');
    assert.equal(existsSync(join(file('sharded'), 'verdict.json')), false, 'a part is nobody’s newest report');
  });

  test('are waited for, and merge to the verdict of the run on one machine', () => {
    assert.ok(waited);
    assert.equal(whole.code, 3, whole.stdout + whole.stderr);
    assert.equal(merged.code, 3, merged.output);
    const [one, other] = [record('whole'), record('merged')];
    assert.deepEqual(
      one.journeys.map(({ id, verdict }) => `${id} ${verdict}`),
      [
        'broken server-error',
        'gone regression',
        'hiccup transient',
        'home passed',
        'preflight-reference passed',
        'preflight-search passed',
        'preflight-www passed',
        'search passed',
        'secret passed',
      ],
    );
    const named = { ...one, run: { ...one.run, id: 'sharded' } };
    assert.deepEqual(comparable(other), comparable(named));
    assert.deepEqual(other.run.shards, { expected: 3, seen: 3 });
    for (const page of ['index.html', 'runs/sharded/index.html', 'runs/sharded/playwright/index.html'])
      assert.ok(existsSync(join(file('merged'), page)), page);
    for (const { path } of other.journeys.flatMap(({ attempts }) => attempts.flatMap(({ attachments }) => attachments)))
      assert.ok(existsSync(join(file('merged'), 'runs/sharded', path)), path);
  });

  test('leave the server’s log to the merge, which finds whose its lines are', async () => {
    const { code, stdout, stderr } = await cli(['merge', blobs], {
      ...environment('with-log', 'another'),
      LOG_FILES: file('access.log'),
    }).ended;

    const { journeys: judged, serverLog, findings } = record('with-log');
    assert.equal(code, 3, stdout + stderr);
    assert.deepEqual(
      judged
        .filter(({ id }) => ['home', 'search', 'server-log'].includes(id))
        .map(({ id, verdict }) => `${id} ${verdict}`),
      ['home passed', 'search server-error', 'server-log passed'],
    );
    assert.ok(findings.some(({ headline }) => headline.startsWith('search logged 500 where the browser saw another')));
    assert.ok((serverLog?.lines.access ?? 0) >= 3, 'of several shards');
  });

  test('write no secret into a blob, so that whoever merges needs not know it', () => {
    assert.deepEqual(findBelow(blobs, formsOf(secret)), []);
    assert.deepEqual(findBelow(file('merged'), formsOf(secret)), []);
  });

  test('are named where one was killed, and the run is at best inconclusive', async () => {
    const left = file('left');
    for (const shard of [1, 3]) cpSync(join(blobs, blobOf(shard)), join(left, blobOf(shard)));
    const asked = server().hits.length;
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules/@playwright/test/cli.js'),
        'test',
        '--config',
        config,
        '--project=desktop',
        '--shard=2/3',
      ],
      {
        cwd: root,
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...environment('killed', 'sharded'), BLOB_DIR: left },
      },
    );
    const ended = new Promise((resolveWith) => child.once('close', resolveWith));
    while (
      !server()
        .hits.slice(asked)
        .some((hit) => hit.endsWith('/broken'))
    )
      await new Promise((look) => setTimeout(look, 50));
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;

    const { code, stdout, stderr } = await merge('after-kill', left);

    assert.equal(code, 2, stdout + stderr);
    const { outcome, headline, run: meta, troubles } = record('after-kill');
    assert.equal(outcome, 'inconclusive');
    assert.deepEqual(troubles[0], { kind: 'lost-shard', message: 'Shard 2 of 3 left no blob.' });
    assert.match(headline, /shard 2 of 3 left no blob; 2 of 3 shards reported/);
    assert.deepEqual(meta.shards, { expected: 3, seen: 2 });
  });

  test('are found in folders of their own, as artifacts are fetched; a damaged one is told once', async () => {
    const left = file('artifacts');
    for (const shard of [1, 2, 3])
      cpSync(join(blobs, blobOf(shard)), join(left, `blob-${String(shard)}`, blobOf(shard)));
    const damaged = join('blob-2', blobOf(2));
    truncateSync(join(left, damaged), 2_000);

    const { code, stdout, stderr } = await merge('from-artifacts', left);

    assert.equal(code, 2, stdout + stderr);
    const { headline, advice, run: meta, troubles } = record('from-artifacts');
    assert.deepEqual(meta.shards, { expected: 3, seen: 2 });
    const what = `he blob of shard 2 of 3 (${damaged}) is cut off or damaged, and was left out`;
    assert.ok(
      headline.startsWith(`Not known whether healthy, inconclusive: t${what}; 2 of 3 shards reported; member journeys`),
      headline,
    );
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['lost-shard', 'note'],
    );
    assert.ok(troubles[0]?.message.startsWith(`T${what}. Fetch it again, or run its shard again (`));
    assert.match(advice, /run that shard again/);
    assert.doesNotMatch(stdout + stderr, /left no blob/);
  });

  test('that ran twice count with the worst of each journey, and never as healthy', async () => {
    const left = file('twice');
    for (const shard of [1, 2, 3]) cpSync(join(blobs, blobOf(shard)), join(left, blobOf(shard)));
    const again = await run('again', 'sharded', ['--blob', left, '--shard=3/3']);
    assert.equal(again.code, 0, again.stdout + again.stderr);

    const { code } = await merge('doubled', left);

    const { journeys: judged, troubles } = record('doubled');
    assert.equal(code, 3);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['doubled-shard', 'note'],
    );
    assert.match(
      troubles[0]?.message ?? '',
      /^Shard 3 of 3 left 2 blobs \(sharded-shard-3-of-3-\w+\.zip, .+\): of each journey the worst is kept\.$/,
    );
    // it was well the second time
    assert.equal(judged.find(({ id }) => id === 'hiccup')?.verdict, 'transient');
    assert.equal(judged.length, record('merged').journeys.length);
  });

  test('share the workers that production bears', async () => {
    const runsOn = (shard: string): Promise<Ended> =>
      cli(
        [
          'journeys',
          '--config',
          config,
          '--project=desktop',
          '--grep',
          'home',
          '--blob',
          file('production'),
          `--shard=${shard}`,
        ],
        {
          ...environment(`production-${shard[2] ?? ''}`, 'production'),
          TARGET: 'production',
        },
      ).ended;

    const [two, three] = [await runsOn('1/2'), await runsOn('1/3')];

    assert.match(two.stdout, /^2 tests \(.+\) on production, 1 worker\n/);
    assert.match(two.stdout, /✔ home \(desktop\)/);
    assert.match(
      three.stdout,
      /production allows 2 workers and --workers says 1 in each of 3 shards; nothing was sent/,
    );
  });

  test('need a run id that was made once', async () => {
    const { code, stderr } = await cli(['journeys', '--blob', file('nowhere')], {
      RUN_ID: '',
      REPORTS_DIR: file('nobody'),
    }).ended;

    assert.equal(code, 2);
    assert.match(stderr, /--blob needs a RUN_ID, made once and given to every shard/);
  });

  test('that cannot hand over their blob say so, and fail', async () => {
    writeFileSync(file('a-file'), '');
    const { code, stderr } = await run('full', 'sharded', ['--blob', file('a-file'), '--shard=1/3', '--grep', 'home']);

    assert.equal(code, 2);
    assert.match(
      stderr,
      /the blob could not be written to .+: a file stands where a folder is needed.+It is still at /s,
    );
    assert.match(stderr, /No blob of shard 1 of 3 was handed over/);
  });
});

describe('a folder to merge', () => {
  test('that is missing, empty, or holds no blob is told, and an earlier verdict set aside', async () => {
    const folder = mkdtempSync(join(root, 'reports', '.merge-test-'));
    try {
      const reports = join(folder, 'reports');
      for (const name of ['empty', 'other', 'reports']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'other', 'notes.zip'), 'no archive');
      writeFileSync(join(reports, 'verdict.json'), '{}');
      const command = commandsInOneProcess();

      for (const [from, told] of [
        ['missing', /There is no folder .+missing\. Name the one that holds the blobs/],
        ['empty', /There is no blob in .+empty or in a folder right below it: no shard has handed one over/],
        ['other', /Nothing in .+other can be merged:\nnotes\.zip is no ZIP archive\. Take it out of the folder\./],
      ] as const) {
        const { code, stderr } = await command(['merge', join(folder, from)], { REPORTS_DIR: reports });
        assert.equal(code, 2, stderr);
        assert.match(stderr, told);
        assert.match(stderr, /There is no verdict/);
      }
      assert.equal(existsSync(join(reports, 'verdict.json')), false);
      assert.ok(existsSync(join(reports, 'previous', 'verdict.json')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
