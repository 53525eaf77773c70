import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { request as overHttp, type IncomingHttpHeaders } from 'node:http';
import { request as overTls } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDrillSite } from '../../../src/cli/drill-site.ts';
import { startHttpdSite, type HttpdSite } from '../../../src/cli/httpd-site.ts';
import { processTable } from '../../../src/apache/process-table.ts';
import type { EditConfiguration } from '../../../src/apache/types.ts';
import type { DrillSite, HttpdFault } from '../../../src/drill/types.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a host of the site, over a connection of its own. */
function ask(
  { port, env }: Pick<DrillSite, 'port' | 'env'>,
  host: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const caFile = env?.['CA_FILE'];
  const asked = {
    ...{ host: '127.0.0.1', port, path, agent: false as const },
    headers: { host: `${host}:${String(port)}`, ...headers },
  };
  return new Promise((answer, failed) => {
    const request =
      caFile === undefined
        ? overHttp(asked)
        : overTls({ ...asked, servername: host, ca: readFileSync(caFile, 'utf8') });
    request.once('error', failed);
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => answer({ status: response.statusCode, headers: response.headers, body }));
      response.once('error', failed);
    });
    request.end();
  });
}

const www = 'www.medscape.localhost';
const img = 'img.medscape.localhost';

/** Lines of a log once one of them holds a text: a line is written after the answer. */
async function linesWith(path: string, text: string): Promise<string[]> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes(text));
    if (lines.length > 0) return lines;
  }
  return [];
}

for (const scheme of ['http', 'https'] as const) {
  describe(`the stand-in behind httpd, over ${scheme}`, () => {
    let site: HttpdSite;
    before(async () => {
      site = await startHttpdSite({ ...(scheme === 'https' ? { tls: true } : {}) });
    });
    after(() => site.stop());

    test("a request's id is one in the answer, both logs and the application", async () => {
      const missing = await ask(site, www, '/viewarticle/1', { 'X-Request-Id': 'somebody-elses' });
      const id = String(missing.headers['x-unique-id']);
      const refused = await ask(site, img, '/.htaccess');
      const refusedId = String(refused.headers['x-unique-id']);

      assert.match(id, /^[\w@-]{27}$/);
      assert.equal(missing.headers['x-request-id'], id, 'the application was asked with it, and says so');
      const [line = ''] = await linesWith(site.root.accessLog, id);
      assert.match(line, /\trequest=GET \/viewarticle\/1 HTTP\/1\.1\tfirst=404\tfinal=404\t.*\thandler=proxy-server\t/);
      assert.equal((await linesWith(site.root.accessLog, refusedId)).length, 1);
      const [error = ''] = await linesWith(site.root.errorLog, refusedId);
      assert.match(error, /^\[[\d-]+ [\d:.]+ \+0000\] \[authz_core:error\] .*AH01630: client denied/);
    });

    test('links and redirects keep scheme and port', async () => {
      const { body } = await ask(site, www, '/');
      const member = await ask(site, www, '/profile');
      const moved = await ask(site, www, '/news');

      const ours = [...body.matchAll(/(?:href|src)="(\w+:\/\/[^"/]*)/g)].map(([, origin = '']) => origin);
      assert.ok(ours.length > 20);
      assert.deepEqual(
        ours.filter((origin) => !origin.startsWith(`${scheme}://`) || !origin.endsWith(`:${String(site.port)}`)),
        [],
      );
      assert.ok(member.headers.location?.startsWith(`${scheme}://login.medscape.localhost:${String(site.port)}/`));
      assert.equal(moved.headers.location, `${scheme}://${www}:${String(site.port)}/index/list_13470_0`);
    });

    test('files come from httpd, drawings and pages from the application', async () => {
      const style = await ask(site, img, '/css/medscape.css', { 'Accept-Encoding': 'gzip' });
      const released = await ask(site, img, '/r42/css/medscape.css');
      const drawing = await ask(site, img, '/art/pulse/one.svg');
      const missing = await ask(site, img, '/css/none.css');

      assert.deepEqual(
        [style.status, style.headers['content-encoding'], style.headers['access-control-allow-origin']],
        [200, 'gzip', '*'],
      );
      assert.match(String(style.headers['cache-control']), /max-age=3600/);
      assert.equal(released.body, readFileSync('standin/assets/css/medscape.css', 'utf8'));
      assert.deepEqual(
        [style, drawing].map(({ headers }) => headers['x-backend']),
        [undefined, 'app1'],
      );
      assert.deepEqual([missing.status, missing.headers['x-backend']], [404, undefined]);
      assert.match(missing.body, /The requested URL was not found on this server/, 'the page by which httpd is known');
    });

    test('programs are run, and landing pages arranged by their authors', async () => {
      const program = await ask(site, www, '/cgi-bin/hello');
      const landing = await ask(site, www, '/campaign/flu-season');

      assert.equal(program.body, `hello ${String(program.headers['x-unique-id'])}\n`);
      assert.deepEqual([landing.status, landing.headers['content-type']], [200, 'text/html; charset=UTF-8']);
    });

    test('whoever waits for it leaves no line in its log', async () => {
      await ask(site, www, '/robots.txt');
      await linesWith(site.root.accessLog, '/robots.txt');

      assert.doesNotMatch(readFileSync(site.root.accessLog, 'utf8'), /server-status/);
      assert.match(readFileSync(site.root.accessLog.replace('access.log', 'status.log'), 'utf8'), /server-status/);
    });

    test('nothing serves as root', () => {
      const uids = processTable()
        .filter(({ parent }) => parent === site.httpd.pid)
        .map(({ uid }) => uid());
      assert.ok(uids.length > 0);
      assert.equal(uids.includes(0), false);
    });
  });
}

describe('a site under drill', () => {
  const sites: DrillSite[] = [];
  after(async () => {
    for (const site of sites) await site.stop();
  });
  const start = async (httpd: HttpdFault, faults: readonly string[] = []): Promise<DrillSite> => {
    const site = await startDrillSite({ httpd, faults });
    sites.push(site);
    return site;
  };
  const unknownDirective: EditConfiguration = (files) => files.append('conf/proxy.conf', 'ServrAlias x\n');
  const statusOf = (site: DrillSite, path = '/'): Promise<number | undefined | string> =>
    ask(site, www, path).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
    );

  test('serves without a change, and says where its logs are', async () => {
    const site = await start({});

    assert.equal(await statusOf(site), 200);
    const [access, error] = site.env?.['LOG_FILES']?.split(',') ?? [];
    assert.deepEqual([existsSync(access ?? ''), existsSync(error ?? '')], [true, true]);
    assert.deepEqual([site.env?.['LOG_OWN'], site.env?.['STANDIN_APACHE']], ['1', 'http']);
    assert.equal(site.trace?.().change, null);
  });

  test('the application behind it is faulty too where that is asked for', async () => {
    const site = await start({}, ['d01@/slideshow/*']);
    const heard = site.asked(/^\/slideshow\//);

    assert.deepEqual([await statusOf(site, '/slideshow/one'), await statusOf(site)], [500, 200]);
    await heard;
    assert.deepEqual(site.unmet(), []);
  });

  test('does not come up where its configuration is wrong: nothing answers, and its words are kept', async () => {
    const site = await start({ change: unknownDirective, down: true });

    assert.equal(site.httpd, undefined);
    assert.equal(await statusOf(site), 'ECONNREFUSED');
    const trace = site.trace?.();
    assert.match(trace?.output ?? '', /AH00526: Syntax error .*\nInvalid command 'ServrAlias'/);
    assert.match(trace?.change ?? '', /^\+ServrAlias x$/m);
  });

  test('is broken where it lives and should not, or does not and should; nothing is left of it', async () => {
    let root = '';
    const harmless: EditConfiguration = (files) => {
      root = /^Define ROOT "(.*)"$/m.exec(files.read('conf/local.conf'))?.[1] ?? '';
      files.append('conf/proxy.conf', '# a comment\n');
    };

    await assert.rejects(startDrillSite({ httpd: { change: harmless, down: true } }), /httpd lives/);
    assert.equal(existsSync(root), false);
    await assert.rejects(startDrillSite({ httpd: { change: unknownDirective } }), /Invalid command 'ServrAlias'/);
  });

  test('a reload that is refused leaves the old configuration serving', async () => {
    const site = await start({ change: unknownDirective, by: 'graceful' });

    assert.equal(await statusOf(site), 200);
    assert.match(site.trace?.().output ?? '', /Invalid command 'ServrAlias'/);
  });

  test('the bare signal kills it', async () => {
    const site = await start({ change: unknownDirective, by: 'SIGUSR1', down: true });

    assert.equal(await statusOf(site), 'ECONNREFUSED');
  });

  for (const by of ['graceful', 'restart'] as const)
    test(`a change arrives by ${by}, before the journeys or in their middle`, async () => {
      const forbid =
        (path: string): EditConfiguration =>
        (files) =>
          files.append('sites/www.conf', `<Location "${path}">\n  Require all denied\n</Location>\n`);
      const site = await start({ change: forbid('/slideshow'), by });
      assert.equal(await statusOf(site, '/slideshow/one'), 403);

      await site.httpd?.change(forbid('/index'), by);

      assert.equal(await statusOf(site, '/index/list_13470_0'), 403);
    });

  test("somebody else's server on its port answers in its place", async () => {
    const site = await start({ occupied: true, down: true });

    const { body } = await ask(site, www, '/');
    assert.match(body, /It works!/);
    assert.match(site.trace?.().output ?? '', /AH00072/);
  });

  test('a certificate has what is wrong with it', async () => {
    const site = await start({ tls: true, certificates: { login: 'expired', img: 'not-yet-valid' } });

    const told = await Promise.all(
      [www, 'login.medscape.localhost', img].map((host) =>
        ask(site, host, '/robots.txt').then(
          ({ status }) => status,
          (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'failed'),
        ),
      ),
    );

    assert.deepEqual(told, [200, 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
  });
});
