import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { makeFolder } from '../../target/atomic.ts';
import { patienceMs, type Store } from './store.ts';
import type { Tables } from './tables.ts';

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

/** @throws the error of better-sqlite3, or ReportError where the folder cannot be made */
export function connectSqlite(path: string): Store {
  makeFolder('the history', dirname(path));
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
