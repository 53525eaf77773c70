import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Failure } from '../../../src/evidence/types.ts';
import { endedByUs, failuresOf } from '../../../src/journey/failure.ts';

describe('what ended an attempt, by Playwright’s own words', () => {
  const cases: readonly [message: string, kind: Failure['kind']][] = [
    ['Error: expect(locator).toBeVisible() failed\n\nTimeout: 5000ms', 'expectation'],
    ['expect(received).toBe(expected)', 'expectation'],
    ['TimeoutError: locator.waitFor: Timeout 8000ms exceeded.\nCall log:', 'expectation'],
    ['Error: locator.waitFor: Target crashed', 'action'],
    ['TimeoutError: locator.click: Timeout 8000ms exceeded.', 'action'],
    ['TimeoutError: page.waitForURL: Timeout 15000ms exceeded.', 'action'],
    ['Error: page.goto: net::ERR_CONNECTION_REFUSED at http://www.medscape.localhost/', 'action'],
    ['Test timeout of 30000ms exceeded.', 'timeout'],
    [`Test aborted: ${endedByUs}GET / on www answered 500`, 'aborted'],
    ['TypeError: Cannot read properties of undefined', 'code'],
  ];
  for (const [message, kind] of cases)
    test(`${kind}: ${message.split('\n')[0] ?? ''}`, () => {
      assert.deepEqual(
        failuresOf([{ message }], (text) => text).map((failure) => failure.kind),
        [kind],
      );
    });
});
