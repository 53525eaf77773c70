import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Page } from '@playwright/test';
import { faults } from '../../../standin/faults/index.ts';
import { run } from '../../../standin/command.ts';
import { startStandin, type Standin, type StandinOptions } from '../../../standin/server.ts';
import { useBrowser } from '../support/browser.ts';
import { ask, login, www } from './core-client.ts';

async function withStandin(
  options: Omit<StandinOptions, 'port'>,
  check: (standin: Standin) => Promise<void>,
): Promise<void> {
  const standin = await startStandin({ port: 0, ...options });
  try {
    await check(standin);
  } finally {
    await standin.stop();
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error);
/** What asking came to: the status, `broken` behind it where the body was cut off, or the error's code. */
const askFor = (standin: Standin, path: string, host = www): Promise<unknown> =>
  ask(standin.port, host, path).then(({ status, broken }) => (broken ? `${String(status)} broken` : status), codeOf);

describe('faults of the wire', () => {
  test('lie within their glob, surface by surface, and leave the rest of the site healthy', () =>
    withStandin({ faults: ['e01-always@login/*', 'e01-garbage@/cardiology'] }, async (standin) => {
      assert.equal(await askFor(standin, '/login/sso/getlogin', login), 'ECONNRESET');
      assert.equal(await askFor(standin, '/cardiology'), 'HPE_INVALID_CONSTANT');
      assert.equal(await askFor(standin, '/oncology'), 200);
      assert.equal(await askFor(standin, '/', '127.0.0.1'), 200, 'who waits for the stand-in still sees that it is up');
    }));

  test('links keep the port at which the visitor came in', () =>
    withStandin({ faults: ['e01-always@/nowhere'] }, async ({ port, origins, url }) => {
      assert.equal(new URL(url).port, String(port));
      assert.equal(new URL(origins.www).port, String(port));
      const { body } = await ask(port, www, '/');
      assert.ok(body.includes(`http://login.medscape.localhost:${String(port)}/login/sso/getlogin`));
      const ports = [...body.matchAll(/medscape\.localhost:(\d+)/g)].map(([, found]) => found);
      assert.deepEqual([...new Set(ports)], [String(port)]);
    }));

  test('stand before those of the application, and beside them', () =>
    withStandin({ faults: ['d01@/cardiology', 'e01-cut@/cardiology'] }, async (standin) => {
      const first = await ask(standin.port, www, '/cardiology');
      assert.deepEqual([first.status, first.broken], [500, true], 'the error page itself is cut off');
      assert.equal(await askFor(standin, '/cardiology'), 500);
    }));

  test('a moment of resets or empty answers is over before the next attempt', async () => {
    for (const [id, code] of [
      ['e01-rst', 'ECONNRESET'],
      ['e01-fin', 'ECONNRESET'], // Node's word for a connection that ends without an answer
    ] as const) {
      let now = 1_000_000;
      await withStandin({ faults: [`${id}@/cardiology`], now: () => now }, async (standin) => {
        assert.equal(await askFor(standin, '/oncology'), 200);
        assert.equal(await askFor(standin, '/cardiology'), code, id);
        now += 500;
        assert.equal(await askFor(standin, '/cardiology'), code, 'what a browser sends again by itself is lost too');
        now += 500;
        assert.equal(await askFor(standin, '/cardiology'), 200);
      });
    }
  });

  test('d06, e01-cut: the status is good, and the body has no end', async () => {
    for (const id of ['d06', 'e01-cut'])
      await withStandin({ faults: [`${id}@/cardiology`] }, async (standin) => {
        assert.equal(await askFor(standin, '/cardiology'), '200 broken', id);
        assert.equal(await askFor(standin, '/cardiology'), id === 'e01-cut' ? 200 : '200 broken', id);
      });
  });

  test('can be laid later where a relay was asked for, and are refused where none is', async () => {
    await withStandin({ relay: true }, async (standin) => {
      assert.equal(await askFor(standin, '/cardiology'), 200);
      standin.lay(['e01-always@/cardiology']);
      assert.equal(await askFor(standin, '/cardiology'), 'ECONNRESET');
      standin.lay([]);
      assert.equal(await askFor(standin, '/cardiology'), 200);
    });
    await withStandin({ faults: ['d01@/cardiology'] }, async (standin) => {
      assert.throws(() => standin.lay(['e02']), /RangeError.*"e02" is one of the wire/s);
      assert.equal(await askFor(standin, '/cardiology'), 500, 'nothing has changed');
    });
  });

  test('tells which of all that were laid nobody has met', () =>
    withStandin({ faults: ['e02@/cardiology', 'd16@/oncology'], relay: true }, async (standin) => {
      assert.deepEqual(standin.unmet(), ['e02@/cardiology', 'd16@/oncology']);
      await askFor(standin, '/oncology');
      // a fresh connection is none that e02 breaks
      assert.equal(await askFor(standin, '/cardiology'), 200);
      standin.lay(['e01-cut']);
      await askFor(standin, '/cardiology');
      assert.deepEqual(standin.unmet(), ['e02@/cardiology']);
    }));

  test('whom a fault lets off has not met it', () =>
    withStandin({ faults: ['d02@/cardiology', 'article-about-500@www/oncology', 'frame-500@/'] }, async (standin) => {
      const laid = standin.unmet();
      for (const path of ['/cardiology', '/oncology', '/']) assert.equal(await askFor(standin, path), 200);
      assert.deepEqual(
        standin.unmet(),
        laid,
        'the first of five, a page without the title, a frame that nobody asks for',
      );
      assert.equal(await askFor(standin, '/?made-by=frame-500'), 500);
      assert.deepEqual(standin.unmet(), laid.slice(0, 2));
    }));

  test('a port in use is said, with exit code 2, and leaves nothing listening', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo; // it listens on TCP
    const said: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array) => said.push(String(text)) > 0;
    const code = await run(['--port', String(port), '--fault', 'e01-rst']).finally(
      () => (process.stderr.write = write),
    );
    other.close();
    assert.equal(code, 2);
    assert.equal(
      said.join(''),
      `standin: port ${String(port)} is in use; stop what listens there, or choose another with --port\n`,
    );
  });
});

/** What Chromium makes of the faults: the suite's rules rest on these codes. */
describe('in a real browser', () => {
  const browser = useBrowser();
  let standin: Standin;
  const asked: string[] = [];
  before(async () => {
    standin = await startStandin({
      port: 0,
      relay: true,
      log: (line) => asked.push(/"(\S+ \S+) HTTP/.exec(line)?.[1] ?? line),
    });
  });
  after(() => standin.stop());

  async function open(laid: string, look: (page: Page) => Promise<void>): Promise<void> {
    standin.lay([laid]);
    asked.length = 0;
    const context = await browser().newContext();
    try {
      await look(await context.newPage());
    } finally {
      await context.close();
    }
  }

  const codes: readonly [fault: string, status: number | null, code: string][] = [
    ['e01-rst', null, 'net::ERR_CONNECTION_RESET'],
    ['e01-fin', null, 'net::ERR_EMPTY_RESPONSE'],
    ['e01-always', null, 'net::ERR_CONNECTION_RESET'],
    ['e01-garbage', null, 'net::ERR_INVALID_HTTP_RESPONSE'],
    ['d06', 200, 'net::ERR_CONTENT_LENGTH_MISMATCH'],
    ['d07', 200, 'net::ERR_INCOMPLETE_CHUNKED_ENCODING'],
    ['d08', 200, 'net::ERR_CONNECTION_RESET'],
    ['e01-cut', 200, 'net::ERR_CONTENT_LENGTH_MISMATCH'],
    ['undecodable', 200, 'net::ERR_CONTENT_DECODING_FAILED'],
  ];
  for (const [fault, status, code] of codes) {
    test(`${fault} is told as ${code}${status === null ? ', without a status' : ` behind a ${String(status)}`}`, () =>
      open(`${fault}@/cardiology`, async (page) => {
        const failed = page.waitForEvent('requestfailed');
        // A document that breaks off leaves the navigation waiting for its load event.
        page.goto(`${standin.origins.www}/cardiology`).catch(() => {});
        const request = await failed;
        assert.equal(new URL(request.url()).pathname, '/cardiology');
        assert.equal(request.failure()?.errorText, code);
        assert.equal(request.existingResponse()?.status() ?? null, status);
      }));
  }

  test('e02 is not told at all: what is reset on a used connection is sent again, POST included', () =>
    open('e02@www/*', async (page) => {
      const failures: string[] = [];
      page.on('requestfailed', (request) => failures.push(request.url()));
      await page.goto(`${standin.origins.www}/robots.txt`);
      const again = await page.evaluate(async () => {
        const got = await fetch('/robots.txt?again');
        const sent = await fetch('/robots.txt', { method: 'POST', body: 'order=1' });
        return [got.status, sent.status];
      });
      // The application has no POST there: its 404 shows that the resent one has reached it.
      assert.deepEqual(again, [200, 404]);
      assert.deepEqual(failures, []);
      assert.deepEqual(asked.slice(0, 3), ['GET /robots.txt', 'GET /robots.txt?again', 'POST /robots.txt']);
    }));
});

test('every fault of the wire stands in the help of the stand-in', () => {
  const wire = [...faults.values()].filter((fault) => 'wire' in fault).map(({ id }) => id);
  assert.deepEqual(wire.toSorted(), [
    'd08',
    'e01-always',
    'e01-cut',
    'e01-fin',
    'e01-garbage',
    'e01-rst',
    'e02',
    'e06-drop',
  ]);
});
