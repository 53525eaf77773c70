import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StoreKind } from '../store/store.ts';

/**
 * Runs and all that belongs to them. No foreign keys: every row is written and deleted by one module (write.ts, retain.ts), a run's in one
 * transaction, and checking them took longer than all the rest.
 */
export const runs = (kind: StoreKind): Migration => ({
  async up(db: Kysely<unknown>) {
    const isSqlite = kind === 'sqlite';
    const numbered = (table: string, column: string) =>
      db.schema
        .createTable(table)
        .addColumn(column, 'integer', (of) =>
          isSqlite ? of.primaryKey().autoIncrement() : of.primaryKey().generatedAlwaysAsIdentity(),
        );
    /** Rows that are found by their key alone need no other order in the file. */
    const compact = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
      isSqlite ? table.modifyEnd(sql`without rowid`) : table;

    await numbered('run', 'seq')
      .addColumn('id', 'text', (of) => of.notNull().unique())
      .addColumn('target', 'text', (of) => of.notNull())
      .addColumn('location', 'text', (of) => of.notNull())
      .addColumn('started_at', 'bigint', (of) => of.notNull())
      .addColumn('finished_at', 'bigint', (of) => of.notNull())
      .addColumn('duration_ms', 'bigint', (of) => of.notNull())
      .addColumn('change_id', 'text')
      .addColumn('change_url', 'text')
      .addColumn('outcome', 'text', (of) => of.notNull())
      .addColumn('exit_code', 'integer', (of) => of.notNull())
      .addColumn('headline', 'text', (of) => of.notNull())
      .addColumn('suite_version', 'text', (of) => of.notNull())
      .addColumn('judged', 'integer', (of) => of.notNull())
      .addColumn('way_set_no', 'integer', (of) => of.notNull())
      .addColumn('followed', 'integer', (of) => of.notNull().defaultTo(0))
      .execute();
    await db.schema.createIndex('run_by_start').on('run').columns(['target', 'started_at']).execute();
    await db.schema
      .createIndex('run_not_followed')
      .on('run')
      .columns(['target', 'started_at'])
      .where(sql.ref('followed'), '=', sql.lit(0))
      .execute();
    await numbered('journey', 'no')
      .addColumn('id', 'text', (of) => of.notNull())
      .addColumn('project', 'text', (of) => of.notNull())
      .addColumn('surfaces', 'text', (of) => of.notNull())
      .addUniqueConstraint('journey_name', ['id', 'project'])
      .execute();
    await compact(
      db.schema
        .createTable('result')
        .addColumn('run_seq', 'integer', (of) => of.notNull())
        .addColumn('journey_no', 'integer', (of) => of.notNull())
        .addColumn('verdict', 'smallint', (of) => of.notNull())
        .addColumn('duration_ms', 'integer', (of) => of.notNull())
        .addColumn('attempts', 'smallint', (of) => of.notNull())
        .addColumn('failed', 'smallint', (of) => of.notNull())
        .addPrimaryKeyConstraint('result_key', ['run_seq', 'journey_no']),
    ).execute();
    await compact(
      db.schema
        .createTable('attempt')
        .addColumn('run_seq', 'integer', (of) => of.notNull())
        .addColumn('journey_no', 'integer', (of) => of.notNull())
        .addColumn('idx', 'smallint', (of) => of.notNull())
        .addColumn('status', 'text', (of) => of.notNull())
        .addColumn('cause', 'text')
        .addColumn('signature_no', 'integer')
        .addColumn('started_at', 'bigint', (of) => of.notNull())
        .addColumn('duration_ms', 'integer', (of) => of.notNull())
        .addPrimaryKeyConstraint('attempt_key', ['run_seq', 'journey_no', 'idx']),
    ).execute();
    await numbered('signature', 'no')
      .addColumn('text', 'text', (of) => of.notNull().unique())
      .execute();
    await compact(
      db.schema
        .createTable('sighting')
        .addColumn('target', 'text', (of) => of.notNull())
        .addColumn('signature_no', 'integer', (of) => of.notNull())
        .addColumn('first_at', 'bigint', (of) => of.notNull())
        .addColumn('last_at', 'bigint', (of) => of.notNull())
        .addPrimaryKeyConstraint('sighting_key', ['target', 'signature_no']),
    ).execute();
    await compact(
      db.schema
        .createTable('finding')
        .addColumn('run_seq', 'integer', (of) => of.notNull())
        .addColumn('idx', 'integer', (of) => of.notNull())
        .addColumn('verdict', 'text', (of) => of.notNull())
        .addColumn('cause', 'text')
        .addColumn('layer', 'text', (of) => of.notNull())
        .addColumn('status', 'integer')
        .addColumn('error_text', 'text')
        .addColumn('first_seen_at', 'bigint', (of) => of.notNull())
        .addColumn('last_seen_at', 'bigint', (of) => of.notNull())
        .addColumn('headline', 'text', (of) => of.notNull())
        .addColumn('suppressed', 'integer', (of) => of.notNull())
        .addColumn('signatures', 'text', (of) => of.notNull())
        .addColumn('journeys', 'text', (of) => of.notNull())
        .addColumn('surfaces', 'text', (of) => of.notNull())
        .addColumn('paths', 'text', (of) => of.notNull())
        .addColumn('nodes', 'text', (of) => of.notNull())
        .addPrimaryKeyConstraint('finding_key', ['run_seq', 'idx']),
    ).execute();
    await numbered('way_set', 'no')
      .addColumn('hash', 'text', (of) => of.notNull().unique())
      .addColumn('ways', 'text', (of) => of.notNull())
      .execute();
    await compact(
      db.schema
        .createTable('change')
        .addColumn('target', 'text', (of) => of.notNull())
        .addColumn('id', 'text', (of) => of.notNull())
        .addColumn('url', 'text')
        .addColumn('first_at', 'bigint', (of) => of.notNull())
        .addPrimaryKeyConstraint('change_key', ['target', 'id']),
    ).execute();
    await compact(
      db.schema
        .createTable('daily')
        .addColumn('target', 'text', (of) => of.notNull())
        .addColumn('day', 'integer', (of) => of.notNull())
        .addColumn('location', 'text', (of) => of.notNull())
        .addColumn('journey_no', 'integer', (of) => of.notNull())
        .addColumn('runs', 'integer', (of) => of.notNull())
        .addColumn('good', 'integer', (of) => of.notNull())
        .addColumn('transient', 'integer', (of) => of.notNull())
        .addColumn('unknown', 'integer', (of) => of.notNull())
        .addColumn('attempts', 'integer', (of) => of.notNull())
        .addColumn('failed', 'integer', (of) => of.notNull())
        .addColumn('duration_ms', 'bigint', (of) => of.notNull())
        .addPrimaryKeyConstraint('daily_key', ['target', 'day', 'location', 'journey_no']),
    ).execute();
    await compact(
      db.schema
        .createTable('summed')
        .addColumn('id', 'text', (of) => of.primaryKey())
        .addColumn('day', 'integer', (of) => of.notNull()),
    ).execute();
    await db.schema
      .createTable('chore')
      .addColumn('name', 'text', (of) => of.primaryKey())
      .addColumn('at', 'bigint', (of) => of.notNull())
      .execute();
  },
});
