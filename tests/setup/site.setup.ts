import { test } from '../../src/journey/set-up.ts';

// Every surface may hang, be probed and be looked at again: each of these is bounded by itself, and so is their sum.
test.setTimeout(240_000);

test('The site gives pages, and the member can log in', async ({ setUpSite }) => {
  await setUpSite();
});
