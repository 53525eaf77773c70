import type { Surface } from '../target/types.ts';
import type { StoredRun } from '../history/types.ts';

/** Declared in `monitor.yaml`, per target; each field has a default. */
export interface MonitorSettings {
  /** Cron expression of the journeys, UTC: hourly. */
  readonly journeysAt: string;
  /** Each location starts this much later at most, the same every hour (from its name), in ms. */
  readonly jitterMs: number;
  /** Between pulses, in ms: one minute. */
  readonly pulseEveryMs: number;
  /** Paths beside the front page of each surface: `reference /drug/…`. */
  readonly pulseUrls: readonly { readonly surface: Surface; readonly path: string }[];
  /** While an incident is open: between runs of the journeys that went its way, in ms. */
  readonly journeysWhileOpenMs: number;
  /** Requests per hour to the target that the monitor never exceeds, those of the journeys counted at their declared price. */
  readonly requestsPerHour: number;
  /** That price: requests of one run of the journeys. */
  readonly requestsPerRun: number;
  /** The newest judged run may be this old, in ms; for `--check-freshness`. */
  readonly staleAfterMs: number;
}

/** One plain GET of a pulse. `suspicious`: why an attempt that met it failed, in words (a 5xx, a soft 500, no answer, another site). */
export interface PulseAnswer {
  readonly surface: Surface;
  readonly url: string;
  readonly at: string;
  readonly status: number | null;
  readonly errorText: string | null;
  readonly durationMs: number;
  readonly suspicious: string | null;
}

export interface Pulse {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly answers: readonly PulseAnswer[];
}

/** What the monitor does, for its log and its metrics. */
export type MonitorEvent =
  | { readonly kind: 'pulse'; readonly at: string; readonly pulse: Pulse; readonly confirmed: boolean }
  | {
      readonly kind: 'run';
      readonly at: string;
      readonly run: StoredRun;
      readonly why: 'schedule' | 'pulse' | 'incident' | 'repeat';
    }
  | { readonly kind: 'skipped'; readonly at: string; readonly why: string }
  | {
      readonly kind: 'alerted';
      readonly at: string;
      readonly channel: string;
      readonly headline: string;
      readonly failed: string | null;
    }
  | { readonly kind: 'trouble'; readonly at: string; readonly text: string }
  /** What a reader of the log wants to know and nobody has to act on: that it began, waits, or ends. */
  | { readonly kind: 'note'; readonly at: string; readonly text: string };
