import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';
import { evidenceType, notRunType } from '../evidence/attachment.ts';
import type { AttemptEvidence, Failure, NotRun, StepTiming } from '../evidence/types.ts';
import type { z } from 'zod';
import { detailsOf } from '../journey/details.ts';
import type { Surface } from '../target/types.ts';
import type { Attachment, AttemptInput } from '../verdict/types.ts';
import { blobMetaOf } from './blob-meta.ts';
import { firstLine } from './format.ts';
import { evidenceShape, notRunShape } from './shape.ts';

/** A test of Playwright's that the run is going to start. */
export interface PlannedTest {
  readonly testId: string;
  /** Which blob of a merged report it stands in; absent where nothing says so, as in a run that wrote none. */
  readonly part?: string | null;
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
  /** What was attached as evidence and is none: broken, or of another shape. One sentence each. */
  readonly unreadable: readonly string[];
  /** Why no further attempt may run; null: one may. */
  readonly noRetry: string | null;
}

export function collectPlanned(test: TestCase): PlannedTest {
  const details = detailsOf(test);
  return {
    testId: test.id,
    part: blobMetaOf(test.parent.project())?.part ?? null,
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
  const notRun = readAll<NotRun>(result, notRunType, notRunShape);
  const evidence = readAll<AttemptEvidence>(result, evidenceType, evidenceShape);
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
    evidence: withSteps(evidence.read, detailsOf(test).id, result.steps),
    notRun: notRun.read,
    unreadable: [...evidence.unreadable, ...notRun.unreadable],
    noRetry:
      result.annotations.find(({ type }) => type === 'no-retry')?.description ??
      notRun.read.find(({ index }) => index >= result.retry)?.reason ??
      null,
  };
}

/**
 * The attempt was not started: what is not run is this very one, not a later one, and nothing of the journey was seen in it. A login
 * that was tried for it, and refused, is another journey's evidence.
 */
export const isRefused = ({ index, evidence, notRun }: EndedTest): boolean =>
  notRun.some((refused) => refused.index === index && evidence.every(({ journey }) => journey !== refused.journey));

/** Message of an error, and of what caused it, without colours; the stack stays in Playwright's own report. */
export function textOf(error: TestError): string {
  const own = stripVTControlCharacters(error.message ?? error.value ?? '').trim();
  const cause = error.cause ? textOf(error.cause) : '';
  return (cause === '' ? own : `${own}\nCaused by: ${cause}`).slice(0, 4_000);
}

interface Read<T> {
  readonly read: readonly T[];
  readonly unreadable: readonly string[];
}

/** JSON attachments of one content type, from bodies or files. What cannot be read is left out, and told. */
function readAll<T>({ attachments }: TestResult, contentType: string, shape: z.ZodType): Read<T> {
  const read: T[] = [];
  const unreadable: string[] = [];
  for (const { name, body, path } of attachments.filter((attachment) => attachment.contentType === contentType)) {
    try {
      const value: unknown = JSON.parse(body?.toString('utf8') ?? readFileSync(path ?? '', 'utf8'));
      const { error } = shape.safeParse(value);
      const [issue] = error?.issues ?? [];
      // Its shape has been looked at; it was written by src/evidence/attachment.ts under this very content type.
      if (issue === undefined) read.push(value as T);
      else unreadable.push(`${name} cannot be used: ${issue.path.join('.')}: ${issue.message}.`);
    } catch (error) {
      unreadable.push(`${name} cannot be read: ${firstLine(String(error))}.`);
    }
  }
  return { read, unreadable };
}

/**
 * What only Playwright's result knows: the steps and their times, and the step in which the attempt failed. They go to the test's
 * own evidence; a session that was renewed on the way has evidence beside it.
 */
function withSteps(
  evidence: readonly AttemptEvidence[],
  journey: string,
  given: readonly TestStep[],
): AttemptEvidence[] {
  const own = evidence.findIndex((one) => one.journey === journey || evidence.length === 1);
  return evidence.map((one, index) => {
    if (index !== own) return one;
    const [first, ...rest] = one.failures;
    return {
      ...one,
      steps: one.steps.length === 0 ? stepsOf(given, Date.parse(one.startedAt) + one.durationMs) : one.steps,
      failures: first ? [{ ...first, step: first.step ?? failedStep(given, first) }, ...rest] : [],
    };
  });
}

/**
 * Title of the innermost `test.step` that the failure ended: the first one with its very message, since a journey may catch an error
 * and go on; else the last one that failed or never came to its end. Null: it was in none.
 */
function failedStep(steps: readonly TestStep[], { message }: Failure): string | null {
  const failed = innermostFailed(steps);
  const same = failed.find(({ error }) => error && message !== '' && textOf(error).startsWith(message.trim()));
  return (same ?? failed.at(-1))?.title ?? null;
}

/** A step that was open when the attempt was ended has no time of its own. */
const hasFailed = (step: TestStep): boolean => step.error !== undefined || step.duration < 0;

/** Failed steps of the journey in which no other one failed. */
function innermostFailed(steps: readonly TestStep[]): TestStep[] {
  return steps.filter(hasFailed).flatMap((step) => {
    const inner = innermostFailed(step.steps);
    return inner.length === 0 && step.category === 'test.step' ? [step] : inner;
  });
}

/**
 * Playwright ends the step that failed when the worker has come to its end, which is after the probes: no step outlasts its attempt.
 *
 * @param endedAt when the attempt ended, in ms since the epoch
 */
function stepsOf(steps: readonly TestStep[], endedAt: number): StepTiming[] {
  return steps.flatMap((step) => [
    ...(step.category === 'test.step'
      ? [
          {
            title: step.title,
            startedAt: step.startTime.toISOString(),
            durationMs: Math.max(0, Math.round(Math.min(step.duration, endedAt - step.startTime.getTime()))),
            failed: step.error !== undefined,
          },
        ]
      : []),
    ...stepsOf(step.steps, endedAt),
  ]);
}
