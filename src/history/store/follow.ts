import { followIn } from '../incidents/index.ts';
import type { HistoryRules } from '../types.ts';
import { linesOf } from './read.ts';
import type { Store } from './store.ts';

/** So many at once: a writer who waits gets in between. */
const followedAtOnce = 20;

/**
 * Has incidents follow every run that they do not know of yet, in the order in which the runs began.
 *
 * @param now real time, ISO
 */
export async function followAll(store: Store, rules: HistoryRules, now: string): Promise<void> {
  let more = true;
  while (more) {
    more = await store.write(async (db) => {
      const rows = await db
        .selectFrom('run')
        .selectAll()
        .where('followed', '=', 0)
        .orderBy('started_at')
        .orderBy('seq')
        .limit(followedAtOnce)
        .execute();
      for (const { run } of await linesOf(db, rows)) await followIn(db, run, rules, now);
      return rows.length === followedAtOnce;
    });
  }
}
