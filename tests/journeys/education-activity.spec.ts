import { ActivityPage } from '../../pages/activity-page.ts';
import { EducationPage } from '../../pages/education-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'A member reads an education activity page by page and is led to its test',
  journey({
    id: 'education-activity-reads',
    owner: 'education',
    as: 'member',
    does: 'read',
    surfaces: ['education', 'login'],
  }),
  async ({ page, site }) => {
    const education = new EducationPage(page, site.education);
    const activity = new ActivityPage(page, site.education);
    await education.goto();
    await expect(education.activities.nth(2)).toBeVisible();
    const opened = await education.open(0);

    await test.step('its entry names it', async () => {
      await expect(activity.title).toHaveText(opened.title);
    });

    await test.step('its first page opens for the member, whose login was on another domain', async () => {
      await activity.start();
      await expect(page).toHaveURL((url) => url.href.startsWith(opened.url) && url.searchParams.get('page') === '1');
      await expect(education.header.logInLink).toBeHidden();
      await expect(activity.title).toHaveText(opened.title);
      await expect(activity.body).toHaveWords(80);
    });

    await test.step('its second page reads on', async () => {
      const first = await activity.section.innerText();
      await activity.turnTo(2);
      await expect(activity.title).toHaveText(opened.title);
      await expect(activity.section).not.toHaveText(first, { useInnerText: true });
      await expect(activity.body).toHaveWords(50);
      await expect(activity.earnLink).toHaveAttribute('href', /\/qna\/processor\/\d+/);
    });
  },
);
