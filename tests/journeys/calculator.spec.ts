import { CalculatorIndexPage } from '../../pages/calculator-index-page.ts';
import { CalculatorPage } from '../../pages/calculator-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The body mass index of 70 kg and 1.75 m computes to 22.9',
  journey({
    id: 'calculator-computes-bmi',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site }) => {
    const index = new CalculatorIndexPage(page, site.reference);
    const calculator = new CalculatorPage(page, site.reference);

    await test.step('it opens from the index', async () => {
      await index.goto();
      const opened = await index.open(/body mass index/i);

      await expect(calculator.heading).toHaveText(opened.name);
      await calculator.ready();
    });

    await test.step('it computes', async () => {
      await calculator.answer(/weight/i, '70');
      await calculator.answer(/height/i, '1.75');
      await calculator.viewResults();

      await expect(calculator.result).toContainText(/(?<![\d.])22\.9(?!\d)/);
    });

    await test.step('it computes anew for another weight', async () => {
      await calculator.changeAnswers();
      await calculator.answer(/weight/i, '80');
      await calculator.viewResults();

      await expect(calculator.result).toContainText(/(?<![\d.])26\.1(?!\d)/);
      await expect(calculator.result).not.toContainText('22.9');
    });
  },
);

test(
  'The Mifflin-St Jeor equation computes 1599 kcal for a man of 40 years, 70 kg and 175 cm',
  journey({
    id: 'calculator-computes-energy',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference'],
  }),
  async ({ page, site }) => {
    const calculator = new CalculatorPage(page, site.reference);

    await calculator.goto('846/mifflin-st-jeor-equation');
    await expect(calculator.heading).toContainText('Mifflin-St Jeor');
    await calculator.choose(/sex/i, 'Male');
    await calculator.answer(/weight/i, '70');
    await calculator.answer(/height/i, '175');
    await calculator.answer(/age/i, '40');
    await calculator.viewResults();

    await expect(calculator.result).toContainText(/(?<![\d.,])1,?599(?!\d)/);
  },
);
