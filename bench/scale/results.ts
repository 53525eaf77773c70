import type { FullConfig, FullResult, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { evidenceAttachment } from '../../src/evidence/attachment.ts';
import type { AttemptEvidence } from '../../src/evidence/types.ts';
import { makeEvidence, makeExchange, makeFailure, makeProbes } from '../../tests/suite/verdict/build.ts';

/** Of each hundred journeys so many met a confirmed 500, and so many failed once and passed on retry; the others passed at once. */
const failing = 2;
const transient = 1;

/** A journey of five pages, as the recorder keeps one that passed. */
const pages = Array.from({ length: 5 }, (_, n) =>
  makeExchange({ n: n + 1, headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT', server: 'Apache' } }),
);
const bodyExcerpt = `<!doctype html><title>500 Internal Server Error</title>${'<p>An error page says little.</p>'.repeat(60)}`;
const broken = makeExchange({ n: 6, status: 500, title: '500 Internal Server Error', bodyExcerpt });
const picture = Buffer.alloc(20_000, 7);

interface Generated {
  readonly test: TestCase;
  readonly results: readonly TestResult[];
}

function evidenceOf(journey: string, index: number, number: number): AttemptEvidence {
  const base = { journey, index, runId: 'scale' };
  if (number % 100 < failing)
    return makeEvidence({
      ...base,
      exchanges: [...pages, broken],
      failures: [makeFailure()],
      probes: makeProbes([500, 500, 500], { bodyExcerpt }),
    });
  if (number % 100 < failing + transient && index === 0)
    return makeEvidence({ ...base, exchanges: pages, failures: [makeFailure()] });
  return makeEvidence({ ...base, exchanges: pages, exchangeCount: 60 });
}

function generate(number: number): Generated {
  const journey = `generated-${String(number)}`;
  const steps = ['open', 'search', 'read'].map((title) => ({
    title,
    category: 'test.step',
    startTime: new Date(),
    duration: 400,
    steps: [],
  }));
  const attempts = number % 100 >= failing && number % 100 < failing + transient ? 2 : 1;
  const test = {
    id: `${journey}-desktop`,
    title: `Generated journey ${String(number)} opens its page and finds what it looks for`,
    annotations: [
      { type: 'journey', description: journey },
      { type: 'owner', description: 'bench' },
      { type: 'verified', description: 'local' },
    ],
    tags: ['@anonymous', '@read', '@surface-reference'],
    location: { file: `tests/journeys/generated-${String(number % 50)}.spec.ts`, line: 1, column: 1 },
    parent: { project: () => ({ name: 'desktop' }) },
    expectedStatus: 'passed',
    repeatEachIndex: 0,
    retries: 2,
  };
  const results = Array.from({ length: attempts }, (_, index) => {
    const evidence = evidenceOf(journey, index, number);
    const passed = evidence.ended === 'passed';
    const { body, ...attachment } = evidenceAttachment(evidence);
    return {
      retry: index,
      status: passed ? 'passed' : 'failed',
      startTime: new Date(),
      duration: 2_000,
      errors: passed ? [] : [{ message: 'Error: expect(locator).toBeVisible() failed' }],
      attachments: [
        { ...attachment, body: Buffer.from(body) },
        ...(passed ? [] : [{ name: 'screenshot', contentType: 'image/png', body: picture }]),
      ],
      annotations: test.annotations,
      steps,
      stdout: [],
      stderr: [],
    };
  });
  // what our reporters read of Playwright's objects, and no more
  return { test: test as unknown as TestCase, results: results as unknown as TestResult[] };
}

/** A run of Playwright's, played to a reporter. */
export function* generated(count: number): Generator<Generated> {
  for (let number = 0; number < count; number += 1) yield generate(number);
}

// what our reporters read of Playwright's objects, and no more
export const suiteOf = (tests: readonly TestCase[]): Suite => ({ allTests: () => tests }) as unknown as Suite;
export const config = { workers: 2, shard: null } as unknown as FullConfig;
export const ending: FullResult = { status: 'failed', startTime: new Date(), duration: 60_000 };
