import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccessLine } from '../../../src/apache/types.ts';
import { servedBy } from '../../../src/evidence/log-layer.ts';
import type { Layer } from '../../../src/evidence/types.ts';
import { makeExchange } from '../verdict/build.ts';

const lineOf = (handler: string | null, finalStatus = 200): AccessLine => ({
  kind: 'access',
  at: 0,
  id: 'id-1',
  pid: 1,
  tid: '2',
  vhost: 'www.example.test',
  method: 'GET',
  target: '/',
  firstStatus: 200,
  finalStatus,
  bytes: 0,
  durationUs: 0,
  connection: 'kept',
  handler,
  worker: null,
  agent: null,
  raw: '',
});

describe('who gave a good answer, as the log knows it', () => {
  const cases: readonly (readonly [string, AccessLine, Layer, Layer | null])[] = [
    ['a file', lineOf(null), 'unknown', 'httpd'],
    ['a list of files', lineOf('httpd/unix-directory'), 'unknown', 'httpd'],
    ['a back end', lineOf('proxy-server'), 'unknown', 'application'],
    ['a program', lineOf('cgi-script'), 'unknown', 'application'],
    ['a back end of PHP', lineOf('proxy:unix:/run/php.sock|fcgi://localhost'), 'unknown', 'application'],
    ['what the answer itself tells stands', lineOf(null), 'application', null],
    ['another answer than the browser got', lineOf(null, 304), 'unknown', null],
  ];
  for (const [name, line, layer, expected] of cases)
    test(`${name}: ${String(expected)}`, () => {
      const seen = makeExchange({ status: 200, layer });
      assert.equal(servedBy({ access: [line], errors: [] }, seen), expected);
    });
});
