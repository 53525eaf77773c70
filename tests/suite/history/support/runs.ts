import type { Finding, JourneyRecord, RunRecord, Verdict } from '../../../../src/verdict/types.ts';
import { makeAttempt, makeFinding, makeJourney, makeRecord, makeRun } from '../../report/fixtures.ts';

export const signature = 'server-error 500 httpd reference GET /drug/:slug';

/** When the runs of these tests begin. */
export const start = Date.parse('2026-11-01T00:00:00.000Z');
export const at = (ms: number): string => new Date(start + ms).toISOString();
export const hour = 3_600_000;
export const day = 24 * hour;

export interface RunOf {
  readonly id: string;
  /** Milliseconds after the first. */
  readonly after?: number;
  readonly target?: string;
  readonly location?: string;
  readonly change?: string;
  /** Of every journey; a `server-error` has its finding. Default: passed. */
  readonly verdict?: Verdict;
  readonly journeys?: readonly string[];
  readonly troubles?: RunRecord['troubles'];
}

function journeyOf(id: string, from: number, verdict: Verdict): JourneyRecord {
  const startedAt = at(from);
  const good = makeAttempt({ startedAt, durationMs: 1_200.4, went: ['GET reference /drug/:slug'] });
  const bad = makeAttempt({ ...good, status: 'failed', cause: 'server-error', signature, went: [] });
  const notRun = verdict === 'inconclusive' ? { kind: 'outage' as const, reason: 'An outage.' } : null;
  const attempts =
    verdict === 'server-error'
      ? [bad]
      : verdict === 'intermittent-server-error'
        ? [bad, { ...good, index: 1 }]
        : verdict === 'inconclusive'
          ? []
          : [good];
  const durationMs = attempts.length * 1_200.4;
  return makeJourney({ id, project: 'desktop', surfaces: ['reference'], verdict, attempts, durationMs, notRun });
}

/** The record of one run, as its reporter has it. */
export function runOf(of: RunOf): RunRecord {
  const { id, after = 0, target = 'production', location = 'fra', change, verdict = 'passed' } = of;
  const { journeys = ['drug-monograph', 'home'], troubles = [] } = of;
  const startedAt = at(after);
  const isBad = verdict === 'server-error' || verdict === 'intermittent-server-error';
  const findings: Finding[] = isBad
    ? [
        makeFinding({
          verdict,
          signatures: [signature],
          journeys: journeys.map((name) => `${name} (desktop)`),
          firstSeenAt: startedAt,
          lastSeenAt: at(after + 5_000),
        }),
      ]
    : [];
  return makeRecord({
    run: makeRun({
      ...{ id, target, location, startedAt },
      finishedAt: at(after + 60_000),
      durationMs: 60_000,
      change: change === undefined ? null : { id: change, url: null },
    }),
    outcome: verdict,
    journeys: journeys.map((name) => journeyOf(name, after, verdict)),
    findings,
    troubles,
    headline: `A run that ended ${verdict}.`,
  });
}
