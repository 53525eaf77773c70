import type { Incident, JourneyResult } from '../../../src/history/types.ts';
import type { KnownPast } from '../../../src/report/past.ts';
import { journeyName } from '../../../src/report/format.ts';
import type { RunRecord, Verdict } from '../../../src/verdict/types.ts';

const hour = 3_600_000;

/** What hourly runs before a run came to: `.` passed, `~` transient, `d` degraded, `x` as in the run, with its signature. Oldest first. */
export function pastOf(
  { run, journeys, findings }: RunRecord,
  pattern: (id: string, index: number) => string = () => '.'.repeat(29),
  incidents: readonly Incident[] = [],
): KnownPast {
  const before = (hours: number): string => new Date(Date.parse(run.startedAt) - hours * hour).toISOString();
  const others: Readonly<Record<string, Verdict>> = { '.': 'passed', '~': 'transient', d: 'degraded' };
  const lastResults = new Map(
    journeys.map((journey, index) => {
      const marks = [...pattern(journey.id, index)];
      const results = marks.map((mark, at): JourneyResult => ({
        runId: `run-${String(marks.length - at)}`,
        startedAt: before(marks.length - at),
        ...{ id: journey.id, project: journey.project, durationMs: 1_000, attempts: 1, failed: mark === 'x' ? 1 : 0 },
        verdict: others[mark] ?? journey.verdict,
        signatures:
          mark === 'x'
            ? findings
                .filter((finding) => finding.journeys.includes(journeyName(journey)))
                .flatMap(({ signatures }) => signatures)
            : [],
      }));
      return [journeyName(journey), results] as const;
    }),
  );
  const firstSeen = new Map(findings.flatMap(({ signatures }) => signatures.map((one) => [one, before(72)] as const)));
  return { kind: 'known', lastResults, firstSeen, incidents };
}

/** An incident that the first finding of a run belongs to, two hours old. */
export function incidentFor({ run, findings: [finding] }: RunRecord, overrides: Partial<Incident> = {}): Incident {
  const start = Date.parse(run.startedAt);
  const at = (ms: number): string => new Date(start - ms).toISOString();
  return {
    id: 'INC-7',
    target: run.target,
    origin: {
      target: run.target,
      cause: finding?.cause ?? 'unknown',
      what: finding?.status === undefined ? null : String(finding.status),
      layer: finding?.layer ?? 'unknown',
      journey: null,
    },
    verdict: finding?.verdict ?? 'regression',
    state: 'open',
    firstSeenAt: at(2 * hour),
    lastSeenAt: run.startedAt,
    openedAt: at(2 * hour),
    resolvedAt: null,
    reopened: 0,
    flapping: false,
    onlyAt: null,
    signatures: finding?.signatures ?? [],
    journeys: finding?.journeys ?? [],
    surfaces: finding?.surfaces ?? [],
    paths: finding?.paths ?? [],
    nodes: [],
    after: { change: 'CHG-1234', url: null, sinceMs: 240_000 },
    lastGoodAt: at(2 * hour + 240_000 + 56 * 60_000),
    runs: [run.id],
    cleanRuns: 0,
    headline: finding?.headline ?? '',
    acknowledged: null,
    muted: null,
    ...overrides,
  };
}
