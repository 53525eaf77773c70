import type { FullConfig, TestCase, TestResult, TestStep } from '@playwright/test/reporter';
import { AllureReporter } from 'allure-playwright';

/** An attachment being made is no step of a journey. */
const isAttaching = ({ category }: TestStep): boolean => category === 'test.attach' || category === 'attach';

/**
 * allure-playwright, for what the run record does not hold: every step of every attempt. What the record does hold is left to it:
 * attachments, which at the end of their step nobody has cleaned of secrets yet; output; and what was not run.
 * `fileAllureResults` joins the two.
 */
export default class AllureStepsReporter extends AllureReporter {
  /** It looks for snapshots in the first project; where blobs are merged there is none yet. */
  override onConfigure(config: FullConfig): void {
    if (config.projects.length > 0) super.onConfigure(config);
    else this.config = config;
  }

  override onStepBegin(test: TestCase, result: TestResult, step: TestStep): void {
    if (!isAttaching(step)) super.onStepBegin(test, result, step);
  }

  override onStepEnd(test: TestCase, result: TestResult, step: TestStep): void {
    if (!isAttaching(step)) super.onStepEnd(test, result, step);
  }

  override async onTestEnd(test: TestCase, result: TestResult): Promise<void> {
    const nothing = { value: [] };
    // The result itself goes on to other reporters, so it is covered and not changed.
    const covered = Object.create(result, { attachments: nothing, stdout: nothing, stderr: nothing }) as TestResult; // with all of its own besides
    await super.onTestEnd(test, covered);
  }

  /** It would make a skipped test of each that was not started; the record says why it was not. */
  override async onEnd(): Promise<void> {}
}
