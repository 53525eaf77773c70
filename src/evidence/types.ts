import type { LogWindow } from '../apache/types.ts';
import type { Site, Surface } from '../target/types.ts';

/** Who spoke. `httpd`: Apache's own page or refusal; `proxy`: Apache for a backend it could not reach or understand. */
export const layers = ['httpd', 'proxy', 'application', 'edge', 'unknown'] as const;
export type Layer = (typeof layers)[number];

/** Playwright's resource types, and `beacon` for what is sent without anybody waiting for it. */
export type ResourceType =
  | 'document'
  | 'stylesheet'
  | 'script'
  | 'xhr'
  | 'fetch'
  | 'eventsource'
  | 'websocket'
  | 'image'
  | 'font'
  | 'media'
  | 'manifest'
  | 'texttrack'
  | 'beacon'
  | 'other';

export interface Timing {
  /** From the start of the request to the first byte of the answer, in ms; null: no answer came. */
  readonly waitMs: number | null;
  /** From the start to the last byte or the failure, in ms; null: still open when the attempt ended. */
  readonly totalMs: number | null;
}

/** One first-party HTTP request with its response or its failure. Everything in it has passed the redactor. */
export interface Exchange {
  /** Ordinal within the attempt, from 1; the identity within it. */
  readonly n: number;
  readonly startedAt: string;
  readonly method: string;
  readonly url: string;
  readonly host: string;
  /** null: an asset host. */
  readonly surface: Surface | null;
  /** The path with its identifiers replaced, e.g. `/drug/:slug`. */
  readonly path: string;
  readonly resourceType: ResourceType;
  readonly frame: 'main' | 'child' | 'worker';
  /** `n` of the document that asked for it; null for main documents and for what could not be told. */
  readonly documentOf: number | null;
  readonly status: number | null;
  /** Chromium's code, e.g. `net::ERR_CONNECTION_RESET`, `csp`, `mixed-content`; null where an answer was read to its end. */
  readonly errorText: string | null;
  /** The answer began (status line seen) and broke off: truncated, or reset. */
  readonly broken: boolean;
  readonly layer: Layer;
  readonly server: string | null;
  readonly requestId: string | null;
  readonly contentType: string | null;
  /** Lower-case names; only those that signatures and readers need (see answer.ts). */
  readonly headers: Readonly<Record<string, string>>;
  /** The hops that led here, oldest first. */
  readonly redirects: readonly { readonly url: string; readonly status: number }[];
  /** `<title>` and first `<h1>` of an HTML answer, trimmed, at most 200 characters. */
  readonly title: string | null;
  readonly heading: string | null;
  /** First 4 KiB of the body of a failing (or signature-bearing) document, XHR or fetch. */
  readonly bodyExcerpt: string | null;
  readonly timing: Timing;
  /** The journey declared this answer before it asked for it. */
  readonly expected: boolean;
}

/** Images, fonts, media, icons, manifests and beacons that one document asked of one host. */
export interface AssetCount {
  readonly documentOf: number;
  readonly host: string;
  readonly asked: number;
  readonly serverErrors: number;
}

/** What ended an attempt, as Playwright told it. */
export interface Failure {
  /**
   * `expectation`: an assertion about the page; `action`: a click, fill or navigation that could not be done; `timeout`: the
   * attempt's time ran out; `aborted`: ended at once by the suite because of a failing document; `code`: any other error.
   */
  readonly kind: 'expectation' | 'action' | 'timeout' | 'aborted' | 'code';
  /** Without colour codes, redacted, at most 2,000 characters. */
  readonly message: string;
  /** Innermost `test.step` that was open; null: none. */
  readonly step: string | null;
}

/** Trouble on our own side. */
export interface RunnerTrouble {
  readonly kind:
    | 'browser-missing'
    | 'browser-crashed'
    | 'page-crashed'
    | 'configuration'
    | 'production-guard'
    | 'session-expired'
    | 'log-silent'
    | 'log-incomplete'
    | 'disk-full'
    | 'no-network';
  readonly message: string;
  readonly at: string;
}

export interface StepTiming {
  readonly title: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** The same GET again in a fresh context. */
export interface Probe {
  readonly at: string;
  readonly url: string;
  readonly surface: Surface | null;
  readonly path: string;
  /** Which experiment: `confirm` after a failure, `came-back` after an attempt that passed where an earlier one met a 5xx. */
  readonly purpose: 'confirm' | 'came-back';
  readonly status: number | null;
  readonly errorText: string | null;
  readonly layer: Layer;
  readonly requestId: string | null;
  readonly title: string | null;
  readonly heading: string | null;
  readonly bodyExcerpt: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly durationMs: number;
  /** The answer came after a redirect; absent: not known, taken for no. A soft 500 by redirect is met again only where this is told. */
  readonly redirected?: boolean;
  /** Set where the server asked for more patience than the probes have: nothing further was sent. */
  readonly retryAfterMs: number | null;
}

/**
 * A server-log record that was joined to one of the attempt's own exchanges, or, on an httpd that is ours alone, to the attempt or the run by
 * its time: evidence of the same rank as what the browser saw.
 */
export interface LogRecord {
  readonly kind: 'access' | 'error';
  readonly joined: true;
  /** By what it was joined; absent in records of earlier runs, where it was the request id. */
  readonly by?: 'id' | 'agent' | 'thread' | 'window';
  /** What it is evidence of, as the join found it; absent: its statuses alone speak. */
  readonly means?: LogMeaning;
  /** Apache's module, e.g. `proxy_http`; `%R` in an access record. */
  readonly from?: string | null;
  readonly at: string;
  /** `n` of the exchange; null: the browser saw it good, and it was not kept. */
  readonly exchange: number | null;
  readonly requestId: string | null;
  /** Of the exchange, also of one that was not kept; absent: not known. What no critical exchange met makes no cause. */
  readonly resourceType?: ResourceType;
  /** As in `Exchange`; absent: not known. */
  readonly host?: string;
  /** Who failed at the request, if any did, by all that the log says of it; absent: it does not say. */
  readonly layer?: Layer;
  readonly method: string | null;
  readonly surface: Surface | null;
  /** Template, as in `Exchange`. */
  readonly path: string | null;
  /** Apache's `%s`, before internal redirects; null in the error log. */
  readonly firstStatus: number | null;
  /** Apache's `%>s`, after them. Neither alone tells: an error page that answers 200 reads 500/200, a rewrite loop 200/500. */
  readonly finalStatus: number | null;
  readonly level: string | null;
  /** Apache's message number, e.g. `AH01114`. */
  readonly code: string | null;
  readonly text: string;
}

/**
 * `explains`: a failure that the browser saw, so it adds nothing. `failed`: the server failed at this request, and the browser was spared or
 * the status hides it. `hop`: a back end could not be had, and another try behind the browser's back went well. `lost`: a child of httpd
 * ended by a signal, or a request is in the log twice or not at all while one did. `good`: nothing is wrong.
 */
export type LogMeaning = 'explains' | 'failed' | 'hop' | 'lost' | 'good';

/** A line of a shared server's log that belongs to nobody whom we know: told, and evidence of nothing. */
export interface LogNote {
  /** Of the first one alike. */
  readonly at: string;
  readonly level: string | null;
  readonly code: string | null;
  readonly text: string;
  /** How many lines of one code and one text there were. */
  readonly count: number;
}

/** What `joinLogs` in join-logs.ts is told. */
export interface LogJoin {
  readonly window: LogWindow;
  /** Of all attempts of the run. */
  readonly attempts: readonly AttemptEvidence[];
  readonly site: Pick<Site, 'surfaceOf' | 'isFirstParty' | 'pathTemplate'>;
  /** By how many milliseconds the server's clock may differ from ours. */
  readonly skewMs: number;
  /** The httpd behind the log is ours alone, so that the whole window is. */
  readonly own: boolean;
}

/** What `joinLogs` found. Nothing in it has passed the redactor yet. */
export interface JoinedLogs {
  /** Those given, in the order given, each with its `logRecords` and with the layers of its exchanges as the log knows them. */
  readonly attempts: readonly AttemptEvidence[];
  /** On an httpd of our own: what belongs to the run and to no attempt, as records without an exchange. */
  readonly run: readonly LogRecord[];
  /** On a shared server: lines at level error or worse that were joined to nothing. Bounded. */
  readonly beside: readonly LogNote[];
  readonly besideLeftOut: number;
  /** Why the log cannot testify, in one sentence (it stopped growing while requests were made); null: it can. */
  readonly silent: string | null;
}

/** Everything recorded about one attempt; travels as an attachment of Playwright's test result (see attachment.ts). */
export interface AttemptEvidence {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Id of the journey (`preflight-www`, `login-member` for the set-up). */
  readonly journey: string;
  readonly project: string;
  readonly index: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly ended: 'passed' | 'failed' | 'timed-out' | 'interrupted';
  readonly failures: readonly Failure[];
  /** Failing and notable first-party exchanges, main documents always. */
  readonly exchanges: readonly Exchange[];
  /** How many first-party exchanges there were in all, and how many notable ones were left out beyond the bound. */
  readonly exchangeCount: number;
  readonly exchangesLeftOut: number;
  readonly assets: readonly AssetCount[];
  /** `METHOD surface path` of each good first-party exchange, once each: the ways that this attempt went. */
  readonly went: readonly string[];
  readonly console: readonly { readonly type: string; readonly text: string; readonly url: string | null }[];
  readonly pageErrors: readonly string[];
  readonly runner: readonly RunnerTrouble[];
  readonly steps: readonly StepTiming[];
  readonly probes: readonly Probe[];
  /** Request ids of all first-party answers, also of those that were not kept: what server logs are joined on. Bounded. */
  readonly requestIds?: readonly { readonly n: number; readonly id: string; readonly type?: ResourceType }[];
  /** Absent where no server log can be read. */
  readonly logRecords?: readonly LogRecord[];
  /** A non-idempotent first-party request has left the browser. */
  readonly sentNonIdempotent: boolean;
  /** Answer of CONTROL_URL where the attempt failed without any answer from the target. */
  readonly control: 'answered' | 'silent' | null;
}

/** Why a journey, or a further attempt, was not started. */
export interface NotRun {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly journey: string;
  readonly project: string;
  readonly index: number;
  readonly kind:
    | 'confirmed-server-error'
    | 'blocked'
    | 'outage'
    | 'dead-surface'
    | 'login-refused'
    | 'non-idempotent-sent'
    | 'retry-pointless'
    | 'interrupted';
  /** One sentence for the report. */
  readonly reason: string;
}

/** What a signature is looked for in: an exchange or a probe. */
export interface SignatureSubject {
  readonly status: number | null;
  readonly resourceType: ResourceType;
  readonly redirected: boolean;
  readonly contentType: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly title: string | null;
  readonly heading: string | null;
  readonly bodyExcerpt: string | null;
}

/**
 * A recognisable answer, as data. Every given pattern must match, letter case aside: `title` and `heading` the whole trimmed
 * value, `bodyStart` from the first character that is no space, `headers` and `contentType` anywhere in the value. A soft 500
 * or 503 is looked for only under a 2xx or after a redirect.
 */
export interface Signature {
  readonly id: string;
  readonly kind: 'challenge' | 'soft-500' | 'soft-503';
  /** What it is, for a reader. */
  readonly why: string;
  /** Status codes it may stand under; absent: any. */
  readonly status?: readonly number[];
  readonly resourceTypes?: readonly ResourceType[];
  readonly redirected?: boolean;
  readonly title?: string;
  readonly heading?: string;
  readonly bodyStart?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
