import type { AttemptRecord, JourneyRecord, RunRecord, Verdict } from '../verdict/types.ts';
import { verdictLabel } from './words.ts';

/** A verdict in the few words that the tools around have. `broken` (JUnit: error): it says nothing of the page. */
export type Standing = 'passed' | 'failed' | 'broken' | 'skipped';

const standings: Readonly<Record<Verdict, Standing>> = {
  'server-error': 'failed',
  'intermittent-server-error': 'failed',
  unreachable: 'failed',
  regression: 'failed',
  blocked: 'broken',
  inconclusive: 'broken',
  degraded: 'passed',
  transient: 'passed',
  passed: 'passed',
};

/** Where a journey stands in the end, whatever its last attempt came to: one that passed after a 500 has failed. */
export const standingOf = ({ verdict, attempts }: JourneyRecord): Standing =>
  verdict === 'inconclusive' && attempts.length === 0 ? 'skipped' : standings[verdict];

/** A server error fails an attempt even where every expectation held. */
export const hasFailed = ({ status, cause }: Pick<AttemptRecord, 'status' | 'cause'>): boolean =>
  status !== 'passed' || cause !== null;

/** Verdict and reasons in one text; null where there is nothing to say. */
export function whyOf(journey: JourneyRecord): string | null {
  if (journey.verdict === 'passed') return null;
  const { notRun, attempts, reasons } = journey;
  const told = attempts.length === 0 && notRun ? [`Not run: ${notRun.reason}`] : reasons;
  return [`${verdictLabel(journey.verdict)}: ${told[0] ?? 'no reason was recorded'}`, ...told.slice(1)].join('\n');
}

/** The run ends badly, and none of its journeys says so: a tool that only counts them would show it as well. */
export const isBadByItself = (record: RunRecord): boolean =>
  record.exitCode !== 0 && record.journeys.every((journey) => ['passed', 'skipped'].includes(standingOf(journey)));
