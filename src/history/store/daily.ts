import { sql, type Kysely, type Selectable } from 'kysely';
import type { Surface } from '../../target/types.ts';
import type { Daily } from '../types.ts';
import { dayMs, dayOf, dayStart, instant, iso, verdictCodes } from './codes.ts';
import type { DailyTable, Tables } from './tables.ts';

const { passed, degraded, transient, inconclusive, blocked } = verdictCodes;

/** The sums of runs that are there whole, by day, target, location and journey. */
function wholeRuns(db: Kysely<Tables>) {
  const counted = (codes: readonly number[]) =>
    sql<number>`sum(case when ${sql.ref('verdict')} in (${sql.join(codes.map((code) => sql.lit(code)))}) then 1 else 0 end)`;
  // of whole numbers, which both databases divide to a whole one
  const day = sql<number>`${sql.ref('started_at')} / ${sql.lit(dayMs)}`;
  return db
    .selectFrom('result')
    .innerJoin('run', 'run.seq', 'result.run_seq')
    .select(({ fn }) => [
      ...(['target', 'location', 'journey_no'] as const),
      day.as('day'),
      fn.countAll<number>().as('runs'),
      counted([passed, degraded, transient]).as('good'),
      counted([transient]).as('transient'),
      counted([inconclusive, blocked]).as('unknown'),
      fn.sum<number>('attempts').as('attempts'),
      fn.sum<number>('failed').as('failed'),
      fn.sum<number>('result.duration_ms').as('duration_ms'),
    ])
    .groupBy(['target', 'location', 'journey_no', day]);
}

/** Of some runs, as retention keeps them. */
export const dailySums = (db: Kysely<Tables>, seqs: readonly number[]): Promise<Selectable<DailyTable>[]> =>
  wholeRuns(db).where('run_seq', 'in', seqs).execute();

/** See `History.daily`. */
export async function readDaily(db: Kysely<Tables>, target: string, from: string): Promise<Daily[]> {
  const since = dayStart(dayOf(instant(from)));
  const kept = await db
    .selectFrom('daily')
    .selectAll()
    .where('target', '=', target)
    .where('day', '>=', dayOf(since))
    .execute();
  const whole = await wholeRuns(db).where('target', '=', target).where('started_at', '>=', since).execute();
  const journeys = new Map(
    (await db.selectFrom('journey').selectAll().execute()).map((journey) => [journey.no, journey] as const),
  );
  // a run that came late stands whole beside the sums of its day
  const together = Map.groupBy([...kept, ...whole], ({ day, location, journey_no: no }) =>
    JSON.stringify([day, location, no]),
  );
  return [...together.values()]
    .flatMap((rows): Daily[] => {
      const [first] = rows;
      const journey = first && journeys.get(first.journey_no);
      if (!journey) return [];
      const total = (of: (row: Selectable<DailyTable>) => number): number =>
        rows.reduce((sum, row) => sum + of(row), 0);
      return [
        {
          ...{ target, location: first.location, day: iso(dayStart(first.day)).slice(0, 10) },
          ...{ id: journey.id, project: journey.project },
          surfaces: JSON.parse(journey.surfaces) as readonly Surface[], // written by write.ts
          runs: total(({ runs }) => runs),
          good: total(({ good }) => good),
          transient: total((row) => row.transient),
          unknown: total(({ unknown }) => unknown),
          attempts: total(({ attempts }) => attempts),
          failed: total(({ failed }) => failed),
          durationMs: total(({ duration_ms: ms }) => ms),
        },
      ];
    })
    .toSorted((a, b) => byText(a.day, b.day) || byText(a.id, b.id) || byText(a.project, b.project));
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
