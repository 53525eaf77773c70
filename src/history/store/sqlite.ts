import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteStatement } from 'kysely';
import { makeFolder } from '../../target/atomic.ts';
import { asHistoryError } from '../history-error.ts';
import type { Store } from './store.ts';
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

/** How long one wait for a writer may stop the whole process, in ms. */
const longestBlockMs = 50;

/** One of Node's own statements as Kysely takes them: no package with a build step of its own is needed for SQLite. */
function statement(database: DatabaseSync, text: string): SqliteStatement {
  const prepared = database.prepare(text);
  // Kysely hands on what its callers gave it, and those give what a column can hold
  const values = (given: readonly unknown[]): SQLInputValue[] => given as SQLInputValue[];
  return {
    reader: prepared.columns().length > 0,
    all: (given) => prepared.all(...values(given)),
    run: (given) => prepared.run(...values(given)),
    iterate: (given) => prepared.iterate(...values(given)),
  };
}

/** @throws the error of SQLite, or ReportError where the folder cannot be made */
export function connectSqlite(path: string, patienceMs: number): Store {
  makeFolder('the history', dirname(path));
  const database = new DatabaseSync(path, { timeout: patienceMs });
  try {
    database.exec('pragma journal_mode = wal');
    // a run that was acknowledged outlives the machine, not only the process
    database.exec('pragma synchronous = full');
  } catch (error) {
    database.close();
    throw error;
  }
  const said = (text: string): string => {
    // a transaction that begins by reading and writes later may find that another has written in between, and no patience helps then
    if (text === 'begin') return 'begin immediate';
    // of some errors (a full disk) SQLite has rolled back already, and a second time would hide the error
    return text === 'rollback' && !database.isTransaction ? 'select 1' : text;
  };
  const db = new Kysely<Tables>({
    dialect: new WholeSqliteDialect({
      database: {
        close: () => database.close(),
        prepare: (text) => statement(database, said(text)),
      },
    }),
  });
  // From here on who waits lets the rest of its own process go on: among it may be the writer that it waits for.
  database.exec(`pragma busy_timeout = ${String(Math.min(patienceMs, longestBlockMs))}`);
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const deadline = performance.now() + patienceMs; ;) {
      try {
        return await work();
      } catch (error) {
        if (asHistoryError(error, path).kind !== 'locked' || performance.now() >= deadline) throw error;
        // not all of those who wait at the same instants
        await sleep(5 + Math.random() * 20);
      }
    }
  };
  return {
    kind: 'sqlite',
    db,
    where: path,
    patiently,
    // the lock is had at the beginning or not at all, so nothing is done twice
    write: (work) => patiently(() => db.transaction().execute(work)),
    close: async () => {
      await db.destroy();
      // Kysely leaves alone what it never used
      if (database.isOpen) database.close();
    },
  };
}
