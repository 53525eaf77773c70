import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type StoreKind = 'sqlite' | 'postgres';

/** A database that is open, with the tables of the newest schema. */
export interface Store {
  readonly kind: StoreKind;
  readonly db: Kysely<Tables>;
  /** For a reader, without a password. */
  readonly where: string;
  /** One writer at a time, whatever the store and however many processes: what it reads stays as it is until it has written. */
  write<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Work that can be begun again, until no other process is in its way or the patience is at its end. */
  patiently<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
