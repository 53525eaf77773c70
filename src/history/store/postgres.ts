import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { shownUrl } from './places.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Any number, the same for all that write to one history. */
const writersLock = 7_305_881_142;

const bigintType = 20;
const numericType = 1_700;

/** Connects when it is first asked. */
export function connectPostgres(url: string, patienceMs: number): Store {
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
  // or while somebody does, between two queries: without a listener it would end the process
  pool.on('connect', (client) => void client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    db,
    where: shownUrl(url),
    // the server waits for us, see lock_timeout
    patiently: (work) => work(),
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
