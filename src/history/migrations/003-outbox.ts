import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StoreKind } from '../store/store.ts';

/** What people and machines are told, who may do what one alone may do, and whose each journey is. */
export const outbox = (kind: StoreKind): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('outbox')
      .addColumn('seq', 'integer', (of) =>
        kind === 'sqlite' ? of.primaryKey().autoIncrement() : of.primaryKey().generatedAlwaysAsIdentity(),
      )
      .addColumn('key', 'text', (of) => of.notNull().unique())
      .addColumn('channel', 'text', (of) => of.notNull())
      .addColumn('target', 'text', (of) => of.notNull())
      .addColumn('incident', 'text')
      .addColumn('body', 'text', (of) => of.notNull())
      .addColumn('state', 'text', (of) => of.notNull())
      .addColumn('tries', 'integer', (of) => of.notNull())
      .addColumn('created_at', 'bigint', (of) => of.notNull())
      .addColumn('next_at', 'bigint', (of) => of.notNull())
      .addColumn('set_at', 'bigint', (of) => of.notNull())
      .addColumn('claimed_by', 'text')
      .addColumn('sent_at', 'bigint')
      .addColumn('last_error', 'text')
      .execute();
    await db.schema
      .createIndex('outbox_waiting')
      .on('outbox')
      .columns(['target', 'channel', 'incident', 'seq'])
      .where(sql.ref('state'), '=', sql.lit('waiting'))
      .execute();
    await db.schema.createIndex('outbox_by_incident').on('outbox').columns(['incident', 'seq']).execute();
    await db.schema
      .createTable('lease')
      .addColumn('name', 'text', (of) => of.primaryKey())
      .addColumn('holder', 'text', (of) => of.notNull())
      .addColumn('taken_at', 'bigint', (of) => of.notNull())
      .addColumn('until', 'bigint', (of) => of.notNull())
      .execute();
    // of what came to pass before there was an outbox nobody wants to hear now
    await db.schema
      .alterTable('incident_step')
      .addColumn('told', 'integer', (of) => of.notNull().defaultTo(1))
      .execute();
    await db.schema
      .createIndex('incident_step_untold')
      .on('incident_step')
      .columns(['at', 'run_id', 'idx'])
      .where(sql.ref('told'), '=', sql.lit(0))
      .execute();
    await db.schema.alterTable('journey').addColumn('owner', 'text').execute();
  },
});
