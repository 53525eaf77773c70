import type { Layer } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import type { Cause, Finding, RunRecord, Verdict } from '../verdict/types.ts';

/** How one journey ended in one run. */
export interface JourneyResult {
  readonly runId: string;
  readonly startedAt: string;
  readonly id: string;
  readonly project: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Attempts that started, and how many of them failed. */
  readonly attempts: number;
  readonly failed: number;
  /** Signatures of its attempts that failed. */
  readonly signatures: readonly string[];
}

/** A finding as history keeps it; each of its journeys is named with its project. */
export type StoredFinding = Omit<Finding, 'advice' | 'suppressed'> & { readonly suppressed: boolean };

/** A run as history keeps it: what later questions need, and not its evidence. */
export interface StoredRun {
  readonly id: string;
  readonly target: string;
  readonly location: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly change: { readonly id: string; readonly url: string | null } | null;
  readonly outcome: Verdict;
  readonly exitCode: number;
  readonly headline: string;
  readonly suiteVersion: string;
  /**
   * It can be compared with: something ran, and nothing broke it (no shard lost, not interrupted, no report that failed). A run under a
   * window over everything judged nothing.
   */
  readonly judged: boolean;
  readonly journeys: readonly JourneyResult[];
  readonly findings: readonly StoredFinding[];
  /** Ways (`METHOD surface path`) that its attempts went well: what it can say that something is gone of. */
  readonly went: readonly string[];
}

/** What became of a run that was to be recorded. `known`: a run of that id is there already, and nothing has changed. */
export type Recorded = 'recorded' | 'known' | 'spooled';

/**
 * The memory of the suite: every run once. Opened by `openHistory` in open.ts, on one SQLite file or on PostgreSQL; both keep the same
 * promises. Instants are ISO-8601 UTC.
 */
export interface History {
  /** For a reader: the path of the file, or the database without its password. */
  readonly where: string;
  /**
   * Never loses the run: what cannot be written is spooled, and told by `troubles`. Also drains the spool, with what other runs left there.
   * Rejects with HistoryError only where neither the store nor the spool takes it (a full disk); every question below rejects with one
   * where the store cannot be used.
   */
  record(run: RunRecord): Promise<Recorded>;
  /** Newest first. */
  runs(query: RunQuery): Promise<StoredRun[]>;
  run(id: string): Promise<StoredRun | null>;
  /** The newest judged run of a target that began before an instant. */
  lastJudged(target: string, before: string): Promise<StoredRun | null>;
  /** The newest results of each journey of a target before an instant, oldest first, by `id (project)`. */
  lastResults(target: string, before: string, count: number): Promise<ReadonlyMap<string, readonly JourneyResult[]>>;
  /** When each signature was first seen on a target; those never seen are not in it. */
  firstSeen(target: string, signatures: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The days of a target from that of an instant on, oldest first: of runs that are there whole, and of those of which only sums are left. */
  daily(target: string, from: string): Promise<Daily[]>;
  /** What a target has been like up to an instant, asked at once. */
  lookBack(target: string, now: string): Promise<LookBack>;
  /** Incidents; newest first. */
  incidents(query: IncidentQuery): Promise<Incident[]>;
  /**
   * Applies what the state machine decided, in one transaction with the mark (`run.followed`) on the run that it follows from: a run is followed
   * once, and one that came late from the spool, or whose process was killed before this, by whoever asks next. The run must have been
   * recorded; the steps are those of all that was followed by this call.
   */
  follow(run: StoredRun): Promise<IncidentStep[]>;
  acknowledge(incident: string, by: string, at: string): Promise<Incident>;
  mute(incident: string, by: string, until: string, at: string): Promise<Incident>;
  /** What went wrong and was survived, in sentences: a corrupt file put aside, a spool that could not be drained. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** What the runs of one day came to for one journey, from one location. */
export interface Daily {
  readonly target: string;
  readonly location: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly id: string;
  readonly project: string;
  readonly surfaces: readonly Surface[];
  readonly runs: number;
  /** Passed, degraded or transient. */
  readonly good: number;
  readonly transient: number;
  /** Inconclusive or blocked: they say nothing of the site, `down` of them excepted. */
  readonly unknown: number;
  /** Not started, because the first look at one of its surfaces in the same run had found it broken: nobody would have got through. */
  readonly down: number;
  /** With a verdict of a server error, the intermittent ones too. */
  readonly serverErrors: number;
  /** The worst verdict that says something of the site; null: none does, or an older version of the suite summed it up and did not keep it. */
  readonly worst: Verdict | null;
  /** Attempts that started, and how many of them failed. */
  readonly attempts: number;
  readonly failed: number;
  readonly durationMs: number;
}

/** How long one step of a journey took in attempts that passed, over some time and from all locations. */
export interface StepTimes {
  readonly id: string;
  readonly project: string;
  readonly step: string;
  /** How many took about how long, in ms; ascending. See buckets.ts for how closely. */
  readonly times: readonly (readonly [ms: number, count: number])[];
}

/** What a target has been like up to an instant: what a status page is made of. */
export interface LookBack {
  /** 90 days, UTC, that of the instant the last; of runs that began before it. */
  readonly days: readonly Daily[];
  /** The 24 hours before the instant, as the days that they belong to. */
  readonly lastHours: readonly Daily[];
  /** The newest result of each journey from each location, of the last seven days. */
  readonly newest: readonly {
    readonly id: string;
    readonly project: string;
    readonly surfaces: readonly Surface[];
    readonly location: string;
    readonly verdict: Verdict;
    readonly at: string;
    readonly run: string;
  }[];
  /** The newest judged run from each location, of the 90 days; newest first. */
  readonly locations: readonly {
    readonly name: string;
    readonly run: string;
    readonly at: string;
    readonly outcome: Verdict;
    readonly headline: string;
  }[];
  /** Changes whose first run was in the 90 days, oldest first. */
  readonly changes: readonly { readonly id: string; readonly url: string | null; readonly firstAt: string }[];
  /** Of the last 30 days. */
  readonly steps: readonly StepTimes[];
}

export interface RunQuery {
  readonly target?: string;
  readonly location?: string;
  readonly change?: string;
  readonly from?: string;
  readonly before?: string;
  readonly judged?: boolean;
  /** Default 50. */
  readonly limit?: number;
}

export interface IncidentQuery {
  readonly target?: string;
  /** `open`: whatever is not resolved, what is recovering or only suspected too. Default `any`. */
  readonly state?: 'open' | 'resolved' | 'any';
  readonly id?: string;
  readonly limit?: number;
}

/**
 * What makes two findings the same trouble: cause, status or error code, and layer; for `content` and `client-error` also the journey.
 * One origin on one target is one incident, however many signatures join it.
 */
export interface Origin {
  readonly target: string;
  readonly cause: Cause;
  readonly what: string | null;
  readonly layer: Layer;
  readonly journey: string | null;
}

/** The life of a finding on a target. */
export interface Incident {
  /** Short, and fit to be typed: `INC-7`. */
  readonly id: string;
  readonly target: string;
  readonly origin: Origin;
  /** Worst verdict that it was seen with. */
  readonly verdict: Verdict;
  /** `suspected`: seen, and not yet often enough to open. `recovering`: clean since, and not yet often enough to resolve. */
  readonly state: 'suspected' | 'open' | 'recovering' | 'resolved';
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly openedAt: string | null;
  readonly resolvedAt: string | null;
  /** How often it was resolved and came back within the window. */
  readonly reopened: number;
  readonly flapping: boolean;
  /** Null: every location that looked has seen it, or there is one only. */
  readonly onlyAt: string | null;
  readonly signatures: readonly string[];
  readonly journeys: readonly string[];
  readonly surfaces: readonly Surface[];
  readonly paths: readonly string[];
  readonly nodes: readonly string[];
  /** The change that it followed, with the times that say how closely; null: none is known. */
  readonly after: {
    readonly change: string;
    readonly url: string | null;
    /** From the first run with the change to the first sighting, in ms. */
    readonly sinceMs: number;
  } | null;
  /** Start of the last judged run before the first sighting that went its way well; null: none. */
  readonly lastGoodAt: string | null;
  /** Ids of the runs that saw it, newest first, bounded. */
  readonly runs: readonly string[];
  readonly cleanRuns: number;
  readonly headline: string;
  readonly acknowledged: { readonly by: string; readonly at: string } | null;
  readonly muted: { readonly by: string; readonly until: string } | null;
}

/**
 * One step in an incident's life, as alerts tell it. `suspected` and `seen` are for the record: the first opens nothing yet, the second
 * changes nothing. `escalated`: a worse verdict, another surface or journey, another location where one alone had seen it, back while it
 * recovered, or found to come and go.
 */
export interface IncidentStep {
  readonly kind: 'opened' | 'reopened' | 'escalated' | 'recovering' | 'resolved' | 'seen' | 'suspected';
  readonly incident: Incident;
  readonly at: string;
  /** One sentence. */
  readonly why: string;
}

/** Declared in `history.yaml`; each field has a default. */
export interface HistoryRules {
  /** Consecutive runs that open an incident of a cause that does not open at once, per target; one that is not named: 2. */
  readonly runsToOpen: Readonly<Record<string, number>>;
  readonly cleanRunsToResolve: number;
  /** Within this time after its resolution an incident is reopened and not opened anew, in ms. */
  readonly reopenWithinMs: number;
  readonly flapsToTell: number;
  /** The longest that a server error may be muted, in ms. */
  readonly longestMuteMs: number;
  /** Days for which runs are kept whole; then as daily sums. */
  readonly keepRunsDays: number;
  readonly keepDailyDays: number;
  /** Share of good runs that a target promises, below 1. */
  readonly objective: number;
}
