import type { Browser } from '@playwright/test';
import { startHttpd } from '../apache/httpd.ts';
import type { Httpd, ReadySign, ServerRoot } from '../apache/types.ts';
import { RehearsalError } from './error.ts';
import type { RehearseOptions } from './options.ts';
import { openBrowser } from './steps/browser.ts';
import { rulesWithGuessed } from './steps/origins.ts';
import { blame } from './steps/start.ts';
import { brokenBaseline, type Subject } from './subject.ts';

/** An httpd that does not answer by then never will, in milliseconds. */
export const usualAnswerMs = 10_000;

/** What runs in a rehearsal: one httpd at a time, and one browser. */
export class Running {
  readonly #options: RehearseOptions;
  #httpd: Httpd | null = null;
  #browser: Promise<Browser> | null = null;

  constructor(options: RehearseOptions) {
    this.#options = options;
  }

  /**
   * Starts an httpd, in the place of the one before.
   *
   * @param name of the baseline that it serves; null: it serves the candidate, which has started before
   * @throws RehearsalError where it does not start: nothing is known of the candidate then
   */
  async serve(root: ServerRoot, ready: ReadySign, name: string | null): Promise<Httpd> {
    const { binary, signal, folder, answerMs: timeoutMs = usualAnswerMs } = this.#options;
    await this.#httpd?.stop();
    try {
      return (this.#httpd = await startHttpd({ binary, root, ready, signal, timeoutMs }));
    } catch (error) {
      signal.throwIfAborted();
      const { what } = blame(error, [folder]);
      throw name === null ? new RehearsalError(`It started once, and not again: ${what}`) : brokenBaseline(name, what);
    }
  }

  /**
   * The browser, for which this subject's names lead to this machine: those of every copy, since the same address has the same port in each.
   *
   * @throws RehearsalError where there is none
   */
  browse({ copy, hosts }: Subject): Promise<Browser> {
    const { resolverRules, caFile, ports } = copy;
    const rules = rulesWithGuessed(resolverRules, hosts, ports);
    this.#browser ??= openBrowser({ resolverRules: rules, caFile }, this.#options.folder);
    return this.#browser;
  }

  /** Starts the browser while something else is waited for; what is wrong with it is told to whoever needs it. */
  browseSoon(subject: Subject): void {
    this.browse(subject).catch(() => {});
  }

  /** Ends both; a browser that is gone already, or that never came, has ended. */
  async end(): Promise<void> {
    await this.#browser?.then((browser) => browser.close()).catch(() => {});
    await this.#httpd?.stop();
  }
}
