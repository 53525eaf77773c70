import type { Kysely, Selectable } from 'kysely';
import type { Layer } from '../../evidence/types.ts';
import type { Surface } from '../../target/types.ts';
import type { Cause, Verdict } from '../../verdict/types.ts';
import type { RunLine, StoredAttempt } from '../stored.ts';
import type { JourneyResult, RunQuery, StoredFinding, StoredRun } from '../types.ts';
import { iso, instant, verdictOf } from './codes.ts';
import type { FindingTable, RunTable, Tables } from './tables.ts';
import { inPortions } from './portions.ts';

type Reading = Kysely<Tables>;
type RunRow = Selectable<RunTable>;

/** Written by write.ts from a value of this type. */
const list = <T>(text: string): readonly T[] => JSON.parse(text) as readonly T[];

const journeyName = ({ id, project }: { readonly id: string; readonly project: string }): string =>
  project === '' ? id : `${id} (${project})`;

async function resultRows(db: Reading, seqs: readonly number[]) {
  const rows = [];
  for (const part of inPortions(seqs)) {
    const found = await db
      .selectFrom('result')
      .innerJoin('journey', 'journey.no', 'result.journey_no')
      .select([
        'run_seq',
        'journey.id',
        'project',
        'verdict',
        'duration_ms',
        'attempts',
        'failed',
        'journey.surfaces',
        'owner',
      ])
      .where('run_seq', 'in', part)
      .execute();
    rows.push(...found);
  }
  return rows;
}

async function attemptRows(db: Reading, seqs: readonly number[]) {
  const rows = [];
  for (const part of inPortions(seqs)) {
    const found = await db
      .selectFrom('attempt')
      .innerJoin('journey', 'journey.no', 'attempt.journey_no')
      .leftJoin('signature', 'signature.no', 'attempt.signature_no')
      .select(['run_seq', 'journey.id', 'project', 'idx', 'status', 'cause', 'text', 'started_at', 'duration_ms'])
      .where('run_seq', 'in', part)
      .orderBy('run_seq')
      .orderBy('journey_no')
      .orderBy('idx')
      .execute();
    rows.push(...found);
  }
  return rows;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byJourney = (a: { id: string; project: string }, b: { id: string; project: string }): number =>
  byText(a.id, b.id) || byText(a.project, b.project);

type ResultRow = Awaited<ReturnType<typeof resultRows>>[number];
type Result = Omit<ResultRow, 'surfaces' | 'owner'>;
type AttemptRow = Awaited<ReturnType<typeof attemptRows>>[number];

/** By `[run, journey]`: the signatures of its attempts that failed. */
function signaturesOf(attempts: readonly AttemptRow[]): (result: Result) => string[] {
  const key = (row: AttemptRow | Result): string => JSON.stringify([row.run_seq, row.id, row.project]);
  const grouped = Map.groupBy(attempts, key);
  return (result) => [...new Set((grouped.get(key(result)) ?? []).flatMap(({ text }) => text ?? []))];
}

const resultOf = (row: Result, run: Pick<RunRow, 'id' | 'started_at'>, signatures: string[]): JourneyResult => ({
  runId: run.id,
  startedAt: iso(run.started_at),
  id: row.id,
  project: row.project,
  verdict: verdictOf(row.verdict),
  durationMs: row.duration_ms,
  attempts: row.attempts,
  failed: row.failed,
  signatures,
});

/** The columns hold what write.ts was given, of these unions. */
const findingOf = (row: FindingTable): StoredFinding => ({
  verdict: row.verdict as Verdict,
  cause: row.cause as Cause | null,
  layer: row.layer as Layer,
  status: row.status,
  errorText: row.error_text,
  signatures: list<string>(row.signatures),
  journeys: list<string>(row.journeys),
  surfaces: list<Surface>(row.surfaces),
  paths: list<string>(row.paths),
  nodes: list<string>(row.nodes),
  firstSeenAt: iso(row.first_seen_at),
  lastSeenAt: iso(row.last_seen_at),
  headline: row.headline,
  suppressed: row.suppressed === 1,
});

const attemptOf = (row: AttemptRow): StoredAttempt => ({
  id: row.id,
  project: row.project,
  index: row.idx,
  status: row.status as StoredAttempt['status'], // as above
  cause: row.cause as Cause | null,
  signature: row.text,
  startedAt: iso(row.started_at),
  durationMs: row.duration_ms,
});

/** Runs as they were given to the store, in the order of the rows. */
export async function linesOf(db: Reading, rows: readonly RunRow[]): Promise<RunLine[]> {
  const seqs = rows.map(({ seq }) => seq);
  const results = Map.groupBy(await resultRows(db, seqs), ({ run_seq: seq }) => seq);
  const tries = await attemptRows(db, seqs);
  const signatures = signaturesOf(tries);
  const attempts = Map.groupBy(tries, ({ run_seq: seq }) => seq);
  const findings = new Map<number, FindingTable[]>();
  const ways = new Map<number, readonly string[]>();
  for (const part of inPortions(seqs)) {
    const found = await db.selectFrom('finding').selectAll().where('run_seq', 'in', part).orderBy('idx').execute();
    for (const row of found) findings.set(row.run_seq, [...(findings.get(row.run_seq) ?? []), row]);
  }
  for (const part of inPortions([...new Set(rows.map(({ way_set_no: no }) => no))]))
    for (const { no, ways: text } of await db.selectFrom('way_set').selectAll().where('no', 'in', part).execute())
      ways.set(no, list<string>(text));
  return rows.map((row): RunLine => {
    const own = (results.get(row.seq) ?? []).toSorted(byJourney);
    return {
      kind: 'run',
      schemaVersion: 1,
      run: {
        ...{ id: row.id, target: row.target, location: row.location },
        startedAt: iso(row.started_at),
        finishedAt: iso(row.finished_at),
        durationMs: row.duration_ms,
        change: row.change_id === null ? null : { id: row.change_id, url: row.change_url },
        outcome: row.outcome as Verdict, // written from a verdict
        exitCode: row.exit_code,
        headline: row.headline,
        suiteVersion: row.suite_version,
        judged: row.judged === 1,
        journeys: own.map((result) => resultOf(result, row, signatures(result))),
        findings: (findings.get(row.seq) ?? []).map(findingOf),
        went: ways.get(row.way_set_no) ?? [],
      },
      attempts: (attempts.get(row.seq) ?? []).map(attemptOf),
      surfaces: Object.fromEntries(own.map((result) => [result.id, list<Surface>(result.surfaces)])),
      owners: Object.fromEntries(own.flatMap(({ id, owner }) => (owner === null ? [] : [[id, owner]]))),
    };
  });
}

/** Rows of runs, newest first. */
function runRows(db: Reading, { target, location, change, from, before, judged, limit = 50 }: RunQuery) {
  let query = db.selectFrom('run').selectAll();
  if (target !== undefined) query = query.where('target', '=', target);
  if (location !== undefined) query = query.where('location', '=', location);
  if (change !== undefined) query = query.where('change_id', '=', change);
  if (from !== undefined) query = query.where('started_at', '>=', instant(from));
  if (before !== undefined) query = query.where('started_at', '<', instant(before));
  if (judged !== undefined) query = query.where('judged', '=', judged ? 1 : 0);
  return query.orderBy('started_at', 'desc').orderBy('seq', 'desc').limit(limit).execute();
}

export async function readRuns(db: Reading, query: RunQuery): Promise<StoredRun[]> {
  const lines = await linesOf(db, await runRows(db, query));
  return lines.map(({ run }) => run);
}

export async function readRun(db: Reading, id: string): Promise<StoredRun | null> {
  const row = await db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? ((await linesOf(db, [row]))[0]?.run ?? null) : null;
}

/** How far back is looked for a journey that few runs ran: so many times the results that are wanted. */
const farthest = 32;

/** See `History.lastResults`. A journey of which none of the last `count` times 32 runs has a result is one of the past, and not told of. */
export async function readLastResults(
  db: Reading,
  target: string,
  before: string,
  count: number,
): Promise<Map<string, JourneyResult[]>> {
  const recent = db
    .selectFrom('run')
    .select(['seq', 'id as run', 'started_at'])
    .where('target', '=', target)
    .where('started_at', '<', instant(before))
    .orderBy('started_at', 'desc')
    .orderBy('seq', 'desc')
    .limit(count * farthest);
  const ranked = db
    .selectFrom(recent.as('recent'))
    .innerJoin('result', 'result.run_seq', 'recent.seq')
    .select(['run_seq', 'journey_no', 'verdict', 'duration_ms', 'attempts', 'failed', 'run', 'started_at'])
    .select(({ fn }) =>
      fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy('journey_no').orderBy('started_at', 'desc').orderBy('seq', 'desc'))
        .as('place'),
    );
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .innerJoin('journey', 'journey.no', 'ranked.journey_no')
    .select(['run_seq', 'run', 'started_at', 'verdict', 'duration_ms', 'attempts', 'failed'])
    .select(['journey.id', 'project', 'surfaces'])
    .where('place', '<=', count)
    .orderBy('journey.id')
    .orderBy('project')
    .orderBy('place', 'desc')
    .execute();
  const signatures = signaturesOf(await attemptRows(db, [...new Set(rows.map(({ run_seq: seq }) => seq))]));
  return Map.groupBy(
    rows.map((row) => resultOf(row, { id: row.run, started_at: row.started_at }, signatures(row))),
    journeyName,
  );
}

export async function readFirstSeen(
  db: Reading,
  target: string,
  signatures: readonly string[],
): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const part of inPortions([...new Set(signatures)])) {
    const rows = await db
      .selectFrom('sighting')
      .innerJoin('signature', 'signature.no', 'sighting.signature_no')
      .select(['text', 'first_at'])
      .where('target', '=', target)
      .where('text', 'in', part)
      .execute();
    for (const { text, first_at: at } of rows) seen.set(text, iso(at));
  }
  return seen;
}
