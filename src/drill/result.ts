import type { Exchange, Probe } from '../evidence/types.ts';
import { hasFailed } from '../report/standing.ts';
import type { AttemptRecord, JourneyRecord } from '../verdict/types.ts';
import type { Given } from './compare.ts';
import type { Drill } from './types.ts';

/** What the suite said, as the page of a training shows it. */
export interface Said {
  /** Of the whole run. */
  readonly headline: string;
  readonly advice: string;
  /** Headline of the finding that tells of it; null: there is none. */
  readonly finding: string | null;
  readonly title: string;
  readonly reasons: readonly string[];
  readonly attempts: readonly SaidAttempt[];
}

export interface SaidAttempt extends Pick<AttemptRecord, 'index' | 'status' | 'cause' | 'reasons' | 'durationMs'> {
  readonly exchanges: readonly Exchange[];
  readonly probes: readonly Probe[];
}

/** One fault that was put in, and what came of it. Paths are relative to the folder of `drill.json`. */
export interface DrillResult extends Pick<
  Drill,
  'id' | 'family' | 'story' | 'how' | 'users' | 'recognise' | 'journey' | 'expected'
> {
  /** `broken`: the drill could not be run, so nothing is known. */
  readonly outcome: 'right' | 'misnamed' | 'broken';
  /** Why it is not right, one sentence each. */
  readonly why: readonly string[];
  /** Milliseconds from the start of the run to its verdict, written. */
  readonly toVerdictMs: number;
  /** Null: there was no verdict. */
  readonly given: Given | null;
  readonly said: Said | null;
  /** The run's own page, its output, and the picture of the attempt that failed. */
  readonly page: string | null;
  readonly output: string;
  readonly picture: string | null;
  /** Where an httpd was asked for: the change that broke it, and its own words; absent: none was. */
  readonly httpd?: SaidHttpd;
}

/** What the page shows of an httpd. */
export interface SaidHttpd {
  /** Unified diff against the configuration that is delivered; null: the configuration stayed as it is. */
  readonly change: string | null;
  /** What `apache2 -t` says of the change; null: there is none. */
  readonly test: 'Syntax OK' | 'refused' | null;
  /** What Apache said that points at the fault, as it stands in its output or its error log, a few lines at most; none: it was silent. */
  readonly lines: readonly string[];
}

export interface NotDrilled {
  readonly id: string;
  readonly reason: string;
  /** This machine cannot do it; absent: it was not asked for, or not reached. */
  readonly notHere?: true;
}

/** What `reports/drill.json` holds. */
export interface DrillReport {
  readonly schemaVersion: 1;
  readonly startedAt: string;
  readonly durationMs: number;
  /** How many drills ran at a time. */
  readonly sideBySide: number;
  readonly results: readonly DrillResult[];
  readonly notDrilled: readonly NotDrilled[];
}

/** Exchanges that say something stay; what was good and is not the page itself tells a reader nothing. */
const mostExchanges = 4;

export const sayAttempt =
  (isTelling: (exchange: Exchange) => boolean) =>
  ({ index, status, cause, reasons, durationMs, exchanges, probes }: AttemptRecord): SaidAttempt => ({
    index,
    status,
    cause,
    reasons,
    durationMs,
    exchanges: exchanges.filter(isTelling).slice(0, mostExchanges),
    probes,
  });

/** The newest picture of an attempt that failed, relative to the run's folder; null: none was kept. */
export function pictureOf({ attempts }: JourneyRecord): string | null {
  const pictures = attempts
    .filter(hasFailed)
    .flatMap(({ attachments }) => attachments.filter(({ contentType }) => contentType === 'image/png'));
  return pictures[0]?.path ?? null;
}

const worstFirst = ['broken', 'misnamed', 'right'] as const;

/** Faults that were not called by their right name come first, else in the order of the catalogue. */
export const byNeed = (results: readonly DrillResult[]): DrillResult[] =>
  results.toSorted((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome));

export const count = (results: readonly DrillResult[], outcome: DrillResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length;

/** Of the drills that came to a verdict; null: none did. */
export function timeToVerdict(
  results: readonly DrillResult[],
): { readonly medianMs: number; readonly worst: DrillResult } | null {
  const sorted = results.filter(({ given }) => given !== null).toSorted((a, b) => a.toVerdictMs - b.toVerdictMs);
  const median = sorted[Math.ceil(sorted.length / 2) - 1];
  const worst = sorted.at(-1);
  return median && worst ? { medianMs: median.toVerdictMs, worst } : null;
}

/** Exit code: everything right 0; a wrong name is known to be wrong, and so stands before what is not known. */
export function exitCodeOf(report: Pick<DrillReport, 'results' | 'notDrilled'>): number {
  const { results } = report;
  if (results.some(({ outcome }) => outcome === 'misnamed')) return 1;
  return results.some(({ outcome }) => outcome === 'broken') || unfinished(report).length > 0 ? 2 : 0;
}

export const notAsked = 'not asked for';

/** Faults that were asked for and not reached, or that cannot be drilled on this machine. */
export const unfinished = ({ notDrilled }: Pick<DrillReport, 'notDrilled'>): readonly NotDrilled[] =>
  notDrilled.filter(({ reason }) => reason !== notAsked);
