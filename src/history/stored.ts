import type { Surface } from '../target/types.ts';
import type { AttemptRecord, Cause, Finding, JourneyRecord, RunRecord } from '../verdict/types.ts';
import type { JourneyResult, StoredFinding, StoredRun } from './types.ts';

/** An attempt of a journey of which one failed; of others the result says all. */
export interface StoredAttempt {
  readonly id: string;
  readonly project: string;
  readonly index: number;
  readonly status: AttemptRecord['status'];
  readonly cause: Cause | null;
  readonly signature: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** How long one step took in one attempt. */
export interface StoredStep {
  readonly id: string;
  readonly project: string;
  readonly step: string;
  readonly durationMs: number;
}

/** All that is stored of one run: a file of the spool, and a line of an export. */
export interface RunLine {
  readonly kind: 'run';
  readonly schemaVersion: 1;
  readonly run: StoredRun;
  readonly attempts: readonly StoredAttempt[];
  /** By journey id: what its availability counts for. */
  readonly surfaces: Readonly<Record<string, readonly Surface[]>>;
  /** By journey id: the team that its alerts go to. Missing: a run from before they were kept. */
  readonly owners?: Readonly<Record<string, string>> | undefined;
  /** Of attempts that passed. Missing in an export, where they are counted by day: a line of its own. */
  readonly steps?: readonly StoredStep[] | undefined;
  /** Of an export: incidents know of the run, and stand in the same export. */
  readonly followed?: boolean | undefined;
}

const hasFailed = ({ cause }: AttemptRecord): boolean => cause !== null;

function resultOf({ run }: RunRecord, journey: JourneyRecord): JourneyResult {
  const failed = journey.attempts.filter(hasFailed);
  return {
    runId: run.id,
    startedAt: run.startedAt,
    id: journey.id,
    project: journey.project,
    verdict: journey.verdict,
    durationMs: Math.round(journey.durationMs),
    attempts: journey.attempts.length,
    failed: failed.length,
    signatures: [...new Set(failed.flatMap(({ signature }) => signature ?? []))],
  };
}

const attemptsOf = ({ id, project, attempts }: JourneyRecord): StoredAttempt[] =>
  attempts.some(hasFailed)
    ? attempts.map(({ index, status, cause, signature, startedAt, durationMs }) => ({
        ...{ id, project, index, status, cause, signature, startedAt },
        durationMs: Math.round(durationMs),
      }))
    : [];

/** A title that is made of what a page says would fill the store: so many of one journey, and so long, are kept. */
const mostSteps = 40;
const longestTitle = 120;

/** What a step took that failed, or in an attempt that did, says how patient we are and not how fast the site is. */
const stepsOf = ({ id, project, attempts }: JourneyRecord): StoredStep[] =>
  attempts
    .filter((attempt) => !hasFailed(attempt))
    .flatMap(({ steps }) => steps)
    .filter(({ failed }) => !failed)
    .slice(0, mostSteps)
    .map(({ title, durationMs }) => ({
      ...{ id, project, step: title.slice(0, longestTitle) },
      durationMs: Math.round(durationMs),
    }));

function findingOf(finding: Finding): StoredFinding {
  const { verdict, cause, layer, status, errorText, signatures, journeys, surfaces, paths, nodes } = finding;
  const { firstSeenAt, lastSeenAt, headline, suppressed } = finding;
  return {
    ...{ verdict, cause, layer, status, errorText, signatures, journeys, surfaces, paths, nodes },
    ...{ firstSeenAt, lastSeenAt, headline },
    suppressed: suppressed !== null,
  };
}

/** Of what ended with one of these nothing is known, so nothing can be compared with it. */
const unknowing: readonly string[] = ['inconclusive', 'blocked'];

/** See `StoredRun.judged`. A note clouds nothing; every other trouble makes the run at best inconclusive. */
const isJudged = ({ troubles, journeys }: RunRecord): boolean =>
  troubles.every(({ kind }) => kind === 'note') &&
  journeys.some(({ attempts, verdict }) => attempts.length > 0 && !unknowing.includes(verdict));

/** What history keeps of a run: no evidence, which lies with the run's report. Pure. */
export function toStored(record: RunRecord): RunLine {
  const { run, outcome, exitCode, headline, findings, journeys } = record;
  const { id, target, location, startedAt, finishedAt, change, suiteVersion } = run;
  return {
    kind: 'run',
    schemaVersion: 1,
    run: {
      ...{ id, target, location, startedAt, finishedAt, change, outcome, exitCode, headline, suiteVersion },
      durationMs: Math.round(run.durationMs),
      judged: isJudged(record),
      journeys: journeys.map((journey) => resultOf(record, journey)),
      findings: findings.map(findingOf),
      went: [...new Set(journeys.flatMap(({ attempts }) => attempts.flatMap(({ went }) => went)))].toSorted(),
    },
    attempts: journeys.flatMap(attemptsOf),
    steps: journeys.flatMap(stepsOf),
    surfaces: Object.fromEntries(journeys.map((journey) => [journey.id, journey.surfaces])),
    owners: Object.fromEntries(journeys.flatMap(({ id, owner }) => (owner === '' ? [] : [[id, owner]]))),
  };
}
