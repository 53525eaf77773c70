import { sql, type Kysely, type Selectable } from 'kysely';
import type { Surface } from '../../target/types.ts';
import type { Daily } from '../types.ts';
import { dayMs, dayOf, dayStart, instant, iso, verdictCodes, verdictOf } from './codes.ts';
import type { DailyTable, Tables } from './tables.ts';

const { passed, degraded, transient, inconclusive, blocked, unreachable } = verdictCodes;
const serverErrors = [verdictCodes['server-error'], verdictCodes['intermittent-server-error']] as const;

/** The first look at a surface of this result's journey found it broken, in the same run; asked of the few that were not started. */
const surfaceIsDown = sql`exists (
  select 1 from result as look
    inner join journey as looked on looked.no = look.journey_no
    inner join journey as own on own.no = result.journey_no
  where look.run_seq = result.run_seq and looked.id like 'preflight-%'
    and look.verdict in (${sql.join([unreachable, ...serverErrors].map((code) => sql.lit(code)))})
    and own.surfaces like '%' || substr(looked.surfaces, 2, length(looked.surfaces) - 2) || '%')`;

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
      sql<number>`sum(case when ${sql.ref('verdict')} = ${sql.lit(inconclusive)} and ${sql.ref('attempts')} = 0 and ${surfaceIsDown} then 1 else 0 end)`.as(
        'down',
      ),
      counted(serverErrors).as('server_errors'),
      // their numbers are in the order of the outcome
      sql<
        number | null
      >`max(case when ${sql.ref('verdict')} in (${sql.lit(inconclusive)}, ${sql.lit(blocked)}) then null else ${sql.ref('verdict')} end)`.as(
        'worst',
      ),
      fn.sum<number>('attempts').as('attempts'),
      fn.sum<number>('failed').as('failed'),
      fn.sum<number>('result.duration_ms').as('duration_ms'),
    ])
    .groupBy(['target', 'location', 'journey_no', day]);
}

/** Of some runs, as retention keeps them. */
export const dailySums = (db: Kysely<Tables>, seqs: readonly number[]): Promise<Row[]> =>
  wholeRuns(db).where('run_seq', 'in', seqs).execute();

type Row = Selectable<DailyTable>;

/** Of the dates that there are; its day is a number that a column can hold. */
const endOfTimeMs = 8.64e15;

/** Something was bad, and an older version that summed it up did not keep how bad. */
const isNotKept = ({ worst, runs, unknown, good }: Row): boolean => worst === null && runs - unknown > good;

/** Sums of days as they are told; those of one day, location and journey together. */
async function asDaily(db: Kysely<Tables>, target: string, rows: readonly Row[]): Promise<Daily[]> {
  const journeys = new Map(
    (await db.selectFrom('journey').selectAll().execute()).map((journey) => [journey.no, journey] as const),
  );
  const together = Map.groupBy(rows, ({ day, location, journey_no: no }) => JSON.stringify([day, location, no]));
  return [...together.values()]
    .flatMap((some): Daily[] => {
      const [first] = some;
      const journey = first && journeys.get(first.journey_no);
      if (!journey) return [];
      const total = (of: (row: Row) => number): number => some.reduce((sum, row) => sum + of(row), 0);
      const worst = some.flatMap((row) => row.worst ?? []);
      return [
        {
          ...{ target, location: first.location, day: iso(dayStart(first.day)).slice(0, 10) },
          ...{ id: journey.id, project: journey.project },
          surfaces: JSON.parse(journey.surfaces) as readonly Surface[], // written by write.ts
          runs: total(({ runs }) => runs),
          good: total(({ good }) => good),
          transient: total((row) => row.transient),
          unknown: total(({ unknown }) => unknown),
          down: total(({ down }) => down),
          serverErrors: total((row) => row.server_errors),
          worst: worst.length === 0 || some.some(isNotKept) ? null : verdictOf(Math.max(...worst)),
          attempts: total(({ attempts }) => attempts),
          failed: total(({ failed }) => failed),
          durationMs: total(({ duration_ms: ms }) => ms),
        },
      ];
    })
    .toSorted((a, b) => byText(a.day, b.day) || byText(a.id, b.id) || byText(a.project, b.project));
}

/**
 * See `History.daily`.
 *
 * @param until runs that began later are left out, in ms
 */
export async function readDaily(
  db: Kysely<Tables>,
  target: string,
  from: string,
  until = endOfTimeMs,
): Promise<Daily[]> {
  const since = dayStart(dayOf(instant(from)));
  const kept = await db
    .selectFrom('daily')
    .selectAll()
    .where('target', '=', target)
    .where('day', '>=', dayOf(since))
    .where('day', '<=', dayOf(until))
    .execute();
  const whole = await wholeRuns(db)
    .where('target', '=', target)
    .where('started_at', '>=', since)
    .where('started_at', '<=', until)
    .execute();
  // a run that came late stands whole beside the sums of its day
  return asDaily(db, target, [...kept, ...whole]);
}

/** Of runs that are there whole and began after one instant, and not after another; both in ms. */
export const readBetween = async (db: Kysely<Tables>, target: string, after: number, until: number): Promise<Daily[]> =>
  asDaily(
    db,
    target,
    await wholeRuns(db)
      .where('target', '=', target)
      .where('started_at', '>', after)
      .where('started_at', '<=', until)
      .execute(),
  );

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
