import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { writeReport } from '../../../src/report/writer.ts';
import { passingRecord } from '../report/fixtures.ts';
import { cli, temporaryFolder } from './support.ts';

function reportsWithPages(): string {
  const reports = temporaryFolder('reports');
  mkdirSync(join(reports, 'runs', 'r1', 'playwright'), { recursive: true });
  writeFileSync(join(reports, 'index.html'), 'the newest page');
  writeFileSync(join(reports, 'runs', 'r1', 'playwright', 'index.html'), "Playwright's page");
  return reports;
}

/** Not `fetch`, which lets nobody choose the Host. */
async function get(url: string, host?: string): Promise<{ readonly status: number; readonly body: string }> {
  const sent = request(url, { headers: host === undefined ? {} : { host }, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage]; // Node's own event
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  return { status: response.statusCode ?? 0, body };
}

async function takenPort(): Promise<{ readonly port: number; readonly free: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: () => void server.close() }; // it listens on a port
}

describe('the report', () => {
  test("is served on loopback with Playwright's beside it, to this machine's names alone, until a signal", async () => {
    const { port, free } = await takenPort();
    free();
    const started = cli(['report', '--no-open', '--port', String(port)], { REPORTS_DIR: reportsWithPages() });
    const url = await started.firstLine;
    assert.equal(url, `http://127.0.0.1:${String(port)}/`);
    assert.deepEqual(await get(url), { status: 200, body: 'the newest page' });
    assert.deepEqual(await get(`${url}runs/r1/playwright/`), { status: 200, body: "Playwright's page" });
    assert.equal((await get(`${url}no-such-page`)).status, 404);
    assert.equal((await get(`${url}..%2f..%2fetc%2fpasswd`)).status, 404);
    assert.equal((await get(url, 'rebound.example.org')).status, 403);
    started.kill('SIGTERM');
    assert.equal((await started.ended).code, 0);
  });

  test('says which port is in use, and exits 2', async () => {
    const { port, free } = await takenPort();
    const { code, stderr } = await cli(['report', '--no-open', '--port', String(port)], {
      REPORTS_DIR: reportsWithPages(),
    }).ended;
    free();
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`Port ${String(port)} on 127\\.0\\.0\\.1 is in use`));
  });

  test("gets Allure's made, also long after its run, and leads to it", async () => {
    const reports = temporaryFolder('reports');
    const record = passingRecord();
    writeReport({ record, reportsDir: reports, runDir: join(reports, 'runs', record.run.id) });

    const started = cli(['report', '--no-open', '--allure'], { REPORTS_DIR: reports });
    const url = await started.firstLine;

    assert.match(url, new RegExp(`/runs/${record.run.id}/allure/index\\.html$`));
    assert.match((await get(url)).body, /Passed: Medscape journeys on local/);
    assert.match(
      (await get(new URL('/', url).href)).body,
      new RegExp(`href="runs/${record.run.id}/allure/index.html"`),
    );
    started.kill('SIGTERM');
    const { code, stderr } = await started.ended;
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^Making Allure's report of the run ${record.run.id}`));
  });

  test('of a run that is not there is said to be missing', async () => {
    for (const run of ['no-such-run', '../runs/r1']) {
      const { code, stderr } = await cli(['report', '--no-open', '--run', run], { REPORTS_DIR: reportsWithPages() })
        .ended;

      assert.equal(code, 2);
      assert.match(stderr, /There is no run .* with a verdict/);
    }
  });

  test('that is not there yet is said to be missing, with what makes one', async () => {
    const { code, stderr } = await cli(['report', '--no-open'], { REPORTS_DIR: temporaryFolder('reports') }).ended;
    assert.equal(code, 2);
    assert.match(stderr, /no report .* "npm start" makes one/);
  });
});
