import { transients, type Transient } from '../../standin/faults/noise.ts';
import { fates, type Fate, type NoiseRun } from './soak-noise-judge.ts';

/** What all runs of one rate say, apart for those with a real 500 among the noise. */
export interface NoiseFigures {
  /** Percent. */
  readonly rate: number;
  readonly withServerError: boolean;
  readonly runs: number;
  /** How many runs ended with each exit code. */
  readonly exitCodes: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Attempts that asked for something critical during the burst of their run. */
  readonly inBurst: number;
  readonly hit: number;
  readonly byKind: Readonly<Record<Transient, number>>;
  readonly byFate: Readonly<Record<Fate, number>>;
  /** Runs in which a transient, or the 500, met anybody. */
  readonly runsHit: number;
  /** Attempts that failed without any noise. */
  readonly beside: number;
  /** Seeds of the runs that were wrongly judged: `--noise --seed N --times 1` repeats one. */
  readonly wrong: readonly number[];
}

/** What `reports/soak.json` holds after `--noise`. */
export interface NoiseSoak {
  readonly kind: 'noise';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: number;
  readonly interrupted: boolean;
  /** Those without a real 500 first; a row without runs is left out. */
  readonly figures: readonly NoiseFigures[];
  /** By seed. */
  readonly runs: readonly NoiseRun[];
}

const tally = <T extends string>(names: readonly T[], seen: readonly T[]): Record<T, number> =>
  Object.fromEntries(names.map((name) => [name, seen.filter((one) => one === name).length])) as Record<T, number>; // every name is a key

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function figuresOf(rate: number, withServerError: boolean, runs: readonly NoiseRun[]): NoiseFigures {
  const hits = runs.flatMap((run) => run.hits);
  const codes = runs.map(({ exitCode }) => String(exitCode));
  return {
    rate,
    withServerError,
    runs: runs.length,
    exitCodes: tally([...new Set(codes)].toSorted(), codes),
    attempts: sum(runs.map(({ attempts }) => attempts)),
    inBurst: sum(runs.map(({ inBurst }) => inBurst)),
    hit: hits.length,
    byKind: tally(
      transients,
      hits.map(({ kind }) => kind),
    ),
    byFate: tally(
      fates,
      hits.map(({ fate }) => fate),
    ),
    runsHit: runs.filter((run) => run.hits.length > 0 || (run.serverError?.url ?? null) !== null).length,
    beside: sum(runs.map(({ beside }) => beside.length)),
    wrong: runs.filter(({ wrong }) => wrong.length > 0).map(({ seed }) => seed),
  };
}

/** Pure. */
export function noiseFigures(runs: readonly NoiseRun[]): NoiseFigures[] {
  const rows = Map.groupBy(runs, ({ rate, serverError }) => JSON.stringify([serverError !== null, rate]));
  return [...rows.values()]
    .map((several) =>
      figuresOf(
        several[0]?.rate ?? 0,
        several.some(({ serverError }) => serverError),
        several,
      ),
    )
    .toSorted((a, b) => Number(a.withServerError) - Number(b.withServerError) || a.rate - b.rate);
}

const columns = ['runs', 'exit codes', 'attempts', 'in burst', 'hit', ...fates, 'beside', 'wrong'] as const;

const rowOf = (figures: NoiseFigures): readonly string[] => [
  `${figures.withServerError ? 'noise and one 500' : 'noise'}, ${String(figures.rate)} %`,
  String(figures.runs),
  Object.entries(figures.exitCodes)
    .map(([code, runs]) => `${code}: ${String(runs)}`)
    .join(', '),
  ...[figures.attempts, figures.inBurst, figures.hit].map(String),
  ...fates.map((fate) => String(figures.byFate[fate])),
  String(figures.beside),
  String(figures.wrong.length),
];

/** The figures as a Markdown table, and below it what was met and what was wrong. */
export function tellNoise({ asked, interrupted, figures, runs }: NoiseSoak): string {
  const rows = [['', ...columns], ...figures.map(rowOf)];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const kinds = transients.map((kind) => `${kind} ${String(sum(figures.map(({ byKind }) => byKind[kind])))}`);
  const wrong = runs.filter((run) => run.wrong.length > 0);
  return [
    line(rows[0] ?? []),
    rule,
    ...rows.slice(1).map(line),
    '',
    `${String(runs.length)} of ${String(asked)} runs${interrupted ? ', then interrupted' : ''}; attempts hit by ${kinds.join(', ')}.`,
    wrong.length === 0
      ? 'None was wrongly judged.'
      : `${String(wrong.length)} wrongly judged; each can be repeated with --noise --seed N --times 1:`,
    ...wrong.flatMap(({ seed, wrong: why }) => [`  seed ${String(seed)}`, ...why.map((sentence) => `    ${sentence}`)]),
    '',
  ].join('\n');
}

/** 0: all rightly judged; 1: some were not; 2: nobody was hit, so that nothing is proven; 130: interrupted. */
export function noiseExitCode({ interrupted, runs, figures }: NoiseSoak): number {
  if (interrupted) return 130;
  if (runs.some(({ wrong }) => wrong.length > 0)) return 1;
  return figures.some(({ runsHit }) => runsHit > 0) ? 0 : 2;
}
