import type { Migration } from 'kysely/migration';
import type { StoreKind } from '../store/store.ts';
import { runs } from './001-runs.ts';
import { incidents } from './002-incidents.ts';
import { outbox } from './003-outbox.ts';
import { steps } from './004-steps.ts';

/**
 * Every step of the schema, in the order of its names; the last is the version. One that has been released is never changed: what comes later is a
 * new step, forwards only.
 */
export const migrations: Readonly<Record<string, (kind: StoreKind) => Migration>> = {
  '001-runs': runs,
  '002-incidents': incidents,
  '003-outbox': outbox,
  '004-steps': steps,
};
