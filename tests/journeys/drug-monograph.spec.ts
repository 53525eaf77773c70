import { DrugIndexPage } from '../../pages/drug-index-page.ts';
import { MonographPage } from '../../pages/monograph-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The monograph of warfarin opens from its class and shows every section, its boxed warning included',
  journey({
    id: 'monograph-shows-sections',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
    smoke: true,
  }),
  async ({ page, site }) => {
    const index = new DrugIndexPage(page, site.reference);
    const monograph = new MonographPage(page, site.reference);

    const opened = await test.step('from the index to a class to the drug', async () => {
      await index.goto();
      await expect(index.heading).toHaveText('Drugs, OTCs & Herbals');
      await expect(index.classes.nth(9)).toBeVisible();

      const drugClass = await index.openClass(/^anticoagulants/i);
      await expect(index.heading).toContainText(drugClass.name);

      return index.openDrug('warfarin');
    });

    await test.step('it is the drug that was asked for', async () => {
      await expect(page).toHaveURL(/\/drug\/[a-z0-9-]*warfarin-\d{6}$/);
      await expect(page).toHaveTitle(/warfarin/i);
      await expect(monograph.name).toHaveText(opened.name, { ignoreCase: true });
      await expect(monograph.suffix).toHaveText('(Rx)');
      await expect(monograph.brands).toContainText('Coumadin');
      await expect(monograph.classLink).toContainText(/anticoagulants/i);
    });

    for (const { section, heading } of [
      { section: 'interactions', heading: /interactions/i },
      { section: 'adverseEffects', heading: /adverse effects/i },
      { section: 'warnings', heading: /warnings/i },
      { section: 'pregnancy', heading: /pregnancy/i },
      { section: 'pharmacology', heading: /pharmacology/i },
    ] as const) {
      await test.step(`section ${section} has a heading and content`, async () => {
        await monograph.open(section);

        await expect(monograph.heading(section)).toHaveText(heading);
        await expect(monograph.content(section)).toBeVisible();
        await expect(monograph.content(section)).toHaveWords(25);
      });
    }

    await test.step('the boxed warning is about this drug', async () => {
      await monograph.open('warnings');

      await expect(monograph.blackBox).toBeVisible();
      await expect(monograph.blackBox).toContainText(/warfarin/i);
      await expect(monograph.blackBox).toHaveWords(15);
    });
  },
);

test(
  'A monograph opens at the section that its address names',
  journey({
    id: 'monograph-opens-at-section',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site }) => {
    const monograph = new MonographPage(page, site.reference);

    await monograph.goto('bayer-vazalore-aspirin-343279#4');

    await expect(monograph.name).toHaveText('aspirin');
    await expect(monograph.heading('adverseEffects')).toBeInViewport();
    await expect(monograph.heading('adverseEffects')).toHaveText(/adverse effects/i);
    await expect(monograph.content('adverseEffects')).toHaveWords(25);
  },
);
