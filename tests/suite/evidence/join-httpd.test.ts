import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileSource } from '../../../src/apache/log-sources.ts';
import type { LogSource } from '../../../src/apache/types.ts';
import { startHttpdSite, type HttpdSite } from '../../../src/cli/httpd-site.ts';
import { agentSuffix } from '../../../src/evidence/agent.ts';
import { holdsAllOf, joinLogs } from '../../../src/evidence/join-logs.ts';
import type { AttemptEvidence, JoinedLogs } from '../../../src/evidence/types.ts';
import { createSite } from '../../../src/target/site.ts';
import { surfaces, type Surface } from '../../../src/target/types.ts';
import { makeEvidence, makeExchange } from '../verdict/build.ts';

/* The join on the lines of a real httpd; the browser's part is played by plain requests that are told as the recorder would. */

let site: HttpdSite;
let source: LogSource;
const attempts: AttemptEvidence[] = [];

const host = (): string => `www.medscape.localhost:${String(site.port)}`;

interface Answer {
  readonly status: number | null;
  readonly id: string | null;
}

const ask = (path: string, agent: string): Promise<Answer> =>
  new Promise((resolve) => {
    const headers = { host: host(), 'user-agent': agent };
    get({ host: '127.0.0.1', port: site.port, path, headers, agent: false }, (response) => {
      const id = response.headers['x-unique-id'];
      response
        .resume()
        .on('close', () => resolve({ status: response.statusCode ?? null, id: typeof id === 'string' ? id : null }));
    }).on('error', () => resolve({ status: null, id: null }));
  });

/** One attempt that asks for these, one after the other, and keeps what failed. */
async function attemptOf(
  journey: string,
  paths: readonly string[],
  meanwhile?: () => Promise<void>,
): Promise<AttemptEvidence> {
  const sender = { runId: 'run-1', project: 'desktop', journey, index: 0 };
  const begun = new Date();
  const exchanges: ReturnType<typeof makeExchange>[] = [];
  for (const [i, path] of paths.entries()) {
    const startedAt = new Date().toISOString();
    const { status, id } = await ask(path, `Mozilla/5.0 ${agentSuffix(sender)}`);
    exchanges.push(
      makeExchange({
        n: i + 1,
        url: `http://${host()}${path}`,
        host: host(),
        surface: 'www',
        path,
        startedAt,
        status,
        requestId: id,
        layer: 'unknown',
      }),
    );
  }
  await meanwhile?.();
  const evidence = makeEvidence({
    ...sender,
    startedAt: begun.toISOString(),
    durationMs: Date.now() - begun.getTime(),
    exchanges,
    requestIds: exchanges.flatMap(({ n, requestId }) => (requestId === null ? [] : [{ n, id: requestId }])),
  });
  attempts.push(evidence);
  return evidence;
}

const join = async (): Promise<JoinedLogs> => {
  const origins = Object.fromEntries(
    surfaces.map((surface) => [surface, `http://${surface}.medscape.localhost:${String(site.port)}`]),
  );
  const window = await source.read({
    from: 0,
    to: Date.now() + 1_000,
    isWhole: holdsAllOf(attempts, { own: true }),
    patienceMs: 10_000,
  });
  const made = createSite({ origins: origins as Record<Surface, string>, assetHosts: [], analyticsHosts: [] }); // one for each surface
  return joinLogs({ window, attempts, site: made, skewMs: 0, own: true });
};

const told = (joined: JoinedLogs, journey: string): string[] =>
  (joined.attempts.find((one) => one.journey === journey)?.logRecords ?? []).map(
    ({ kind, by = '', means = '', code, firstStatus, finalStatus }) =>
      [kind, by, means, kind === 'access' ? `${String(firstStatus)}/${String(finalStatus)}` : code].join(' '),
  );

describe('the log of a real httpd', () => {
  before(async () => {
    site = await startHttpdSite({
      edit: (files) => {
        files.write(
          'htdocs/www/campaign/loop/.htaccess',
          'RewriteEngine On\nRewriteRule ^(.*)$ /campaign/loop/x/$1 [L]\n',
        );
        files.replace(
          'conf/proxy.conf',
          'ProxySet lbmethod=byrequests',
          'BalancerMember "http://127.0.0.1:9"\n  ProxySet lbmethod=byrequests',
        );
        files.write('cgi-bin/dies', '#!/bin/sh\nexit 3\n', 0o755);
        files.write(
          'cgi-bin/complains',
          "#!/bin/sh\necho 'Traceback' >&2\necho '  MemoryError' >&2\nprintf 'Content-Type: text/plain\\n\\n'\n",
          0o755,
        );
      },
    });
    source = fileSource([site.root.accessLog, site.root.errorLog]);
    await source.begin();
  });
  after(async () => {
    await source.end();
    await site.stop();
  });

  test('tells what failed, what failed over, what a child said, and who was struck by its end', async () => {
    await attemptOf('loop', ['/campaign/loop/a']);
    await attemptOf('hop', ['/', '/', '/', '/']);
    await attemptOf('script', ['/cgi-bin/dies']);
    // a raw line came between two looks at the log: one of them after the script before, and not in the same millisecond
    await sleep(50);
    await source.read({ from: 0, to: Date.now(), isWhole: holdsAllOf(attempts, { own: true }), patienceMs: 10_000 });
    await attemptOf('stderr', ['/cgi-bin/complains'], async () => {
      await source.read({
        from: 0,
        to: Date.now(),
        isWhole: (lines) => lines.some(({ raw }) => raw.startsWith('Traceback')),
        patienceMs: 10_000,
      });
    });
    // httpd's parent looks after its children once a second, and the attempts before must not be meant
    await sleep(2_000);
    await attemptOf('crash', ['/robots.txt'], async () => {
      const [child] = site.httpd.children();
      assert.ok(child);
      process.kill(child, 'SIGSEGV');
      await source.read({
        from: 0,
        to: Date.now() + 5_000,
        isWhole: (lines) => lines.some((line) => line.kind === 'error' && line.code === 'AH00052'),
        patienceMs: 10_000,
      });
    });

    const joined = await join();

    assert.deepEqual(told(joined, 'loop'), ['access id explains 200/500', 'error id explains AH00124']);
    assert.equal(joined.attempts[0]?.exchanges[0]?.layer, 'httpd');
    assert.deepEqual(
      told(joined, 'hop').filter((text) => !text.includes(' good ')),
      ['error thread hop AH00957', 'error thread hop AH00959', 'error id hop AH01114'],
    );
    assert.deepEqual(told(joined, 'script'), ['access id explains 500/500', 'error id explains ']);
    assert.deepEqual(new Set(told(joined, 'stderr')), new Set(['access id good 200/200', 'error window good ']));
    assert.deepEqual(told(joined, 'crash'), ['access id good 200/200', 'error window lost AH00052']);
    assert.deepEqual([joined.run, joined.silent], [[], null]);
    const raw = joined.attempts[3]?.logRecords?.find(({ kind }) => kind === 'error');
    assert.equal(raw?.text, 'Traceback\n  MemoryError');
  });

  test('is missed where it stops growing', async () => {
    site.root.edit((files) =>
      files.replace('conf/logging.conf', 'CustomLog "${LOGS}/access.log" joined', 'CustomLog "/dev/full" joined'),
    );
    await site.httpd.reload(site.root.ready);
    // as late as nobody would have a line be
    const late = await attemptOf('blind', ['/robots.txt', '/robots.txt']);
    attempts.splice(attempts.indexOf(late), 1, {
      ...late,
      startedAt: new Date(Date.parse(late.startedAt) + 60_000).toISOString(),
      exchanges: late.exchanges.map((one) => ({
        ...one,
        startedAt: new Date(Date.parse(one.startedAt) + 60_000).toISOString(),
      })),
      requestIds: [],
    });

    const { silent } = await join();

    assert.match(silent ?? '', /holds nothing of this run since \S+Z, although 2 more answers came until/);
  });
});
