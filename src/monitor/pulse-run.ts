import { suiteVersion } from '../run/meta.ts';
import type { Target } from '../target/types.ts';
import { buildRunRecord } from '../verdict/record.ts';
import type { JourneyInput, Policy, RunRecord } from '../verdict/types.ts';
import type { Felt } from './pulse.ts';

/** A pulse as a run of its own: judged by the same rules as every other, from the same evidence. Pure but for the clock. */
export function pulseRun(felt: Felt, journeys: readonly JourneyInput[], target: Target, policy: Policy): RunRecord {
  const { runId, pulse, keptOut } = felt;
  const finishedAt = new Date().toISOString();
  const durationMs = Math.max(0, Date.parse(finishedAt) - Date.parse(pulse.startedAt));
  const troubles = [...keptOut].map(([surface, why]) => {
    const message = `The pulse says nothing of ${surface}: ${why}.`;
    return { kind: 'note', message } as const;
  });
  return buildRunRecord(
    {
      run: {
        ...{ id: runId, target: target.name, startedAt: pulse.startedAt, finishedAt, durationMs },
        ...{ change: target.change, location: target.location, suiteVersion: suiteVersion() },
        ...{ browser: 'none: plain GETs', shards: { expected: 1, seen: 1 }, workers: 1 },
      },
      journeys,
      troubles,
    },
    { ...policy, now: finishedAt },
  );
}
