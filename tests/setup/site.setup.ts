import { test } from '../../src/journey/set-up.ts';

test('The site gives pages, and the member can log in', async ({ setUpSite }) => {
  await setUpSite();
});
