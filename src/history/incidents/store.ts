import type { Kysely, Transaction } from 'kysely';
import { instant, iso } from '../store/codes.ts';
import { linesOf, readRuns } from '../store/read.ts';
import type { Tables } from '../store/tables.ts';
import type { HistoryRules, Incident, IncidentQuery, IncidentStep, StoredRun } from '../types.ts';
import { follow, repeatMs, sawNew } from './follow.ts';
import { sightedBy } from './observe.ts';
import { IncidentError } from './people.ts';
import type { IncidentTable } from './tables.ts';
import type { ChangeSeen, Memory, Tracked } from './types.ts';

type Reading = Kysely<Tables>;
type Writing = Transaction<Tables>;

/** How many runs before one are looked through for the last good one, and how many after a late one for what they have shown. */
const lookedThrough = 120;
const changesFromMs = 30 * 24 * 3_600_000;

/** Written by `writeTracked` from values of these types. */
const trackedOf = ({ body, memory }: Pick<IncidentTable, 'body' | 'memory'>): Tracked => ({
  incident: JSON.parse(body) as Incident,
  memory: JSON.parse(memory) as Memory,
});

const numberOf = (id: string): number => {
  const number = /^(?:INC-)?(\d{1,9})$/i.exec(id.trim())?.[1];
  if (number === undefined)
    throw new IncidentError(`${JSON.stringify(id)} is no incident: they are called INC-1, INC-2 and so on.`);
  return Number(number);
};

const living = ['suspected', 'open', 'recovering'] as const;

async function given(
  db: Writing,
  { target, startedAt }: StoredRun,
  { reopenWithinMs }: HistoryRules,
): Promise<Tracked[]> {
  const rows = await db
    .selectFrom('incident')
    .select(['body', 'memory'])
    .where('target', '=', target)
    .where((eb) =>
      eb.or([
        eb('state', 'in', living),
        eb.and([eb('state', '=', 'resolved'), eb('resolved_at', '>=', instant(startedAt) - reopenWithinMs)]),
      ]),
    )
    .orderBy('no')
    .execute();
  return rows.map(trackedOf);
}

async function changesBefore(db: Writing, { target, finishedAt }: StoredRun): Promise<ChangeSeen[]> {
  const rows = await db
    .selectFrom('change')
    .select(['id', 'url', 'first_at'])
    .where('target', '=', target)
    .where('first_at', '<=', instant(finishedAt))
    .where('first_at', '>=', instant(finishedAt) - changesFromMs)
    .execute();
  return rows.map(({ id, url, first_at: at }) => ({ id, url, firstAt: iso(at) }));
}

async function runsAfter(db: Writing, { target, startedAt }: StoredRun): Promise<StoredRun[]> {
  const rows = await db
    .selectFrom('run')
    .selectAll()
    .where('target', '=', target)
    .where('started_at', '>', instant(startedAt))
    .where('followed', '=', 1)
    .orderBy('started_at')
    .limit(lookedThrough)
    .execute();
  return (await linesOf(db, rows)).map(({ run: later }) => later);
}

async function writeTracked(db: Writing, { incident, memory }: Tracked): Promise<void> {
  const values = {
    target: incident.target,
    state: incident.state,
    first_seen_at: instant(incident.firstSeenAt),
    resolved_at: incident.resolvedAt === null ? null : instant(incident.resolvedAt),
    body: JSON.stringify(incident),
    memory: JSON.stringify(memory),
  };
  await db
    .insertInto('incident')
    .values({ no: numberOf(incident.id), ...values })
    .onConflict((conflict) => conflict.column('no').doUpdateSet(values))
    .execute();
}

/** The steps that a run that is followed already has made; what was merely seen again is not kept. */
async function stepsOfRun(db: Reading, runId: string): Promise<IncidentStep[]> {
  const rows = await db
    .selectFrom('incident_step')
    .innerJoin('incident', 'incident.no', 'incident_step.incident_no')
    .select(['kind', 'at', 'why', 'body', 'memory'])
    .where('run_id', '=', runId)
    .orderBy('idx')
    .execute();
  return rows.map((row) => ({
    kind: row.kind as IncidentStep['kind'], // written from a step
    at: iso(row.at),
    why: row.why,
    incident: trackedOf(row).incident,
  }));
}

/** What one run meant for incidents. */
export interface RunFollowed {
  readonly steps: readonly IncidentStep[];
  /** See `Followed.repeatWithinMs`. */
  readonly repeatWithinMs: number | null;
}

/**
 * Applies what the state machine says of one run, within a transaction of whoever calls, best the one that records it. A run that is followed
 * already changes nothing, and gives its steps again.
 *
 * @param now real time, ISO
 */
export async function followIn(db: Writing, run: StoredRun, rules: HistoryRules, now: string): Promise<RunFollowed> {
  const row = await db.selectFrom('run').select('followed').where('id', '=', run.id).executeTakeFirst();
  if (row?.followed !== 1) return followNew(db, run, rules, now);
  const isSuspected = (await given(db, run, rules)).some(
    ({ incident }) => incident.state === 'suspected' && incident.runs[0] === run.id && incident.cleanRuns === 0,
  );
  return { steps: await stepsOfRun(db, run.id), repeatWithinMs: isSuspected ? repeatMs : null };
}

/** The same of a run that is not followed yet. */
export async function followNew(db: Writing, run: StoredRun, rules: HistoryRules, now: string): Promise<RunFollowed> {
  const tracked = await given(db, run, rules);
  await db.updateTable('run').set({ followed: 1 }).where('id', '=', run.id).execute();
  const hasSeen = sightedBy(run).length > 0;
  if (tracked.length === 0 && !hasSeen) return { steps: [], repeatWithinMs: null };
  const { last } = await db
    .selectFrom('incident')
    .select(({ fn }) => fn.max('no').as('last'))
    .executeTakeFirstOrThrow();
  const isNew = sawNew(tracked, run, rules);
  const followed = follow(tracked, run, {
    ...{ rules, now },
    lastNumber: last ?? 0,
    earlier: isNew
      ? await readRuns(db, { target: run.target, before: run.startedAt, judged: true, limit: lookedThrough })
      : [],
    later: hasSeen ? await runsAfter(db, run) : [],
    changes: isNew ? await changesBefore(db, run) : [],
  });
  const before = new Map(tracked.map((one) => [one.incident.id, one]));
  for (const one of followed.tracked) if (before.get(one.incident.id) !== one) await writeTracked(db, one);
  if (followed.dropped.length > 0)
    await db
      .updateTable('incident')
      .set({ state: 'dropped' })
      .where('no', 'in', followed.dropped.map(numberOf))
      .execute();
  const kept = followed.steps.filter(({ kind }) => kind !== 'seen');
  if (kept.length > 0)
    await db
      .insertInto('incident_step')
      .values(
        kept.map(({ kind, at, why, incident }, idx) => ({
          ...{ run_id: run.id, idx, kind, why },
          incident_no: numberOf(incident.id),
          at: instant(at),
          told: 0,
        })),
      )
      .onConflict((conflict) => conflict.columns(['run_id', 'idx']).doNothing())
      .execute();
  return { steps: followed.steps, repeatWithinMs: followed.repeatWithinMs };
}

/** A suspicion that the last run that went its way did not share is none to tell of. */
const isTold = ({ state, cleanRuns }: Incident): boolean => state !== 'suspected' || cleanRuns === 0;

/** Those that are open first, then newest first. @throws IncidentError where the id is none */
export async function readIncidents(db: Reading, query: IncidentQuery): Promise<Incident[]> {
  const { target, state = 'any', id, limit = 50 } = query;
  let rows = db.selectFrom('incident').select(['body', 'memory']).where('state', '!=', 'dropped');
  if (target !== undefined) rows = rows.where('target', '=', target);
  if (state === 'open') rows = rows.where('state', 'in', living);
  if (state === 'resolved') rows = rows.where('state', '=', 'resolved');
  if (id !== undefined) rows = rows.where('no', '=', numberOf(id));
  const found = await rows.orderBy('first_seen_at', 'desc').orderBy('no', 'desc').limit(limit).execute();
  return found.map((row) => trackedOf(row).incident).filter(isTold);
}

/** The steps of one incident's life, oldest first. */
export async function readSteps(db: Reading, id: string): Promise<Omit<IncidentStep, 'incident'>[]> {
  const rows = await db
    .selectFrom('incident_step')
    .select(['kind', 'at', 'why'])
    .where('incident_no', '=', numberOf(id))
    .orderBy('at')
    .orderBy('run_id')
    .orderBy('idx')
    .execute();
  return rows.map(({ kind, at, why }) => ({ kind: kind as IncidentStep['kind'], at: iso(at), why })); // written from a step
}

/**
 * Changes one incident by a person's hand.
 *
 * @throws IncidentError where there is no such incident, or `by` refuses
 */
export async function changeIncident(db: Writing, id: string, by: (incident: Incident) => Incident): Promise<Incident> {
  const no = numberOf(id);
  const row = await db
    .selectFrom('incident')
    .select(['body', 'memory'])
    .where('no', '=', no)
    .where('state', '!=', 'dropped')
    .executeTakeFirst();
  if (!row) throw new IncidentError(`There is no incident INC-${String(no)}: "npm run incidents -- --all" lists them.`);
  const { incident, memory } = trackedOf(row);
  const changed = by(incident);
  await writeTracked(db, { incident: changed, memory });
  return changed;
}
