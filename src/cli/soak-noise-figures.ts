import { transients, type Transient } from '../../standin/faults/noise.ts';
import { wrapped } from '../report/format.ts';
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

interface Column {
  readonly head: string;
  readonly cell: (figures: NoiseFigures) => string;
  /** What it says, for the line below the table; null: its head says it. */
  readonly legend: string | null;
}

const fateLegends: Readonly<Record<Fate, string>> = {
  told: 'a failed attempt with a cause, its journey transient',
  unfelt: 'a script or style got no answer and no expectation felt it, its journey degraded',
  masked: 'Chromium asked again by itself',
  'given-up': 'nobody waited for it any more',
  untold: 'seen and not told, which is wrong',
};

const always: readonly Column[] = [
  {
    head: 'noise',
    cell: ({ rate, withServerError }) => `${String(rate)} %${withServerError ? ' + a 500' : ''}`,
    legend: 'share of the attempts in the burst that it would hit, with one real 500 beside it or without',
  },
  { head: 'runs', cell: ({ runs }) => String(runs), legend: null },
  {
    head: 'right',
    cell: ({ runs, wrong }) => String(runs - wrong.length),
    legend: 'runs whose exit code and verdict say what the stand-in really did',
  },
  {
    head: 'exit',
    cell: ({ exitCodes: codes }) => Object.keys(codes).join(', '),
    legend: '0 is due amid noise alone, 3 where a 500 was real',
  },
  { head: 'in burst', cell: ({ inBurst }) => String(inBurst), legend: 'attempts that asked for something during it' },
  { head: 'hit', cell: ({ hit }) => String(hit), legend: 'of these, spoilt' },
];

/** Of these only what occurred: a column of zeros says nothing. */
const seldom: readonly (Column & { readonly of: (figures: NoiseFigures) => number })[] = [
  ...fates.map((fate) => ({ head: fate, of: ({ byFate }: NoiseFigures) => byFate[fate], legend: fateLegends[fate] })),
  { head: 'beside', of: ({ beside }: NoiseFigures) => beside, legend: 'attempts that failed without any noise' },
].map((column) => ({ ...column, cell: (figures) => String(column.of(figures)) }));

/** The figures in Markdown: what they come to in one sentence, the table, its legend, what was met and what was wrong. */
export function tellNoise({ asked, interrupted, figures, runs }: NoiseSoak): string {
  const columns: readonly Column[] = [...always, ...seldom.filter(({ of }) => figures.some((row) => of(row) > 0))];
  const rows = [columns.map(({ head }) => head), ...figures.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const kinds = transients
    .map((kind) => ({ kind, hit: sum(figures.map(({ byKind }) => byKind[kind])) }))
    .filter(({ hit }) => hit > 0)
    .map(({ kind, hit }) => `${kind} ${String(hit)}`);
  const legend = columns.flatMap(({ head, legend: words }) => (words === null ? [] : `_${head}_: ${words}`));
  const wrong = runs.filter((run) => run.wrong.length > 0);
  const right = runs.length - wrong.length;
  const stopped = runs.length < asked ? ` (${String(asked)} were asked for${interrupted ? '; interrupted' : ''})` : '';
  return [
    `${String(right)} of ${String(runs.length)} runs called by their right name${stopped}.`,
    '',
    ...(figures.length === 0 ? [] : [...rows.slice(0, 1).map(line), rule, ...rows.slice(1).map(line), '']),
    ...(figures.length === 0 ? [] : [...wrapped(`${legend.join('; ')}.`.split(' ')), '']),
    kinds.length === 0 ? 'No attempt was hit.' : `Attempts hit by: ${kinds.join(', ')}.`,
    ...(wrong.length === 0 ? [] : ['', 'Wrongly judged; each can be repeated with `--noise --seed N --times 1`:', '']),
    ...wrong.map(({ seed, wrong: why }) => `- seed ${String(seed)}: ${why.join(' ')}`),
    '',
  ].join('\n');
}

/** 0: all rightly judged; 1: some were not; 2: nobody was hit, so that nothing is proven; 130: interrupted. */
export function noiseExitCode({ interrupted, runs, figures }: NoiseSoak): number {
  if (interrupted) return 130;
  if (runs.some(({ wrong }) => wrong.length > 0)) return 1;
  return figures.some(({ runsHit }) => runsHit > 0) ? 0 : 2;
}
