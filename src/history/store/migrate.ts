import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { HistoryError } from '../history-error.ts';
import { migrations } from '../migrations/index.ts';
import type { Store, StoreKind } from './store.ts';

const table = 'history_migration';

/** Names of the steps that the database has been through; empty: it is new. */
async function done({ db }: Store): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return rows.map(({ name }) => name);
}

export const newestSchema = Object.keys(migrations).length;

/**
 * Brings the tables to the newest schema, forwards; whichever process comes second finds it done.
 *
 * @param to the last step to take; default: all. Tests stop at each.
 * @throws HistoryError `newer` where a later version of the suite was here; nothing is changed then
 */
export async function migrate(store: Store, to?: string): Promise<void> {
  const steps = Object.keys(migrations);
  const before = await done(store);
  const unknown = before.filter((name) => !steps.includes(name));
  if (unknown.length > 0)
    throw new HistoryError(
      'newer',
      `The history in ${store.where} has schema ${String(before.length)}, and this suite knows ${String(steps.length)}: a newer version has written it. ` +
        'Nothing in it was changed. Update this checkout, or give this one a history of its own (REPORTS_DIR, DATABASE_URL).',
    );
  if (before.length === steps.length) return;
  const migrator = new Migrator({
    db: store.db,
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
    provider: { getMigrations: () => Promise.resolve(allFor(store.kind)) },
  });
  const { error } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to);
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('The migration failed.', { cause: error });
}

const allFor = (kind: StoreKind): Record<string, Migration> =>
  Object.fromEntries(Object.entries(migrations).map(([name, step]) => [name, step(kind)]));
