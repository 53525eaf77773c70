import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StoreKind } from '../store/store.ts';

/** How long steps took, counted by day; and of the daily sums what a status page asks beside whether runs were good. */
export const steps = (kind: StoreKind): Migration => ({
  async up(db: Kysely<unknown>) {
    const isSqlite = kind === 'sqlite';
    await db.schema
      .createTable('step')
      .addColumn('no', 'integer', (of) =>
        isSqlite ? of.primaryKey().autoIncrement() : of.primaryKey().generatedAlwaysAsIdentity(),
      )
      .addColumn('journey_no', 'integer', (of) => of.notNull())
      .addColumn('title', 'text', (of) => of.notNull())
      .addUniqueConstraint('step_name', ['journey_no', 'title'])
      .execute();
    const times = db.schema
      .createTable('step_time')
      .addColumn('target', 'text', (of) => of.notNull())
      .addColumn('day', 'integer', (of) => of.notNull())
      .addColumn('location', 'text', (of) => of.notNull())
      .addColumn('step_no', 'integer', (of) => of.notNull())
      .addColumn('bucket', 'smallint', (of) => of.notNull())
      .addColumn('n', 'integer', (of) => of.notNull())
      .addPrimaryKeyConstraint('step_time_key', ['target', 'day', 'location', 'step_no', 'bucket']);
    await (isSqlite ? times.modifyEnd(sql`without rowid`) : times).execute();
    // SQLite adds one column at a time
    for (const column of ['down', 'server_errors'] as const)
      await db.schema
        .alterTable('daily')
        .addColumn(column, 'integer', (of) => of.notNull().defaultTo(0))
        .execute();
    // null: not known of the days that were summed up before
    await db.schema.alterTable('daily').addColumn('worst', 'smallint').execute();
  },
});
