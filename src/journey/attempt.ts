import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { Recorder } from '../evidence/recorder.ts';
import type { AttemptEvidence, Exchange, Failure, Probe } from '../evidence/types.ts';
import { within } from '../evidence/within.ts';
import { classify } from '../verdict/classify.ts';
import { isCriticalType, isGoodProbe } from '../verdict/sightings.ts';
import type { Classification } from '../verdict/types.ts';
import type { Guard } from './guard.ts';
import { patienceLeftMs, probe, type ProbeSetting } from './probe.ts';
import type { Setting } from './setting.ts';

/** How many different URLs of one attempt are probed. */
const mostProbed = 2;
/** A script, XHR or frame that failed gives the journey this long to come to its end, so that its own words are heard too. */
const graceMs = 2_000;
const controlTimeoutMs = 5_000;

export interface AttemptOptions {
  readonly journey: string;
  readonly project: string;
  readonly index: number;
  readonly setting: Setting;
  readonly browser: Browser;
  readonly contextOptions: BrowserContextOptions;
  readonly guard: Guard;
  /** Ends the attempt at once: its main document failed, or the grace after a lesser failure is over. */
  readonly onEnd: (exchange: Exchange) => void;
}

export interface Ending {
  readonly ended: AttemptEvidence['ended'];
  readonly failures: readonly Failure[];
  /** URLs at which earlier attempts of this journey met a 5xx. */
  readonly earlierFailedUrls: readonly string[];
  /** Surfaces whose 5xx the preflight has confirmed already: nothing more is asked of them. */
  readonly knownDead: ReadonlySet<string>;
}

/** Ends the attempt before its own expectations do: what is shown cannot be the page that was asked for. */
function endsAtOnce(exchange: Exchange): boolean {
  return exchange.resourceType === 'document' && exchange.frame === 'main';
}

const pictureMs = 3_000;

/** What a page shows; null: it cannot be pictured any more. */
export const pictureOf = (page: Page): Promise<Buffer | null> => within(pictureMs, page.screenshot());

/** One attempt while it runs: records, ends it early where going on shows nothing, measures with probes, and gives the evidence. */
export class Attempt {
  readonly recorder: Recorder;
  readonly #options: AttemptOptions;
  readonly #context: BrowserContext;
  readonly #startedAt = new Date();
  readonly #startedMs = performance.now();
  #grace: NodeJS.Timeout | null = null;
  #over = false;

  constructor(context: BrowserContext, options: AttemptOptions) {
    const { setting, guard } = options;
    this.#options = options;
    this.#context = context;
    this.recorder = new Recorder({
      site: setting.site,
      redact: (text) => setting.redactor.text(text),
      requestIdHeaders: setting.requestIdHeaders,
      isTelling: setting.isTelling,
      budgetMs: setting.policy.budgets.exchangeMs,
      heldBackMs: guard.heldBackMs,
      onFailing: (exchange) => this.#onFailing(exchange),
    });
    this.recorder.attach(context);
  }

  /** URLs of these exchanges, as they were asked for; less those that hold a secret, which are not written down. */
  urlsOf(ordinals: readonly number[]): string[] {
    return ordinals
      .map((n) => this.recorder.urlOf(n))
      .filter((url) => url !== null)
      .filter((url) => this.#options.setting.redactor.text(url) === url);
  }

  /** Closes the record, probes what failed, and returns what is known. Bounded; never throws for what the site does. */
  async end(ending: Ending): Promise<{ readonly evidence: AttemptEvidence; readonly classification: Classification }> {
    this.#over = true;
    if (this.#grace) clearTimeout(this.#grace);
    const durationMs = Math.round(performance.now() - this.#startedMs);
    const recorded = await this.recorder.finish();
    const { journey, project, index, setting } = this.#options;
    const evidence: AttemptEvidence = {
      schemaVersion: 1,
      runId: setting.target.runId,
      journey,
      project,
      index,
      startedAt: this.#startedAt.toISOString(),
      durationMs,
      ended: ending.ended,
      failures: ending.failures,
      ...recorded,
      steps: [],
      probes: [],
      control: null,
    };
    const first = classify(evidence, setting.policy);
    if (ending.ended === 'interrupted') return { evidence, classification: first };
    const measured: AttemptEvidence = {
      ...evidence,
      probes: await this.#measure(evidence, first, ending),
      control: await this.#askControl(evidence, first),
    };
    return { evidence: measured, classification: classify(measured, setting.policy) };
  }

  #onFailing(exchange: Exchange): void {
    if (this.#over) return;
    const isTelling = this.#options.setting.isTelling({ ...exchange, redirected: exchange.redirects.length > 0 });
    const serverSpoke = (exchange.status ?? 0) >= 500 || isTelling;
    if (endsAtOnce(exchange)) {
      this.#over = true;
      this.#options.onEnd(exchange);
    } else if (isCriticalType(exchange.resourceType) && (serverSpoke || exchange.broken) && !this.#grace) {
      this.#grace = setTimeout(() => {
        if (this.#over) return;
        this.#over = true;
        this.#options.onEnd(exchange);
      }, graceMs);
    }
  }

  async #measure(
    evidence: AttemptEvidence,
    { cause, exchanges }: Classification,
    ending: Ending,
  ): Promise<readonly Probe[]> {
    const urls = new Map<string, Probe['purpose']>();
    const patience = new Map<string, number>();
    const confirmable = cause === 'server-error' || cause === 'unavailable';
    // a POST must not be sent again, but its surface can be looked at
    const lookable = (cause === 'network' || cause === 'slow') && evidence.sentNonIdempotent;
    if (confirmable || lookable) {
      const cited = evidence.exchanges.filter(({ n }) => exchanges.includes(n));
      for (const exchange of cited) {
        const { n, surface } = exchange;
        if (ending.knownDead.has(surface ?? '')) continue;
        const url = this.recorder.urlOf(n);
        if (url !== null) patience.set(url, Math.max(patience.get(url) ?? 0, patienceLeftMs(exchange, Date.now())));
        if (url !== null && urls.size < mostProbed) urls.set(url, 'confirm');
        else if (lookable && surface) urls.set(`${this.#options.setting.target.origins[surface]}/`, 'confirm');
      }
    }
    if (ending.ended === 'passed' && cause === null)
      for (const url of ending.earlierFailedUrls.slice(0, mostProbed)) urls.set(url, 'came-back');
    if (urls.size === 0) return [];
    const { setting, browser, contextOptions } = this.#options;
    const storageState = await within(2_000, this.#context.storageState());
    const probeSetting: ProbeSetting = {
      browser,
      contextOptions,
      storageState: storageState ?? { cookies: [], origins: [] },
      site: setting.site,
      redact: (text) => setting.redactor.text(text),
      requestIdHeaders: setting.requestIdHeaders,
    };
    // whatever is not good leaves a failure unrefuted: a 5xx, a soft one, no answer at all
    const isBad = (answer: Probe): boolean => !isGoodProbe(answer, setting.policy.signatures);
    const stop = setting.state.stopSignal();
    const asked = [...urls].map(([url, purpose]) =>
      probe(url, purpose, { ...probeSetting, signal: stop.signal }, isBad, patience.get(url)),
    );
    const answers = await Promise.all(asked);
    stop.dispose();
    return answers.flat().sort((a, b) => a.at.localeCompare(b.at));
  }

  /** Tells a dead target from our own dead network, by a page that does not depend on the target. */
  async #askControl(evidence: AttemptEvidence, { cause }: Classification): Promise<AttemptEvidence['control']> {
    const { controlUrl } = this.#options.setting.target;
    const answered = evidence.exchanges.some(({ status }) => status !== null);
    if (controlUrl === null || cause !== 'network' || answered) return null;
    const context = await within(controlTimeoutMs, this.#options.browser.newContext(this.#options.contextOptions));
    if (!context) return 'silent';
    try {
      const page = await context.newPage();
      await page.goto(controlUrl, { waitUntil: 'commit', timeout: controlTimeoutMs });
      return 'answered';
    } catch {
      return 'silent';
    } finally {
      await context.close().catch(() => {});
    }
  }
}
