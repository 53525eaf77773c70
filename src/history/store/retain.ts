import type { Transaction } from 'kysely';
import { forgetMessages } from '../outbox/store.ts';
import type { HistoryRules } from '../types.ts';
import { dayMs, dayOf, dayStart } from './codes.ts';
import { dailySums } from './daily.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';
import { inPortions } from './portions.ts';

type Writing = Transaction<Tables>;

/** Between two of these others write: some hundredths of a second each. */
const runsAtOnce = 100;
/** What one run does of it at most; the next ones do the rest. */
const mostBatches = 10;
/** How often it is looked whether there is anything to do. */
const everyMs = 6 * 3_600_000;

/** Nobody asks how long a step took before that. */
const keepStepDays = 90;

/** So many runs must have begun by an instant before the clock is believed that it has come: one that jumped ahead ages no history. */
const runsThatAgree = 10;

/** The columns that are sums. */
const sums = [
  ...(['runs', 'good', 'transient', 'unknown', 'down', 'server_errors'] as const),
  ...(['attempts', 'failed', 'duration_ms'] as const),
] as const;

/** Sums up the oldest runs before an instant and deletes them, within one transaction: each run is in the sums or whole, never both. */
async function sumUpSome(db: Writing, before: number): Promise<number> {
  const runs = await db
    .selectFrom('run')
    .select(['seq', 'id', 'target', 'location', 'started_at', 'way_set_no'])
    .where('started_at', '<', before)
    .where('followed', '=', 1)
    .orderBy('started_at')
    .limit(runsAtOnce)
    .execute();
  if (runs.length === 0) return 0;
  const seqs = runs.map(({ seq }) => seq);
  const results = await dailySums(db, seqs);
  for (const rows of inPortions(results))
    await db
      .insertInto('daily')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['target', 'day', 'location', 'journey_no']).doUpdateSet((eb) => ({
          ...Object.fromEntries(
            sums.map((column) => [column, eb(eb.ref(`daily.${column}`), '+', eb.ref(`excluded.${column}`))]),
          ),
          // null stays so where it stands for what was not kept
          worst: eb
            .case()
            .when(
              eb.or([
                eb('excluded.worst', '>', eb.ref('daily.worst')),
                eb.and([eb('daily.worst', 'is', null), eb('daily.runs', '=', eb.ref('daily.unknown'))]),
              ]),
            )
            .then(eb.ref('excluded.worst'))
            .else(eb.ref('daily.worst'))
            .end(),
        })),
      )
      .execute();
  await db
    .insertInto('summed')
    .values(runs.map(({ id, started_at: at }) => ({ id, day: dayOf(at) })))
    .execute();
  for (const table of ['result', 'attempt', 'finding'] as const)
    await db.deleteFrom(table).where('run_seq', 'in', seqs).execute();
  await db.deleteFrom('run').where('seq', 'in', seqs).execute();
  await dropUnusedWays(db, [...new Set(runs.map(({ way_set_no: no }) => no))]);
  return runs.length;
}

async function dropUnusedWays(db: Writing, candidates: readonly number[]): Promise<void> {
  const used = await db
    .selectFrom('run')
    .select('way_set_no')
    .distinct()
    .where('way_set_no', 'in', candidates)
    .execute();
  const kept = new Set(used.map(({ way_set_no: no }) => no));
  const unused = candidates.filter((no) => !kept.has(no));
  if (unused.length > 0) await db.deleteFrom('way_set').where('no', 'in', unused).execute();
}

/** The instant that history takes for the present. */
async function believed({ db }: Store, now: number): Promise<number> {
  const newest = await db
    .selectFrom('run')
    .select('started_at')
    .orderBy('started_at', 'desc')
    .offset(runsThatAgree - 1)
    .limit(1)
    .executeTakeFirst();
  return Math.min(now, newest?.started_at ?? 0);
}

/**
 * Sums up what is older than the rules keep whole, and deletes sums that are older than they keep at all: a batch at a time, so that writers get in
 * between, and only so many. Looks a few times a day.
 *
 * @param now real time, ms
 * @returns how many runs were summed up
 */
export async function retain(store: Store, rules: HistoryRules, now: number): Promise<number> {
  const last = await store.db.selectFrom('chore').select('at').where('name', '=', 'retain').executeTakeFirst();
  if (last && now >= last.at && now - last.at < everyMs) return 0;
  const present = await believed(store, now);
  const before = dayStart(dayOf(present - rules.keepRunsDays * dayMs));
  let summed = 0;
  let isDone = false;
  for (let batch = 0; batch < mostBatches && !isDone; batch += 1) {
    const some = await store.write((db) => sumUpSome(db, before));
    summed += some;
    isDone = some < runsAtOnce;
  }
  if (!isDone) return summed;
  await store.write(async (db) => {
    const oldest = dayOf(present - rules.keepDailyDays * dayMs);
    await db
      .deleteFrom('step_time')
      .where('day', '<', dayOf(present) - keepStepDays)
      .execute();
    for (const table of ['daily', 'summed'] as const) await db.deleteFrom(table).where('day', '<', oldest).execute();
    await forgetMessages(db, present);
    await db
      .insertInto('chore')
      .values({ name: 'retain', at: now })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ at: now }))
      .execute();
  });
  return summed;
}
