import { readFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';
import { createRedactor, type Redactor } from '../target/redactor.ts';
import { cleanBytes, cleanFile, filesBelow, removeUnclean, sessionsInBytes } from './clean.ts';
import { markSwept } from './last-sweep.ts';
import { isArchive } from './redact-archive.ts';

/** Given in playwright.config.ts, first of all reporters: `['./src/report/redacting-reporter.ts', { secrets: () => […] }]`. */
export interface RedactingOptions {
  /**
   * The secrets of the target. A function, because Playwright's JSON and blob reports repeat the options of every reporter, and
   * a function is the one thing that they cannot write down.
   */
  readonly secrets: () => readonly string[];
  /**
   * Files, or folders of files (absolute), to clean when every reporter has written: the blob report's folder, because a blob
   * takes a test's output from the event itself, where nobody can clean it before; and Playwright's output folder, because a test
   * may leave files there that it never attached.
   */
  readonly sweep?: readonly string[];
}

type Attachment = TestResult['attachments'][number];

/**
 * Stands first and cleans, in place, what every reporter after it reads: Playwright hands them all the same objects, and awaits
 * them in order. What cannot be cleaned is removed, and said so: a missing trace is better than one that holds a password.
 */
export default class RedactingReporter implements Reporter {
  readonly #options: RedactingOptions;
  /** Knows the target's secrets, for what belongs to no single result. */
  readonly #redactor: Redactor;
  /** Session values of any result so far. */
  readonly #learnt = new Set<string>();
  /** Files that are clean already: one file may be attached twice. */
  readonly #clean = new Set<string>();

  constructor(options: RedactingOptions) {
    this.#options = options;
    this.#redactor = createRedactor(options.secrets());
  }

  /** It says nothing, so Playwright may add its own reporter where no other one speaks. */
  printsToStdio(): boolean {
    return false;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    for (const test of suite.allTests()) {
      test.title = this.#redactor.text(test.title);
      cleanAnnotations(test.annotations, this.#redactor);
    }
  }

  onStdOut(chunk: string | Buffer, _test: void | TestCase, result: void | TestResult): void {
    this.#cleanOutput(result?.stdout, chunk);
  }

  onStdErr(chunk: string | Buffer, _test: void | TestCase, result: void | TestResult): void {
    this.#cleanOutput(result?.stderr, chunk);
  }

  onStepBegin(_test: TestCase, _result: TestResult, step: TestStep): void {
    cleanStep(step, this.#redactor);
  }

  onStepEnd(_test: TestCase, _result: TestResult, step: TestStep): void {
    cleanStep(step, this.#redactor);
  }

  onError(error: TestError): void {
    cleanError(error, this.#redactor);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    // Sessions are a result's own: one redactor that knows those of a thousand tests would take minutes for a trace.
    const redactor = createRedactor(this.#options.secrets());
    // Archives teach what is then looked for in everything else.
    for (const attachment of result.attachments) this.#learnFrom(attachment, redactor);
    for (const attachment of result.attachments) this.#cleanAttachment(attachment, redactor);
    result.attachments.splice(
      0,
      result.attachments.length,
      ...result.attachments.filter(({ path }) => path !== removed),
    );
    for (const error of result.errors) cleanError(error, redactor);
    if (result.error) cleanError(result.error, redactor);
    for (const step of result.steps) cleanSteps(step, redactor);
    for (const annotations of [result.annotations, test.annotations]) cleanAnnotations(annotations, redactor);
    for (const chunks of [result.stdout, result.stderr]) {
      chunks.splice(0, chunks.length, ...chunks.map((chunk) => cleanChunk(chunk, redactor)));
    }
  }

  /** Playwright calls it when every reporter has written what it writes. */
  async onExit(): Promise<void> {
    const redactor = createRedactor(this.#options.secrets());
    for (const secret of this.#learnt) redactor.learn(secret);
    for (const path of (this.#options.sweep ?? []).flatMap(filesBelow)) {
      if (this.#clean.has(path)) continue;
      try {
        cleanFile(path, redactor, {}, 'keep');
      } catch (error) {
        removeUnclean(path, path, error, redactor);
      }
    }
    markSwept();
  }

  /** The result's own list, in which Playwright has put the chunk just before. */
  #cleanOutput(chunks: (string | Buffer)[] | undefined, chunk: string | Buffer): void {
    const at = chunks?.lastIndexOf(chunk) ?? -1;
    if (chunks && at >= 0) chunks[at] = cleanChunk(chunk, this.#redactor);
  }

  #learnFrom({ path, body }: Attachment, redactor: Redactor): void {
    try {
      const bytes = body ?? (path?.endsWith('.zip') ? readFileSync(path) : null);
      if (!bytes || !isArchive(bytes)) return;
      for (const secret of sessionsInBytes(bytes)) {
        if (redactor.learn(secret)) this.#learnt.add(secret);
      }
    } catch {
      // A broken archive is removed when it comes to be cleaned.
    }
  }

  #cleanAttachment(attachment: Attachment, redactor: Redactor): void {
    attachment.name = redactor.text(attachment.name);
    const { contentType } = attachment;
    try {
      if (attachment.body) attachment.body = cleanBytes(attachment.body, redactor, { contentType });
      if (attachment.path !== undefined && !this.#clean.has(attachment.path)) {
        cleanFile(attachment.path, redactor, { contentType });
        this.#clean.add(attachment.path);
      }
    } catch (error) {
      remove(attachment, error, redactor);
    }
  }
}

type Annotations = TestResult['annotations'];

function cleanAnnotations(annotations: Annotations, redactor: Redactor): void {
  for (const annotation of annotations) {
    if (annotation.description !== undefined) annotation.description = redactor.text(annotation.description);
  }
}

function cleanSteps(step: TestStep, redactor: Redactor): void {
  cleanStep(step, redactor);
  for (const inner of step.steps) cleanSteps(inner, redactor);
}

function cleanStep(step: TestStep, redactor: Redactor): void {
  step.title = redactor.text(step.title);
  if (step.subtitle !== undefined) step.subtitle = redactor.text(step.subtitle);
  if (step.params) step.params = redactor.value(step.params);
  if (step.error) cleanError(step.error, redactor);
}

function cleanError(error: TestError, redactor: Redactor): void {
  for (const key of ['message', 'stack', 'value', 'snippet'] as const) {
    const text = error[key];
    if (text !== undefined) error[key] = redactor.text(text);
  }
  if (error.cause) cleanError(error.cause, redactor);
}

const cleanChunk = (chunk: string | Buffer, redactor: Redactor): string | Buffer =>
  typeof chunk === 'string' ? redactor.text(chunk) : redactor.bytes(chunk);

function remove(attachment: Attachment, error: unknown, redactor: Redactor): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
  removeUnclean(attachment.name, attachment.path, error, redactor);
  delete attachment.body;
  attachment.path = removed;
}

/** Path of an attachment that is taken out of its result. */
const removed = '';
