import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteAdapter, SqliteDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { makeFolder } from '../../target/atomic.ts';
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
  close(): Promise<void>;
}

/** How long a writer waits for another. */
export const patienceMs = 5_000;

/** Any number, the same for all that write to one history. */
const writersLock = 7_305_881_142;

/** SQLite changes tables within transactions too, and Kysely's own adapter does not say so: a migration that is killed leaves nothing. */
class WholeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
class WholeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new WholeSqliteAdapter();
  }
}

export const sqliteFile = (reports: string): string => join(reports, 'history', 'history.sqlite');

/** @throws the error of better-sqlite3, or ReportError where the folder cannot be made */
export function connectSqlite(path: string): Store {
  makeFolder('the history', join(path, '..'));
  const database = new Database(path, { timeout: patienceMs });
  try {
    database.pragma('journal_mode = wal');
    // a run that was acknowledged outlives the machine, not only the process
    database.pragma('synchronous = full');
  } catch (error) {
    database.close();
    throw error;
  }
  const db = new Kysely<Tables>({
    dialect: new WholeSqliteDialect({
      database: {
        close: () => database.close(),
        // a transaction that begins by reading and writes later may find that another has written in between, and no patience helps then
        prepare: (text) => database.prepare(text === 'begin' ? 'begin immediate' : text),
      },
    }),
  });
  return {
    kind: 'sqlite',
    db,
    where: path,
    write: async (work) => db.transaction().execute(work),
    close: async () => {
      await db.destroy();
      // Kysely leaves alone what it never used
      if (database.open) database.close();
    },
  };
}

/** `postgres://user@host/database`, without its password and its parameters. */
export function shownUrl(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

const bigintType = 20;
const numericType = 1_700;

/** Connects when it is first asked. */
export function connectPostgres(url: string): Store {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'medscape-journeys',
    connectionTimeoutMillis: patienceMs,
    query_timeout: 60_000,
    lock_timeout: patienceMs,
    max: 2,
    types: {
      // counts and instants are far below 2^53; node-postgres gives them as strings
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        type === bigintType || type === numericType ? Number : (pg.types.getTypeParser(type, format) as unknown),
    },
  });
  // a connection that breaks while nobody uses it: the next query tells
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    db,
    where: shownUrl(url),
    write: async (work) =>
      db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(writersLock)})`.execute(transaction);
        return work(transaction);
      }),
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}
