import type {
  AttemptEvidence,
  Exchange,
  Layer,
  LogNote,
  LogRecord,
  NotRun,
  Probe,
  RunnerTrouble,
  Signature,
  StepTiming,
} from '../evidence/types.ts';
import type { Budgets, Surface } from '../target/types.ts';

/** Why one attempt failed, in the order in which the rules are asked. */
export const causes = [
  'server-error',
  'unavailable',
  'blocked',
  'runner',
  'client-error',
  'network',
  'slow',
  'content',
  'unknown',
] as const;
export type Cause = (typeof causes)[number];

/** What is concluded about one journey, worst first: the order of the outcome. */
export const verdicts = [
  'server-error',
  'intermittent-server-error',
  'unreachable',
  'regression',
  'blocked',
  'inconclusive',
  'degraded',
  'transient',
  'passed',
] as const;
export type Verdict = (typeof verdicts)[number];

export const exitCodes: Readonly<Record<Verdict, number>> = {
  'server-error': 3,
  'intermittent-server-error': 3,
  unreachable: 4,
  regression: 1,
  blocked: 5,
  inconclusive: 2,
  degraded: 0,
  transient: 0,
  passed: 0,
};

/** A known issue: turns a `regression` or `blocked` of this signature into `degraded`. */
export interface Suppression {
  readonly signature: string;
  readonly owner: string;
  /** ISO date (UTC), the last day on which it holds. */
  readonly expires: string;
  readonly reason: string | null;
}

/** What the rules are told besides evidence. */
export interface Policy {
  readonly signatures: readonly Signature[];
  readonly budgets: Budgets;
  readonly suppressions: readonly Suppression[];
  /** ISO instant for expiry of suppressions. */
  readonly now: string;
}

/** One attempt as the reporter hands it over; `evidence` is null where the worker died before it could speak. */
export interface AttemptInput {
  readonly index: number;
  readonly ended: 'passed' | 'failed' | 'timed-out' | 'interrupted';
  readonly startedAt: string;
  readonly durationMs: number;
  readonly evidence: AttemptEvidence | null;
  /** Playwright's own error texts, redacted. */
  readonly errors: readonly string[];
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  /** Relative to the run's folder `reports/runs/<run id>/`. */
  readonly path: string;
}

export interface JourneyInput {
  readonly id: string;
  readonly project: string;
  readonly title: string;
  readonly file: string;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly surfaces: readonly Surface[];
  /** A person has seen this journey pass on this target. */
  readonly verified: boolean;
  /** Null: the target's budget holds. */
  readonly budgetMs: number | null;
  /** Started attempts, by index. */
  readonly attempts: readonly AttemptInput[];
  /** The newest word on what was not started; null: everything was. */
  readonly notRun: NotRun | null;
  /** How many further attempts the retries would have allowed. */
  readonly retries: number;
}

export interface RunMeta {
  readonly id: string;
  readonly target: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly change: { readonly id: string; readonly url: string | null } | null;
  readonly location: string;
  readonly suiteVersion: string;
  readonly browser: string;
  readonly shards: { readonly expected: number; readonly seen: number };
  readonly workers: number;
}

/** What makes a run at best `inconclusive`, or is worth saying beside the outcome. */
export interface RunTrouble {
  readonly kind:
    | 'ran-nothing'
    | 'lost-shard'
    | 'one-shard'
    | 'doubled-shard'
    | 'foreign-blob'
    | 'report-failed'
    | 'playwright-error'
    | 'interrupted'
    | 'killed'
    | 'note';
  readonly message: string;
}

export interface RunInput {
  readonly run: RunMeta;
  readonly journeys: readonly JourneyInput[];
  readonly troubles: readonly RunTrouble[];
  /** Absent: no server's log was read. */
  readonly serverLog?: ServerLogRecord;
}

export interface Classification {
  /** Null: nothing failed it. */
  readonly cause: Cause | null;
  /** Name of the rule that matched. */
  readonly rule: string;
  /** In words that a person on call understands. */
  readonly reasons: readonly string[];
  readonly status: number | null;
  /** Chromium's code; for `runner` the kind of trouble. */
  readonly errorText: string | null;
  readonly layer: Layer;
  readonly surface: Surface | null;
  readonly method: string | null;
  readonly path: string | null;
  /** `n` of the exchanges that it rests on, the most telling first. */
  readonly exchanges: readonly number[];
  readonly signature: string | null;
}

/** ---- verdict.json, the contract; schema.ts holds its JSON Schema ---- */

export interface AttemptRecord {
  readonly index: number;
  readonly status: 'passed' | 'failed' | 'timed-out' | 'interrupted';
  readonly cause: Cause | null;
  readonly rule: string;
  readonly reasons: readonly string[];
  readonly signature: string | null;
  readonly durationMs: number;
  readonly startedAt: string;
  readonly exchanges: readonly Exchange[];
  readonly probes: readonly Probe[];
  readonly steps: readonly StepTiming[];
  readonly errors: readonly string[];
  readonly console: readonly { readonly type: string; readonly text: string; readonly url: string | null }[];
  readonly pageErrors: readonly string[];
  readonly runner: readonly RunnerTrouble[];
  readonly went: readonly string[];
  readonly logRecords: readonly LogRecord[];
  readonly attachments: readonly Attachment[];
}

export interface JourneyRecord {
  readonly id: string;
  readonly project: string;
  readonly title: string;
  readonly file: string;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly surfaces: readonly Surface[];
  readonly verdict: Verdict;
  readonly rule: string;
  readonly reasons: readonly string[];
  readonly notRun: { readonly kind: NotRun['kind']; readonly reason: string } | null;
  readonly suppressedBy: string | null;
  readonly durationMs: number;
  readonly attempts: readonly AttemptRecord[];
}

export interface Finding {
  readonly verdict: Verdict;
  readonly cause: Cause | null;
  readonly layer: Layer;
  readonly status: number | null;
  readonly errorText: string | null;
  readonly signatures: readonly string[];
  readonly paths: readonly string[];
  /** Ids of journeys, each with its project where there is more than one: `drug-monograph (phone)`. */
  readonly journeys: readonly string[];
  readonly surfaces: readonly Surface[];
  readonly nodes: readonly string[];
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly headline: string;
  readonly advice: string;
  readonly suppressed: { readonly owner: string; readonly expires: string; readonly reason: string | null } | null;
}

/** What was read of the server's own log; its records stand with the attempts. */
export interface ServerLogRecord {
  /** Files, or that a command printed it. */
  readonly source: string;
  /** The httpd behind it was the run's alone. */
  readonly own: boolean;
  readonly lines: { readonly access: number; readonly error: number };
  /** Lines of no known format. */
  readonly unread: { readonly count: number; readonly examples: readonly string[] };
  /** What a shared server's log also says, and what belongs to nobody whom we know: no evidence of anything. */
  readonly beside: readonly LogNote[];
  readonly besideLeftOut: number;
}

export interface RunRecord {
  readonly schemaVersion: 1;
  readonly run: RunMeta;
  readonly outcome: Verdict;
  readonly exitCode: number;
  readonly headline: string;
  readonly advice: string;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly troubles: readonly RunTrouble[];
  readonly findings: readonly Finding[];
  readonly journeys: readonly JourneyRecord[];
  /** Texts about suppressions that are expired or matched nothing. */
  readonly suppressionNotes: readonly string[];
  /** Absent: no server's log was read. */
  readonly serverLog?: ServerLogRecord;
}
