import type { Browser, Page } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';

/** One answer that a page got while the configuration was changed under it. */
export interface LoadAnswer {
  /** Milliseconds since the page began, at which it was sent. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** Null: no answer. */
  readonly status: number | null;
  /** Value of the marker; null: it was not there. */
  readonly generation: string | null;
  readonly error: string | null;
}

interface LoadWindow {
  rehearsalLoad: { stop: boolean; answers: LoadAnswer[] };
}

/** Pages of real readers, each of which asks and asks again. */
export class Load {
  readonly #pages: readonly Page[];

  private constructor(pages: readonly Page[]) {
    this.#pages = pages;
  }

  /** @param pages addresses, each in a page of its own: what it asks for again is its own address */
  static async begin(browser: Browser, pages: readonly string[], header: string): Promise<Load> {
    const opened = await Promise.all(
      pages.map(async (url) => {
        const page = await (
          await browser.newContext({ userAgent: 'MedscapeJourneys/1.0 (rehearsal; load)' })
        ).newPage();
        await page.goto(url, { waitUntil: 'commit', timeout: 10_000 });
        // where it has led: a page may only ask its own origin again
        await page.evaluate(askAgain, { url: page.url(), header });
        return page;
      }),
    );
    return new Load(opened);
  }

  /** Waits until this holds for the answers of each page, in the order in which they were sent. @returns whether it came to that in time */
  async until(holds: (answers: readonly LoadAnswer[]) => boolean, withinMs: number): Promise<boolean> {
    for (const deadline = performance.now() + withinMs; performance.now() < deadline; await sleep(40)) {
      if ((await Promise.all(this.#pages.map(answersOf))).every(holds)) return true;
    }
    return false;
  }

  /** Ends it. @returns the answers of each page, in the order in which they were sent */
  async end(): Promise<readonly (readonly LoadAnswer[])[]> {
    const answers = await Promise.all(this.#pages.map(answersOf));
    await Promise.all(this.#pages.map((page) => page.context().close()));
    return answers;
  }
}

const answersOf = (page: Page): Promise<LoadAnswer[]> =>
  page.evaluate(() => (window as unknown as LoadWindow).rehearsalLoad.answers).catch(() => []); // set by `askAgain`

/** Runs in the page, until the page is closed. */
function askAgain({ url, header }: { url: string; header: string }): void {
  const load: LoadWindow['rehearsalLoad'] = { stop: false, answers: [] };
  Object.assign(window, { rehearsalLoad: load });
  const ask = async (): Promise<void> => {
    const sentAt = performance.now();
    try {
      const response = await fetch(url, { cache: 'no-store' });
      await response.arrayBuffer();
      const tookMs = performance.now() - sentAt;
      load.answers.push({
        sentAt,
        tookMs,
        status: response.status,
        generation: response.headers.get(header),
        error: null,
      });
    } catch (error) {
      load.answers.push({
        sentAt,
        tookMs: performance.now() - sentAt,
        status: null,
        generation: null,
        error: String(error),
      });
    }
    setTimeout(() => void ask(), 4);
  };
  void ask();
}
