import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileSource } from '../../../src/apache/log-sources.ts';
import type { LogSource, LogWindow } from '../../../src/apache/types.ts';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import { hearLog, logSettingOf, type LogSetting } from '../../../src/report/server-log.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { createSite } from '../../../src/target/site.ts';
import { logAccess, logError, newRequestId } from '../support/access-log.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';
import { html, useServer } from '../support/server.ts';
import { makeAccess } from '../evidence/log-build.ts';
import { makeEvidence, makeExchange } from '../verdict/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'server-log-'));
after(() => rmSync(folder, { recursive: true }));

const secret = 'abcdefgh12345678';

describe('a run that can read the server’s log', () => {
  const access = join(folder, 'access.log');
  const error = join(folder, 'error.log');
  const welcome = html('Welcome to Medscape', '', 'Welcome');
  const stranger = 'AH01264: script not found or unable to stat: /srv/other/cgi-bin/luci';

  /** Logs what httpd would, which is not always what the browser sees. */
  const answers =
    (
      first: number,
      seen: number,
      line: { module: string; text: string } | null = null,
    ): Parameters<typeof useServer>[0][string] =>
    (request, response, hits) => {
      const id = newRequestId();
      response.setHeader('x-unique-id', id);
      if (seen === 200) welcome(request, response, hits);
      else response.writeHead(seen, { 'content-type': 'text/html' }).end('<title>no</title><h1>no</h1>');
      logAccess(access, request, { id, first, final: seen, handler: 'proxy-server' });
      if (line) logError(error, { id, ...line });
    };
  const server = useServer({
    '/': (request, response, hits) => {
      answers(200, 200)(request, response, hits);
      logError(error, { id: null, module: 'cgid', text: stranger });
      logAccess(
        access,
        { ...request, headers: { host: 'other.example', 'user-agent': 'curl/8.0' } } as typeof request,
        {
          id: newRequestId(),
          final: 500,
        },
      );
    },
    '/masked': answers(500, 200, {
      module: 'proxy_http',
      text: `AH01102: error reading from remote server /?token=${secret}`,
    }),
    '/hop': answers(200, 200, {
      module: 'proxy_http',
      text: 'AH01114: HTTP: failed to make connection to backend: 10.0.0.3',
    }),
    '/broken': answers(500, 500, {
      module: 'core',
      text: "AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error. Use 'LogLevel debug' to get a backtrace.",
    }),
  });

  const opens = (id: string, path: string): string => `
    test('${id} opens', details('${id}', { verified: ['staging'] }), async ({ page, site }) => {
      await page.goto(site.www + '${path}');
      await expect(page.locator('h1')).toHaveText('Welcome');
    });`;
  let run: SpecRun;
  before(async () => {
    for (const file of [access, error]) writeFileSync(file, '');
    run = await runSpecs({
      origin: server().origin(),
      specs: {
        'all.spec.ts': [
          opens('home', '/'),
          opens('masked', '/masked'),
          opens('hop', '/hop'),
          opens('broken', '/broken'),
        ].join('\n'),
      },
      env: { LOG_FILES: `${access},${error}`, RETRIES: '0', GITHUB_ACTIONS: 'true' },
      args: ['--workers=1'],
    });
  });
  const journey = (id: string) => run.record?.journeys.find((one) => one.id === id);

  test('counts a 500 that the browser was spared, and tells it with the words of the log', () => {
    assert.notEqual(run.exitCode, 0);
    assert.equal(run.record?.exitCode, 3, run.output);
    assert.equal(journey('masked')?.verdict, 'server-error');
    assert.deepEqual(journey('masked')?.reasons, [
      'GET /masked on www was logged by Apache as 500, then 200, whatever the browser saw; AH01102: error reading from remote server /?token=[redacted].',
      'No attempt passed.',
    ]);
    assert.match(run.output, /::error .*www logged 500 where the browser saw another answer on \/masked \(AH01102: /);
  });

  test('holds a hop that went well for transient, and a page that is well for passed', () => {
    assert.equal(journey('hop')?.verdict, 'transient');
    assert.equal(journey('home')?.verdict, 'passed');
  });

  test('explains a 500 that the browser saw, and tells it once', () => {
    const broken =
      run.record?.findings.filter(({ journeys }) => journeys.some((name) => name.startsWith('broken'))) ?? [];

    assert.equal(broken.length, 1, broken.map(({ headline }) => headline).join('\n'));
    assert.match(broken[0]?.headline ?? '', /AH00124: Request exceeded the limit of 10 internal redirects/);
    assert.equal(broken[0]?.layer, 'httpd');
    assert.match(run.page, /<span class="logged">.*<b>AH00124<\/b> Request exceeded the limit/s);
  });

  test('tells what a shared server’s log says of others, and judges nobody by it', () => {
    const { beside, own, lines } = run.record?.serverLog ?? assert.fail('nothing was read');

    assert.equal(own, false);
    assert.deepEqual(
      beside.map(({ code, text }) => `${code ?? ''}: ${text}`),
      [stranger],
    );
    assert.ok(lines.access >= 5 && lines.error >= 4, JSON.stringify(lines));
    assert.equal(journey('server-log')?.verdict, 'passed');
    assert.match(run.page, /The server’s log also says/);
    assert.match(run.output, /server's log passed/);
  });

  test('keeps no secret of the log', () => {
    assert.ok(!JSON.stringify(run.record).includes(secret) && !run.page.includes(secret));
  });
});

describe('what is heard of a log', () => {
  const startedAt = new Date().toISOString();
  const attempt = makeEvidence({
    startedAt,
    exchanges: [
      makeExchange({ startedAt, requestId: 'an-id-of-27-characters-long', url: 'http://www.medscape.localhost:4310/' }),
    ],
    requestIds: [{ n: 1, id: 'an-id-of-27-characters-long' }],
  });
  const target = readTarget({ env: {}, cwd: folder });
  const settingOf = (source: LogSource, own = false): LogSetting => ({
    source,
    name: source.name,
    log: { from: { files: [] }, skewMs: 0, own },
    site: createSite(target),
    redactor: createRedactor(),
  });
  const hear = async (source: LogSource, attempts: readonly AttemptEvidence[] = [attempt]) =>
    (await hearLog(settingOf(source), attempts, true)) ?? assert.fail('nothing was heard');
  /** A source that has been read to its end already. */
  const sourceOf = (read: () => Promise<LogWindow>): LogSource => ({
    name: 'a source',
    begin: async () => {},
    read,
    end: async () => {},
  });

  test('a file that did not grow says nothing, the look is trouble of ours, and the browser is judged alone', async () => {
    const file = join(folder, 'silent.log');
    writeFileSync(file, '');
    const source = fileSource([file]);
    await source.begin();

    const { look, of } = await hear(source);

    assert.equal(look.attempts[0]?.ended, 'failed');
    assert.deepEqual(
      look.attempts[0].evidence?.runner.map(({ kind }) => kind),
      ['log-silent'],
    );
    assert.match(look.attempts[0].evidence?.runner[0]?.message ?? '', /nothing of this run, although/);
    assert.equal(of(attempt).logRecords, undefined);
  });

  test('a source that breaks, and one in no known format, are told and cost nothing', async () => {
    const broken = await hear(
      sourceOf(async () => {
        throw new Error('ssh: connect to host web1: Connection refused');
      }),
    );
    const unknown = await hear(
      sourceOf(async () => ({
        lines: [],
        unread: { count: 7, examples: ['{"level":"info"}'] },
        has: { access: true, error: false },
        troubles: [],
      })),
    );
    const partly = await hear(
      sourceOf(async () => ({
        lines: [makeAccess({ id: 'an-id-of-27-characters-long', at: Date.parse(startedAt) })],
        unread: { count: 0, examples: [] },
        has: { access: true, error: false },
        troubles: ['/x/error.log cannot be read: there is no such file.'],
      })),
    );
    const messages = [broken, unknown, partly].map(
      ({ look }) => look.attempts[0]?.evidence?.runner.map(({ message }) => message).join(' ') ?? '',
    );

    assert.match(messages[0] ?? '', /could not be read: ssh: connect to host web1/);
    assert.deepEqual(
      [unknown, partly].map(({ look }) => look.attempts[0]?.evidence?.runner[0]?.kind),
      ['log-silent', 'log-incomplete'],
    );
    assert.match(messages[2] ?? '', /^The server's log could not be read whole: \/x\/error\.log cannot be read/);
    assert.match(messages[1] ?? '', /7 of its lines are in no known format, such as “\{"level":"info"\}”/);
  });

  test('where nothing was asked there is nothing to hear', async () => {
    assert.equal(await hearLog(settingOf(sourceOf(async () => assert.fail('read'))), []), null);
  });

  test('a command reads it too, and is never named', async () => {
    const file = join(folder, 'command.log');
    const request = { method: 'GET', url: '/', headers: { host: 'www.medscape.localhost:4310' } };
    logAccess(file, request as Parameters<typeof logAccess>[1], {
      id: 'an-id-of-27-characters-long',
      final: 200,
      at: Date.parse(startedAt),
    });
    const command = `cat ${file} # key=hidden-in-a-command`;
    const own = readTarget({ env: { LOG_COMMAND: command }, cwd: folder });
    const setting = logSettingOf(own, [command]) ?? assert.fail('no log');

    const { look, record, of } = (await hearLog(setting, [attempt])) ?? assert.fail('nothing was heard');

    assert.equal(look.attempts[0]?.ended, 'passed');
    assert.deepEqual(record.lines, { access: 1, error: 0 });
    assert.equal(of(attempt).logRecords?.[0]?.means, 'good');
    assert.doesNotMatch(JSON.stringify([look, record]), /hidden-in-a-command/);
  });
});
