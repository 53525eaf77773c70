import type { StoredFinding } from '../history/types.ts';
import type { Node } from '../target/nodes.ts';
import type { RunRecord } from '../verdict/types.ts';

/** What one signature of this run is, beside the last judged run before the change. */
export type Standing = 'new' | 'already-there' | 'gone';

export interface ComparedFinding {
  readonly standing: Standing;
  readonly finding: StoredFinding;
  /** Those of its signatures that stand so: a finding may be partly new. */
  readonly signatures: readonly string[];
}

export type { Node };

/** `503@/path-pattern`, within a window. */
export interface ExpectedFailure {
  readonly status: number;
  /** Glob over the path: `/drug/*`. */
  readonly pattern: string;
}

/** A declared time of maintenance. Closes on a passing run or at its end. */
export interface MaintenanceWindow {
  /** ISO instants. */
  readonly from: string;
  readonly to: string;
  readonly expects: readonly ExpectedFailure[];
}

export type GateResult = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

/** One thing that the gate did or saw, for its time line. */
export interface GateEvent {
  readonly at: string;
  readonly kind:
    'began' | 'waited' | 'marker' | 'met' | 'run' | 'judged' | 'detected' | 'rollback' | 'recovered' | 'gave-up';
  readonly text: string;
  /** `bad` is the loudest. */
  readonly tone: 'plain' | 'good' | 'bad';
  /** The run whose end it tells of, by its id; null: of none. */
  readonly run: string | null;
}

/** One run of Playwright within a gate; the first is all of them together. */
export interface GateRun {
  readonly id: string;
  readonly what: string;
  readonly outcome: RunRecord['outcome'];
  readonly headline: string;
  /** ISO instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of the change that went out, or of what came after its rollback. */
  readonly phase: 'after' | 'recovery';
  /** Relative to `reports/`; null: there is none. */
  readonly page: string | null;
}

/** `reports/gate.json`: what the gate's page is built from. */
export interface GateReport {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly target: string;
  readonly change: { readonly id: string; readonly url: string | null } | null;
  readonly startedAt: string;
  readonly durationMs: number;
  /** When the change went out, as somebody has said; ISO instant. */
  readonly since: string | null;
  readonly result: GateResult;
  readonly exitCode: number;
  readonly headline: string;
  readonly advice: string;
  /** The last judged run with journeys before the change. Null: there was none, so everything that journeys met is new. */
  readonly baseline: {
    readonly run: string;
    readonly startedAt: string;
    readonly outcome: RunRecord['outcome'];
    readonly headline: string;
    /** Relative to `reports/`; null: it is not kept here. */
    readonly page: string | null;
  } | null;
  readonly compared: readonly ComparedFinding[];
  /** Journeys that an expected answer ended, listed apart. */
  readonly expected: readonly string[];
  /** Those that were open. */
  readonly windows: readonly MaintenanceWindow[];
  readonly runs: readonly GateRun[];
  readonly nodes: readonly {
    readonly node: Node;
    readonly outcome: RunRecord['outcome'];
    readonly headline: string;
    /** The run that was pinned to it; null: it could not be reached. */
    readonly run: string | null;
  }[];
  /** What chance the run gave itself to meet one bad node in N, where nodes are not known; null: they are. */
  readonly chance: string | null;
  readonly rollback: {
    readonly command: string;
    readonly because: string;
    readonly exitCode: number | null;
    readonly timedOut: boolean;
    /** How it ended, as the end of a sentence; null: nobody has seen its end. */
    readonly ended: string | null;
    /** Redacted, bounded. */
    readonly output: string;
    readonly detectedAfterMs: number;
    readonly tookMs: number;
    /** Null: the site did not recover within the limit. */
    readonly recoveredAfterMs: number | null;
  } | null;
  readonly events: readonly GateEvent[];
  readonly troubles: readonly string[];
}
