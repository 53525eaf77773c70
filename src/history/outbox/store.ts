import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { machinesDifferMs } from '../store/clock.ts';
import { instant, iso } from '../store/codes.ts';
import type { Tables } from '../store/tables.ts';
import type { Incident, IncidentStep } from '../types.ts';
import type { OutboxTable } from './tables.ts';
import type { NewMessage, Outbox, OutboxMessage, UntoldStep } from './types.ts';

type Reading = Kysely<Tables>;
type Writing = Transaction<Tables>;

/** So many steps are told at once: a target that nobody alerted for has many. */
const stepsAtOnce = 200;

const messageOf = (row: Selectable<OutboxTable>): OutboxMessage => ({
  ...{ key: row.key, channel: row.channel, target: row.target, incident: row.incident, tries: row.tries },
  body: JSON.parse(row.body) as unknown,
  state: row.state as OutboxMessage['state'], // written below
  createdAt: iso(row.created_at),
  nextAt: iso(row.next_at),
  sentAt: row.sent_at === null ? null : iso(row.sent_at),
  lastError: row.last_error,
});

/** See `Outbox.untold`. */
export async function readUntold(db: Reading, target: string): Promise<UntoldStep[]> {
  const rows = await db
    .selectFrom('incident_step')
    .innerJoin('incident', 'incident.no', 'incident_step.incident_no')
    .select(['run_id', 'idx', 'kind', 'at', 'why', 'body'])
    .where('told', '=', 0)
    .where('target', '=', target)
    .orderBy('at')
    .orderBy('run_id')
    .orderBy('idx')
    .limit(stepsAtOnce)
    .execute();
  return rows.map(({ run_id: run, idx: index, kind, at, why, body }) => ({
    run,
    index,
    step: {
      kind: kind as IncidentStep['kind'], // written from a step
      at: iso(at),
      why,
      incident: JSON.parse(body) as Incident, // written from an incident
    },
  }));
}

/** See `Outbox.owners`. A journey has one owner in all of its projects. */
export async function readOwners(db: Reading): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('journey').select(['id', 'owner']).execute();
  return new Map(rows.flatMap(({ id, owner }) => (owner === null ? [] : [[id, owner] as const])));
}

/** Of some messages those whose key is not there yet are put. */
async function putMessages(db: Writing, messages: readonly NewMessage[], now: number): Promise<number> {
  let put = 0;
  for (const { key, channel, target, incident, body } of messages) {
    const { numInsertedOrUpdatedRows: rows = 0n } = await db
      .insertInto('outbox')
      .values({
        ...{ key, channel, target, incident, body: JSON.stringify(body) },
        ...{ state: 'waiting', tries: 0, claimed_by: null, sent_at: null, last_error: null },
        ...{ created_at: now, next_at: now, set_at: now },
      })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirstOrThrow();
    put += Number(rows);
  }
  return put;
}

/**
 * See `Outbox.put`. A step that another has told meanwhile is told by its messages: their keys are the same.
 *
 * @param now ms
 */
export async function put(
  db: Writing,
  told: readonly UntoldStep[],
  messages: readonly NewMessage[],
  now: number,
): Promise<number> {
  for (const { run, index } of told)
    await db.updateTable('incident_step').set({ told: 1 }).where('run_id', '=', run).where('idx', '=', index).execute();
  return putMessages(db, messages, now);
}

/** What a clock that has gone back since has set counts from now on. */
async function comeBack(db: Writing, now: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({ next_at: eb(eb(eb.ref('next_at'), '-', eb.ref('set_at')), '+', now), set_at: now }))
    .where('state', '=', 'waiting')
    .where('set_at', '>', now + machinesDifferMs)
    .execute();
}

/** See `Outbox.claim`. */
export async function claim(
  db: Writing,
  by: string,
  at: string,
  forMs: number,
  most: number,
  { target, channel }: NonNullable<Parameters<Outbox['claim']>[4]> = {},
): Promise<OutboxMessage[]> {
  const now = instant(at);
  await comeBack(db, now);
  let due = db
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as older')
            .select(sql.lit(1).as('one'))
            .where('older.state', '=', 'waiting')
            .whereRef('older.target', '=', 'outbox.target')
            .whereRef('older.channel', '=', 'outbox.channel')
            .whereRef('older.incident', '=', 'outbox.incident')
            .whereRef('older.seq', '<', 'outbox.seq'),
        ),
      ),
    );
  if (target !== undefined) due = due.where('target', '=', target);
  if (channel !== undefined) due = due.where('channel', '=', channel);
  const rows = await due.orderBy('seq').limit(most).execute();
  if (rows.length === 0) return [];
  const taken = { claimed_by: by, next_at: now + forMs, set_at: now };
  await db
    .updateTable('outbox')
    .set(taken)
    .where(
      'seq',
      'in',
      rows.map(({ seq }) => seq),
    )
    .execute();
  return rows.map((row) => messageOf({ ...row, ...taken }));
}

/** See `Outbox.sent`. */
export async function markSent(db: Writing, key: string, at: string): Promise<void> {
  const sent = await db
    .updateTable('outbox')
    .set((eb) => ({
      ...{ state: 'sent', sent_at: instant(at), claimed_by: null, last_error: null },
      tries: eb(eb.ref('tries'), '+', 1),
    }))
    .where('key', '=', key)
    .where('state', '=', 'waiting')
    .returning(['target', 'channel'])
    .executeTakeFirst();
  if (!sent) return;
  await db
    .updateTable('outbox')
    .set({ next_at: instant(at), set_at: instant(at) })
    .where('state', '=', 'waiting')
    .where('target', '=', sent.target)
    .where('channel', '=', sent.channel)
    .where('claimed_by', 'is', null)
    .where('next_at', '>', instant(at))
    .execute();
}

/** See `Outbox.failed`. */
export async function markFailed(
  db: Writing,
  key: string,
  error: string,
  at: string,
  nextAt: string | null,
  quietUntil?: string,
): Promise<void> {
  const now = instant(at);
  const row = await db.selectFrom('outbox').select(['target', 'channel']).where('key', '=', key).executeTakeFirst();
  if (!row) return;
  await db
    .updateTable('outbox')
    .set((eb) => ({
      tries: eb(eb.ref('tries'), '+', 1),
      ...{ last_error: error, claimed_by: null },
      ...(nextAt === null ? { state: 'given-up' } : { next_at: instant(nextAt), set_at: now }),
    }))
    .where('key', '=', key)
    .where('state', '=', 'waiting')
    .execute();
  if (quietUntil === undefined) return;
  await db
    .updateTable('outbox')
    .set({ next_at: instant(quietUntil), set_at: now })
    .where('state', '=', 'waiting')
    .where('target', '=', row.target)
    .where('channel', '=', row.channel)
    .where('claimed_by', 'is', null)
    .where('next_at', '<', instant(quietUntil))
    .execute();
}

/** See `Outbox.messages`. */
export async function readMessages(
  db: Reading,
  { key, state, target, incident, limit = 50 }: Parameters<Outbox['messages']>[0],
): Promise<OutboxMessage[]> {
  let rows = db.selectFrom('outbox').selectAll();
  if (key !== undefined) rows = rows.where('key', '=', key);
  if (state !== undefined) rows = rows.where('state', '=', state);
  if (target !== undefined) rows = rows.where('target', '=', target);
  if (incident !== undefined) rows = rows.where('incident', '=', incident);
  return (await rows.orderBy('seq', 'desc').limit(limit).execute()).map(messageOf);
}

/** What was sent or given up is kept so long, for whoever asks who was told of what. */
const keptMs = 90 * 24 * 3_600_000;

/** Forgets messages that were put long ago and wait no more. */
export async function forgetMessages(db: Writing, now: number): Promise<void> {
  await db
    .deleteFrom('outbox')
    .where('state', '!=', 'waiting')
    .where('created_at', '<', now - keptMs)
    .execute();
}
