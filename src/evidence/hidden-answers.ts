import type { Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';

interface HiddenAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Chromium's codes for an answer that came, and that the page may not see. */
const kept = /^net::ERR_(?:BLOCKED_BY_ORB|BLOCKED_BY_RESPONSE\S*|FAILED)$/;

/** DevTools tells the raw answer and the failure in two messages; the first may be the later by so much, in ms. */
const patienceMs = 250;
const stepMs = 25;
const most = 500;

/**
 * Status and headers of answers that Playwright does not show. A script of another origin that answers 500 with an error page is
 * blocked (ORB), and a fetch whose error page lacks the CORS headers of the good one fails: Playwright tells both as requests without
 * a response, and a 500 would look like no answer at all. DevTools' `responseReceivedExtraInfo` has what was on the wire.
 */
export class HiddenAnswers {
  readonly #urls = new Map<string, string>();
  readonly #answers = new Map<string, HiddenAnswer>();

  /** Frames of another site have a DevTools session of their own, and are not watched. */
  async watch(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (this.#urls.size > most) this.#urls.clear();
      this.#urls.set(requestId, request.url);
    });
    session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode, headers }) => {
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      if (this.#answers.size > most) this.#answers.clear();
      this.#answers.set(requestId, { status: statusCode, headers: lower });
    });
    session.on('Network.loadingFinished', ({ requestId }) => this.#forget(requestId));
    await session.send('Network.enable');
  }

  /** The newest answer to this URL that the page was not shown; null: none, or the code says that none came. */
  async answerTo(url: string, errorText: string): Promise<HiddenAnswer | null> {
    if (!kept.test(errorText)) return null;
    for (let waited = 0; waited <= patienceMs; waited += stepMs) {
      const id = [...this.#urls].findLast(([, known]) => known === url)?.[0];
      const answer = id === undefined ? undefined : this.#answers.get(id);
      if (answer) return answer;
      await sleep(stepMs);
    }
    return null;
  }

  #forget(requestId: string): void {
    this.#urls.delete(requestId);
    this.#answers.delete(requestId);
  }
}
