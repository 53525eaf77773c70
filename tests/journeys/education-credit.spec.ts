import { ActivityPage } from '../../pages/activity-page.ts';
import { ActivityTestPage } from '../../pages/activity-test-page.ts';
import { CertificatePage } from '../../pages/certificate-page.ts';
import { TranscriptPage } from '../../pages/transcript-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

/** An activity that is kept for this journey, with the answers to its test: one wrong answer is allowed at 70 %, two are not. */
const activity = {
  key: 'handovers-that-hold-structured-shift-change-2026a1000h01',
  title: 'Handovers That Hold: Structuring the Shift Change',
  right: [
    'A gap in an order can be heard',
    'Request',
    'When the request holds a time, a number, or a name',
    'They soon read back nothing',
  ],
  wrong: ['It makes the handover longer', 'Background'],
} as const;

/** Some twenty pages, three forms among them. */
const longJourneyMs = 90_000;

test(
  'A member earns credit for an education activity and finds it in the transcript',
  journey({
    id: 'education-credit-earned',
    owner: 'education',
    as: 'member',
    does: 'write',
    surfaces: ['education', 'login'],
    budgetMs: longJourneyMs,
  }),
  async ({ page, site }) => {
    test.setTimeout(longJourneyMs);
    const reading = new ActivityPage(page, site.education);
    const exam = new ActivityTestPage(page);
    const transcript = new TranscriptPage(page, site.education);
    const certificate = new CertificatePage(page);
    await transcript.goto();
    await expect(transcript.rowsOf(activity.title)).toHaveCount(0);

    await test.step('the activity leads to its test', async () => {
      await reading.goto(activity.key);
      await expect(reading.title).toHaveText(activity.title);
      await reading.goToTest();
      await expect(exam.chosen).toHaveCount(0);
    });

    await test.step('blank answers are refused, and the given one is kept', async () => {
      await exam.choose(activity.right.slice(0, 1));
      await exam.submitInVain();
      await expect(exam.chosen).toHaveCount(1);
      await expect(exam.continueToEvaluation).toBeHidden();
    });

    await test.step('half of the answers right is not enough', async () => {
      await exam.choose([...activity.wrong, ...activity.right.slice(2)]);
      await exam.submit();
      await expect(exam.result).toContainText(/50 ?%/);
      await expect(exam.continueToEvaluation).toBeHidden();
    });

    await test.step('three of four are', async () => {
      await exam.choose([...activity.wrong.slice(0, 1), ...activity.right.slice(1)]);
      await exam.submit();
      await expect(exam.result).toContainText(/75 ?%/);
    });

    await test.step('the evaluation earns the certificate, in the name of the member', async () => {
      await exam.goToEvaluation();
      await exam.evaluate('Agree');
      await expect(certificate.activity).toHaveText(activity.title);
      await expect(certificate.certificate).toContainText(await certificate.header.nameOfMember());
    });

    await test.step('the transcript lists it once, and it cannot be earned again', async () => {
      await transcript.goto();
      await expect(transcript.rowsOf(activity.title)).toHaveCount(1);
      await reading.goto(activity.key);
      await reading.goToTest();
      await expect(exam.alreadyEarned).toBeVisible();
      await expect(exam.choices).toHaveCount(0);
    });
  },
);
