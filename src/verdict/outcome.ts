import { exitCodes, verdicts, type RunMeta, type RunTrouble, type Verdict } from './types.ts';

/** The exit code of a run that somebody stopped: 128 and the number of SIGINT. */
export const interruptedExitCode = 130;

const severity = (verdict: Verdict): number => verdicts.indexOf(verdict);

/** The worst of several verdicts; of none: `inconclusive`, since nothing was seen. */
export function worst(several: readonly Verdict[]): Verdict {
  return several.toSorted((a, b) => severity(a) - severity(b))[0] ?? 'inconclusive';
}

/** Troubles that leave a run at best `inconclusive`: whoever did not see all, or cannot tell it, does not say "healthy". */
const clouding: ReadonlySet<RunTrouble['kind']> = new Set([
  'ran-nothing',
  'lost-shard',
  'one-shard',
  'doubled-shard',
  'foreign-blob',
  'report-failed',
  'playwright-error',
  'killed',
]);

export interface Outcome {
  readonly outcome: Verdict;
  readonly exitCode: number;
}

/** What is concluded about a run: its worst verdict, never better, and worse only where the run itself was in trouble. */
export function outcomeOf(
  several: readonly Verdict[],
  troubles: readonly RunTrouble[],
  { expected, seen }: RunMeta['shards'] = { expected: 1, seen: 1 },
): Outcome {
  const clouded = seen < expected || troubles.some(({ kind }) => clouding.has(kind));
  const outcome = worst(clouded ? [...several, 'inconclusive'] : several);
  const interrupted = troubles.some(({ kind }) => kind === 'interrupted');
  return { outcome, exitCode: interrupted ? interruptedExitCode : exitCodes[outcome] };
}
