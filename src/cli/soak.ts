import { join } from 'node:path';
import { writeWhole } from '../target/atomic.ts';
import { makeWritable } from '../run/writable.ts';
import { reportsFolder } from '../target/environment.ts';
import type { RunRecord, Verdict } from '../verdict/types.ts';
import { runTarget } from './run-target.ts';
import { soakHttpd } from './soak-httpd.ts';
import { showNoise, soakWithNoise } from './soak-noise.ts';
import { UsageError, passesOn, say, wholeNumber, type Verb } from './verb.ts';

interface Repetition {
  readonly runId: string | null;
  /** Null: the run left no verdict. */
  readonly outcome: Verdict | null;
  readonly exitCode: number;
  readonly durationMs: number;
  /** Journeys that did not pass, as `id (project): verdict`. */
  readonly notPassed: readonly string[];
}

/** Durations of one journey over all repetitions, in milliseconds. */
interface JourneyTimes {
  readonly journey: string;
  readonly runs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What `reports/soak.json` holds. */
export interface Soak {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: number;
  readonly repetitions: readonly Repetition[];
  /** Repetitions at the end, one after the other, whose every journey passed at its only attempt (over a budget or not). */
  readonly inARow: number;
  readonly journeys: readonly JourneyTimes[];
}

const nameOf = ({ id, project }: RunRecord['journeys'][number]) => `${id} (${project})`;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function measure(
  asked: number,
  startedAt: string,
  repetitions: readonly Repetition[],
  records: readonly RunRecord[],
): Soak {
  const times = new Map<string, number[]>();
  for (const journey of records.flatMap((record) => record.journeys)) {
    times.set(nameOf(journey), [...(times.get(nameOf(journey)) ?? []), journey.durationMs]);
  }
  const lastBad = repetitions.findLastIndex(({ exitCode }) => exitCode !== 0);
  return {
    startedAt,
    finishedAt: new Date().toISOString(),
    asked,
    repetitions,
    inARow: repetitions.length - 1 - lastBad,
    journeys: [...times.entries()]
      .map(([journey, durations]) => ({ journey, sorted: durations.toSorted((a, b) => a - b) }))
      .map(({ journey, sorted }) => ({
        journey,
        runs: sorted.length,
        medianMs: quantile(sorted, 0.5),
        p95Ms: quantile(sorted, 0.95),
        maxMs: sorted.at(-1) ?? 0,
      }))
      .toSorted((a, b) => b.p95Ms - a.p95Ms),
  };
}

/** Written whole after each repetition: one that breaks the machine loses no other. */
function keep(soak: Soak): string {
  const path = join(reportsFolder(), 'soak.json');
  writeWhole('what the soak measured', path, `${JSON.stringify(soak, null, 2)}\n`);
  return path;
}

const interrupted = 130;

export const soak: Verb = {
  name: 'soak',
  summary:
    'run the journeys on the stand-in again and again, without retries or amid noise, or start and kill httpd, and keep what that measures',
  example: 'npm run soak -- --noise',
  describe: (command) => {
    passesOn(command)
      .option(
        '--times <number>',
        'how many repetitions (default: 20; with --noise 300, with --httpd 100, with --days 1, with --kill 50, with --watch 30)',
      )
      .option(
        '--noise',
        'the smoke journeys with retries amid transient failures, every third run with a real 500: is each called by its name?',
      )
      .option('--httpd', 'no journeys: start, reload, kill and stop an httpd: is a process, a port or a folder left?')
      .option(
        '--days',
        'no journeys: weeks of generated runs with all that may happen put in: do they end with exactly those incidents and alerts, on both stores?',
      )
      .option(
        '--kill',
        'no journeys: recording and alerting are killed at random moments: does a finished run or an alert get lost or doubled?',
      )
      .option('--nodes', 'one bad httpd of four, another one each time: does the gate’s node sweep find it every time?')
      .option(
        '--watch',
        'a monitor that watches a stand-in that is down, a pulse a second, its browsers killed: does it hold more and more?',
      )
      .option(
        '--seed <number>',
        'with --noise, --days, --kill: the seed of the first run or week, the next ones count on (default: 1)',
      )
      .option('--show', 'with --noise: run nothing, print again what the last one measured');
  },
  async run({ times, noise, httpd, days, kill, nodes, watch, seed, show }, playwrightArgs) {
    if (watch === true) {
      const others = Object.entries({
        ...{ '--noise': noise, '--httpd': httpd, '--days': days, '--kill': kill, '--nodes': nodes },
        ...{ '--seed': seed, '--show': show },
      });
      const beside = [...others.flatMap(([name, given]) => (given ? [name] : [])), ...playwrightArgs];
      if (beside.length > 0) throw new UsageError(`--watch has runs of its own and takes none of: ${beside.join(' ')}`);
      const { soakWatch } = await import('./soak-watch.ts');
      return soakWatch(wholeNumber('--times', times ?? '30', 1, 10_000));
    }
    if (nodes === true) {
      const others = Object.entries({
        '--noise': noise,
        '--httpd': httpd,
        '--days': days,
        '--kill': kill,
        '--seed': seed,
      });
      const [option, pattern = '@smoke', ...more] = playwrightArgs;
      const beside = [
        ...others.flatMap(([name, given]) => (given ? [name] : [])),
        ...(option === undefined || option === '--grep' ? more : playwrightArgs),
      ];
      if (beside.length > 0)
        throw new UsageError(
          `--nodes runs the smoke journeys, or those of --grep, and takes none of: ${beside.join(' ')}`,
        );
      const { soakNodes } = await import('./soak-nodes.ts');
      return soakNodes(wholeNumber('--times', times ?? '20', 1, 1_000), pattern);
    }
    if (kill === true) {
      const others = Object.entries({ '--noise': noise, '--httpd': httpd, '--days': days, '--show': show });
      const beside = [...others.flatMap(([name, given]) => (given ? [name] : [])), ...playwrightArgs];
      if (beside.length > 0) throw new UsageError(`--kill runs no journeys and takes none of: ${beside.join(' ')}`);
      const { soakKill } = await import('./soak-kill.ts');
      return soakKill(
        wholeNumber('--times', times ?? '50', 1, 1_000),
        wholeNumber('--seed', seed ?? '1', 1, 1_000_000),
      );
    }
    if (days === true) {
      const others = Object.entries({ '--noise': noise, '--httpd': httpd, '--show': show }).filter(
        ([, given]) => given,
      );
      const beside = [...others.map(([name]) => name), ...playwrightArgs];
      if (beside.length > 0) throw new UsageError(`--days runs no journeys and takes none of: ${beside.join(' ')}`);
      // the stores are loaded where they are wanted
      const { soakDays } = await import('./soak-days.ts');
      return soakDays(wholeNumber('--seed', seed ?? '1', 1, 1_000_000), wholeNumber('--times', times ?? '1', 1, 1_000));
    }
    if (httpd === true) {
      const others = Object.entries({ '--noise': noise, '--seed': seed, '--show': show }).filter(([, given]) => given);
      const beside = [...others.map(([name]) => name), ...playwrightArgs];
      if (beside.length > 0) throw new UsageError(`--httpd runs no journeys and takes none of: ${beside.join(' ')}`);
      return soakHttpd(wholeNumber('--times', times ?? '100', 1, 10_000));
    }
    if (noise === true) {
      if (playwrightArgs.length > 0)
        throw new UsageError(
          `--noise runs the smoke journeys and takes nothing of Playwright's: ${playwrightArgs.join(' ')}`,
        );
      if (show === true) {
        if (times !== undefined || seed !== undefined)
          throw new UsageError('--show runs nothing, so it takes neither --times nor --seed');
        showNoise();
        return 0;
      }
      return soakWithNoise(
        wholeNumber('--seed', seed ?? '1', 1, 1_000_000),
        wholeNumber('--times', times ?? '300', 1, 1_000),
      );
    }
    if (show === true) throw new UsageError('--show is for --noise; what else a soak measured stands in soak.json');
    if (seed !== undefined)
      throw new UsageError('--seed is for --noise and --days; without them nothing is left to chance');
    const asked = wholeNumber('--times', times ?? '20', 1, 1_000);
    makeWritable(reportsFolder());
    const startedAt = new Date().toISOString();
    const repetitions: Repetition[] = [];
    const records: RunRecord[] = [];
    let exitCode = 0;
    let path = '';
    while (repetitions.length < asked && exitCode !== interrupted) {
      const began = performance.now();
      // A run id of its own each time, whatever the environment says.
      const result = await runTarget(
        { TARGET: 'local', RETRIES: '0', RUN_ID: '', ALLURE: 'off', HISTORY: 'off' },
        { playwrightArgs },
      );
      if (result.record) records.push(result.record);
      repetitions.push({
        runId: result.record?.run.id ?? null,
        outcome: result.record?.outcome ?? null,
        exitCode: result.exitCode,
        durationMs: Math.round(performance.now() - began),
        notPassed: (result.record?.journeys ?? [])
          .filter(({ verdict }) => verdict !== 'passed')
          .map((journey) => `${nameOf(journey)}: ${journey.verdict}`),
      });
      exitCode = result.exitCode === interrupted ? interrupted : Math.max(exitCode, result.exitCode);
      path = keep(measure(asked, startedAt, repetitions, records));
      say(`\n${String(repetitions.length)} of ${String(asked)}: ${result.record?.outcome ?? 'no verdict'}\n`);
    }
    const soaked = measure(asked, startedAt, repetitions, records);
    for (const { journey, runs, medianMs, p95Ms, maxMs } of soaked.journeys) {
      process.stdout.write(
        `${journey.padEnd(48)} ${String(runs).padStart(4)} runs  median ${String(medianMs)} ms  p95 ${String(p95Ms)} ms  max ${String(maxMs)} ms\n`,
      );
    }
    const counts = Map.groupBy(repetitions, ({ outcome }) => outcome ?? 'no verdict');
    const told = [...counts].map(([outcome, runs]) => `${String(runs.length)} ${outcome}`).join(', ');
    process.stdout.write(
      `${String(repetitions.length)} of ${String(asked)} repetitions: ${told}; passed in a row at the end: ${String(soaked.inARow)}\n${path}\n`,
    );
    return exitCode;
  },
};
