import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JourneyRecord, RunRecord } from '../../../src/verdict/types.ts';
import { runSpecs, type SpecRun } from '../support/run-specs.ts';

type Behaviour = 'silent' | 'good' | '500' | '503' | 'challenge' | 'reset' | 'another-site';

/** A site whose surfaces can each be broken at will, in the middle of a run too; every surface a host of its own. */
class Site {
  readonly hits: string[] = [];
  readonly #server: Server;
  readonly #behave: (host: string, path: string, hits: readonly string[]) => Behaviour;

  constructor(behave: (host: string, path: string, hits: readonly string[]) => Behaviour) {
    this.#behave = behave;
    this.#server = createServer((request, response) => {
      const host = (request.headers.host ?? '').split('.')[0] ?? '';
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      if (path === '/favicon.ico') return void response.writeHead(204).end();
      this.hits.push(`${host} ${path}`);
      const html = (status: number, title: string, headers: Record<string, string> = {}): void => {
        response
          .writeHead(status, { 'content-type': 'text/html', ...headers })
          .end(`<title>${title}</title><h1>${title}</h1>`);
      };
      switch (this.#behave(host, path, this.hits)) {
        case 'good':
          return html(200, 'Medscape');
        case '500':
          return html(500, 'It broke', { 'x-powered-by': 'Express' });
        case '503':
          return html(503, 'Not now', { 'x-powered-by': 'Express' });
        case 'challenge':
          return html(403, 'Just a moment...', { 'cf-mitigated': 'challenge', server: 'cloudflare' });
        case 'another-site':
          return html(200, 'Welcome to nginx!');
        case 'silent':
          return;
        case 'reset':
          request.socket.resetAndDestroy();
      }
    });
  }

  async run(
    specs: Readonly<Record<string, string>>,
    options: Partial<Parameters<typeof runSpecs>[0]> = {},
  ): Promise<SpecRun & { record: RunRecord }> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo; // it listens on TCP
    const url = (host: string): string => `http://${host}.site.localhost:${String(port)}`;
    const { env, ...others } = options;
    try {
      const run = await runSpecs({
        specs,
        origin: url('www'),
        env: {
          REFERENCE_URL: url('reference'),
          EMEDICINE_URL: url('emedicine'),
          SEARCH_URL: url('search'),
          LOGIN_URL: url('login'),
          EDUCATION_URL: url('education'),
          ...env,
        },
        ...others,
      });
      assert.ok(run.record, `the run left a verdict: ${run.output}`);
      return { ...run, record: run.record };
    } finally {
      this.#server.closeAllConnections();
      this.#server.close();
    }
  }
}

const visit = (id: string, surface = 'www', path = '/'): string => `
test('${id} opens', details('${id}', { surfaces: ['${surface}'] }), async ({ page, site }) => {
  await page.goto(site['${surface}'] + '${path}');
  await expect(page).toHaveTitle('Medscape');
});`;
const named = (record: RunRecord, id: string): JourneyRecord => {
  const found = record.journeys.find((journey) => journey.id === id);
  assert.ok(found, `${id} is in the verdict`);
  return found;
};
const verdictsOf = (record: RunRecord): Record<string, string> =>
  Object.fromEntries(record.journeys.map(({ id, verdict }) => [id, verdict]));

describe('a run against a site that is out', () => {
  test('500, resets and bot checks on every surface: the journeys are not run, and the report says why', async () => {
    const site = new Site((host) => (host === 'www' ? '500' : host === 'search' ? 'challenge' : 'reset'));
    const control = createServer((_, response) => response.end('here'));
    await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
    const { port } = control.address() as AddressInfo; // it listens on TCP
    const { record, exitCode, output } = await site.run(
      { 'a.spec.ts': visit('one') + visit('two', 'search') + visit('three', 'reference') },
      // it answers: a surface that resets every connection is dead, and not our own network
      { env: { CONTROL_URL: `http://control.localhost:${String(port)}/` } },
    );
    control.closeAllConnections();
    control.close();

    assert.deepEqual([record.outcome, record.exitCode, exitCode], ['server-error', 3, 1]);
    assert.deepEqual(verdictsOf(record), {
      'preflight-www': 'server-error',
      'preflight-search': 'blocked',
      'preflight-reference': 'unreachable',
      ...{ one: 'inconclusive', two: 'inconclusive', three: 'inconclusive' },
    });
    for (const id of ['one', 'two', 'three']) {
      assert.equal(named(record, id).attempts.length, 0);
      assert.match(named(record, id).notRun?.reason ?? '', /No surface gives a page/);
    }
    const pictures = named(record, 'preflight-www').attempts.flatMap(({ attachments }) => attachments);
    assert.deepEqual(
      pictures.map(({ contentType }) => contentType),
      ['image/png'],
      'what users see is pictured',
    );
    assert.ok(!site.hits.some((hit) => hit.startsWith('education')), 'a surface that no journey visits is not asked');
    assert.match(output, /Server error/);
  });

  test('a bot check on every surface: each is asked once, and nothing more is sent', async () => {
    const site = new Site(() => 'challenge');
    const { record } = await site.run({ 'a.spec.ts': visit('one') + visit('two', 'search') });

    assert.deepEqual([record.outcome, record.exitCode], ['blocked', 5]);
    assert.deepEqual([...site.hits].sort(), ['search /search/', 'www /']);
  });

  test('one surface dead, and another site at one: its journeys get one attempt each, the others run in full', async () => {
    const site = new Site((host) => (host === 'reference' ? '503' : host === 'search' ? 'another-site' : 'good'));
    const { record } = await site.run(
      {
        'a.spec.ts':
          visit('alive') +
          visit('dead', 'reference') +
          visit('dead-too', 'reference', '/drugs') +
          visit('misled', 'search'),
      },
      { env: { RETRIES: '1' } },
    );

    const { 'preflight-search': _, misled, ...verdicts } = verdictsOf(record);
    assert.deepEqual(verdicts, {
      'preflight-www': 'passed',
      'preflight-reference': 'server-error',
      alive: 'passed',
      dead: 'server-error',
      'dead-too': 'server-error',
    });
    assert.deepEqual([named(record, 'dead').attempts.length, named(record, 'dead').attempts[0]?.probes.length], [1, 0]);
    assert.equal(
      record.findings.filter(({ verdict }) => verdict === 'server-error').length,
      1,
      'one finding tells of all',
    );
    assert.match(JSON.stringify(named(record, 'preflight-search')), /another site.*Welcome to nginx/);
    assert.notEqual(misled, 'passed');
    assert.match(record.headline, /member journeys were not asked for/i, 'an account that is not given is told');
  });

  test('an outage that begins in the middle: after three journeys with one finding the rest is not run', async () => {
    const specs = Array.from({ length: 8 }, (_, index) => visit(`journey-${String(index)}`)).join('');
    const site = new Site((_, __, hits) => (hits.length > 2 ? '500' : 'good'));
    const { record, output } = await site.run({ 'a.spec.ts': specs }, { args: ['--workers=1'] });

    assert.equal(record.outcome, 'server-error');
    const notRun = record.journeys.filter(({ attempts }) => attempts.length === 0);
    assert.ok(notRun.length >= 2, `not run: ${String(notRun.length)}\n${output}`);
    assert.match(notRun[0]?.notRun?.reason ?? '', /ended alike/);
  });
});

describe('a run that cannot be judged', () => {
  test('Ctrl-C while probes wait for a hanging site ends the run at once, and keeps the worst that it saw', async () => {
    const slow = `
test('A long journey', details('long'), async ({ page, site }) => {
  await page.goto(site.www + '/long');
  await page.waitForFunction(() => false, undefined, { timeout: 25_000 });
});`;
    const site = new Site((_, path, hits) =>
      path !== '/hangs' ? 'good' : hits.filter((hit) => hit === 'www /hangs').length === 1 ? '500' : 'silent',
    );
    const { record, exitCode } = await site.run(
      { 'a.spec.ts': visit('hangs', 'www', '/hangs'), 'b.spec.ts': slow },
      {
        args: ['--workers=2'],
        meanwhile: (child) => {
          const look = setInterval(() => {
            const probed = site.hits.filter((hit) => hit === 'www /hangs').length >= 2;
            if (!probed || !site.hits.includes('www /long')) return;
            clearInterval(look);
            child.kill('SIGINT');
          }, 50);
          child.once('exit', () => clearInterval(look));
        },
      },
    );

    assert.equal(site.hits.filter((hit) => hit === 'www /hangs').length, 2, 'one attempt, one probe, and no more');
    assert.deepEqual([record.outcome, named(record, 'hangs').verdict, exitCode], ['server-error', 'server-error', 130]);
    assert.equal(named(record, 'long').verdict, 'inconclusive');
    assert.ok(record.troubles.some(({ kind }) => kind === 'interrupted'));
  });

  test('our own dead network is told by a control page that is as silent as the site', async () => {
    const { record } = await new Site(() => 'reset').run(
      { 'a.spec.ts': visit('one') },
      { env: { RETRIES: '0', CONTROL_URL: 'http://control.localhost:1/' } },
    );

    assert.deepEqual([record.outcome, record.exitCode], ['inconclusive', 2]);
  });

  test('more workers than production allows send nothing', async () => {
    const site = new Site(() => 'good');
    const { record } = await site.run(
      { 'a.spec.ts': visit('one') },
      { env: { TARGET: 'production' }, args: ['--workers=3'] },
    );

    assert.deepEqual([record.outcome, site.hits], ['inconclusive', []]);
    assert.match(JSON.stringify(record), /production allows 2 workers/);
  });

  test('without our reporters a server error is as red, and no refused attempt opens a browser', async () => {
    const site = new Site((_, path, hits) =>
      path === '/stays' || (path === '/goes' && hits.filter((hit) => hit === 'www /goes').length < 2) ? '500' : 'good',
    );
    const run = site.run(
      { 'a.spec.ts': visit('stays', 'www', '/stays') + visit('goes', 'www', '/goes') },
      { args: ['--reporter=line', '--workers=1'] },
    );

    await assert.rejects(run, (error) => {
      const output = error instanceof Error ? error.message : '';
      return (
        /2 failed/.test(output) && !/flaky/.test(output) && /Not run: 3 probes met the same failure again/.test(output)
      );
    });
    assert.equal(site.hits.filter((hit) => hit === 'www /stays').length, 4, 'one attempt and three probes');
  });

  test('a browser that is missing is our own trouble, whatever the site does', async () => {
    const { record } = await new Site(() => 'good').run(
      { 'a.spec.ts': visit('one') },
      { env: { BROWSER_PATH: '/bin/false', RETRIES: '0' } },
    );

    assert.deepEqual([record.outcome, record.exitCode], ['inconclusive', 2]);
  });
});
