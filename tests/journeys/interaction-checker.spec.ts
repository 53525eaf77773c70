import {
  InteractionCheckerPage,
  severities,
  type InteractionAnswer,
  type SeverityName,
} from '../../pages/interaction-checker-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

test(
  'The interaction checker shows every interaction of two drugs, and of four, under its severity',
  journey({
    id: 'interaction-checker-finds',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference', 'www'],
    smoke: true,
    budgetMs: 30_000, // four names, typed key by key
  }),
  async ({ page, site }) => {
    const checker = new InteractionCheckerPage(page, site.reference);
    await checker.goto();

    await test.step('two drugs', async () => {
      await checker.add('warfarin');
      const answer = await checker.answerTo(() => checker.add('aspirin'));

      expect(drugsIn(answer)).toEqual(new Set(['warfarin', 'aspirin']));
      await expectShown(checker, answer);
    });

    await test.step('four drugs', async () => {
      await checker.answerTo(() => checker.add('simvastatin'));
      const answer = await checker.answerTo(() => checker.add('clarithromycin'));

      await expect(checker.chosen).toHaveCount(4);
      expect(drugsIn(answer)).toEqual(new Set(['warfarin', 'aspirin', 'simvastatin', 'clarithromycin']));
      await expectShown(checker, answer);
      // The answer alone could leave the worst group empty; this pair belongs there.
      await expect(checker.pairs('Contraindicated').filter({ hasText: 'simvastatin' })).toContainText([
        'clarithromycin',
      ]);
    });
  },
);

test(
  'The interaction checker copes with an unknown drug, a removal and "Clear All"',
  journey({
    id: 'interaction-checker-copes',
    owner: 'reference',
    as: 'anonymous',
    does: 'read',
    surfaces: ['reference', 'www'],
    budgetMs: 30_000, // as above
  }),
  async ({ page, site }) => {
    const checker = new InteractionCheckerPage(page, site.reference);
    await checker.goto();

    await test.step('an unknown drug is met with a message', async () => {
      await checker.type('zzqxyzine');

      await expect(checker.noSuggestion).toBeVisible();
      await expect(checker.suggestions).toHaveCount(0);
      await expect(checker.chosen).toHaveCount(0);
    });

    await test.step('a removal takes the interactions of that drug away', async () => {
      await checker.add('warfarin');
      await checker.answerTo(() => checker.add('aspirin'));
      await checker.answerTo(() => checker.add('ibuprofen'));
      const answer = await checker.answerTo(() => checker.remove('aspirin'));

      await expect(checker.chosen).toContainText(['warfarin', 'ibuprofen']);
      expect(drugsIn(answer)).not.toContain('aspirin');
      await expectShown(checker, answer);
    });

    await test.step('"Clear All" leaves nothing', async () => {
      await checker.clearAll();

      await expect(checker.chosen).toHaveCount(0);
      await expect(checker.count).toBeHidden();
      await expect(checker.interactions.filter({ visible: true })).toHaveCount(0);
    });
  },
);

function drugsIn({ multiInteractions }: InteractionAnswer): Set<string> {
  return new Set(multiInteractions.flatMap(({ subject, object }) => [subject, object]));
}

/** The page shows exactly what it was told: the total, and under each severity its pairs in the order of the answer. */
async function expectShown(checker: InteractionCheckerPage, { multiInteractions }: InteractionAnswer): Promise<void> {
  await expect(checker.count).toContainText(new RegExp(`^\\s*${String(multiInteractions.length)}\\b`));
  await expect(checker.interactions).toHaveCount(multiInteractions.length);
  for (const severity of severities) {
    const told = multiInteractions.filter((each) => each.severity.startsWith(severity));
    await expect(checker.pairs(severity)).toHaveText(told.map(pairPattern));
  }
  const known = (severity: string): boolean => severities.some((name: SeverityName) => severity.startsWith(name));
  expect(multiInteractions.filter(({ severity }) => !known(severity))).toEqual([]);
}

/** "A + B"; which of the two comes first is not known of the real page. */
function pairPattern({ subject, object }: { readonly subject: string; readonly object: string }): RegExp {
  return new RegExp(`^\\s*(${subject} \\+ ${object}|${object} \\+ ${subject})\\s*$`, 'i');
}
