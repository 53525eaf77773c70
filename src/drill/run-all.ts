import { join } from 'node:path';
import { takeLock } from '../run/lock.ts';
import { locateJourneys } from '../run/locate.ts';
import { readTarget } from '../target/environment.ts';
import { isKept, keepPage, keepReport } from './keep.ts';
import { notAsked, type DrillReport, type DrillResult, type NotDrilled } from './result.ts';
import { drillOne, drillVariables } from './run-one.ts';
import type { Drill, StartSite } from './types.ts';

export interface DrillAllOptions {
  /** Every fault there is, in the order in which they are told. */
  readonly catalogue: readonly Drill[];
  /** Ids of those to be drilled. */
  readonly asked: readonly string[];
  readonly startSite: StartSite;
  readonly reports: string;
  /** How many drills at a time: much of a run is waiting, for the backoff of retries and the spread of probes. */
  readonly sideBySide: number;
  /** Stops the drills: those under way are interrupted by the same signal, no further one is begun. */
  readonly signal: AbortSignal;
  readonly onResult?: (result: DrillResult, done: number, asked: number) => void;
  /** A drill that this machine cannot do. */
  readonly onNotHere?: (drill: NotDrilled) => void;
  /** Called as soon as they are to stop, with the number of those under way. */
  readonly onStop?: (underWay: number) => void;
}

/**
 * Drills faults, several at a time, and keeps what came of it in `drill.json`, written whole after each one, so that nothing that has been
 * learnt is lost. Where nothing has, as after an early Ctrl-C, `drill.json` and `drill.html` of an earlier drill stay.
 *
 * @throws LockedError while another drill goes on, ReportError where nothing can be written, Error where Playwright cannot start
 */
export async function drillAll(options: DrillAllOptions): Promise<DrillReport> {
  const { catalogue, asked, reports, signal, sideBySide, onResult, onNotHere, onStop } = options;
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const results = new Map<string, DrillResult>();
  const cannot = new Map<string, NotDrilled>();
  const report = (): DrillReport => ({
    schemaVersion: 1,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    sideBySide,
    results: catalogue.flatMap(({ id }) => results.get(id) ?? []),
    notDrilled: catalogue
      .filter(({ id }) => !results.has(id))
      .map(({ id }) => cannot.get(id) ?? { id, reason: reasonFor(asked.includes(id), signal) }),
  });
  const keep = (): void => keepReport(reports, report());

  let underWay = 0;
  const stopping = (): void => onStop?.(underWay);
  const release = takeLock(join(reports, 'drill'), 'drill');
  signal.addEventListener('abort', stopping);
  try {
    // What an earlier drill came to stays until there is something newer.
    const hasEarlier = isKept(reports);
    if (!hasEarlier) keep();
    const journeys = await locate(signal);
    const queue = catalogue.filter(({ id }) => asked.includes(id)).values();
    let cannotKeep = false;
    const work = async (): Promise<void> => {
      for (const drill of queue) {
        if (signal.aborted || cannotKeep) return;
        underWay += 1;
        const result = await drillOne(drill, { startSite: options.startSite, reports, journeys, signal });
        underWay -= 1;
        if (!result) continue;
        if ('outcome' in result) {
          results.set(drill.id, result);
          onResult?.(result, results.size, asked.length);
        } else {
          cannot.set(drill.id, result);
          onNotHere?.(result);
        }
        try {
          keep();
        } catch {
          // Those under way come to their end, so that no process is left; then it is told.
          cannotKeep = true;
        }
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    const drilled = report();
    const isNew = results.size + cannot.size > 0;
    if (isNew || !hasEarlier) keepReport(reports, drilled);
    if (isNew) keepPage(reports, drilled);
    return drilled;
  } finally {
    signal.removeEventListener('abort', stopping);
    release();
  }
}

/** Ctrl-C ends the listing too; then nothing is drilled, and nothing needs to be known. */
async function locate(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const env = drillVariables({});
  try {
    return await locateJourneys(readTarget({ overrides: env }), env);
  } catch (error) {
    if (signal.aborted) return new Map();
    throw error;
  }
}

const reasonFor = (isAsked: boolean, { aborted }: AbortSignal): string =>
  isAsked ? (aborted ? 'interrupted' : 'not yet') : notAsked;
