import type { Verdict } from '../../verdict/types.ts';
import type { Incident } from '../../history/types.ts';

/** Bounds of a share, exact (Clopper-Pearson, 95 %): wide where data is thin. Shares from 0 to 1. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

/** What one window of time came to for one journey or surface. Null: nothing is known of it. */
export interface WindowSum {
  readonly window: '24h' | '30d' | '90d';
  readonly runs: number;
  /** Of the runs that say something of the site, the good ones: final verdicts. */
  readonly onVerdicts: Share | null;
  /** Of all attempts those that passed. */
  readonly onAttempts: Share | null;
  /** Runs with a verdict of a server error, and those with a transient one; apart. */
  readonly serverErrors: number;
  readonly transient: number;
  /** Of the budget of bad runs that the objective allows in this window, what is left; below 0: overdrawn. */
  readonly budgetLeft: number | null;
}

export interface StatusRow {
  readonly name: string;
  readonly kind: 'surface' | 'journey';
  readonly now: { readonly verdict: Verdict; readonly at: string; readonly run: string } | null;
  readonly windows: readonly WindowSum[];
  /** One mark a day, oldest first, 90 of them: the worst that this day saw; null: not looked at. */
  readonly days: readonly {
    readonly day: string;
    readonly worst: Verdict | null;
    readonly good: number;
    readonly runs: number;
  }[];
}

export interface StepLatency {
  readonly journey: string;
  readonly step: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

/** `reports/status.json`: what the page is built from. */
export interface Status {
  readonly schemaVersion: 1;
  readonly target: string;
  readonly builtAt: string;
  /** The newest judged run. */
  readonly newest: {
    readonly run: string;
    readonly at: string;
    readonly outcome: Verdict;
    readonly headline: string;
  } | null;
  /** The newest judged run is older than the declared limit: what stands here is no news. */
  readonly stale: boolean;
  /** Declared objective: share of good runs, such as 0.999. */
  readonly objective: number;
  readonly locations: readonly string[];
  readonly surfaces: readonly StatusRow[];
  readonly journeys: readonly StatusRow[];
  /** Open ones first, then newest first, of 90 days. */
  readonly incidents: readonly Incident[];
  readonly changes: readonly { readonly id: string; readonly url: string | null; readonly firstAt: string }[];
  readonly latencies: readonly StepLatency[];
}
