import { sql } from 'kysely';
import { followNew } from '../incidents/index.ts';
import type { RunLine } from '../stored.ts';
import type { HistoryRules, Recorded, StoredRun } from '../types.ts';
import { linesOf } from './read.ts';
import type { Store } from './store.ts';
import { writeLine, writeRun, type Writing } from './write.ts';

/** So many at once: a writer who waits gets in between. */
const followedAtOnce = 20;

/** @param fresh the run that was written last, and need not be read again */
async function followSome(
  db: Writing,
  rules: HistoryRules,
  now: string,
  fresh: StoredRun | null = null,
): Promise<'more' | 'all'> {
  const rows = await db
    .selectFrom('run')
    .selectAll()
    .where('followed', '=', sql.lit(0))
    .orderBy('started_at')
    .orderBy('seq')
    .limit(followedAtOnce)
    .execute();
  if (rows.length === 0) return 'all';
  const isFresh = rows.every(({ id }) => id === fresh?.id);
  const runs = fresh !== null && isFresh ? [fresh] : (await linesOf(db, rows)).map(({ run }) => run);
  for (const run of runs) await followNew(db, run, rules, now);
  return rows.length === followedAtOnce ? 'more' : 'all';
}

/**
 * Has incidents follow every run that they do not know of yet, in the order in which the runs began.
 *
 * @param now real time, ISO
 */
export async function followAll(store: Store, rules: HistoryRules, now: string): Promise<void> {
  // mostly there is none, and no writer has to wait for that
  let left = await store.db
    .selectFrom('run')
    .select('seq')
    .where('followed', '=', sql.lit(0))
    .limit(1)
    .executeTakeFirst();
  while (left) {
    if ((await store.write((db) => followSome(db, rules, now))) === 'all') left = undefined;
  }
}

/**
 * Writes one run, whole or not at all, and has incidents follow it in the same transaction. Where they cannot, the run is written all the
 * same.
 *
 * @param now real time, ISO
 */
export async function writeFollowed(
  store: Store,
  line: RunLine,
  rules: HistoryRules,
  now: string,
): Promise<Exclude<Recorded, 'spooled'>> {
  let isWritten = false;
  try {
    return await store.write(async (db) => {
      const became = await writeRun(db, line);
      isWritten = true;
      if (became === 'recorded') await followSome(db, rules, now, line.run);
      return became;
    });
  } catch (error) {
    if (!isWritten) throw error;
    return writeLine(store, line);
  }
}
