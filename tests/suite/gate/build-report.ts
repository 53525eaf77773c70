import { compareRuns } from '../../../src/gate/compare.ts';
import { judgeGate } from '../../../src/gate/judge.ts';
import { adviceOf, headlineOf } from '../../../src/gate/report.ts';
import { gateShape } from '../../../src/gate/schema.ts';
import type { GateEvent, GateReport, GateRun } from '../../../src/gate/types.ts';
import { toStored } from '../../../src/history/stored.ts';
import type { JourneyInput } from '../../../src/verdict/types.ts';
import { at } from '../verdict/build.ts';
import { record, storedOf } from './build.ts';

const id = '20261122T183000-4711';
const change = { id: 'CHG-1234', url: 'https://changes.example.org/CHG-1234' };

type Rollback = NonNullable<GateReport['rollback']>;
export const makeRollback = (over: Partial<Rollback> = {}): Rollback => ({
  command: './deploy.sh previous --token=[redacted]',
  because: 'GET /drug/:slug on reference answers 500, spoken by Apache itself.',
  ...{ exitCode: 0, timedOut: false, ended: 'exit code 0', output: 'release 41 is live again\n' },
  ...{ detectedAfterMs: 11_200, tookMs: 2_400, recoveredAfterMs: 18_900 },
  ...over,
});

const event = (
  ms: number,
  kind: GateEvent['kind'],
  text: string,
  tone: GateEvent['tone'] = 'plain',
  run: string | null = null,
): GateEvent => ({ at: at(ms), kind, text, tone, run });

interface Made {
  readonly now: readonly JourneyInput[];
  /** Null: nothing was judged before. */
  readonly before?: readonly JourneyInput[] | null;
  readonly rollback?: Rollback | null;
  readonly over?: Partial<GateReport>;
}

/** What a gate leaves whose smoke journeys saw this, with times as they are; judged by the gate's own code. */
export function makeGateReport({ now, before = null, rollback = null, over = {} }: Made): GateReport {
  const run = record(now);
  const earlier = before === null ? [] : [storedOf(before, { id: 'before-1', startedAt: at(-3_400_000) })];
  const compared = compareRuns(toStored(run).run, earlier);
  const judgement = judgeGate(run, compared);
  const headline = headlineOf(change.id, judgement, run, compared);
  const runs: GateRun[] = [];
  const ran = (name: string, what: string, from: number, to: number, isBad = false): string => {
    const { outcome } = isBad ? run : { outcome: 'passed' as const };
    const told = isBad ? run.headline : 'Every journey passed.';
    runs.push({
      ...{ id: `${id}-${name}`, what, outcome, headline: told, startedAt: at(from), durationMs: to - from },
      ...{
        phase: name.startsWith('recovery') ? 'recovery' : 'after',
        page: `runs/${id}/parts/runs/${name}/index.html`,
      },
    });
    return `${id}-${name}`;
  };
  const events: GateEvent[] = [
    event(40, 'began', `${change.id} on production, compared with the run before-1 (passed)`),
    event(90, 'waited', 'waiting for revision 42, at most 2 min 00 s'),
    event(3_100, 'marker', 'revision 42 is live after 3.0 s', 'good'),
    event(3_110, 'run', 'the smoke journeys'),
    event(
      11_100,
      'run',
      'the smoke journeys',
      'bad',
      ran('smoke', 'smoke journeys', 3_110, 11_100, judgement.result !== 'PASS'),
    ),
    event(11_150, 'judged', headline, judgement.result === 'PASS' ? 'good' : 'bad'),
  ];
  if (rollback !== null) {
    const { detectedAfterMs, tookMs, recoveredAfterMs, ended, because, exitCode, command } = rollback;
    const over_ = detectedAfterMs + tookMs;
    events.push(
      event(detectedAfterMs, 'detected', `detected after 11.2 s: ${because}`, 'bad'),
      event(detectedAfterMs, 'rollback', `rolling back: ${command}`),
    );
    if (ended !== null && exitCode === 0) events.push(event(over_, 'rollback', `rolled back: ${ended}`, 'good'));
    else if (ended !== null) events.push(event(over_, 'gave-up', `THE ROLLBACK FAILED: ${ended}`, 'bad'));
    for (let round = 1; ended !== null && round <= 3; round += 1) {
      const from = over_ + (round - 1) * 6_300;
      const isBad = recoveredAfterMs === null;
      const own = ran(`recovery-${String(round)}`, 'smoke journeys after the rollback', from, from + 6_200, isBad);
      const text = isBad ? `smoke journeys: ${run.headline}` : `smoke journeys: pass ${String(round)} of 3`;
      events.push(event(from + 6_200, 'run', text, isBad ? 'bad' : 'good', own));
    }
    if (recoveredAfterMs !== null)
      events.push(event(over_ + recoveredAfterMs, 'recovered', 'recovered: three smoke runs passed', 'good'));
    else if (ended !== null)
      events.push(event(over_ + 19_000, 'gave-up', 'THE SITE IS STILL NOT WELL 19.0 s after the rollback', 'bad'));
  }
  return gateShape.parse({
    ...{
      schemaVersion: 1,
      id,
      target: 'production',
      change,
      startedAt: at(0),
      durationMs: rollback === null ? 11_200 : 32_600,
    },
    ...{ since: null, result: judgement.result, exitCode: judgement.exitCode, headline },
    advice: adviceOf({ change: change.id, judgement, record: run, compared, rollback, isUnknown: false }),
    baseline:
      earlier[0] === undefined
        ? null
        : {
            run: 'before-1',
            startedAt: at(-3_400_000),
            outcome: earlier[0].outcome,
            headline: earlier[0].headline,
            page: 'runs/before-1/index.html',
          },
    ...{ compared, expected: [], windows: [], nodes: [], chance: null, rollback, events, troubles: [] },
    runs: [
      {
        id,
        what: 'all of it',
        outcome: run.outcome,
        headline: run.headline,
        startedAt: at(0),
        durationMs: 11_150,
        phase: 'after',
        page: `runs/${id}/index.html`,
      },
      ...runs,
    ],
    ...over,
  });
}
