import type { BrowserContext, ConsoleMessage, Page, Request, Response, WebError, WebSocket } from '@playwright/test';
import { glob } from '../target/glob.ts';
import type { Site } from '../target/types.ts';
import { titleAndHeading } from './html.ts';
import { excerptBytes, headBytes, keepHeaders, requestIdOf } from './answer.ts';
import { HiddenAnswers } from './hidden-answers.ts';
import { layerOf } from './layer.ts';
import { within } from './within.ts';
import type {
  AssetCount,
  AttemptEvidence,
  Exchange,
  Layer,
  ResourceType,
  RunnerTrouble,
  SignatureSubject,
} from './types.ts';

/** A body that has not come by then is not waited for: `body()` of a truncated answer never settles. */
const bodyPatienceMs = 2_000;
/**
 * A critical request that is younger than this when the attempt ends is waited for until it is not: its 500 counts, although the journey
 * went on without it.
 */
const lastAnswerMs = 500;
/** Notable exchanges kept of one attempt; failing ones go first. */
const mostExchanges = 200;
const mostConsole = 50;
/** Request ids kept of one attempt: a page of the site asks for some 100 things. */
const mostRequestIds = 2_000;

const assetTypes: ReadonlySet<ResourceType> = new Set([
  'image',
  'font',
  'media',
  'manifest',
  'texttrack',
  'beacon',
  'other',
]);
/** What stays open by design, or is not critical. */
const notWaitedFor: ReadonlySet<ResourceType> = new Set([...assetTypes, 'eventsource', 'websocket']);
const readTypes: ReadonlySet<ResourceType> = new Set(['document', 'xhr', 'fetch']);
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface RecorderOptions {
  readonly site: Site;
  /** Everything that is kept passes through it. */
  readonly redact: (text: string) => string;
  /** Header names, lower case, that carry a request id; the first that an answer has is taken. */
  readonly requestIdHeaders: readonly string[];
  /** An answer under any status that a signature recognises. */
  readonly isTelling: (subject: SignatureSubject) => boolean;
  /** Told once per exchange as soon as it is known to have failed (4xx, 5xx, telling, or an error code), its body read. */
  readonly onFailing?: (exchange: Exchange) => void;
  /** The budget of an exchange: one that waits for its answer for longer is kept, however good the answer. Default: none is. */
  readonly budgetMs?: number;
  /** Milliseconds that a guard held this request back; they are not the server's. */
  readonly heldBackMs?: (url: string) => number;
}

/** Answers that the journey declared before it asked for them. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly surface: Exchange['surface'];
  /** Glob over the path: `*` matches anything. */
  readonly path: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Entry {
  exchange: Mutable<Exchange>;
  startedMs: number;
  /** Resolves with the answer's head, or when there will be none. */
  answered: PromiseWithResolvers<void>;
  assetOf: string | null;
}

function typeOf(request: Request): ResourceType {
  const type = request.resourceType();
  if (type === 'ping' || type === 'cspreport') return 'beacon';
  return type as ResourceType; // Playwright's documented list, which ResourceType repeats
}

/** The part of an attempt's evidence that a browser context shows. */
export type Recorded = Pick<
  AttemptEvidence,
  | 'exchanges'
  | 'exchangeCount'
  | 'exchangesLeftOut'
  | 'assets'
  | 'went'
  | 'console'
  | 'pageErrors'
  | 'runner'
  | 'sentNonIdempotent'
> &
  Pick<Required<AttemptEvidence>, 'requestIds'>;

/**
 * Records what a browser context and all its pages, frames and workers exchange with the site. Attach it before the first
 * page opens. First-party exchanges only; what anybody else answers makes no cause, and is dropped.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #entries = new Map<Request, Entry>();
  readonly #sockets: Exchange[] = [];
  readonly #hidden = new HiddenAnswers();
  readonly #settling = new Set<Promise<void>>();
  readonly #expected: { readonly answer: ExpectedAnswer; readonly path: RegExp }[] = [];
  readonly #assets = new Map<string, Mutable<AssetCount>>();
  readonly #console: { type: string; text: string; url: string | null }[] = [];
  readonly #pageErrors: string[] = [];
  readonly #runner: RunnerTrouble[] = [];
  /** Newest main document of each page: what asked for the requests that name no other. */
  readonly #documents = new WeakMap<Page, number>();
  #forgetBrowser: () => void = () => {};
  #count = 0;
  #sentNonIdempotent = false;
  #closed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  attach(context: BrowserContext): void {
    context.on('request', (request) => this.#onRequest(request));
    context.on('response', (response) => this.#settle(this.#onResponse(response)));
    context.on('requestfinished', (request) => this.#settle(this.#onFinished(request)));
    context.on('requestfailed', (request) => this.#settle(this.#onFailed(request)));
    context.on('console', (message) => this.#onConsole(message));
    context.on('weberror', (error) => this.#onPageError(error));
    context.on('page', (page) => this.#onPage(page));
    for (const page of context.pages()) this.#onPage(page);
    const browser = context.browser();
    const onDisconnected = (): void =>
      this.trouble('browser-crashed', 'the browser process ended in the middle of the journey');
    browser?.on('disconnected', onDisconnected);
    // the browser outlives the attempt
    this.#forgetBrowser = () => browser?.off('disconnected', onDisconnected);
  }

  /** Declares an answer before it is asked for. */
  expect(answer: ExpectedAnswer): void {
    this.#expected.push({ answer, path: glob(answer.path) });
  }

  /** Adds trouble on our own side. */
  trouble(kind: RunnerTrouble['kind'], message: string): void {
    if (this.#closed) return;
    this.#runner.push({ kind, message: this.#options.redact(message), at: new Date().toISOString() });
  }

  get #all(): readonly Exchange[] {
    return [...[...this.#entries.values()].map(({ exchange }) => exchange), ...this.#sockets];
  }

  /**
   * The URL by which an exchange can be had again, unredacted, never to be written down: the first GET of the redirects that led to
   * it, since its last hop may be a page that is always there (`/sorry.html`). Null: what led to it was no GET.
   */
  urlOf(n: number): string | null {
    let found = [...this.#entries].find(([, { exchange }]) => exchange.n === n)?.[0];
    for (let before = found?.redirectedFrom(); before?.method() === 'GET'; before = before.redirectedFrom())
      found = before;
    return found?.method() === 'GET' ? found.url() : null;
  }

  /** The newest main document; null: none was asked for. */
  get newestDocument(): Exchange | null {
    const documents = [...this.#entries.values()].filter(
      ({ exchange }) => exchange.resourceType === 'document' && exchange.frame === 'main',
    );
    return documents.at(-1)?.exchange ?? null;
  }

  /** Resolves when the pages that are open are watched in full; before that a first request may be seen in part. */
  async ready(): Promise<void> {
    await within(bodyPatienceMs, Promise.all(this.#settling));
  }

  /** Waits, bounded, for answers that are on their way and bodies that are being read, then closes the record. */
  async finish(): Promise<Recorded> {
    await this.#lastAnswers();
    await within(bodyPatienceMs, Promise.all(this.#settling));
    this.#closed = true;
    this.#forgetBrowser();
    const all = this.#all;
    const notable = all.filter((exchange) => this.#isNotable(exchange));
    const kept = [...notable]
      .sort((a, b) => Number(this.#isFailing(b)) - Number(this.#isFailing(a)) || a.n - b.n)
      .slice(0, mostExchanges)
      .sort((a, b) => a.n - b.n);
    return {
      exchanges: kept,
      exchangeCount: all.length,
      exchangesLeftOut: notable.length - kept.length,
      assets: [...this.#assets.values()].filter(({ serverErrors }) => serverErrors > 0),
      went: this.#wayOf(all),
      console: this.#console,
      pageErrors: this.#pageErrors,
      runner: this.#runner,
      sentNonIdempotent: this.#sentNonIdempotent,
      requestIds: this.#requestIds(all),
    };
  }

  /** What the browser took out of its cache bears the id of the answer that it kept: the first has it. */
  #requestIds(all: readonly Exchange[]): Recorded['requestIds'] {
    const first = new Map<string, Recorded['requestIds'][number]>();
    for (const { n, requestId, resourceType } of all) {
      if (requestId === null || first.has(requestId)) continue;
      if (first.size >= mostRequestIds) break;
      first.set(requestId, { n, id: requestId, type: resourceType });
    }
    return [...first.values()];
  }

  async #lastAnswers(): Promise<void> {
    const waiting = [...this.#entries.values()].filter(
      ({ exchange }) =>
        exchange.status === null && exchange.errorText === null && !notWaitedFor.has(exchange.resourceType),
    );
    await Promise.all(
      waiting.map(({ startedMs, answered }) =>
        within(Math.max(0, startedMs + lastAnswerMs - performance.now()), answered.promise),
      ),
    );
  }

  #settle(work: Promise<void>): void {
    const settled = work.catch(() => {});
    this.#settling.add(settled);
    void settled.finally(() => this.#settling.delete(settled));
  }

  #isFailing(exchange: Exchange): boolean {
    const { status, errorText } = exchange;
    if ((status ?? 0) >= 400 || exchange.broken) return true;
    // ERR_ABORTED alone says that somebody stopped asking: a navigation away, a closed page
    if (errorText !== null && errorText !== 'net::ERR_ABORTED') return true;
    return this.#options.isTelling({ ...exchange, redirected: exchange.redirects.length > 0 });
  }

  #isNotable(exchange: Exchange): boolean {
    const open = exchange.timing.totalMs === null && exchange.resourceType !== 'eventsource';
    const { waitMs } = exchange.timing;
    const late = waitMs === null || waitMs > (this.#options.budgetMs ?? Infinity);
    return this.#isFailing(exchange) || exchange.resourceType === 'document' || open || late;
  }

  #onRequest(request: Request): void {
    const url = request.url();
    if (this.#closed || !this.#options.site.isFirstParty(url) || !/^https?:/.test(url)) return;
    const method = request.method();
    const resourceType = typeOf(request);
    if (!safeMethods.has(method) && resourceType !== 'beacon') this.#sentNonIdempotent = true;
    const before = request.redirectedFrom();
    const earlier = before ? this.#entries.get(before) : undefined;
    const n = ++this.#count;
    const { frame, page } = this.#placeOf(request, resourceType);
    const documentOf = page ? (this.#documents.get(page) ?? null) : null;
    if (resourceType === 'document' && frame === 'main' && page) this.#documents.set(page, n);
    const { site, redact } = this.#options;
    const assetOf =
      assetTypes.has(resourceType) && documentOf !== null ? `${String(documentOf)} ${new URL(url).host}` : null;
    if (assetOf !== null && documentOf !== null && !earlier) {
      const count = this.#assets.get(assetOf) ?? { documentOf, host: new URL(url).host, asked: 0, serverErrors: 0 };
      count.asked += 1;
      this.#assets.set(assetOf, count);
    }
    this.#entries.set(request, {
      startedMs: performance.now(),
      answered: Promise.withResolvers<void>(),
      assetOf,
      exchange: {
        n,
        startedAt: new Date().toISOString(),
        method,
        url: redact(url),
        host: new URL(url).host,
        surface: site.surfaceOf(url),
        path: site.pathTemplate(url),
        resourceType,
        frame,
        documentOf: resourceType === 'document' && frame === 'main' ? null : documentOf,
        status: null,
        errorText: null,
        broken: false,
        layer: 'unknown',
        server: null,
        requestId: null,
        contentType: null,
        headers: {},
        redirects: earlier
          ? [...earlier.exchange.redirects, { url: earlier.exchange.url, status: earlier.exchange.status ?? 0 }]
          : [],
        title: null,
        heading: null,
        bodyExcerpt: null,
        timing: { waitMs: null, totalMs: null },
        expected: false,
      },
    });
  }

  #placeOf(request: Request, type: ResourceType): { readonly frame: Exchange['frame']; readonly page: Page | null } {
    if (request.serviceWorker()) return { frame: 'worker', page: null };
    try {
      const frame = request.frame();
      return { frame: frame.parentFrame() ? 'child' : 'main', page: frame.page() };
    } catch {
      // the frame of a navigation that has not committed is not known yet: only a page's own first document does that
      return { frame: type === 'document' ? 'main' : 'worker', page: null };
    }
  }

  async #onResponse(response: Response): Promise<void> {
    const request = response.request();
    const entry = this.#entries.get(request);
    if (!entry || this.#closed) return;
    const { exchange } = entry;
    const headers = response.headers();
    const status = response.status();
    exchange.status = status;
    entry.answered.resolve();
    exchange.headers = keepHeaders(headers, this.#options.redact);
    exchange.server = headers['server'] ?? null;
    exchange.contentType = headers['content-type'] ?? null;
    exchange.requestId = requestIdOf(headers, this.#options);
    exchange.expected = this.#isExpected(exchange);
    this.#time(entry, request, false);
    if (status >= 500 && entry.assetOf !== null) this.#countServerError(entry.assetOf);
    if (status >= 300 && status < 400) return;
    if (readTypes.has(exchange.resourceType)) await this.#read(response, entry);
    exchange.layer = this.#layer(exchange);
    if (this.#isFailing(exchange)) this.#report(exchange);
  }

  async #read(response: Response, entry: Entry): Promise<void> {
    const { exchange } = entry;
    const body = await within(bodyPatienceMs, response.body());
    if (body === null || this.#closed) return;
    const head = body.subarray(0, headBytes).toString('utf8');
    const html = /html/i.test(exchange.contentType ?? '') || /^\s*<(?:!doctype|html)/i.test(head);
    if (html) {
      const { title, heading } = titleAndHeading(head);
      exchange.title = title === null ? null : this.#options.redact(title);
      exchange.heading = heading === null ? null : this.#options.redact(heading);
    }
    const excerpt = this.#options.redact(body.subarray(0, excerptBytes).toString('utf8'));
    const failing =
      (exchange.status ?? 0) >= 400 ||
      this.#options.isTelling({ ...exchange, bodyExcerpt: excerpt, redirected: exchange.redirects.length > 0 });
    if (failing) exchange.bodyExcerpt = excerpt;
  }

  async #onFinished(request: Request): Promise<void> {
    const entry = this.#entries.get(request);
    if (!entry || this.#closed) return;
    this.#time(entry, request, true);
  }

  async #onFailed(request: Request): Promise<void> {
    const entry = this.#entries.get(request);
    if (!entry || this.#closed) return;
    const { exchange } = entry;
    exchange.errorText = request.failure()?.errorText ?? 'unknown error';
    entry.answered.resolve();
    if (exchange.status === null && (await this.#unhide(exchange, request.url()))) {
      if ((exchange.status ?? 0) >= 500 && entry.assetOf !== null) this.#countServerError(entry.assetOf);
      this.#report(exchange);
      return;
    }
    exchange.timing = { ...exchange.timing, totalMs: Math.round(performance.now() - entry.startedMs) };
    // a failing stylesheet or script is told twice, as its 5xx and as ERR_ABORTED: the status is the fact
    const began = exchange.status !== null || request.existingResponse() !== null;
    exchange.broken = began && exchange.errorText !== 'net::ERR_ABORTED' && exchange.errorText.startsWith('net::');
    if (exchange.errorText === 'net::ERR_BLOCKED_BY_CLIENT.Inspector' && !safeMethods.has(exchange.method)) {
      this.trouble(
        'production-guard',
        `${exchange.method} ${exchange.path} was refused by the read-only guard of this target; nothing was sent`,
      );
    }
    if (exchange.broken || (exchange.status === null && exchange.errorText !== 'net::ERR_ABORTED'))
      this.#report(exchange);
  }

  /** An answer that the browser kept from the page, by its policies for other origins: it was given, and its status is the fact. */
  async #unhide(exchange: Mutable<Exchange>, url: string): Promise<boolean> {
    const answer = await this.#hidden.answerTo(url, exchange.errorText ?? '');
    if (answer === null || answer.status < 400) return false;
    exchange.status = answer.status;
    exchange.headers = keepHeaders(answer.headers, this.#options.redact);
    exchange.server = answer.headers['server'] ?? null;
    exchange.contentType = answer.headers['content-type'] ?? null;
    exchange.requestId = requestIdOf(answer.headers, this.#options);
    exchange.expected = this.#isExpected(exchange);
    exchange.layer = this.#layer(exchange);
    return true;
  }

  #report(exchange: Exchange): void {
    if (!this.#closed && !exchange.expected) this.#options.onFailing?.(exchange);
  }

  #wayOf(all: readonly Exchange[]): string[] {
    const good = all.filter((exchange) => exchange.status !== null && !this.#isFailing(exchange));
    return [...new Set(good.map(({ method, surface, host, path }) => `${method} ${surface ?? host} ${path}`))].sort();
  }

  #countServerError(key: string): void {
    const count = this.#assets.get(key);
    if (count) count.serverErrors += 1;
  }

  #isExpected(exchange: Exchange): boolean {
    const path = new URL(exchange.url).pathname;
    return this.#expected.some(
      ({ answer, path: pattern }) =>
        answer.status === exchange.status && answer.surface === exchange.surface && pattern.test(path),
    );
  }

  #time(entry: Entry, request: Request, finished: boolean): void {
    const { responseStart, responseEnd, startTime } = request.timing();
    // the browser's own clock starts when a guard has let the request go, ours when it was asked for
    const now = performance.now() - entry.startedMs - (this.#options.heldBackMs?.(request.url()) ?? 0);
    const known = startTime > 0;
    const waitMs = known && responseStart >= 0 ? responseStart : (entry.exchange.timing.waitMs ?? now);
    const totalMs = finished ? (known && responseEnd >= 0 ? responseEnd : now) : null;
    entry.exchange.timing = {
      waitMs: Math.max(0, Math.round(waitMs)),
      totalMs: totalMs === null ? null : Math.max(0, Math.round(totalMs)),
    };
  }

  #layer(exchange: Exchange): Layer {
    return layerOf({
      status: exchange.status ?? 0,
      headers: exchange.headers,
      title: exchange.title,
      body: exchange.bodyExcerpt,
    });
  }

  #onConsole(message: ConsoleMessage): void {
    if (this.#closed || this.#console.length >= mostConsole) return;
    const type = message.type();
    if (type !== 'error' && type !== 'warning') return;
    const { url } = message.location();
    if (url !== '' && !this.#options.site.isFirstParty(url)) return;
    const { redact } = this.#options;
    this.#console.push({ type, text: redact(message.text().slice(0, 1000)), url: url === '' ? null : redact(url) });
  }

  #onPageError(webError: WebError): void {
    if (this.#closed || this.#pageErrors.length >= mostConsole) return;
    const error = webError.error();
    this.#pageErrors.push(this.#options.redact(`${error.name}: ${error.message}`.slice(0, 1000)));
  }

  #onPage(page: Page): void {
    this.#settle(this.#hidden.watch(page));
    page.on('crash', () =>
      this.trouble('page-crashed', 'the page crashed in the browser (its renderer process ended)'),
    );
    page.on('websocket', (socket) => this.#onWebSocket(page, socket));
  }

  /** Playwright tells a refused handshake only as a socket error that names the status. */
  #onWebSocket(page: Page, socket: WebSocket): void {
    const url = socket.url().replace(/^ws/, 'http');
    if (!this.#options.site.isFirstParty(url)) return;
    const startedAt = new Date().toISOString();
    const startedMs = performance.now();
    socket.on('socketerror', (text) => {
      if (this.#closed) return;
      const status = /response code: (\d{3})/.exec(text)?.[1];
      const elapsed = Math.round(performance.now() - startedMs);
      const exchange: Exchange = {
        n: ++this.#count,
        startedAt,
        method: 'GET',
        url: this.#options.redact(socket.url()),
        host: new URL(url).host,
        surface: this.#options.site.surfaceOf(url),
        path: this.#options.site.pathTemplate(url),
        resourceType: 'websocket',
        frame: 'main',
        documentOf: this.#documents.get(page) ?? null,
        status: status === undefined ? null : Number(status),
        errorText:
          status === undefined ? (/net::[A-Z_]+/.exec(text)?.[0] ?? this.#options.redact(text.slice(0, 200))) : null,
        broken: false,
        layer: 'unknown',
        server: null,
        requestId: null,
        contentType: null,
        headers: {},
        redirects: [],
        title: null,
        heading: null,
        bodyExcerpt: null,
        timing: { waitMs: status === undefined ? null : elapsed, totalMs: elapsed },
        expected: false,
      };
      this.#sockets.push(exchange);
      this.#report(exchange);
    });
  }
}
