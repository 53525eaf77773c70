import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StoreKind } from '../store/store.ts';

/**
 * Incidents and the steps of their lives. What is asked for by its value has a column; all else is one value that is read and written whole.
 */
export const incidents = (kind: StoreKind): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('incident')
      .addColumn('no', 'integer', (of) => of.primaryKey())
      .addColumn('target', 'text', (of) => of.notNull())
      .addColumn('state', 'text', (of) => of.notNull())
      .addColumn('first_seen_at', 'bigint', (of) => of.notNull())
      .addColumn('resolved_at', 'bigint')
      .addColumn('body', 'text', (of) => of.notNull())
      .addColumn('memory', 'text', (of) => of.notNull())
      .execute();
    await db.schema
      .createIndex('incident_by_state')
      .on('incident')
      .columns(['target', 'state', 'resolved_at'])
      .execute();
    const steps = db.schema
      .createTable('incident_step')
      .addColumn('run_id', 'text', (of) => of.notNull())
      .addColumn('idx', 'integer', (of) => of.notNull())
      .addColumn('incident_no', 'integer', (of) => of.notNull())
      .addColumn('kind', 'text', (of) => of.notNull())
      .addColumn('at', 'bigint', (of) => of.notNull())
      .addColumn('why', 'text', (of) => of.notNull())
      .addPrimaryKeyConstraint('incident_step_key', ['run_id', 'idx']);
    await (kind === 'sqlite' ? steps.modifyEnd(sql`without rowid`) : steps).execute();
    await db.schema
      .createIndex('incident_step_by_incident')
      .on('incident_step')
      .columns(['incident_no', 'at'])
      .execute();
  },
});
