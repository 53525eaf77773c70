import { sql, type Transaction } from 'kysely';
import type { Lease } from '../outbox/types.ts';
import { iso } from '../store/codes.ts';
import { machinesDifferMs } from '../store/clock.ts';
import type { Store, StoreKind } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';

type Writing = Transaction<Tables>;

/** Several machines that share a database share its clock; those that share a file are one machine. */
async function clock(db: Writing, kind: StoreKind, now: number): Promise<number> {
  if (kind === 'sqlite') return now;
  const { rows } = await sql<{
    now: number;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  return rows[0]?.now ?? now;
}

/**
 * See `Leases.take`.
 *
 * @param now of this machine, ms
 */
export const takeLease = (
  { kind, write }: Store,
  name: string,
  holder: string,
  forMs: number,
  now: number,
): Promise<Lease | null> =>
  write(async (db) => {
    const at = await clock(db, kind, now);
    const row = await db.selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst();
    if (row && row.holder !== holder) {
      // a clock that has gone back makes nobody wait longer than the lease was to last
      const ahead = row.taken_at - at > machinesDifferMs ? row.taken_at - at : 0;
      const until = row.until - ahead;
      if (ahead > 0) await db.updateTable('lease').set({ taken_at: at, until }).where('name', '=', name).execute();
      if (until > at) return { name, holder: row.holder, until: iso(until) };
    }
    const held = { holder, taken_at: at, until: at + forMs };
    await db
      .insertInto('lease')
      .values({ name, ...held })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(held))
      .execute();
    return null;
  });

export const releaseLease = ({ write }: Store, name: string, holder: string): Promise<void> =>
  write(async (db) => {
    await db.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute();
  });
