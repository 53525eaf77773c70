import type { Verdict } from '../../verdict/types.ts';
import type { HistoryRules, Incident, IncidentStep, StoredRun } from '../types.ts';

/** What one run said of one incident. What says nothing of it (it went another way, or judged nothing) is no observation. */
export interface Observation {
  readonly run: string;
  /** Start of the run: its place in the order. */
  readonly at: string;
  /** Its end, when this was known. */
  readonly until: string;
  readonly location: string;
  /** Null: it did not see it. */
  readonly seen: Verdict | null;
  /** One sighting of this kind is enough. */
  readonly opens: boolean;
  /** Of the incident's lanes those that the run went well; none of one that saw it. */
  readonly went: readonly string[];
}

/** Where an incident stands after some observations. */
export interface Life {
  readonly state: Incident['state'];
  /** Sightings since the last clean spell. */
  readonly streak: number;
  readonly openedAt: string | null;
  readonly resolvedAt: string | null;
  readonly reopened: number;
  /** When it was seen again after a clean spell, newest last, bounded. */
  readonly relapses: readonly string[];
  readonly flapping: boolean;
  /** Runs since the last sighting that show it gone: the least that any lane was gone, from any location that has a say. */
  readonly cleanRuns: number;
}

/** What the state machine keeps of an incident and nobody reads. */
export interface Memory {
  /**
   * What has to be gone well before it is gone: ways (`METHOD surface path`); of a cause that belongs to a journey the names of the journeys.
   */
  readonly lanes: readonly string[];
  /** Life up to the observations, which a late run can no longer change. */
  readonly settled: Life;
  /** What is older than this is settled; empty: nothing is. */
  readonly settledUntil: string;
  /** In the order of time. */
  readonly observations: readonly Observation[];
  readonly streak: number;
  /** Starts of the first and of the newest run that saw it. */
  readonly firstRunAt: string;
  readonly lastRunAt: string;
  /** Locations that saw it, and those that went its way since and did not. */
  readonly seenAt: readonly string[];
  readonly cleanAt: readonly string[];
}

export interface Tracked {
  readonly incident: Incident;
  readonly memory: Memory;
}

/** The first run with a change. */
export interface ChangeSeen {
  readonly id: string;
  readonly url: string | null;
  readonly firstAt: string;
}

/** What `follow` is told beside the run. Lists are in any order. */
export interface FollowContext {
  readonly rules: HistoryRules;
  /** Real time, as well as the recorder knows it. */
  readonly now: string;
  /** Number of the newest incident. */
  readonly lastNumber: number;
  /** Runs of the target before this one: asked for where it saw something that no incident knows yet (`sawNew`). */
  readonly earlier: readonly StoredRun[];
  /** Runs of the target after this one that are followed already: it came late. */
  readonly later: readonly StoredRun[];
  readonly changes: readonly ChangeSeen[];
}

export interface Followed {
  /** Every incident that was given or has come about, less the suspicions that came to nothing. */
  readonly tracked: readonly Tracked[];
  /** Ids of suspicions that came to nothing. */
  readonly dropped: readonly string[];
  readonly steps: readonly IncidentStep[];
  readonly lastNumber: number;
  /** In which time the journeys should be run again, because something is suspected that one run alone does not open, in ms; null: no need. */
  readonly repeatWithinMs: number | null;
}
