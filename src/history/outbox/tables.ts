import type { Generated } from 'kysely';

/** The table of messages; migrations/ makes it. Instants are milliseconds since 1970. */
export interface OutboxTables {
  outbox: OutboxTable;
}

export interface OutboxTable {
  /** The order in which messages were put. */
  seq: Generated<number>;
  key: string;
  channel: string;
  target: string;
  incident: string | null;
  /** JSON. */
  body: string;
  state: string;
  tries: number;
  created_at: number;
  /** Not before: of one that was taken the end of the time in which nobody else gets it. */
  next_at: number;
  /** When `next_at` was set, by the same clock. */
  set_at: number;
  claimed_by: string | null;
  sent_at: number | null;
  last_error: string | null;
}
