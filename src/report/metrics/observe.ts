import { Registry } from 'prom-client';
import { toStored } from '../../history/stored.ts';
import { isPulse } from '../../verdict/looks.ts';
import type { AttemptRecord, JourneyRecord, RunRecord, Verdict } from '../../verdict/types.ts';
import { causes, verdicts } from '../../verdict/types.ts';
import { counterIn, gaugeIn, histogramIn, kept } from './families.ts';

/** Everything that is kept, empty. A fresh one takes one event, whose sums are then added to what is kept. */
export function keptRegistry() {
  const registry = new Registry();
  return {
    registry,
    runs: counterIn(registry, kept.runs),
    outcome: gaugeIn(registry, kept.outcome),
    judgedAt: gaugeIn(registry, kept.judgedAt),
    runDuration: histogramIn(registry, kept.runDuration),
    journeys: counterIn(registry, kept.journeys),
    attempts: counterIn(registry, kept.attempts),
    up: gaugeIn(registry, kept.up),
    failedShare: gaugeIn(registry, kept.failedShare),
    journeyDuration: histogramIn(registry, kept.journeyDuration),
    documentWait: histogramIn(registry, kept.documentWait),
    alerts: counterIn(registry, kept.alerts),
    skipped: counterIn(registry, kept.skipped),
    troubles: counterIn(registry, kept.troubles),
  };
}
export type Kept = ReturnType<typeof keptRegistry>;

/** Causes that are our own side's or the edge's, and so say nothing of the site. */
const unknowing: ReadonlySet<AttemptRecord['cause']> = new Set(['runner', 'blocked']);
const good: ReadonlySet<Verdict> = new Set(['passed', 'degraded', 'transient']);

/** What a journey says of the site; null: nothing. An outage spares the rest of the run, and none of it is up. */
function state({ verdict, notRun, attempts }: JourneyRecord): { up: boolean; failedShare: number } | null {
  if (attempts.length === 0 && notRun?.kind === 'outage') return { up: false, failedShare: 1 };
  const telling = attempts.filter(({ cause }) => !unknowing.has(cause));
  if (telling.length === 0 || verdict === 'inconclusive' || verdict === 'blocked') return null;
  return {
    up: good.has(verdict),
    failedShare: telling.filter(({ cause }) => cause !== null).length / telling.length,
  };
}

function observeJourney(into: Kept, from: { target: string; location: string }, journey: JourneyRecord): void {
  const labels = { ...from, journey: journey.id, project: journey.project };
  // Every series of a journey is there from its first run on: Prometheus does not see the first step of one that begins with 1.
  for (const verdict of verdicts) into.journeys.inc({ ...labels, verdict }, verdict === journey.verdict ? 1 : 0);
  for (const cause of [null, ...causes])
    into.attempts.inc(
      { ...labels, cause: cause ?? 'none' },
      journey.attempts.filter((attempt) => attempt.cause === cause).length,
    );
  for (const { cause, durationMs, exchanges } of journey.attempts) {
    if (cause === null) into.journeyDuration.observe(labels, durationMs / 1_000);
    for (const { resourceType, surface, timing } of exchanges)
      if (resourceType === 'document' && surface !== null && timing.waitMs !== null)
        into.documentWait.observe({ ...from, surface }, timing.waitMs / 1_000);
  }
  const now = state(journey);
  if (now === null) return;
  into.up.set(labels, now.up ? 1 : 0);
  into.failedShare.set(labels, now.failedShare);
}

/** One run, as what it adds to the figures. */
export function observeRun(into: Kept, record: RunRecord): void {
  const { target, location, durationMs, finishedAt } = record.run;
  const from = { target, location };
  for (const outcome of verdicts) into.runs.inc({ ...from, outcome }, outcome === record.outcome ? 1 : 0);
  into.runDuration.observe(from, durationMs / 1_000);
  // A pulse is a run only when it met something: no sample of availability, and nobody would ever set it up again. It has figures of its own.
  const journeys = record.journeys.filter((journey) => !isPulse(journey));
  for (const journey of journeys) observeJourney(into, from, journey);
  if (!toStored(record).run.judged) return;
  for (const outcome of verdicts) into.outcome.set({ ...from, outcome }, outcome === record.outcome ? 1 : 0);
  // pulses say nothing of whether the journeys run
  if (journeys.length > 0) into.judgedAt.set(from, Date.parse(finishedAt) / 1_000);
}
