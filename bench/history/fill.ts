import { sql } from 'kysely';
import { migrate } from '../../src/history/store/migrate.ts';
import type { Store } from '../../src/history/store/store.ts';
import { writeLine } from '../../src/history/store/write.ts';
import { toStored } from '../../src/history/stored.ts';
import type { RunRecord } from '../../src/verdict/types.ts';
import { instantOf, recordOf } from '../days/world.ts';

const hourMs = 3_600_000;

/**
 * Fills an empty history with hourly runs, by copies of one that is written as any other: every journey of each, one in 997 of them a server
 * error with its attempt.
 */
export async function fill(store: Store, runs: number): Promise<void> {
  await migrate(store);
  if (runs === 0) return;
  const record = recordOf({
    id: 'run-0',
    atMs: -runs * hourMs,
    location: 'here',
    change: null,
    faults: ['flap'],
    passing: () => false,
  });
  await writeLine(store, { ...toStored(record), followed: true });
  const after = sql`n * cast(${sql.lit(hourMs)} as bigint)`;
  await store.write(async (db) => {
    await sql`
      with recursive hours(n) as (select 1 union all select n + 1 from hours where n < ${sql.lit(runs - 1)})
      insert into run (id, target, location, started_at, finished_at, duration_ms, change_id, change_url, outcome, exit_code, headline,
        suite_version, judged, way_set_no, followed)
      select 'run-' || n, target, location, started_at + ${after}, finished_at + ${after}, duration_ms, null, null,
        outcome, exit_code, headline, suite_version, judged, way_set_no, 1
      from run, hours`.execute(db);
    const isBad = sql`(run.seq * 31 + journey.no) % 997 = 0`;
    await sql`
      insert into result (run_seq, journey_no, verdict, duration_ms, attempts, failed)
      select run.seq, journey.no, case when ${isBad} then 8 else 0 end, 1200 + (run.seq * 7 + journey.no * 13) % 900, 1,
        case when ${isBad} then 1 else 0 end
      from run, journey where run.id <> 'run-0'`.execute(db);
    await sql`
      insert into attempt (run_seq, journey_no, idx, status, cause, signature_no, started_at, duration_ms)
      select run.seq, journey.no, 0, 'failed', 'server-error', (select min(no) from signature), started_at, 1200
      from run, journey where run.id <> 'run-0' and ${isBad}`.execute(db);
  });
  await sql`analyze`.execute(store.db);
}

const stepTitles = ['opens the page', 'sees its heading', 'follows a link', 'reads the text', 'goes back'];

/** Some hours after the last of those; each step of its journeys was timed. */
export function laterRun(n: number): RunRecord {
  const record = recordOf({
    ...{ id: `later-${String(n)}`, atMs: n * hourMs, location: 'here', change: null },
    faults: n % 5 === 4 ? ['intermittent'] : [],
    passing: (journey) => journey === n,
  });
  const steps = stepTitles.map((title, index) => ({
    title,
    startedAt: record.run.startedAt,
    durationMs: 100 + index * 70 + n,
    failed: false,
  }));
  const journeys = record.journeys.map((journey) => ({
    ...journey,
    attempts: journey.attempts.map((attempt) => ({ ...attempt, steps })),
  }));
  return { ...record, journeys };
}

export const now = (): string => instantOf(1_000 * hourMs);
