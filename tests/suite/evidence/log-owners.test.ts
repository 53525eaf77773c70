import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../src/apache/types.ts';
import { requestsOf } from '../../../src/evidence/log-owners.ts';
import { start } from '../verdict/build.ts';
import { makeAccess, makeError } from './log-build.ts';

/** Codes by the id of the request that they are about. */
const codes = (lines: readonly LogLine[], own = true): [id: string | null | undefined, codes: (string | null)[]][] =>
  requestsOf(lines, own).requests.map(({ access, errors }) => [access[0]?.id, errors.map(({ line }) => line.code)]);

// As httpd 2.4.71 logged three requests of one HTTP/2 connection at a time to a back end that was not there.
for (const protocol of ['HTTP/2.0', 'HTTP/2'])
  test(`over ${protocol} the thread of an access line says nothing of who answered`, () => {
    const raw = (id: string): string => `id=${id}\trequest=GET /drug/samplazole-1 ${protocol}\tfirst=503`;
    const lines = [
      { ...makeAccess({ id: 'id-1', tid: '7001' }), raw: raw('id-1') },
      { ...makeAccess({ id: 'id-2', tid: '7002' }), raw: raw('id-2') },
      makeError({ id: null, tid: '7002', code: 'AH00957', at: start + 120 }),
      makeError({ id: 'id-1', tid: '7002', code: 'AH01114', at: start + 121 }),
    ];

    assert.deepEqual(codes(lines), [
      ['id-1', ['AH01114', 'AH00957']],
      ['id-2', []],
    ]);
  });

test('over HTTP/1.1 it does', () => {
  const lines = [makeAccess({ tid: '7001' }), makeError({ id: null, tid: '7001', code: 'AH00957' })];

  assert.deepEqual(codes(lines), [['id-1', ['AH00957']]]);
});

test('a request of unknown length vouches for its thread where no stranger can have had it since', () => {
  const lines = [
    makeAccess({ durationUs: null }),
    makeError({ id: null, module: 'authz_core', code: 'AH01630', at: start + 20_000 }),
  ];

  assert.deepEqual(codes(lines), [['id-1', ['AH01630']]]);
  assert.deepEqual(codes(lines, false), [['id-1', []]]);
});
