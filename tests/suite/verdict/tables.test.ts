import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { causeRules } from '../../../src/verdict/cause-rules.ts';
import { codeRules, readCode } from '../../../src/verdict/error-codes.ts';
import { verdictRules } from '../../../src/verdict/judge.ts';
import { retryRules } from '../../../src/verdict/retry.ts';
import { causeTable, printTables, verdictTable } from '../../../src/verdict/tables.ts';
import { causes, exitCodes } from '../../../src/verdict/types.ts';

describe('the tables as they are printed', () => {
  test('every cause has a row, in the order in which it is asked for', () => {
    assert.deepEqual(
      causeTable.map(({ cause }) => cause),
      causes,
    );
  });

  test('every verdict has a row with its exit code, and the last word is passed', () => {
    assert.equal(verdictTable.length, Object.keys(exitCodes).length);
    for (const { verdict, exit } of verdictTable) assert.equal(exit, exitCodes[verdict]);
    assert.equal(verdictTable.at(-1)?.verdict, 'passed');
  });

  test('what a rule says stands in them, word for word', () => {
    const printed = printTables();

    for (const { evidence } of causeRules) assert.ok(printed.includes(evidence), evidence);
    for (const { when } of verdictRules) assert.ok(printed.includes(when), when);
  });

  test('they are Markdown: every row has as many cells as its head', () => {
    const [first = '', second = ''] = printTables().split('\n\n');
    const cells = (table: string): number[] =>
      table
        .trim()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);

    assert.deepEqual(new Set(cells(first)), new Set([4]));
    assert.deepEqual(new Set(cells(second)), new Set([5]));
  });

  test('a row of design reads as it does there', () => {
    assert.ok(
      printTables().includes('| `blocked` | a challenge; a 429; an unexpected 401 or 403 spoken by the `edge` |'),
    );
    assert.ok(
      printTables().includes(
        '| `unreachable` | no attempt passed, and the deciding one failed with `network` or `slow` | 4 |',
      ),
    );
  });
});

describe('every rule', () => {
  test('has a name of its own and says why it is there', () => {
    for (const rules of [causeRules, verdictRules, retryRules]) {
      assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
      for (const { name, why } of rules) assert.ok(why.length > 10 && !why.includes('\n'), name);
    }
  });
});

describe('the error codes of the browser', () => {
  const meanings: readonly (readonly [code: string | null, meaning: string | undefined])[] = [
    [null, undefined],
    ['', undefined],
    ['something else', undefined],
    ['net::ERR_ABORTED', 'abandoned'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'ours'],
    ['net::ERR_BLOCKED_BY_CLIENT.Inspector', 'ours'],
    ['net::ERR_INTERNET_DISCONNECTED', 'ours'],
    ['net::ERR_NETWORK_CHANGED', 'ours'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'ours'],
    ['net::ERR_TUNNEL_CONNECTION_FAILED', 'no-answer'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'redirect-loop'],
    ['net::ERR_CERT_DATE_INVALID', 'certificate'],
    ['net::ERR_CERT_WEAK_SIGNATURE_ALGORITHM', 'certificate'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'no-answer'],
    ['net::ERR_CONTENT_DECODING_FAILED', 'unreadable'],
    ['net::ERR_CONTENT_LENGTH_MISMATCH', 'cut'],
    ['net::ERR_CONNECTION_RESET', 'cut'],
    ['net::ERR_CONNECTION_REFUSED', 'no-answer'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'no-answer'],
    ['net::ERR_BLOCKED_BY_RESPONSE', 'refused-by-policy'],
    ['net::ERR_BLOCKED_BY_ORB', 'refused-by-policy'],
    ['net::ERR_FAILED', 'refused-by-policy'],
    ['csp', 'refused-by-policy'],
    ['mixed-content', 'refused-by-policy'],
    ['net::ERR_WHATEVER', 'no-answer'],
  ];
  for (const [code, meaning] of meanings) {
    test(`${String(code)}: ${meaning ?? 'nothing'}`, () => {
      assert.equal(readCode(code)?.meaning, meaning);
    });
  }

  test('each has its words', () => {
    for (const { words } of codeRules) assert.ok(words.length > 5);
  });
});
