import type { Generated } from 'kysely';

/** The tables of incidents; migrations/ makes them. Instants are milliseconds since 1970. */
export interface IncidentTables {
  incident: IncidentTable;
  incident_step: StepTable;
}

export interface IncidentTable {
  /** The 7 of `INC-7`; never given again. */
  no: number;
  target: string;
  /** As in the body; `dropped`: a suspicion that came to nothing, kept for its number. */
  state: string;
  first_seen_at: number;
  resolved_at: number | null;
  /** JSON of `Incident`. */
  body: string;
  /** JSON of `Memory`. */
  memory: string;
}

interface StepTable {
  run_id: string;
  idx: number;
  incident_no: number;
  kind: string;
  at: number;
  why: string;
  /** 0: no message was made of it yet. What is not said is told: that of another history, and of before there was an outbox. */
  told: Generated<number>;
}
