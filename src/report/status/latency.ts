import type { StepTimes } from '../../history/types.ts';
import { journeyName } from '../format.ts';
import type { StepLatency } from './types.ts';

/** Below so many samples a percentile is the slowest of them, and no percentile. */
const fewestFor = { p95: 20, p99: 100 } as const;

/** The smallest time that so many of all did not exceed (nearest rank), in ms. `times` ascending and not empty. */
function percentile(times: StepTimes['times'], count: number, part: number): number {
  let left = Math.ceil(count * part);
  for (const [ms, n] of times) {
    left -= n;
    if (left <= 0) return Math.round(ms);
  }
  return Math.round(times.at(-1)?.[0] ?? 0);
}

/** Percentiles of each step, those of a journey in the order in which its steps were first seen. */
export const latencies = (steps: readonly StepTimes[]): StepLatency[] =>
  steps.map(({ id, project, step, times }) => {
    const samples = times.reduce((sum, [, n]) => sum + n, 0);
    const at = (part: number): number => percentile(times, samples, part);
    return {
      ...{ journey: journeyName({ id, project }), step, samples },
      p50Ms: at(0.5),
      p95Ms: samples < fewestFor.p95 ? null : at(0.95),
      p99Ms: samples < fewestFor.p99 ? null : at(0.99),
    };
  });
