import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';
import { evidenceType, notRunType } from '../evidence/attachment.ts';
import type { AttemptEvidence, NotRun, StepTiming } from '../evidence/types.ts';
import { detailsOf } from '../journey/details.ts';
import type { Surface } from '../target/types.ts';
import type { Attachment, AttemptInput } from '../verdict/types.ts';

/** A test of Playwright's that the run is going to start. */
export interface PlannedTest {
  readonly testId: string;
  /** Null: no journey of its own but the set-up, whose evidence names the journeys that it stands for. */
  readonly journey: string | null;
  readonly project: string;
  readonly title: string;
  /** Relative to the working folder, with `/`. */
  readonly file: string;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly surfaces: readonly Surface[];
  /** Targets on which a person has seen it pass. */
  readonly verified: readonly string[];
  readonly budgetMs: number | null;
  /** Further attempts that the retries allow. */
  readonly retries: number;
}

/** One result of a test, as plain as it stands in the journal. */
export interface EndedTest {
  readonly testId: string;
  readonly index: number;
  readonly ended: AttemptInput['ended'] | 'skipped';
  /** What Playwright waited for: a pass, but for tests that are declared to fail. */
  readonly asExpected: boolean;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly errors: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly evidence: readonly AttemptEvidence[];
  readonly notRun: readonly NotRun[];
  /** Why no further attempt may run; null: one may. */
  readonly noRetry: string | null;
}

export function collectPlanned(test: TestCase): PlannedTest {
  const details = detailsOf(test);
  return {
    testId: test.id,
    journey: test.annotations.some(({ type }) => type === 'journey') ? details.id : null,
    project: test.parent.project()?.name ?? '',
    title: test.title,
    file: relative(process.cwd(), test.location.file).replaceAll('\\', '/'),
    tags: test.tags,
    owner: details.owner,
    surfaces: details.surfaces,
    verified: details.verified,
    budgetMs: details.budgetMs,
    retries: test.retries,
  };
}

/** What a test result says in the end, in plain words: nothing of Playwright's own objects goes further than this. */
export function collectEnded(
  test: TestCase,
  result: TestResult,
  keep: (attachment: TestResult['attachments'][number], index: number) => Attachment | null,
): EndedTest {
  const notRun = readAll<NotRun>(result, notRunType);
  const steps = stepsOf(result.steps);
  const evidence = readAll<AttemptEvidence>(result, evidenceType);
  const [only] = evidence;
  return {
    testId: test.id,
    index: result.retry,
    ended: result.status === 'timedOut' ? 'timed-out' : result.status,
    asExpected: result.status === test.expectedStatus,
    startedAt: result.startTime.toISOString(),
    durationMs: Math.round(result.duration),
    errors: result.errors.map(textOf).filter((text) => text !== ''),
    attachments: result.attachments
      .filter(({ contentType }) => contentType !== evidenceType && contentType !== notRunType)
      .map(keep)
      .filter((attachment) => attachment !== null),
    // Steps are Playwright's to time; evidence that has none of its own takes them from the result.
    evidence: only && evidence.length === 1 && only.steps.length === 0 ? [{ ...only, steps }] : evidence,
    notRun,
    noRetry:
      result.annotations.find(({ type }) => type === 'no-retry')?.description ??
      notRun.find(({ index }) => index === result.retry)?.reason ??
      null,
  };
}

/** Message of an error, and of what caused it, without colours; the stack stays in Playwright's own report. */
export function textOf(error: TestError): string {
  const own = stripVTControlCharacters(error.message ?? error.value ?? '').trim();
  const cause = error.cause ? textOf(error.cause) : '';
  return (cause === '' ? own : `${own}\nCaused by: ${cause}`).slice(0, 4_000);
}

/**
 * JSON attachments of one content type, from bodies or files. What cannot be read is left out: the attempt then has no evidence,
 * which its verdict says.
 */
function readAll<T extends { readonly schemaVersion: 1; readonly journey: string }>(
  result: TestResult,
  contentType: string,
): T[] {
  return result.attachments.flatMap((attachment) => {
    if (attachment.contentType !== contentType) return [];
    try {
      const text = attachment.body?.toString('utf8') ?? readFileSync(attachment.path ?? '', 'utf8');
      const value: unknown = JSON.parse(text);
      const ours = typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1;
      // Written by src/evidence/attachment.ts under this very content type.
      return ours ? [value as T] : [];
    } catch {
      return [];
    }
  });
}

function stepsOf(steps: readonly TestStep[]): StepTiming[] {
  return steps.flatMap((step) => [
    ...(step.category === 'test.step'
      ? [
          {
            title: step.title,
            startedAt: step.startTime.toISOString(),
            durationMs: Math.max(0, Math.round(step.duration)),
            failed: step.error !== undefined,
          },
        ]
      : []),
    ...stepsOf(step.steps),
  ]);
}
