import { unzipSync, zipSync } from 'fflate';
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cleanBytes, sessionsInBytes } from '../../../src/report/clean.ts';
import { findBrowser } from '../../../src/run/browser.ts';
import { configured } from '../../../src/target/environment.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { findBelow, findIn, formsOf } from '../support/secrets.ts';
import { configWith, makeSandbox, playwright, type Sandbox } from './playwright.ts';

/** Known to the reporter, and with characters that every encoding writes in another way. */
const canary = 'Canary&7"q/Zebra+91é';
/** Known to nobody: the session that the site made up. */
const session = 's3ss10n-9f8a7c6b5d4e3f2a';

const spec = `
import { test, expect } from '@playwright/test';
const canary = process.env.CANARY;
const url = process.env.SITE;

for (const fails of [false, true]) {
  test(fails ? 'fails' : 'passes', async ({ page, context }) => {
    await context.addCookies([{ name: 'known', value: encodeURIComponent(canary), url }]);
    await context.setExtraHTTPHeaders({ 'X-Key': encodeURIComponent(canary), Authorization: 'Basic ' + Buffer.from('me:' + canary).toString('base64') });
    await page.goto(url + '/?next=' + encodeURIComponent(canary));
    await test.step('type ' + canary, async () => page.getByLabel('Password').fill(canary));
    await page.evaluate((text) => { console.log('page says', text, document.cookie); document.title = text; }, canary);
    console.log('test says', canary);
    console.error('test complains', canary);
    await test.info().attach('text ' + canary, { body: 'text ' + canary, contentType: 'text/plain' });
    await test.info().attach('json', { body: JSON.stringify({ nested: { it: canary } }), contentType: 'application/json' });
    await test.info().attach('html', { body: await page.content(), contentType: 'text/html' });
    await context.storageState({ path: test.info().outputPath('state.json') });
    await test.info().attach('state', { path: test.info().outputPath('state.json') });
    test.info().annotations.push({ type: 'note', description: canary });
    if (fails) await expect(page.locator('h1'), 'not ' + canary).toHaveText(canary, { timeout: 200 });
  });
}
`;

const sweeper = resolve(import.meta.dirname, '../../../src/report/last-sweep.ts');
const others = `['html', { open: 'never', outputFolder: 'html' }], ['json', { outputFile: 'json/report.json' }], ['blob', { outputDir: 'blobs' }]`;
const browser = `use: {
  trace: 'on', screenshot: 'on',
  launchOptions: {
    executablePath: ${JSON.stringify(findBrowser(configured('BROWSER_PATH') ?? null))} ?? undefined,
    chromiumSandbox: process.getuid?.() !== 0,
  },
},`;

describe('secrets in what Playwright writes', () => {
  let server: Server;
  let site: string;
  const sandboxes: Sandbox[] = [];

  before(async () => {
    server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.setHeader('Set-Cookie', `session=${session}; Path=/`);
      response.end('<title>Sample</title><h1>Sample</h1><label>Password <input></label>');
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = server.address();
    site = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });

  after(() => {
    server.close();
    for (const sandbox of sandboxes) sandbox.remove();
  });

  async function run(first: string): Promise<Sandbox> {
    const sandbox = makeSandbox();
    sandboxes.push(sandbox);
    sandbox.write('playwright.config.ts', configWith(`[${first}${others}]`, browser));
    sandbox.write('canary.spec.ts', spec);
    const { code, stdout, stderr } = await playwright(sandbox, [], { CANARY: canary, SITE: site });
    assert.equal(code, 1, stdout + stderr);
    const report: unknown = JSON.parse(readFileSync(join(sandbox.folder, 'json/report.json'), 'utf8'));
    assert.match(JSON.stringify(report), /"expected":1,"skipped":0,"unexpected":1/, 'one passed and one failed');
    return sandbox;
  }

  test('are everywhere without the redacting reporter', async () => {
    const { folder } = await run('');

    const found = findBelow(folder, formsOf(canary)).join('\n');

    for (const where of [
      /^html\/index\.html!base64-0!/m,
      /^html\/data\/.*!.*\.trace$/m,
      /^json\/report\.json$/m,
      /^blobs\/.*!report\.jsonl$/m,
      /^test-results\/.*trace\.zip!.*trace\.network$/m,
    ]) {
      assert.match(found, where);
    }
    assert.match(findBelow(folder, formsOf(session)).join('\n'), /trace\.network/);
  });

  test('are nowhere after the last sweep, where the command line names reporters in its place', async () => {
    const sandbox = makeSandbox();
    sandboxes.push(sandbox);
    sandbox.write(
      'playwright.config.ts',
      `${configWith('[[redacting, { secrets: () => [process.env.CANARY] }]]', browser)}
      import { isSwept, reporterOutputs, sweepNow } from '${sweeper}';
      const folders = reporterOutputs(import.meta.dirname);
      process.on('exit', () => {
        if (process.env.TEST_WORKER_INDEX === undefined && !isSwept()) sweepNow(folders, [process.env.CANARY]);
      });`,
    );
    sandbox.write('canary.spec.ts', spec);

    const { code, stdout, stderr } = await playwright(sandbox, ['--reporter=blob,html,json'], {
      CANARY: canary,
      SITE: site,
      PLAYWRIGHT_BLOB_OUTPUT_DIR: 'blobs',
      PLAYWRIGHT_HTML_OUTPUT_DIR: 'html',
      PLAYWRIGHT_HTML_OPEN: 'never',
      PLAYWRIGHT_JSON_OUTPUT_FILE: 'report.json',
    });

    assert.equal(code, 1, stdout + stderr);
    assert.ok(!stderr.includes('could not be cleaned'), stderr);
    assert.deepEqual(findBelow(sandbox.folder, formsOf(canary)), []);
    assert.deepEqual(findBelow(sandbox.folder, formsOf(session)), []);
    const left = readdirSync(sandbox.folder, { recursive: true, encoding: 'utf8' });
    for (const kept of [/^blobs\/.*\.zip$/, /^html\/data\/.*\.zip$/, /^report\.json$/, /trace\.zip$/])
      assert.ok(
        left.some((name) => kept.test(name)),
        String(kept),
      );
    assert.match(readFileSync(join(sandbox.folder, 'html/index.html'), 'utf8'), /data:application\/zip;base64,UEsD/);
    JSON.parse(readFileSync(join(sandbox.folder, 'report.json'), 'utf8'));
  });

  test('are nowhere with it, in no form, in passing and in failing tests', async () => {
    const { folder } = await run(
      `[redacting, { secrets: () => [process.env.CANARY], sweep: ['blobs', 'test-results'].map((name) => import.meta.dirname + '/' + name) }], `,
    );

    assert.deepEqual(findBelow(folder, formsOf(canary)), []);
    assert.deepEqual(findBelow(folder, formsOf(session)), []);

    // What is left is still of use: whole archives, with the page and its requests in them.
    const traces = readdirSync(join(folder, 'test-results'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('trace.zip'),
    );
    assert.equal(traces.length, 2);
    for (const name of traces) {
      const entries = unzipSync(readFileSync(join(folder, 'test-results', name)));
      const network = Object.entries(entries).find(([entry]) => entry.endsWith('trace.network'))?.[1];
      const text = Buffer.from(network ?? []).toString('utf8');
      assert.match(text, /"name":"(?:Cookie|cookie)","value":"\[redacted\]"/);
      assert.ok(text.includes(site));
      for (const line of text.trim().split('\n')) JSON.parse(line);
    }
  });
});

describe('an archive', () => {
  const lines = (...values: unknown[]): Uint8Array =>
    Buffer.from(values.map((value) => JSON.stringify(value)).join('\n'));

  test('teaches the sessions of its headers and cookies, and no plain words', () => {
    const archive = zipSync({
      'trace.network': lines(
        { request: { headers: [{ name: 'Cookie', value: 'sid=abc123def456; consent=all-of-it' }] } },
        {
          response: {
            headers: [{ name: 'set-cookie', value: 'next=zyx987wvu654; Path=/a1b2c3d4e5f6; Max-Age=1234567890' }],
          },
        },
      ),
      'trace.trace': lines(
        { params: { cookies: [{ name: 'k', value: 'k1k2k3k4k5k6' }] } },
        { headers: { authorization: 'Bearer token-0123456789' } },
      ),
      'inner.zip': zipSync({ 'a.json': lines({ cookies: [{ name: 'deep', value: 'deep-0123456789' }] }) }),
    });

    assert.deepEqual(sessionsInBytes(Buffer.from(archive)).sort(), [
      'abc123def456',
      'deep-0123456789',
      'k1k2k3k4k5k6',
      'token-0123456789',
      'zyx987wvu654',
    ]);
  });

  test('keeps its other entries byte for byte', () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255, 254]);
    const archive = zipSync({ 'resources/a.png': picture, 'resources/b.txt': Buffer.from('nothing secret') });

    const entries = unzipSync(cleanBytes(Buffer.from(archive), createRedactor(['a-long-secret'])));

    assert.deepEqual(Buffer.from(entries['resources/a.png'] ?? []), picture);
    assert.equal(Buffer.from(entries['resources/b.txt'] ?? []).toString(), 'nothing secret');
  });

  test('loses a secret in archives within it, unless these are clean already', () => {
    const secret = 'a-long-secret';
    const inner = zipSync({ 'a.txt': Buffer.from(`it is ${secret}`) });
    const archive = zipSync({ 'inner.zip': inner, 'outer.txt': Buffer.from(secret) });
    const redactor = createRedactor([secret]);

    assert.deepEqual(findIn('a', cleanBytes(Buffer.from(archive), redactor), [secret]), []);
    assert.deepEqual(findIn('a', cleanBytes(Buffer.from(archive), redactor, {}, 'keep'), [secret]), [
      'a!inner.zip!a.txt',
    ]);
  });

  test('that is broken is an error, so that it is removed and not kept as it is', () => {
    const archive = zipSync({ 'a.txt': Buffer.from('x'.repeat(500)) });

    assert.throws(() => cleanBytes(Buffer.from(archive.slice(0, archive.length - 30)), createRedactor([])));
  });
});
