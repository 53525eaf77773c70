import type { Surface } from '../target/types.ts';
import type { Verdict } from '../verdict/types.ts';

/** `critical`: somebody is woken. `warning`: somebody looks at it today. `info`: read with the coffee. */
export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What a message tells. `digest`: transients and what is degraded, with their trend; `test`: asked for by a person, and marked as such. */
export type MessageKind = 'opened' | 'reminded' | 'escalated' | 'reopened' | 'resolved' | 'digest' | 'test';

/** One thing that people and machines are told, the same for every channel; a channel only gives it its form. JSON: it is kept in the outbox. */
export interface Message {
  readonly kind: MessageKind;
  readonly severity: Severity;
  readonly target: string;
  readonly location: string;
  /**
   * The first line, to be read on a phone: what is broken, for whom, since when, after which change, how sure. At most 200 characters, no
   * markup.
   */
  readonly headline: string;
  /** What to do now: one sentence. */
  readonly advice: string;
  /** Facts below it, a line each: blast radius, last good run, evidence. Plain text. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly name: 'report' | 'runbook' | 'change' | 'status'; readonly url: string }[];
  /** Null: a digest or a test. */
  readonly incident: {
    readonly id: string;
    readonly verdict: Verdict;
    readonly cause: string;
    readonly what: string | null;
    readonly layer: string;
    readonly journeys: readonly string[];
    readonly surfaces: readonly Surface[];
    readonly owners: readonly string[];
    readonly change: string | null;
    readonly firstSeenAt: string;
    readonly lastSeenAt: string;
    readonly resolvedAt: string | null;
  } | null;
  readonly at: string;
}

/**
 * What became of one try. `note`: it was taken, and yet not by all (a mail server that refused one of its recipients). `retryAfterMs`: the
 * channel asked for it (`Retry-After`), bounded by whoever waits.
 */
export type Delivered =
  | { readonly ok: true; readonly note?: string }
  | { readonly ok: false; readonly error: string; readonly again: boolean; readonly retryAfterMs: number | null };

/** Something that takes messages. It never throws, takes at most `timeoutMs`, and tries once: trying again is the outbox's. */
export interface Channel {
  readonly name: string;
  readonly kind: 'slack' | 'email' | 'webhook' | 'alertmanager';
  send(message: Message, key: string, signal: AbortSignal): Promise<Delivered>;
  /**
   * For a channel that forgets what it is not told again (Alertmanager): every incident that is open now, at each tick. Lost ones are made
   * up for by the next tick, so they are not in the outbox.
   */
  refresh?(open: readonly Message[], signal: AbortSignal): Promise<Delivered>;
}

/** First route that matches wins, unless it says `continue`; what matches none goes to `default`. A field that is not given matches all. */
export interface Route {
  readonly severities: readonly Severity[] | null;
  readonly targets: readonly string[] | null;
  /** Owners of the incident's journeys; one of them is enough. */
  readonly owners: readonly string[] | null;
  readonly kinds: readonly MessageKind[] | null;
  readonly channels: readonly string[];
  readonly goOn: boolean;
}

/** Declared in `alerts.yaml`; no file: nobody is told, and the monitor says so. */
export interface AlertSettings {
  readonly channels: readonly Channel[];
  readonly routes: readonly Route[];
  /** Names of channels for what matches no route. */
  readonly fallback: readonly string[];
  /** Between reminders of an open incident that nobody has acknowledged or muted, in ms; null: none. */
  readonly remindEveryMs: number | null;
  /** Cron expression of the digest, UTC; null: none. */
  readonly digestAt: string | null;
  /** Bounds of the outbox's tries: how often, and for how long a message is worth sending, in ms. */
  readonly tries: number;
  readonly keepTryingMs: number;
}
