import { SlideshowListPage } from '../../pages/slideshow-list-page.ts';
import { SlideshowPage } from '../../pages/slideshow-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'A slideshow plays from its first slide to its last',
  journey({
    id: 'slideshow-plays',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site }) => {
    const list = new SlideshowListPage(page, site.reference);
    const show = new SlideshowPage(page);
    await list.goto();
    const opened = await list.open(0);

    const total = await test.step('it opens at its first slide', async () => {
      await expect(page).toHaveURL(/\/slideshow\/[a-z0-9-]+-\d{7}/);
      await expect(show.title).toHaveText(opened.title);
      await expect(show.current).toHaveText('1');
      await expect(show.forward).toHaveAttribute('aria-disabled', 'false');
      await expect.poll(() => show.pictureWidth(), { message: 'the first picture came' }).toBeGreaterThan(0);

      return show.total();
    });

    expect(total).toBeGreaterThan(2);

    const seen = new Set([await show.copy.innerText()]);
    for (let slide = 2; slide <= total; slide += 1) {
      await test.step(`slide ${slide} of ${total}`, async () => {
        await show.forwardTo(slide);

        await expect(show.copy).toHaveWords(5);
        await expect(show.credit).toHaveText(/\S/);
        await expect.poll(() => show.pictureWidth(), { message: 'the picture came' }).toBeGreaterThan(0);
        seen.add(await show.copy.innerText());
      });
    }

    await test.step('it ends there, and no slide was shown twice', async () => {
      await expect(show.forward).toHaveAttribute('aria-disabled', 'true');
      await expect(show.title).toHaveText(opened.title);
      expect(seen.size).toBe(total);
    });
  },
);
