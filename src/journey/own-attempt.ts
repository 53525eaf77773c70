import type { Browser, BrowserContextOptions, Page, TestInfo } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentSuffix } from '../evidence/agent.ts';
import { evidenceAttachment } from '../evidence/attachment.ts';
import type { AttemptEvidence, Failure } from '../evidence/types.ts';
import { decideRetry } from '../verdict/retry.ts';
import type { Cause, Classification } from '../verdict/types.ts';
import { Attempt, pictureOf } from './attempt.ts';
import type { Guard } from './guard.ts';
import type { Setting } from './setting.ts';

/** What the set-up's own attempts need: they run beside the test's page, each in a context of its own. */
export interface Lab {
  readonly browser: Browser;
  readonly contextOptions: BrowserContextOptions;
  readonly ownAgent: string;
  readonly guard: Guard;
  readonly setting: Setting;
  readonly project: string;
  /** Takes each attempt as it ends: a time-out of those after it takes nothing of it away. */
  readonly tell: (attempt: OwnAttempt) => Promise<void>;
}

/** What a body says of itself; null: it came to its end. */
type Body = (page: Page) => Promise<Failure | null>;

export interface OwnAttempt {
  readonly evidence: AttemptEvidence;
  readonly classification: Classification;
  /** What the page showed when it failed; null: it did not, or cannot be pictured. */
  readonly picture: Buffer | null;
}

/**
 * One attempt of something that is judged like a journey and is no test of its own (preflight, login): a fresh context, the same
 * recorder, probes and rules. What the site does is evidence, never an exception.
 */
export async function ownAttempt(lab: Lab, journey: string, index: number, body: Body): Promise<OwnAttempt> {
  const { browser, guard, setting, project } = lab;
  const userAgent = `${lab.ownAgent} ${agentSuffix({ runId: setting.target.runId, journey, project, index })}`;
  const contextOptions = { ...lab.contextOptions, userAgent };
  const context = await browser.newContext(contextOptions);
  const early = Promise.withResolvers<Failure>();
  const attempt = new Attempt(context, {
    journey,
    project,
    index,
    setting,
    browser,
    contextOptions,
    guard,
    onEnd: ({ method, path, status, errorText }) =>
      early.resolve({ kind: 'aborted', message: `${method} ${path}: ${String(status ?? errorText)}`, step: null }),
  });
  const page = await context.newPage();
  await attempt.recorder.ready();
  const told = body(page).catch((error: unknown): Failure => {
    const message = setting.redactor.text(error instanceof Error ? error.message : String(error)).slice(0, 2_000);
    return { kind: 'action', message, step: null };
  });
  const failure = await Promise.race([told, early.promise]);
  const [picture, result] = await Promise.all([
    failure ? pictureOf(page) : null,
    attempt.end({
      ended: failure ? 'failed' : 'passed',
      failures: failure ? [failure] : [],
      earlierFailedUrls: [],
      knownDead: new Set(),
    }),
  ]);
  await context.close().catch(() => {});
  return { ...result, picture };
}

/**
 * One attempt after the other under the same rules as a journey's, each told as it ends, until one passes or going on shows nothing.
 *
 * @param isFinal what must not be tried again, whatever its cause
 * @returns the last one, which decides
 */
export async function ownAttempts(
  { setting, tell }: Pick<Lab, 'setting' | 'tell'>,
  once: (index: number) => Promise<OwnAttempt>,
  isFinal: (attempt: OwnAttempt) => boolean = () => false,
): Promise<OwnAttempt> {
  const earlierCauses: Cause[] = [];
  for (let index = 0; ; index++) {
    const attempt = await once(index);
    await tell(attempt);
    const { evidence, classification } = attempt;
    if (classification.cause === null || isFinal(attempt)) return attempt;
    const next = decideRetry({
      classification,
      evidence,
      probes: evidence.probes,
      retriesLeft: setting.target.retries - index,
      attemptIndex: index,
      earlierCauses,
      write: false,
      policy: setting.policy,
    });
    if (!next.run) return attempt;
    earlierCauses.push(classification.cause);
    await sleep(next.waitMs);
  }
}

/** Puts an attempt into the test result that it belongs to; its picture is told by the journey's name. */
export async function attachOwn({ evidence, picture }: OwnAttempt, testInfo: TestInfo): Promise<void> {
  const { name, ...attachment } = evidenceAttachment(evidence);
  await testInfo.attach(name, attachment);
  if (picture) await testInfo.attach(`screenshot ${evidence.journey}`, { body: picture, contentType: 'image/png' });
}
