import { worst } from '../verdict/outcome.ts';
import { isJourney } from '../verdict/looks.ts';
import { exitCodes, type RunRecord, type Verdict } from '../verdict/types.ts';
import type { ComparedFinding, GateResult } from './types.ts';

/** What the gate says of the change, and why, as a part of a sentence. */
export interface GateJudgement {
  readonly result: GateResult;
  readonly exitCode: number;
  /** Null: there is nothing to be added to the run's own headline. */
  readonly why: string | null;
}

/** A change cannot be judged behind one of these: what it does is not seen. */
const hiding: readonly Verdict[] = ['server-error', 'intermittent-server-error', 'unreachable', 'blocked'];

/** Verdicts that can have a rollback run. */
export const rollbackVerdicts = ['server-error', 'intermittent-server-error', 'unreachable', 'regression'] as const;
export type RollbackVerdict = (typeof rollbackVerdicts)[number];
/** Unless `--rollback-on` says otherwise. */
export const usualRollback: readonly RollbackVerdict[] = ['server-error', 'intermittent-server-error', 'unreachable'];

/** Said of the site, and not of us: neither fine nor unknown. */
const isFault = ({ finding: { verdict } }: ComparedFinding): boolean => ![0, 2].includes(exitCodes[verdict]);

export const newFaults = (compared: readonly ComparedFinding[]): ComparedFinding[] =>
  compared.filter((one) => one.standing === 'new' && isFault(one));

/**
 * Result and exit code. It fails closed: what could not be judged never passes. Pure.
 *
 * @param record null: there is no verdict at all
 * @param doubts what else keeps it from being judged, a sentence each
 */
export function judgeGate(
  record: RunRecord | null,
  compared: readonly ComparedFinding[],
  doubts: readonly string[] = [],
): GateJudgement {
  const fresh = newFaults(compared);
  if (fresh.length > 0) {
    const verdict = worst(fresh.map(({ finding }) => finding.verdict));
    return { result: 'FAIL', exitCode: exitCodes[verdict], why: null };
  }
  const inconclusive = (why: string | null): GateJudgement => ({ result: 'INCONCLUSIVE', exitCode: 2, why });
  if (record === null) return inconclusive('the journeys left no verdict');
  const hidden = compared.find(
    ({ standing, finding }) => standing === 'already-there' && hiding.includes(finding.verdict),
  );
  if (hidden)
    return inconclusive(`${hidden.finding.verdict} was there before the change, and keeps it from being judged`);
  const [doubt] = doubts;
  if (doubt !== undefined) return inconclusive(doubt.replace(/[.]$/, ''));
  const isClouded = record.troubles.some(({ kind }) => kind !== 'note');
  // surfaces that answer say nothing of journeys
  const isUnknown =
    !record.journeys.some(isJourney) || record.journeys.some(({ verdict }) => verdict === 'inconclusive');
  if (isClouded || isUnknown || record.outcome === 'inconclusive') return inconclusive(null);
  // its code says that something is wrong, and no finding says what
  const untold = record.exitCode !== 0 && !compared.some((one) => one.standing === 'already-there' && isFault(one));
  return untold ? inconclusive(null) : { result: 'PASS', exitCode: 0, why: null };
}

/** The new finding that a rollback is to be run for, the worst first; null: none. */
export const rollbackFor = (
  compared: readonly ComparedFinding[],
  on: readonly RollbackVerdict[] = usualRollback,
): ComparedFinding | null =>
  newFaults(compared).find(({ finding: { verdict } }) => on.some((wanted) => wanted === verdict)) ?? null;
