import type { Verdict } from '../../verdict/types.ts';
import type { Incident } from '../../history/types.ts';

/** Bounds of a share, exact (Clopper-Pearson, 95 %): wide where data is thin. Shares from 0 to 1. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

/** The 24 hours before now, to the minute; the last 30 and 90 days of UTC, that of now the last. */
export const windows = ['24h', '30d', '90d'] as const;
export type Window = (typeof windows)[number];

/** What one window of time came to for one journey or surface. Null: nothing is known of it. */
export interface WindowSum {
  readonly window: Window;
  /** Results of journeys: of a surface those of all that visit it, its first looks too. */
  readonly runs: number;
  /** Of the runs that say something of the site, the good ones: final verdicts. What a dead surface kept from starting was not good. */
  readonly onVerdicts: Share | null;
  /** Of all attempts those that passed. */
  readonly onAttempts: Share | null;
  /** Runs with a verdict of a server error, and those with a transient one; apart. */
  readonly serverErrors: number;
  readonly transient: number;
  /** Not started, because a first look had found the surface broken. */
  readonly down: number;
  /** They say nothing of the site, and are in no share. */
  readonly unknown: number;
  /** Of the budget of bad runs that the objective allows in this window, what is left; below 0: overdrawn. */
  readonly budgetLeft: number | null;
  /** Whether so many runs can tell that the objective is held (`low` is not below it) or missed (`high` is). */
  readonly objective: 'held' | 'missed' | 'too-few' | null;
}

export interface StatusDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** The worst that it saw; `inconclusive`: nothing that was looked at says anything; null: not looked at. `failed`: how is not kept. */
  readonly worst: Verdict | 'failed' | null;
  readonly good: number;
  /** Runs that say something of the site. */
  readonly known: number;
  readonly runs: number;
}

export interface StatusRow {
  /** Of a journey with its project, where it has one: `drug-monograph (phone)`. */
  readonly name: string;
  readonly kind: 'surface' | 'journey';
  /** Worst of the newest results of each location and journey, of those locations that are not silent. Null: none. */
  readonly now: {
    readonly verdict: Verdict;
    readonly at: string;
    readonly run: string;
    readonly location: string;
  } | null;
  readonly windows: readonly WindowSum[];
  /** One mark a day, oldest first, 90 of them. */
  readonly days: readonly StatusDay[];
}

/** Of attempts that passed, in 30 days. Each time lies within 4.4 % of what it was. */
export interface StepLatency {
  /** With its project, as `StatusRow.name`. */
  readonly journey: string;
  readonly step: string;
  readonly p50Ms: number;
  /** Null: of fewer than 20 samples it says nothing. */
  readonly p95Ms: number | null;
  /** Null: of fewer than 100. */
  readonly p99Ms: number | null;
  readonly samples: number;
}

/** Where the newest judged run of a place stands. `silent`: it is older than the declared limit, and says nothing of now. */
export interface StatusLocation {
  readonly name: string;
  readonly run: string;
  readonly at: string;
  readonly outcome: Verdict;
  readonly headline: string;
  readonly silent: boolean;
}

/** `reports/status.json`: what the page is built from. */
export interface Status {
  readonly schemaVersion: 1;
  readonly target: string;
  /** When it was read from the history. */
  readonly builtAt: string;
  /** Since then the history could not be read; null: it could. */
  readonly trouble: { readonly at: string; readonly text: string } | null;
  /** The newest judged run. */
  readonly newest: {
    readonly run: string;
    readonly at: string;
    readonly outcome: Verdict;
    readonly headline: string;
  } | null;
  /** The newest judged run was older than the declared limit when this was built: what stands here is no news. */
  readonly stale: boolean;
  readonly staleAfterMs: number;
  /** Declared objective: share of good runs, such as 0.999. */
  readonly objective: number;
  /** Newest first. */
  readonly locations: readonly StatusLocation[];
  /** All journeys together. */
  readonly overall: StatusRow;
  readonly surfaces: readonly StatusRow[];
  readonly journeys: readonly StatusRow[];
  /** Open ones first, then newest first, of 90 days. */
  readonly incidents: readonly Incident[];
  /** Of 90 days, oldest first. */
  readonly changes: readonly { readonly id: string; readonly url: string | null; readonly firstAt: string }[];
  readonly latencies: readonly StepLatency[];
}
