import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { RunLine } from '../stored.ts';
import type { Recorded } from '../types.ts';
import { instant, verdictCodes } from './codes.ts';
import { inPortions } from './portions.ts';
import { countSteps } from './step-times.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

export type Writing = Transaction<Tables>;

const nameOf = ({ id, project }: { readonly id: string; readonly project: string }): string =>
  JSON.stringify([id, project]);

interface Journey {
  readonly id: string;
  readonly project: string;
  readonly surfaces: readonly string[];
  /** Missing: whoever it is known to be. */
  readonly owner?: string | undefined;
}

/** Makes journeys known, with their surfaces and their owners as they are now; their numbers by `nameOf`. */
async function putJourneys(db: Writing, journeys: readonly Journey[]): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (const part of inPortions(journeys)) {
    const rows = await db
      .insertInto('journey')
      .values(
        part.map(({ id, project, surfaces, owner = null }) => ({
          ...{ id, project, owner },
          surfaces: JSON.stringify(surfaces),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['id', 'project']).doUpdateSet(({ fn, ref }) => ({
          surfaces: ref('excluded.surfaces'),
          owner: fn.coalesce('excluded.owner', 'journey.owner'),
        })),
      )
      .returning(['no', 'id', 'project'])
      .execute();
    for (const row of rows) numbers.set(nameOf(row), row.no);
  }
  return numbers;
}

/** Makes a journey known, with its surfaces and its owner as they are now. */
export async function journeyNumber(db: Writing, journey: Journey): Promise<number> {
  const [no] = (await putJourneys(db, [journey])).values();
  if (no === undefined) throw new RangeError(`the journey ${nameOf(journey)} has got no number`);
  return no;
}

/** Numbers of journeys by `nameOf`; those that are new get one. */
async function journeyNumbers(
  db: Writing,
  { run, surfaces, owners = {} }: RunLine,
): Promise<ReadonlyMap<string, number>> {
  // few hundred rows at most: all of them are read sooner than picked
  const known = await db.selectFrom('journey').selectAll().execute();
  const rows = new Map(known.map((row) => [nameOf(row), row]));
  const changed = new Map<string, Journey>();
  for (const { id, project } of run.journeys) {
    const name = nameOf({ id, project });
    const own = surfaces[id] ?? [];
    const row = rows.get(name);
    const owner = owners[id];
    if (row?.surfaces === JSON.stringify(own) && (owner === undefined || row.owner === owner)) continue;
    changed.set(name, { id, project, surfaces: own, owner });
  }
  return new Map([
    ...known.map((row) => [nameOf(row), row.no] as const),
    ...(await putJourneys(db, [...changed.values()])),
  ]);
}

/** When something was seen first and last, in ms. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function spansOf({ run, attempts }: RunLine): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  const add = (signature: string, first: number, last: number): void => {
    const before = spans.get(signature) ?? { first, last };
    spans.set(signature, { first: Math.min(first, before.first), last: Math.max(last, before.last) });
  };
  for (const { signature, startedAt } of attempts)
    if (signature !== null) add(signature, instant(startedAt), instant(startedAt));
  for (const { signatures, firstSeenAt, lastSeenAt } of run.findings)
    for (const signature of signatures) add(signature, instant(firstSeenAt), instant(lastSeenAt));
  return spans;
}

/** Marks signatures as seen on a target; their numbers, of which those that are new get one. */
export async function see(
  db: Writing,
  target: string,
  spans: ReadonlyMap<string, Span>,
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  for (const part of inPortions([...spans].toSorted(([a], [b]) => (a < b ? -1 : 1)))) {
    const texts = part.map(([text]) => text);
    // mostly it is one that was seen before
    const known = await db.selectFrom('signature').selectAll().where('text', 'in', texts).execute();
    for (const { no, text } of known) numbers.set(text, no);
    const unknown = texts.filter((text) => !numbers.has(text)).map((text) => ({ text }));
    if (unknown.length > 0) {
      const put = await db.insertInto('signature').values(unknown).returning(['no', 'text']).execute();
      for (const { no, text } of put) numbers.set(text, no);
    }
    const rows = part.map(([text, { first, last }]) => ({
      ...{ target, first_at: first, last_at: last },
      signature_no: numbers.get(text) ?? 0,
    }));
    await db
      .insertInto('sighting')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['target', 'signature_no']).doUpdateSet((eb) => ({
          // a run that comes late from the spool may be older than what is there
          first_at: eb
            .case()
            .when('excluded.first_at', '<', eb.ref('sighting.first_at'))
            .then(eb.ref('excluded.first_at'))
            .else(eb.ref('sighting.first_at'))
            .end(),
          last_at: eb
            .case()
            .when('excluded.last_at', '>', eb.ref('sighting.last_at'))
            .then(eb.ref('excluded.last_at'))
            .else(eb.ref('sighting.last_at'))
            .end(),
        })),
      )
      .execute();
  }
  return numbers;
}

async function waySetNumber(db: Writing, went: readonly string[]): Promise<number> {
  const ways = JSON.stringify(went);
  const hash = createHash('sha256').update(ways).digest('base64url');
  const known = await db.selectFrom('way_set').select('no').where('hash', '=', hash).executeTakeFirst();
  if (known) return known.no;
  const { no } = await db.insertInto('way_set').values({ hash, ways }).returning('no').executeTakeFirstOrThrow();
  return no;
}

async function markChange(db: Writing, { target, change, startedAt }: RunLine['run']): Promise<void> {
  if (change === null) return;
  const at = instant(startedAt);
  await db
    .insertInto('change')
    .values({ target, id: change.id, url: change.url, first_at: at })
    .onConflict((conflict) =>
      conflict.columns(['target', 'id']).doUpdateSet({ first_at: at }).where('change.first_at', '>', at),
    )
    .execute();
}

/** Writes one run, whole, within a transaction of whoever calls. A run that is there, or was summed up, changes nothing. */
export async function writeRun(db: Writing, line: RunLine): Promise<Exclude<Recorded, 'spooled'>> {
  const { run, attempts } = line;
  const known = await db
    .selectFrom('run')
    .select('id')
    .where('id', '=', run.id)
    .unionAll(db.selectFrom('summed').select('id').where('id', '=', run.id))
    .executeTakeFirst();
  if (known) return 'known';
  const journeys = await journeyNumbers(db, line);
  const signatures = await see(db, run.target, spansOf(line));
  const numberOf = (journey: { readonly id: string; readonly project: string }): number => {
    const no = journeys.get(nameOf(journey));
    if (no === undefined) throw new RangeError(`the run ${run.id} has no journey ${nameOf(journey)}`);
    return no;
  };
  await markChange(db, run);
  const { seq } = await db
    .insertInto('run')
    .values({
      ...{ id: run.id, target: run.target, location: run.location },
      started_at: instant(run.startedAt),
      finished_at: instant(run.finishedAt),
      duration_ms: run.durationMs,
      change_id: run.change?.id ?? null,
      change_url: run.change?.url ?? null,
      outcome: run.outcome,
      exit_code: run.exitCode,
      headline: run.headline,
      suite_version: run.suiteVersion,
      judged: run.judged ? 1 : 0,
      way_set_no: await waySetNumber(db, run.went),
      followed: line.followed === true ? 1 : 0,
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  const results = run.journeys.map((journey) => ({
    run_seq: seq,
    journey_no: numberOf(journey),
    verdict: verdictCodes[journey.verdict],
    duration_ms: journey.durationMs,
    attempts: journey.attempts,
    failed: journey.failed,
  }));
  for (const rows of inPortions(results)) await db.insertInto('result').values(rows).execute();
  const tries = attempts.map((attempt) => ({
    run_seq: seq,
    journey_no: numberOf(attempt),
    idx: attempt.index,
    status: attempt.status,
    cause: attempt.cause,
    signature_no: attempt.signature === null ? null : (signatures.get(attempt.signature) ?? null),
    started_at: instant(attempt.startedAt),
    duration_ms: attempt.durationMs,
  }));
  for (const rows of inPortions(tries)) await db.insertInto('attempt').values(rows).execute();
  const findings = run.findings.map((finding, idx) => ({
    run_seq: seq,
    idx,
    ...{ verdict: finding.verdict, cause: finding.cause, layer: finding.layer, status: finding.status },
    error_text: finding.errorText,
    first_seen_at: instant(finding.firstSeenAt),
    last_seen_at: instant(finding.lastSeenAt),
    headline: finding.headline,
    suppressed: finding.suppressed ? 1 : 0,
    signatures: JSON.stringify(finding.signatures),
    journeys: JSON.stringify(finding.journeys),
    surfaces: JSON.stringify(finding.surfaces),
    paths: JSON.stringify(finding.paths),
    nodes: JSON.stringify(finding.nodes),
  }));
  for (const rows of inPortions(findings)) await db.insertInto('finding').values(rows).execute();
  await countSteps(db, line, numberOf);
  return 'recorded';
}

/** Writes one run, whole or not at all; incidents follow it later. */
export const writeLine = (store: Store, line: RunLine): Promise<Exclude<Recorded, 'spooled'>> =>
  store.write((db) => writeRun(db, line));
