import { MonographPage } from '../../pages/monograph-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'A drug that does not exist is said to be not found, and one that exists opens after it',
  journey({
    id: 'missing-drug-says-so',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site, expectAnswer }) => {
    const monograph = new MonographPage(page, site.reference);
    expectAnswer({ status: 404, surface: 'reference', path: '/drug/no-such-*' });

    await test.step('the missing one says so', async () => {
      await monograph.gotoMissing('no-such-drug-000000');

      await expect(page).toHaveTitle(/page not found/i);
      await expect(monograph.notFound).toHaveWords(5);
      await expect(monograph.name).toHaveCount(0);
    });

    await test.step('another one opens', async () => {
      await monograph.goto('bayer-vazalore-aspirin-343279');

      await expect(page).not.toHaveTitle(/page not found/i);
      await expect(monograph.name).toHaveText('aspirin');
      await expect(monograph.notFound).toHaveCount(0);
    });
  },
);
