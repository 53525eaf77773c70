import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleAndHeading } from '../../../src/evidence/html.ts';

test('title and first heading are read as a reader sees them', () => {
  const page =
    '<html><head><TITLE lang=en>\n Warfarin &amp; &#8217;others&rsquo; </TITLE></head><h1 class="x"><span>Warfarin</span> <em>(Rx)</em></h1><h1>two</h1>';

  assert.deepEqual(titleAndHeading(page), { title: 'Warfarin & ’others&rsquo;', heading: 'Warfarin (Rx)' });
});

test('what stands in a comment, a script or a picture is no title', () => {
  const page =
    '<!-- <title>old</title> --><script>"<title>js</title><h1>js</h1>"</script><svg><title>icon</title></svg><title>Real</title>';

  assert.deepEqual(titleAndHeading(page), { title: 'Real', heading: null });
});

test('a page without either has neither, and a long one is cut', () => {
  assert.deepEqual(titleAndHeading('plain text'), { title: null, heading: null });
  assert.equal(titleAndHeading(`<title>${'x'.repeat(500)}</title>`).title?.length, 200);
});
