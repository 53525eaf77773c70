import { MonographPage } from '../../pages/monograph-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'Dosing of metformin switches between adult and pediatric patients',
  journey({
    id: 'dosing-tabs-switch',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site }) => {
    const monograph = new MonographPage(page, site.reference);
    const adult = monograph.dosing('Adult');
    const pediatric = monograph.dosing('Pediatric');
    await monograph.goto('glucophage-metformin-342717');
    await expect(monograph.name).toHaveText('metformin');

    await test.step('adults come first', async () => {
      await expect(adult).toHaveWords(30);
      await expect(adult.getByRole('heading').first()).toBeVisible();
      await expect(pediatric).toBeHidden();
    });

    await test.step('the pediatric tab shows something else', async () => {
      const forAdults = await adult.innerText();
      await monograph.openDosing('Pediatric');

      await expect(pediatric).toHaveWords(10);
      await expect(pediatric).not.toHaveText(forAdults, { useInnerText: true });
      await expect(adult).toBeHidden();
    });

    await test.step('the adult tab comes back', async () => {
      await monograph.openDosing('Adult');

      await expect(adult).toHaveWords(30);
      await expect(pediatric).toBeHidden();
    });
  },
);
