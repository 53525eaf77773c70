import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { patienceLeftMs, probe } from '../../../src/journey/probe.ts';
import { createSite } from '../../../src/target/site.ts';
import type { Probe } from '../../../src/evidence/types.ts';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { useBrowser } from '../support/browser.ts';
import { at, makeExchange } from '../verdict/build.ts';

describe('a probe', () => {
  const browser = useBrowser();
  let standin: Standin;
  before(async () => {
    standin = await startStandin({ port: 0, relay: true });
  });
  after(() => standin.stop());

  async function askFor(path: string, ...faults: readonly string[]): Promise<readonly Probe[]> {
    standin.lay(faults);
    const { origins } = standin;
    const setting = {
      browser: browser(),
      contextOptions: {},
      storageState: { cookies: [], origins: [] },
      site: createSite({ origins, assetHosts: [], analyticsHosts: [] }),
      redact: (text: string) => text,
      requestIdHeaders: ['x-request-id'],
    };
    return probe(`${origins.www}${path}`, 'confirm', setting, ({ status, errorText }) => {
      return status !== 200 || errorText !== null;
    });
  }

  test('that gets a whole page asks no further', async () => {
    const answers = await askFor('/cardiology');
    assert.deepEqual(
      answers.map(({ status, errorText }) => [status, errorText]),
      [[200, null]],
    );
  });

  // Each of these begins with a good status, and no page can be read from it.
  for (const [fault, errorText] of [
    ['d06', 'net::ERR_CONTENT_LENGTH_MISMATCH'],
    ['d07', 'net::ERR_INCOMPLETE_CHUNKED_ENCODING'],
    ['d08', 'net::ERR_CONNECTION_RESET'],
    ['undecodable', 'net::ERR_CONTENT_DECODING_FAILED'],
  ] as const)
    test(`is not taken in by the status of ${fault}`, async () => {
      const answers = await askFor('/cardiology', `${fault}@/cardiology`);
      assert.deepEqual(
        answers.map((answer) => [answer.status, answer.errorText, answer.layer]),
        [1, 2, 3].map(() => [200, errorText, 'application']),
      );
    });

  test('that meets one answer that broke off, then a whole one, tells both', async () => {
    const answers = await askFor('/cardiology', 'e01-cut@/cardiology');
    assert.deepEqual(
      answers.map(({ errorText }) => errorText),
      ['net::ERR_CONTENT_LENGTH_MISMATCH', null],
    );
  });
});

test('the failed answer is waited for as long as it asks, never longer than a run has patience', () => {
  const failed = (retryAfter?: string): number => {
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const exchange = makeExchange({ status: 503, startedAt: at(0), timing: { waitMs: 100, totalMs: 120 }, headers });
    return patienceLeftMs(exchange, Date.parse(at(600)));
  };

  assert.deepEqual(
    [undefined, '1', '10', '11', '3600', '0', 'soon'].map((retryAfter) => failed(retryAfter)),
    [0, 500, 9_500, 0, 0, 0, 0],
  );
});
