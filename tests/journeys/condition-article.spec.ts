import { ConditionArticlePage } from '../../pages/condition-article-page.ts';
import { ConditionSpecialtyPage } from '../../pages/condition-specialty-page.ts';
import { ConditionsHomePage } from '../../pages/conditions-home-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

const details = { owner: 'drugs-and-diseases', as: 'anonymous', does: 'read', surfaces: ['emedicine'] } as const;

/** A section with something in it: a heading and a paragraph's worth of words. */
const prose = /\S[\s\S]{80,}/;

test(
  'Condition article opens from its specialty, and Workup and Treatment have pages of their own',
  journey({ ...details, id: 'condition-article', smoke: true }),
  async ({ page, site }) => {
    const home = new ConditionsHomePage(page, site.emedicine);
    const specialty = new ConditionSpecialtyPage(page, site.emedicine);
    const article = new ConditionArticlePage(page, site.emedicine);

    await test.step('find the topic in its specialty', async () => {
      await home.goto();
      await home.openSpecialty('Cardiology');

      await expect(specialty.heading).toHaveText(/cardiology/i);

      await specialty.expandAll();

      await expect(specialty.topic('Atrial Fibrillation')).toBeVisible();
    });

    await test.step('open its overview', async () => {
      await specialty.openTopic('Atrial Fibrillation');

      await expect(page).toHaveURL(/\/article\/\d+-overview/);
      await expect(page, 'the page is that of the topic').toHaveTitle(/^Atrial Fibrillation/);
      await expect(article.heading, 'the article is the one that was clicked').toHaveText('Atrial Fibrillation');
      await expect(article.updated, 'the article has a date').toHaveText(/Updated: [A-Z][a-z]{2} \d{2}, 20\d{2}/);
      await expect(article.parts.first(), 'the overview says something').toHaveText(prose);
    });
    const id = /\/article\/(\d+)-/.exec(page.url())?.[1] ?? 'none';
    const seen = [await article.parts.first().innerText()];

    for (const section of ['workup', 'treatment'] as const) {
      await test.step(`go on to the ${section}`, async () => {
        await article.openSection(section);

        await expect(page).toHaveURL((url) => url.pathname === `/article/${id}-${section}`);
        await expect(article.heading, 'the heading names topic and section').toHaveText(
          new RegExp(`^\\s*Atrial Fibrillation\\b.*${section}`, 'i'),
        );
        await expect(article.parts.first(), `the ${section} says something`).toHaveText(prose);
        const text = await article.parts.first().innerText();
        expect(seen, 'the section says something that the sections before did not').not.toContain(text);
        seen.push(text);
      });
    }
  },
);

test(
  'Show All shows every part of a section of a condition article',
  journey({ ...details, id: 'condition-show-all' }),
  async ({ page, site }) => {
    const specialty = new ConditionSpecialtyPage(page, site.emedicine);
    const article = new ConditionArticlePage(page, site.emedicine);
    await specialty.goto('pulmonology');
    await specialty.expandAll();
    await specialty.openTopic('Asthma');
    const before = await article.parts.count();
    const firstHeading = await article.partHeadings.first().innerText();

    await article.showAll();

    await expect(page).toHaveURL(/#showall$/);
    await expect.poll(() => article.parts.count(), 'more parts are shown than before').toBeGreaterThan(before);
    await expect(article.partHeadings.first()).toHaveText(firstHeading);
    const headings = await article.partHeadings.allInnerTexts();
    expect(new Set(headings).size, 'each part has a heading of its own').toBe(headings.length);
    await expect(article.parts, 'every part says something').toHaveText(headings.map(() => prose));
  },
);

test(
  'References of a condition article open over it and close again',
  journey({ ...details, id: 'condition-references' }),
  async ({ page, site }) => {
    const specialty = new ConditionSpecialtyPage(page, site.emedicine);
    const article = new ConditionArticlePage(page, site.emedicine);
    await specialty.goto('nephrology');
    await specialty.expandAll();
    await specialty.openTopic('Chronic Kidney Disease');
    await expect(article.references).toBeHidden();

    await article.openReferences();

    await expect(article.referenceItems, 'there are references').not.toHaveCount(0);
    await expect(
      article.referenceItems.filter({ hasNotText: /\b(19|20)\d{2}\b/ }),
      'every reference has a year',
    ).toHaveCount(0);

    await article.closeReferences();

    await expect(article.references).toBeHidden();
    await expect(article.heading).toHaveText('Chronic Kidney Disease');
    await article.openSection('workup');
    await expect(article.heading).toContainText('Chronic Kidney Disease');
  },
);
