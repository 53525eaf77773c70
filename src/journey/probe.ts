import type { Browser, BrowserContext, BrowserContextOptions, Request } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry, { AbortError } from 'p-retry';
import { excerptBytes, headBytes, keepHeaders, requestIdOf } from '../evidence/answer.ts';
import { titleAndHeading } from '../evidence/html.ts';
import { layerOf } from '../evidence/layer.ts';
import type { Exchange, Probe } from '../evidence/types.ts';
import { within } from '../evidence/within.ts';
import type { Site } from '../target/types.ts';
import { confirmingProbes, confirmingSpreadMs, longestPatienceMs, patienceOf } from '../verdict/retry.ts';

/** A little more than the spread needs: a timer may fire a millisecond early. */
const probeGapMs = confirmingSpreadMs / (confirmingProbes - 1) + 25;
/** The longest that a probe waits for a first byte, in ms. */
const probeTimeoutMs = 10_000;

export interface ProbeSetting {
  readonly browser: Browser;
  /** The failing context's own: User-Agent, viewport, door credentials. */
  readonly contextOptions: BrowserContextOptions;
  /** Cookies and storage of the failing context, so that what only a logged-in user meets is met again. */
  readonly storageState: Awaited<ReturnType<BrowserContext['storageState']>>;
  readonly site: Site;
  readonly redact: (text: string) => string;
  readonly requestIdHeaders: readonly string[];
  readonly signal?: AbortSignal;
}

class StillFailing extends Error {}

/** Milliseconds that a `Retry-After` of seconds or a date asks for; null: none, or not understood. */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * How long the failed exchange itself asks to be left alone from now on, in ms. One that asks for more than a run waits for is asked
 * at once, and once: nothing is learnt by waiting a part of it.
 */
export function patienceLeftMs(failed: Exchange, now: number): number {
  const asked = patienceOf(failed);
  if (asked === 0 || asked > longestPatienceMs) return 0;
  const answeredAt = Date.parse(failed.startedAt) + (failed.timing.waitMs ?? 0);
  return Math.min(longestPatienceMs, Math.max(0, answeredAt + asked - now));
}

/**
 * Asks for one URL again, up to three times over 1.5 s, and stops at the first answer that `isBad` does not call bad.
 * `came-back` asks all three times. Never throws; an abort ends it with what it has.
 *
 * @param patienceMs the wait before the first of them
 */
export const probe = (
  url: string,
  purpose: Probe['purpose'],
  setting: ProbeSetting,
  isBad: (answer: Probe) => boolean,
  patienceMs = 0,
): Promise<readonly Probe[]> =>
  probeWith(() => askOnce(url, purpose, setting), {
    ...{ purpose, isBad, patienceMs },
    ...(setting.signal ? { signal: setting.signal } : {}),
  });

export interface ProbePlan {
  readonly purpose: Probe['purpose'];
  readonly isBad: (answer: Probe) => boolean;
  /** The wait before the first of them. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
}

/** The same, whoever asks. */
export async function probeWith(
  ask: () => Promise<Probe>,
  { purpose, isBad, patienceMs, signal }: ProbePlan,
): Promise<readonly Probe[]> {
  const answers: Probe[] = [];
  const askAgain = async (): Promise<void> => {
    const answer = await ask();
    const bad = isBad(answer);
    // no text of a good page is kept
    answers.push(bad ? answer : { ...answer, bodyExcerpt: null });
    if (purpose === 'confirm' && !bad) return;
    if (answer.retryAfterMs !== null && answer.retryAfterMs > longestPatienceMs) {
      throw new AbortError(`the server asks for ${String(answer.retryAfterMs)} ms of patience`);
    }
    if (answers.length < confirmingProbes) throw new StillFailing();
  };
  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(ms, undefined, signal ? { signal } : {});
  };
  try {
    await pause(patienceMs);
    await pRetry(askAgain, {
      retries: confirmingProbes - 1,
      // the wait is ours to make: from start to start, and longer where the server asks for it
      minTimeout: 0,
      maxTimeout: 0,
      maxRetryTime: confirmingProbes * (probeTimeoutMs + longestPatienceMs),
      ...(signal ? { signal } : {}),
      onFailedAttempt: async () => {
        const last = answers.at(-1);
        await pause(Math.max(probeGapMs - (last?.durationMs ?? 0), last?.retryAfterMs ?? 0));
      },
    });
  } catch {
    // the answers tell it: all of them were bad, the server asked for more patience, or the run is being stopped
  }
  return answers;
}

async function askOnce(url: string, purpose: Probe['purpose'], setting: ProbeSetting): Promise<Probe> {
  const { browser, site, redact } = setting;
  const at = new Date().toISOString();
  const startedMs = performance.now();
  const base = { at, url: redact(url), surface: site.surfaceOf(url), path: site.pathTemplate(url), purpose };
  let context: BrowserContext | null = null;
  try {
    context = await browser.newContext({ ...setting.contextOptions, storageState: setting.storageState });
    const { signal } = setting;
    if (signal?.aborted === true) throw new Error('the run is being stopped');
    const opened = context;
    signal?.addEventListener('abort', () => void opened.close().catch(() => {}), { once: true });
    const page = await context.newPage();
    const failed = new Map<Request, string>();
    page.on('requestfailed', (request) => failed.set(request, request.failure()?.errorText ?? 'unknown error'));
    const response = await page.goto(url, { waitUntil: 'commit', timeout: probeTimeoutMs });
    const durationMs = Math.round(performance.now() - startedMs);
    const headers = response?.headers() ?? {};
    const body = response ? await within(1_000, response.body()) : null;
    const text = body?.subarray(0, headBytes).toString('utf8') ?? null;
    const head = text === null ? { title: null, heading: null } : titleAndHeading(text);
    const excerpt = body === null ? null : redact(body.subarray(0, excerptBytes).toString('utf8'));
    const status = response?.status() ?? null;
    const brokeOff = response && body === null ? (failed.get(response.request()) ?? null) : null;
    const kept = keepHeaders(headers, redact);
    return {
      ...base,
      status,
      redirected: Boolean(response?.request().redirectedFrom()),
      // a page that closes stops asking, and says nothing of the answer
      errorText: brokeOff === 'net::ERR_ABORTED' ? null : brokeOff,
      layer: status === null ? 'unknown' : layerOf({ status, headers: kept, title: head.title, body: excerpt }),
      requestId: requestIdOf(headers, setting),
      ...head,
      bodyExcerpt: excerpt,
      headers: kept,
      durationMs,
      retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ...base,
      status: null,
      errorText:
        /net::[A-Z_]+/.exec(message)?.[0] ??
        (/Timeout/.test(message) ? 'no answer in time' : redact(message.split('\n')[0] ?? '')),
      layer: 'unknown',
      requestId: null,
      title: null,
      heading: null,
      bodyExcerpt: null,
      headers: {},
      durationMs: Math.round(performance.now() - startedMs),
      retryAfterMs: null,
    };
  } finally {
    // an error page reloads itself: nothing of this context may live on
    await context?.close().catch(() => {});
  }
}
