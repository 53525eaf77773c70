import { since, span } from '../history/incidents/words.ts';
import type { History, Incident, JourneyResult } from '../history/types.ts';
import type { Finding, JourneyRecord, RunRecord } from '../verdict/types.ts';
import { count, journeyName, utc } from './format.ts';

/** Results of each journey that a page shows, with the run's own. */
export const toldResults = 30;

/** Beyond it the results of the runs before are not asked for: half a second of reading that nobody waits for gladly. */
const mostJourneys = 2_000;

/** What the history says of a run and of what went before it. */
export interface KnownPast {
  readonly kind: 'known';
  /** Of each journey before this run, oldest first, by `id (project)`. */
  readonly lastResults: ReadonlyMap<string, readonly JourneyResult[]>;
  /** Of each signature of this run's findings. */
  readonly firstSeen: ReadonlyMap<string, string>;
  /** Those that the findings belong to, and others of the target. */
  readonly incidents: readonly Incident[];
}

/** `silent`: the history could not be asked, and why, in a sentence. */
export type Past = KnownPast | { readonly kind: 'silent'; readonly why: string };

/** Incidents that are looked through for those of one run. */
const mostIncidents = 200;

/** @throws HistoryError where the history cannot be asked */
export async function askPast(
  history: Pick<History, 'lastResults' | 'firstSeen' | 'incidents'>,
  { run, findings, journeys }: RunRecord,
): Promise<KnownPast> {
  const signatures = [...new Set(findings.flatMap((finding) => finding.signatures))];
  const lastResults =
    journeys.length > mostJourneys
      ? new Map<string, readonly JourneyResult[]>()
      : await history.lastResults(run.target, run.startedAt, toldResults - 1);
  const firstSeen = await history.firstSeen(run.target, signatures);
  const incidents = findings.length === 0 ? [] : await history.incidents({ target: run.target, limit: mostIncidents });
  return { kind: 'known', lastResults, firstSeen, incidents };
}

/** One mark of a journey's row. */
export type PastResult = Pick<JourneyResult, 'runId' | 'startedAt' | 'verdict'>;

/** Its last results, oldest first, this run's last; null: nothing is known of it. */
export function resultsOf(
  past: Past | null | undefined,
  { run }: RunRecord,
  journey: JourneyRecord,
): PastResult[] | null {
  if (past?.kind !== 'known') return null;
  const before = past.lastResults.get(journeyName(journey)) ?? [];
  return before.length === 0
    ? null
    : [...before, { runId: run.id, startedAt: run.startedAt, verdict: journey.verdict }];
}

/** What the headline tells; none: nothing was found, or the run itself is the trouble. */
export const headFinding = ({ findings, outcome }: RunRecord): Finding | undefined =>
  findings.find(({ verdict }) => verdict === outcome);

/** The incident that a finding of this run belongs to; null: none is known. */
export function incidentOf({ incidents }: KnownPast, finding: Finding, { run }: RunRecord): Incident | null {
  const itsOwn = incidents.filter(
    ({ signatures, runs, state, firstSeenAt }) =>
      signatures.some((signature) => finding.signatures.includes(signature)) &&
      (runs.includes(run.id) || (state !== 'resolved' && firstSeenAt < run.startedAt)),
  );
  return itsOwn.find(({ runs }) => runs.includes(run.id)) ?? itsOwn[0] ?? null;
}

/** `INC-7, open again, comes and goes, acknowledged by Kim`. */
function standing({ id, state, reopened, flapping, acknowledged, muted, onlyAt }: Incident): string {
  return [
    id,
    state === 'open' && reopened > 0 ? 'open again' : state,
    ...(flapping ? ['comes and goes'] : []),
    ...(onlyAt === null ? [] : [`seen from ${onlyAt} alone`]),
    ...(acknowledged === null ? [] : [`acknowledged by ${acknowledged.by}`]),
    ...(muted === null ? [] : [`muted by ${muted.by} until ${utc(muted.until)}`]),
  ].join(', ');
}

/** Before this run the signatures were not there, or since when. */
function firstSeenOf({ firstSeen }: KnownPast, { signatures }: Finding, { run }: RunRecord): string | null {
  const [first] = signatures.flatMap((signature) => firstSeen.get(signature) ?? []).toSorted();
  if (first === undefined) return null;
  const ms = Date.parse(run.startedAt) - Date.parse(first);
  if (ms > 0) return `first seen ${span(ms)} before this run, ${utc(first)}`;
  return `first seen in this run${run.change === null ? '' : `, the one after ${run.change.id}`}`;
}

/** In how many of the last runs of its journeys it was met; null: nothing is known of them. */
function metIn(past: KnownPast, finding: Finding): string | null {
  const named = new Set(finding.journeys);
  // a finding names a journey, or a journey in one of its projects
  const results = [...past.lastResults.values()]
    .flat()
    .filter((result) => named.has(result.id) || named.has(journeyName(result)));
  const runs = Map.groupBy(results, ({ runId }) => runId);
  if (runs.size === 0 || finding.signatures.length === 0) return null;
  const last = [...runs.values()]
    .toSorted(([a], [b]) => (b?.startedAt ?? '').localeCompare(a?.startedAt ?? ''))
    .slice(0, toldResults - 1);
  const met = last.filter((some) =>
    some.some(({ signatures }) => signatures.some((signature) => finding.signatures.includes(signature))),
  );
  // this run met it
  return `in ${String(met.length + 1)} of the last ${count(last.length + 1, 'run')}`;
}

/**
 * Whoever reads "roll back" beside a change that began nothing must be told. What was resolved and came back may well have come with the change.
 */
function wasThereBefore({ after, reopened, firstSeenAt }: Incident, { run }: RunRecord): string | null {
  if (run.change === null || reopened > 0 || after?.change === run.change.id) return null;
  if (Date.parse(firstSeenAt) >= Date.parse(run.startedAt)) return null;
  return `it was there before ${run.change.id}, which did not begin it`;
}

/**
 * Since when a finding is known, in one sentence without its full stop; null where history has nothing to say.
 * `INC-7, open: first seen 4 minutes after CHG-1234; last good run 56 minutes before that; in 3 of the last 30 runs`
 */
export function sinceWhen(past: Past | null | undefined, finding: Finding, record: RunRecord): string | null {
  if (past?.kind !== 'known') return null;
  const incident = incidentOf(past, finding, record);
  const seen = incident === null ? firstSeenOf(past, finding, record) : since(incident);
  const innocent = incident === null ? null : wasThereBefore(incident, record);
  const parts = [seen, innocent, metIn(past, finding)].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return `${incident === null ? '' : `${standing(incident)}: `}${parts.join('; ')}`;
}
