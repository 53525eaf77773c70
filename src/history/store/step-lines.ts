import type { Kysely, Transaction } from 'kysely';
import type { Line } from '../lines.ts';
import { dayOf, dayStart, instant, iso } from './codes.ts';
import { inPortions } from './portions.ts';
import { stepNumbers } from './step-times.ts';
import type { Tables } from './tables.ts';
import { journeyNumber } from './write.ts';

type StepLine = Extract<Line, { kind: 'steps' }>;

/** What an export holds of how long steps took: a line for each step, day and location. */
export async function* exportedSteps(db: Kysely<Tables>): AsyncGenerator<StepLine> {
  const days = await db
    .selectFrom('step_time')
    .select(['target', 'day'])
    .distinct()
    .orderBy('day')
    .orderBy('target')
    .execute();
  for (const { target, day } of days) {
    const rows = await db
      .selectFrom('step_time')
      .innerJoin('step', 'step.no', 'step_time.step_no')
      .innerJoin('journey', 'journey.no', 'step.journey_no')
      .select(['location', 'step_no', 'bucket', 'n', 'title', 'journey.id', 'project'])
      .where('target', '=', target)
      .where('day', '=', day)
      .orderBy('location')
      .orderBy('journey.id')
      .orderBy('project')
      .orderBy('title')
      .orderBy('bucket')
      .execute();
    for (const some of Map.groupBy(rows, (row) => JSON.stringify([row.location, row.step_no])).values()) {
      const [first] = some;
      if (!first) continue;
      yield {
        ...{ kind: 'steps', target, location: first.location, day: iso(dayStart(day)).slice(0, 10) },
        ...{ id: first.id, project: first.project, step: first.title },
        counts: some.map(({ bucket, n }): [number, number] => [bucket, n]),
      };
    }
  }
}

/** Of two that know the same day the larger count stays: taken again, it changes nothing. */
export async function takeSteps(db: Transaction<Tables>, line: StepLine): Promise<void> {
  const { target, location, id, project, step: title, counts } = line;
  const known = await db
    .selectFrom('journey')
    .select('no')
    .where('id', '=', id)
    .where('project', '=', project)
    .executeTakeFirst();
  const journeyNo = known?.no ?? (await journeyNumber(db, { id, project, surfaces: [] }));
  const stepNo = (await stepNumbers(db, [{ journeyNo, title }]))(journeyNo, title);
  const where = { target, location, day: dayOf(instant(line.day)), step_no: stepNo };
  for (const part of inPortions(counts))
    await db
      .insertInto('step_time')
      .values(part.map(([bucket, n]) => ({ ...where, bucket, n })))
      .onConflict((on) =>
        on
          .columns(['target', 'day', 'location', 'step_no', 'bucket'])
          .doUpdateSet((eb) => ({ n: eb.ref('excluded.n') }))
          .where('excluded.n', '>', (eb) => eb.ref('step_time.n')),
      )
      .execute();
}
