import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawIllustration, motifs } from '../../../standin/art.ts';
import { ask, img, useStandin } from './core-client.ts';

describe('the asset host', () => {
  const standin = useStandin();
  const get = (path: string, headers: Record<string, string> = {}) => ask(standin().port, img, path, { headers });

  for (const [path, type] of [
    ['/css/medscape.css', 'text/css; charset=utf-8'],
    ['/js/medscape.js', 'text/javascript; charset=utf-8'],
    ['/images/logo.svg', 'image/svg+xml'],
    ['/art/pulse/anything.svg', 'image/svg+xml'],
  ] as const) {
    test(`${path} has its type and a length`, async () => {
      const asset = await get(path);
      assert.equal(asset.status, 200);
      assert.equal(asset.headers['content-type'], type);
      assert.equal(asset.headers['content-length'], String(Buffer.byteLength(asset.body)));
    });
  }

  test('a copy that is still good is not sent again', async () => {
    const first = await get('/css/medscape.css');
    const again = await get('/css/medscape.css', { 'If-None-Match': String(first.headers.etag) });
    assert.deepEqual([again.status, again.body], [304, '']);
    const other = await get('/css/medscape.css', { 'If-None-Match': '"another"' });
    assert.equal(other.status, 200);
  });

  for (const path of [
    '/nothing.css',
    '/',
    '/../main.ts',
    '/%2e%2e/main.ts',
    '/art/unicorn/1.svg',
    '/art/pulse/<x>.svg',
  ]) {
    test(`${path} is not there`, async () => assert.equal((await get(path)).status, 404));
  }
});

describe('illustrations', () => {
  for (const motif of motifs) {
    test(`${motif}: the same seed draws the same picture, another seed another`, () => {
      const picture = drawIllustration(motif, 'a');
      assert.equal(drawIllustration(motif, 'a'), picture);
      assert.notEqual(drawIllustration(motif, 'b'), picture);
      assert.doesNotMatch(picture, /NaN|undefined/);
    });
  }
});
