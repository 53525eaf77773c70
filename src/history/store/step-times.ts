import type { Kysely, Transaction } from 'kysely';
import type { RunLine } from '../stored.ts';
import type { StepTimes } from '../types.ts';
import { bucketOf, timeOf } from './buckets.ts';
import { dayOf, instant } from './codes.ts';
import type { Tables } from './tables.ts';
import { inPortions } from './portions.ts';

type Writing = Transaction<Tables>;

/** Numbers of the steps of journeys, by `journey number` and title; those that are new get one. */
export async function stepNumbers(
  db: Writing,
  wanted: readonly { readonly journeyNo: number; readonly title: string }[],
): Promise<(journeyNo: number, title: string) => number> {
  const key = (journeyNo: number, title: string): string => `${String(journeyNo)} ${title}`;
  const numbers = new Map<string, number>();
  const learn = async (): Promise<void> => {
    const journeys = [...new Set(wanted.map(({ journeyNo }) => journeyNo))];
    for (const part of inPortions(journeys))
      for (const { no, journey_no: journeyNo, title } of await db
        .selectFrom('step')
        .selectAll()
        .where('journey_no', 'in', part)
        .execute())
        numbers.set(key(journeyNo, title), no);
  };
  await learn();
  const unknown = new Map(
    wanted
      .filter(({ journeyNo, title }) => !numbers.has(key(journeyNo, title)))
      .map(({ journeyNo, title }) => [key(journeyNo, title), { journey_no: journeyNo, title }]),
  );
  if (unknown.size > 0) {
    for (const rows of inPortions([...unknown.values()])) await db.insertInto('step').values(rows).execute();
    await learn();
  }
  return (journeyNo, title) => {
    const no = numbers.get(key(journeyNo, title));
    if (no === undefined) throw new RangeError(`no step of journey ${String(journeyNo)} is called ${title}`);
    return no;
  };
}

/** Counts how long the steps of one run took, within the transaction that writes it. */
export async function countSteps(
  db: Writing,
  { run, steps = [] }: RunLine,
  numberOf: (journey: { readonly id: string; readonly project: string }) => number,
): Promise<void> {
  if (steps.length === 0) return;
  const named = steps.map((step) => ({ ...step, journeyNo: numberOf(step), title: step.step }));
  const stepNo = await stepNumbers(db, named);
  const where = { target: run.target, day: dayOf(instant(run.startedAt)), location: run.location };
  const rows = new Map<string, { step_no: number; bucket: number; n: number }>();
  for (const { journeyNo, title, durationMs } of named) {
    const row = { step_no: stepNo(journeyNo, title), bucket: bucketOf(durationMs) };
    const key = `${String(row.step_no)} ${String(row.bucket)}`;
    rows.set(key, { ...row, n: (rows.get(key)?.n ?? 0) + 1 });
  }
  for (const part of inPortions([...rows.values()]))
    await db
      .insertInto('step_time')
      .values(part.map((row) => ({ ...where, ...row })))
      .onConflict((on) =>
        on
          .columns(['target', 'day', 'location', 'step_no', 'bucket'])
          .doUpdateSet((eb) => ({ n: eb(eb.ref('step_time.n'), '+', eb.ref('excluded.n')) })),
      )
      .execute();
}

/** What the steps of a target took since a day, whatever the location. */
export async function readStepTimes(
  db: Kysely<Tables>,
  target: string,
  days: { readonly from: number; readonly to: number },
): Promise<StepTimes[]> {
  const sums = db
    .selectFrom('step_time')
    .select(['step_no', 'bucket'])
    .select(({ fn }) => fn.sum<number>('n').as('n'))
    .where('target', '=', target)
    .where('day', '>=', days.from)
    .where('day', '<=', days.to)
    .groupBy(['step_no', 'bucket']);
  const rows = await db
    .selectFrom(sums.as('sums'))
    .innerJoin('step', 'step.no', 'sums.step_no')
    .innerJoin('journey', 'journey.no', 'step.journey_no')
    .select(['step_no', 'bucket', 'n', 'title', 'journey.id', 'project'])
    .orderBy('journey.id')
    .orderBy('project')
    .orderBy('step_no')
    .orderBy('bucket')
    .execute();
  return [...Map.groupBy(rows, ({ step_no: no }) => no).values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    const times = some.map(({ bucket, n }) => [timeOf(bucket), n] as const);
    return [{ id: first.id, project: first.project, step: first.title, times }];
  });
}
