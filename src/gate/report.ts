import type { RunRecord } from '../verdict/types.ts';
import { newFaults, type GateJudgement } from './judge.ts';
import { isDone } from './rollback.ts';
import type { ComparedFinding, GateReport } from './types.ts';

/** 128 and the number of SIGINT. */
export const interruptedExitCode = 130;

export const withoutVerdict = 'The run left no verdict.';

/** How a rollback command ended, as the end of a sentence. */
export const howItWent = ({ ended }: Pick<NonNullable<GateReport['rollback']>, 'ended'>): string =>
  ended ?? 'nobody has seen its end';

const more = (n: number): string => (n > 1 ? `, and ${String(n - 1)} more` : '');

/** One sentence for a person on call. */
export function headlineOf(
  change: string,
  { result, why }: Pick<GateJudgement, 'result' | 'why'>,
  record: RunRecord,
  compared: readonly ComparedFinding[],
): string {
  const fresh = newFaults(compared);
  const [worst] = fresh;
  if (result === 'FAIL' && worst) {
    const nodes = worst.finding.nodes.length === 0 ? '' : ` (seen on ${worst.finding.nodes.join(', ')})`;
    return `New since ${change}: ${worst.finding.headline.replace(/\.$/, '')}${nodes}${more(fresh.length)}.`;
  }
  if (result === 'PASS') {
    const there = compared.filter(({ standing }) => standing === 'already-there').length;
    return `Nothing that matters is new since ${change}${there > 0 ? `; ${String(there)} already there` : ''}. ${record.headline}`;
  }
  return `${change} cannot be judged: ${why ?? record.headline.replace(/\.$/, '')}.`;
}

export interface Advised {
  readonly change: string;
  readonly judgement: Pick<GateJudgement, 'result'>;
  readonly record: RunRecord;
  readonly compared: readonly ComparedFinding[];
  readonly rollback: GateReport['rollback'];
  /** A rollback was wanted, and what was there before is not known. */
  readonly isUnknown: boolean;
}

/** What to do now. */
export function adviceOf({ change, judgement, record, compared, rollback, isUnknown }: Advised): string {
  if (rollback !== null) {
    const failed = rollback.timedOut || rollback.exitCode !== 0;
    if (rollback.recoveredAfterMs !== null)
      return `${failed ? 'The rollback command failed, and yet the site is well again: see what state it left. ' : ''}Find out why before ${change} goes out again.`;
    if (failed) return 'The rollback FAILED: roll back by hand, now. What the command said stands in the report.';
    return 'The site is not known to be well after the rollback: look at it, now.';
  }
  const [worst] = newFaults(compared);
  if (judgement.result === 'FAIL' && worst) {
    if (isUnknown)
      return 'Nothing was rolled back, because the history could not be read, and nobody can tell what was there before. Look at the site, and roll back by hand.';
    const advice = record.findings.find(({ signatures }) =>
      worst.signatures.some((one) => signatures.includes(one)),
    )?.advice;
    return advice ?? record.advice;
  }
  return judgement.result === 'PASS'
    ? 'Nothing to do.'
    : record.exitCode === 0
      ? 'Do what is said of it, and run the gate again.'
      : record.advice;
}

/** What has to be louder than everything else: a rollback that failed, was not run, or did not help. Null: nothing has. */
export function alarmOf({ rollback, events, exitCode }: GateReport): string | null {
  if (rollback === null) return events.find(({ kind }) => kind === 'gave-up') ? 'The rollback was NOT run' : null;
  const { ended, recoveredAfterMs } = rollback;
  if (ended === null) return 'A rollback was begun, and nobody has seen its end';
  const isWell = recoveredAfterMs !== null;
  const site = exitCode === interruptedExitCode ? 'nobody has seen the site recover' : 'the site is STILL NOT WELL';
  if (!isDone(rollback)) return `The rollback FAILED, and ${isWell ? 'yet the site is well again' : site}`;
  return isWell ? null : `Rolled back, and ${site}`;
}
