import { statusOrCode } from '../../verdict/classify.ts';
import { isPreflight } from '../../verdict/looks.ts';
import { worst } from '../../verdict/outcome.ts';
import type { Cause, Verdict } from '../../verdict/types.ts';
import { surfaces } from '../../target/types.ts';
import type { JourneyResult, Origin, StoredFinding, StoredRun } from '../types.ts';

/** One origin as one run saw it. */
export interface Sighted extends Omit<StoredFinding, 'cause' | 'layer' | 'status' | 'errorText' | 'suppressed'> {
  readonly origin: Origin;
  readonly key: string;
  readonly opens: boolean;
  readonly lanes: readonly string[];
}

const serverErrors: ReadonlySet<Verdict> = new Set(['server-error', 'intermittent-server-error']);
export const isServerError = (verdict: Verdict): boolean => serverErrors.has(verdict);

/** Every other verdict says nothing of an incident: neither that it is there, nor that it is gone. */
const acting: ReadonlySet<Verdict> = new Set([...serverErrors, 'unreachable', 'regression', 'blocked']);
/** These stand by themselves, also in a run that lost a shard or was stopped; what else such a run says may be its own trouble. */
const standing: ReadonlySet<Verdict> = new Set([...serverErrors, 'blocked']);

/** Causes that are a journey's own: another journey that meets the same has met something else. */
const ofJourney: ReadonlySet<Cause> = new Set(['content', 'client-error', 'unknown']);

export const originKey = ({ target, cause, what, layer, journey }: Origin): string =>
  JSON.stringify([target, cause, what, layer, journey]);

/** `METHOD surface path` of a signature; null: it names none that a run could go again. */
function wayOf(signature: string): string | null {
  const [, , , surface, method, ...path] = signature.split(' ');
  const way = [method, surface, path.join(' ')];
  return way.every((word) => word !== undefined && word !== '' && word !== '-')
    ? `${String(method)} ${String(surface)} ${path.join(' ')}`
    : null;
}

/** Instants that a clock has pushed out of the run stand at its edge. */
function within(at: string, { startedAt, finishedAt }: StoredRun): string {
  if (at < startedAt) return startedAt;
  return finishedAt >= startedAt && at > finishedAt ? finishedAt : at;
}

/** Nothing was reached: no way was gone, and every surface that was looked at is among those that stayed silent. */
function isEverySurface(run: StoredRun): boolean {
  if (run.went.length > 0) return false;
  const silent = new Set<string>(
    run.findings.filter(({ verdict }) => verdict === 'unreachable').flatMap((finding) => finding.surfaces),
  );
  const looked = run.journeys.filter(isPreflight).map(({ id }) => id.replace('preflight-', ''));
  return silent.size > 0 && looked.every((surface) => silent.has(surface));
}

/** The journey in a name that a finding gives it: `drug-monograph (phone)`. */
export const idOf = (name: string): string => name.replace(/ \(.*$/, '');

const named = ({ id, project }: JourneyResult): string => (project === '' ? id : `${id} (${project})`);

function sightedIn(
  run: StoredRun,
  finding: StoredFinding,
  cause: Cause,
  part: {
    readonly journey: string | null;
    readonly journeys: readonly string[];
    readonly verdict: Verdict;
    readonly signatures: readonly string[];
    readonly headline: string;
  },
  everywhere: boolean,
): Sighted {
  const { journey, journeys, verdict, signatures, headline } = part;
  const what = statusOrCode(finding);
  const origin: Origin = { target: run.target, cause, what: what === '-' ? null : what, layer: finding.layer, journey };
  const firstSeenAt = within(finding.firstSeenAt, run);
  const ways = [...new Set(signatures.flatMap((signature) => wayOf(signature) ?? []))];
  return {
    origin,
    key: originKey(origin),
    verdict,
    opens: isServerError(verdict) || (verdict === 'unreachable' && everywhere),
    // where nothing names a way, its journeys have to pass
    lanes: journey === null && ways.length > 0 ? ways : journeys,
    signatures,
    journeys,
    surfaces:
      journey === null
        ? finding.surfaces
        : surfaces.filter(
            (one) => finding.surfaces.includes(one) && signatures.some((text) => text.split(' ').includes(one)),
          ),
    paths: finding.paths,
    nodes: finding.nodes,
    firstSeenAt,
    lastSeenAt: [firstSeenAt, within(finding.lastSeenAt, run)].toSorted()[1] ?? firstSeenAt,
    headline,
  };
}

/** `content journey layer surface "step" path` */
const stepShape = /^\S+ \S+ \S+ (\S+) ("(?:[^"\\]|\\.)*") (.*)$/;

/** The journey's share of a headline that tells of several. */
function ownHeadline(journey: string, { headline, status, errorText }: StoredFinding, signature: string): string {
  const [, , step = '', path = '-'] = stepShape.exec(signature) ?? [];
  if (step !== '')
    return `${journey} ${step === '"-"' ? 'does not come to its end' : `does not get through ${step}`}${path === '-' ? '' : ` on ${path}`}`;
  const way = wayOf(signature);
  return way === null ? `${journey}: ${headline}` : `${journey}: ${way} answers ${statusOrCode({ status, errorText })}`;
}

/** A finding of a cause that is a journey's own, journey by journey. */
function byJourney(run: StoredRun, finding: StoredFinding, cause: Cause, everywhere: boolean): Sighted[] {
  const groups = Map.groupBy(finding.journeys, (name) => idOf(name));
  return [...groups].map(([journey, journeys]) => {
    const results = run.journeys.filter(
      (result) => result.id === journey && (journeys.includes(named(result)) || journeys.includes(result.id)),
    );
    const own = results.flatMap((result) => result.signatures).filter((text) => finding.signatures.includes(text));
    const verdict = results.length === 0 ? finding.verdict : worst(results.map((result) => result.verdict));
    const signatures = own.length === 0 ? finding.signatures : [...new Set(own)].toSorted();
    const [first = ''] = signatures;
    const headline = groups.size === 1 ? finding.headline : ownHeadline(journey, finding, first);
    return sightedIn(run, finding, cause, { journey, journeys, verdict, signatures, headline }, everywhere);
  });
}

/** What a run saw that counts for incidents, one for each origin. */
export function sightedBy(run: StoredRun): Sighted[] {
  if (run.findings.length === 0) return [];
  const everywhere = isEverySurface(run);
  return run.findings.flatMap((finding) => {
    const { cause, verdict, suppressed, journeys, signatures, headline } = finding;
    if (cause === null || suppressed || !(run.judged ? acting : standing).has(verdict)) return [];
    const seen = ofJourney.has(cause)
      ? byJourney(run, finding, cause, everywhere)
      : [sightedIn(run, finding, cause, { journey: null, journeys, verdict, signatures, headline }, everywhere)];
    return seen.filter((one) => acting.has(one.verdict));
  });
}

/** Origins that a run met in any way, a passing or a suppressed one too: it does not show them gone. */
export function metBy(run: StoredRun): ReadonlySet<string> {
  return new Set(
    run.findings.flatMap(({ cause, layer, journeys, ...finding }) => {
      if (cause === null) return [];
      const what = statusOrCode(finding);
      const of = { target: run.target, cause, what: what === '-' ? null : what, layer };
      return ofJourney.has(cause)
        ? journeys.map((name) => originKey({ ...of, journey: idOf(name) }))
        : [originKey({ ...of, journey: null })];
    }),
  );
}

/** An attempt of it passed. A suppressed failure is `degraded` too. */
const passed = ({ verdict, attempts, failed }: JourneyResult): boolean =>
  (verdict === 'passed' || verdict === 'transient' || verdict === 'degraded') && failed < attempts;

/**
 * Which lanes a run went well. All of them where every journey that met the trouble passed: a way on a host that is no surface, or that only
 * an error page has, is in no list.
 */
export function coverage(run: StoredRun): (lanes: readonly string[], journeys: readonly string[]) => string[] {
  const went = new Set(run.went);
  const good = new Set<string>();
  const bad = new Set<string>();
  for (const result of run.journeys) {
    for (const name of [named(result), result.id]) (passed(result) ? good : bad).add(name);
  }
  const isGood = (name: string): boolean => good.has(name) && !bad.has(name);
  return (lanes, journeys) => {
    if (journeys.length > 0 && journeys.every(isGood)) return [...lanes];
    return lanes.filter((lane) => went.has(lane) || isGood(lane));
  };
}
