import { linesOf } from './store/read.ts';
import { dayOf, dayStart, instant, iso, verdictCodes, verdictOf } from './store/codes.ts';
import { exportedSteps, takeSteps } from './store/step-lines.ts';
import { journeyNumber, see, writeRun } from './store/write.ts';
import type { Store } from './store/store.ts';
import type { Line } from './lines.ts';
import type { Surface } from '../target/types.ts';

const atOnce = 200;

/** Every line of an export, as objects: what survives runs first, then runs from the oldest on, then incidents. */
export async function* exported({ db }: Store): AsyncGenerator<Line> {
  const sightings = await db
    .selectFrom('sighting')
    .innerJoin('signature', 'signature.no', 'sighting.signature_no')
    .select(['target', 'text', 'first_at', 'last_at'])
    .orderBy('first_at')
    .execute();
  for (const { target, text, first_at: first, last_at: last } of sightings)
    yield { kind: 'sighting', target, signature: text, firstAt: iso(first), lastAt: iso(last) };
  for (const { target, id, url, first_at: at } of await db
    .selectFrom('change')
    .selectAll()
    .orderBy('first_at')
    .execute())
    yield { kind: 'change', target, id, url, firstAt: iso(at) };
  const days = await db
    .selectFrom('daily')
    .innerJoin('journey', 'journey.no', 'daily.journey_no')
    .selectAll('daily')
    .select(['journey.id', 'project', 'surfaces'])
    .orderBy('day')
    .execute();
  for (const row of days) {
    const { target, location, id, project, runs, good, transient, unknown, down, attempts, failed } = row;
    yield {
      ...{ kind: 'daily', target, location, id, project, runs, good, transient, unknown, down, attempts, failed },
      ...{ serverErrors: row.server_errors, worst: row.worst === null ? null : verdictOf(row.worst) },
      day: iso(dayStart(row.day)).slice(0, 10),
      surfaces: JSON.parse(row.surfaces) as Surface[], // written by write.ts
      durationMs: row.duration_ms,
    };
  }
  yield* exportedSteps(db);
  for (const { id, day } of await db.selectFrom('summed').selectAll().orderBy('day').execute())
    yield { kind: 'summed', id, day };
  for (let [at, seq, more] = [-Infinity, 0, true]; more;) {
    const rows = await db
      .selectFrom('run')
      .selectAll()
      .where((eb) =>
        at === -Infinity
          ? eb.lit(true)
          : eb.or([eb('started_at', '>', at), eb.and([eb('started_at', '=', at), eb('seq', '>', seq)])]),
      )
      .orderBy('started_at')
      .orderBy('seq')
      .limit(atOnce)
      .execute();
    for (const [index, line] of (await linesOf(db, rows)).entries())
      yield { ...mutable(line), followed: rows[index]?.followed === 1 };
    ({ started_at: at, seq } = rows.at(-1) ?? { started_at: at, seq });
    more = rows.length === atOnce;
  }
  for (const row of await db.selectFrom('incident').selectAll().orderBy('no').execute())
    yield { kind: 'incident', ...row };
  for (const { kind, told: _, ...row } of await db.selectFrom('incident_step').selectAll().orderBy('at').execute())
    yield { kind: 'incident-step', step: kind, ...row };
}

/** A copy, whose lists may be written as those of what was read may. */
const mutable = (line: object): Extract<Line, { kind: 'run' }> =>
  structuredClone(line) as Extract<Line, { kind: 'run' }>; // the same shape, see lines.ts

export interface Imported {
  readonly runs: number;
  /** Runs that were there already. */
  readonly known: number;
}

/**
 * Takes lines of an export, in portions: importing it again, or what is left of one that was killed, changes nothing more. Meant for one history that
 * travels; of two that know the same day the sums of more runs stay. Incidents are taken by a history that has none yet; another one follows the
 * runs by itself.
 */
export async function imported(store: Store, lines: AsyncIterable<Line>): Promise<Imported> {
  const before = await store.db.selectFrom('incident').select('no').limit(1).executeTakeFirst();
  const takesIncidents = before === undefined;
  const count = { runs: 0, known: 0 };
  const take = async (portion: readonly Line[]): Promise<void> => {
    const told = await store.write(async (db) => {
      const became: string[] = [];
      for (const line of portion) {
        if (line.kind === 'run')
          became.push(await writeRun(db, { ...line, followed: takesIncidents && line.followed === true }));
        else if (!line.kind.startsWith('incident') || takesIncidents) await takeOther(db, line);
      }
      return became;
    });
    count.runs += told.filter((one) => one === 'recorded').length;
    count.known += told.filter((one) => one === 'known').length;
  };
  let portion: Line[] = [];
  for await (const line of lines) {
    portion.push(line);
    if (portion.length < atOnce) continue;
    await take(portion);
    portion = [];
  }
  await take(portion);
  return count;
}

type Writing = Parameters<typeof writeRun>[0];

async function takeOther(db: Writing, line: Exclude<Line, { kind: 'run' }>): Promise<void> {
  switch (line.kind) {
    case 'sighting': {
      const seen = { first: instant(line.firstAt), last: instant(line.lastAt) };
      await see(db, line.target, new Map([[line.signature, seen]]));
      return;
    }
    case 'change': {
      const at = instant(line.firstAt);
      await db
        .insertInto('change')
        .values({ target: line.target, id: line.id, url: line.url, first_at: at })
        .onConflict((on) =>
          on.columns(['target', 'id']).doUpdateSet({ first_at: at }).where('change.first_at', '>', at),
        )
        .execute();
      return;
    }
    case 'daily': {
      const { target, location, runs, good, transient, unknown, down, attempts, failed, durationMs } = line;
      const sums = {
        ...{ runs, good, transient, unknown, down, attempts, failed, duration_ms: durationMs },
        ...{ server_errors: line.serverErrors, worst: line.worst === null ? null : verdictCodes[line.worst] },
      };
      await db
        .insertInto('daily')
        .values({ target, location, day: dayOf(instant(line.day)), journey_no: await journeyNumber(db, line), ...sums })
        .onConflict((on) =>
          on.columns(['target', 'day', 'location', 'journey_no']).doUpdateSet(sums).where('daily.runs', '<', runs),
        )
        .execute();
      return;
    }
    case 'steps': {
      await takeSteps(db, line);
      return;
    }
    case 'summed': {
      const whole = await db.selectFrom('run').select('seq').where('id', '=', line.id).executeTakeFirst();
      if (whole) return;
      await db
        .insertInto('summed')
        .values({ id: line.id, day: line.day })
        .onConflict((on) => on.column('id').doNothing())
        .execute();
      return;
    }
    case 'incident': {
      const { kind: _, ...row } = line;
      await db
        .insertInto('incident')
        .values(row)
        .onConflict((on) => on.column('no').doNothing())
        .execute();
      return;
    }
    case 'incident-step': {
      const { kind: _, step, ...row } = line;
      await db
        .insertInto('incident_step')
        .values({ ...row, kind: step })
        .onConflict((on) => on.columns(['run_id', 'idx']).doNothing())
        .execute();
    }
  }
}
