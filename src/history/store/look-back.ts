import type { Kysely } from 'kysely';
import type { Surface } from '../../target/types.ts';
import type { Verdict } from '../../verdict/types.ts';
import type { LookBack } from '../types.ts';
import { dayMs, dayOf, dayStart, iso, verdictOf } from './codes.ts';
import { readBetween, readDaily } from './daily.ts';
import { readStepTimes } from './step-times.ts';
import type { Tables } from './tables.ts';

type Reading = Kysely<Tables>;

/** What ran last longer ago than that says nothing of now. */
const newestWithinMs = 7 * dayMs;
const days = 90;
const stepDays = 30;

async function newestResults(db: Reading, target: string, now: number): Promise<LookBack['newest']> {
  const ranked = db
    .selectFrom('run')
    .innerJoin('result', 'result.run_seq', 'run.seq')
    .select(['run.id as run', 'location', 'started_at', 'journey_no', 'verdict'])
    .select(({ fn }) =>
      fn
        .agg<number>('row_number')
        .over((over) =>
          over.partitionBy(['journey_no', 'location']).orderBy('started_at', 'desc').orderBy('seq', 'desc'),
        )
        .as('place'),
    )
    .where('target', '=', target)
    .where('started_at', '>', now - newestWithinMs)
    .where('started_at', '<=', now);
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .innerJoin('journey', 'journey.no', 'ranked.journey_no')
    .select(['run', 'location', 'started_at', 'verdict', 'journey.id', 'project', 'surfaces'])
    .where('place', '=', 1)
    .orderBy('journey.id')
    .orderBy('project')
    .orderBy('location')
    .execute();
  return rows.map(({ run, location, started_at: at, verdict, id, project, surfaces }) => ({
    ...{ id, project, location, run },
    surfaces: JSON.parse(surfaces) as readonly Surface[], // written by write.ts
    verdict: verdictOf(verdict),
    at: iso(at),
  }));
}

async function newestRuns(db: Reading, target: string, from: number, now: number): Promise<LookBack['locations']> {
  const ranked = db
    .selectFrom('run')
    .select(['id', 'location', 'started_at', 'outcome', 'headline'])
    .select(({ fn }) =>
      fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy('location').orderBy('started_at', 'desc').orderBy('seq', 'desc'))
        .as('place'),
    )
    .where('target', '=', target)
    .where('judged', '=', 1)
    .where('started_at', '>=', from)
    .where('started_at', '<=', now);
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .select(['id', 'location', 'started_at', 'outcome', 'headline'])
    .where('place', '=', 1)
    .orderBy('started_at', 'desc')
    .execute();
  return rows.map(({ id: run, location: name, started_at: at, outcome, headline }) => ({
    ...{ name, run, headline },
    at: iso(at),
    outcome: outcome as Verdict, // written from a verdict
  }));
}

/** See `History.lookBack`. Nothing but the index over the days asked for is read, however long the history is. */
export async function readLookBack(db: Reading, target: string, now: number): Promise<LookBack> {
  const today = dayOf(now);
  const from = dayStart(today - (days - 1));
  const changes = await db
    .selectFrom('change')
    .select(['id', 'url', 'first_at'])
    .where('target', '=', target)
    .where('first_at', '>=', from)
    .where('first_at', '<=', now)
    .orderBy('first_at')
    .execute();
  return {
    // a clock that was ahead has left runs of days to come
    days: await readDaily(db, target, iso(from), now),
    lastHours: await readBetween(db, target, now - dayMs, now),
    newest: await newestResults(db, target, now),
    locations: await newestRuns(db, target, from, now),
    changes: changes.map(({ id, url, first_at: at }) => ({ id, url, firstAt: iso(at) })),
    steps: await readStepTimes(db, target, { from: today - (stepDays - 1), to: today }),
  };
}
