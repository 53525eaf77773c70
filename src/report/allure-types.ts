/** As much of Allure's results (`allure-results/*-result.json`) as we write, and read of what allure-playwright has written. */

export type AllureStatus = 'passed' | 'failed' | 'broken' | 'skipped';

interface AllureDetails {
  readonly message?: string;
  readonly trace?: string;
  readonly flaky?: boolean;
  readonly known?: boolean;
}

export interface AllureAttachment {
  readonly name: string;
  readonly type: string;
  /** Name of a file beside the result. */
  readonly source: string;
}

export interface AllureStep {
  readonly name: string;
  readonly status: AllureStatus;
  readonly stage: 'finished';
  readonly statusDetails: AllureDetails;
  readonly steps: readonly AllureStep[];
  readonly attachments: readonly AllureAttachment[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly stop: number;
}

export interface AllureResult extends AllureStep {
  readonly uuid: string;
  readonly historyId: string;
  readonly testCaseId: string;
  readonly fullName: string;
  readonly titlePath: readonly string[];
  readonly description: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly name: string; readonly url: string; readonly type: string }[];
}
