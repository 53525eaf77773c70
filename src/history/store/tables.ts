import type { Generated } from 'kysely';
import type { IncidentTables } from '../incidents/tables.ts';
import type { LeaseTables } from '../lease/tables.ts';
import type { OutboxTables } from '../outbox/tables.ts';

/**
 * The tables of the newest schema, the same on both stores; migrations/ makes them. Instants are milliseconds since 1970, flags 0 and 1, lists
 * JSON. Numbers in place of texts keep the rows of results, of which there are millions, to a few bytes each.
 */
export interface Tables extends IncidentTables, OutboxTables, LeaseTables {
  run: RunTable;
  /** `owner`: null where no run has named one yet. */
  journey: { no: Generated<number>; id: string; project: string; surfaces: string; owner: string | null };
  result: ResultTable;
  attempt: AttemptTable;
  signature: { no: Generated<number>; text: string };
  sighting: { target: string; signature_no: number; first_at: number; last_at: number };
  finding: FindingTable;
  /** Runs that go well go the same ways, so one row serves many. */
  way_set: { no: Generated<number>; hash: string; ways: string };
  change: { target: string; id: string; url: string | null; first_at: number };
  daily: DailyTable;
  step: { no: Generated<number>; journey_no: number; title: string };
  /** How many steps of a day took about how long, see buckets.ts. */
  step_time: { target: string; day: number; location: string; step_no: number; bucket: number; n: number };
  /** Runs that have gone into the daily sums: one that comes again, from a spool or an import, must not be counted twice. */
  summed: { id: string; day: number };
  /** When a chore was last done. */
  chore: { name: string; at: number };
}

export interface RunTable {
  seq: Generated<number>;
  id: string;
  target: string;
  location: string;
  started_at: number;
  finished_at: number;
  duration_ms: number;
  change_id: string | null;
  change_url: string | null;
  outcome: string;
  exit_code: number;
  headline: string;
  suite_version: string;
  judged: number;
  way_set_no: number;
  /** 1: incidents know of it. A run that came late from the spool is followed late. */
  followed: number;
}

export interface ResultTable {
  run_seq: number;
  journey_no: number;
  /** See codes.ts. */
  verdict: number;
  duration_ms: number;
  attempts: number;
  failed: number;
}

export interface AttemptTable {
  run_seq: number;
  journey_no: number;
  idx: number;
  status: string;
  cause: string | null;
  signature_no: number | null;
  started_at: number;
  duration_ms: number;
}

export interface FindingTable {
  run_seq: number;
  idx: number;
  verdict: string;
  cause: string | null;
  layer: string;
  status: number | null;
  error_text: string | null;
  first_seen_at: number;
  last_seen_at: number;
  headline: string;
  suppressed: number;
  signatures: string;
  journeys: string;
  surfaces: string;
  paths: string;
  nodes: string;
}

export interface DailyTable {
  target: string;
  location: string;
  journey_no: number;
  /** Days since 1970, UTC. */
  day: number;
  runs: number;
  /** Passed, degraded or transient. */
  good: number;
  transient: number;
  /** Inconclusive or blocked: they say nothing of the site. */
  unknown: number;
  /** See `Daily`. */
  down: Generated<number>;
  server_errors: Generated<number>;
  /** See codes.ts, and `Daily` for null. */
  worst: number | null;
  attempts: number;
  failed: number;
  duration_ms: number;
}
