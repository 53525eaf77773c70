import { MonographPage } from '../../pages/monograph-page.ts';
import { PillIdentifierPage } from '../../pages/pill-identifier-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The pill identifier narrows to a pill and leads to its monograph',
  journey({
    id: 'pill-identifier-narrows',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference', 'www'],
  }),
  async ({ page, site }) => {
    const identifier = new PillIdentifierPage(page, site.reference);
    const monograph = new MonographPage(page, site.reference);
    await identifier.goto();
    const wanted = identifier.pills.first();

    const round = await test.step('a shape leaves the pills of that shape', async () => {
      const answer = await identifier.choose('Shape', 'Round');

      expect(answer.totalCount).toBeGreaterThan(1);
      await expect(identifier.count).toHaveText(counted(answer.totalCount));
      await expect(identifier.pills).toHaveCount(answer.drugs.length);
      await expect(identifier.detail('Shape')).toHaveText(answer.drugs.map(() => 'Round'));

      return answer;
    });

    await test.step('a color leaves fewer, and all of both', async () => {
      const answer = await identifier.choose('Color', 'White');

      expect(answer.totalCount).toBeGreaterThan(0);
      expect(answer.totalCount).toBeLessThan(round.totalCount);
      await expect(identifier.count).toHaveText(counted(answer.totalCount));
      await expect(identifier.pills).toHaveCount(answer.drugs.length);
      await expect(identifier.detail('Shape')).toHaveText(answer.drugs.map(() => 'Round'));
      await expect(identifier.detail('Color')).toHaveText(answer.drugs.map(() => 'White'));
    });

    await test.step('a criterion that is taken back brings the others back', async () => {
      await identifier.remove('White');

      await expect(identifier.count).toHaveText(counted(round.totalCount));
      await expect(identifier.pills).toHaveCount(round.drugs.length);
    });

    const name = await test.step('the imprint of one leaves that one', async () => {
      const imprint = await identifier.detail('Imprint', wanted).innerText();
      const generic = await identifier.detail('Generic', wanted).innerText();
      const answer = await identifier.typeImprint(imprint);

      await expect(identifier.pills).toHaveCount(answer.drugs.length);
      await expect(identifier.detail('Imprint')).toHaveText(answer.drugs.map(() => imprint));
      await expect(identifier.detail('Generic', wanted)).toHaveText(generic);

      return generic;
    });

    await test.step('the pill leads to its monograph', async () => {
      await identifier.open(wanted);

      await expect(monograph.name).toHaveText(name, { ignoreCase: true });
    });
  },
);

/** "7 pills match", whatever the words behind the number. */
function counted(total: number): RegExp {
  return new RegExp(`^\\s*${String(total)}\\s`);
}
