import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../drill/catalogue/index.ts';
import { drillAll } from '../drill/run-all.ts';
import { renderDrills, renderIds, renderResult, renderStories } from '../drill/console.ts';
import { exitCodeOf } from '../drill/result.ts';
import type { Drill, StartSite } from '../drill/types.ts';
import { ReportError } from '../target/atomic.ts';
import { count } from '../report/format.ts';
import { LockedError } from '../run/lock.ts';
import { brokeExitCode, interruptedExitCode, usualPatienceMs } from '../run/run.ts';
import { makeWritable, UnwritableError } from '../run/writable.ts';
import { allureMode, reportsFolder } from '../target/environment.ts';
import { nearest } from '../target/nearest.ts';
import { startDrillSite } from './drill-site.ts';
import { UsageError, say, wholeNumber, type Verb } from './verb.ts';

/**
 * The ids that a command line names; none: all.
 *
 * @throws UsageError for one that is none, with all that there are
 */
export function chosen(drills: readonly Drill[], named: readonly string[]): string[] {
  const ids = drills.map(({ id }) => id);
  const unknown = named.filter((id) => !ids.includes(id));
  if (unknown.length > 0) {
    const told = unknown.map((id) => {
      const near = nearest(ids, id);
      return `There is no drill ${JSON.stringify(id)}${near === null ? '.' : `; did you mean ${near}?`}`;
    });
    throw new UsageError(`${told.join('\n')}\n\n${renderIds(drills)}`);
  }
  return named.length === 0 ? ids : ids.filter((id) => named.includes(id));
}

/** Much of a drill is waiting: one more at a time than there are cores keeps them busy. */
export const usualSideBySide = Math.min(availableParallelism() + 1, 6);

export const drill: Verb = {
  name: 'drill',
  summary:
    'put faults into the stand-in and into the httpd in front of it, and show whether each is called by its right name',
  example: 'npm run drill -- d02 e03',
  describe: (command) => {
    command
      .argument('[ids...]', 'which faults (default: all)')
      .option('--list', 'name the faults, and drill none')
      .option('--side-by-side <number>', `how many drills at a time (default: ${String(usualSideBySide)})`);
  },
  async run({ list, sideBySide }, named) {
    const atATime = wholeNumber('--side-by-side', sideBySide ?? String(usualSideBySide), 1, 32);
    const asked = chosen(catalogue, named);
    if (list === true) {
      process.stdout.write(`${renderStories(catalogue.filter(({ id }) => asked.includes(id)))}\n`);
      return 0;
    }
    allureMode(); // no drill makes one, and yet a wrong one is refused, as everywhere
    return runDrills(catalogue, asked, { sideBySide: atATime, startSite: startDrillSite });
  },
};

/** Drills these, tells each as it ends, and returns the exit code. */
export async function runDrills(
  drills: readonly Drill[],
  asked: readonly string[],
  { sideBySide, startSite }: { readonly sideBySide: number; readonly startSite: StartSite },
): Promise<number> {
  const reports = reportsFolder();
  makeWritable(reports);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const colour = process.stderr.isTTY && process.stderr.hasColors();
  try {
    const report = await drillAll({
      catalogue: drills,
      asked,
      startSite,
      reports,
      sideBySide,
      signal: stop.signal,
      onResult: (result, done, of) => say(renderResult(result, { done, of, colour })),
      onNotHere: ({ id, reason }) => say(`${id} ${reason}`),
      onStop: (underWay) =>
        say(
          `Stopping ${count(underWay, 'drill')}, at most ${String(usualPatienceMs / 1000)} s. Once more to kill what runs.`,
        ),
    });
    process.stdout.write(renderDrills(report, reports, existsSync(join(reports, 'drill.html'))));
    return stop.signal.aborted ? interruptedExitCode : exitCodeOf(report);
  } catch (error) {
    // Told in words that say what to do; a stack would tell nobody more.
    if (!(error instanceof LockedError || error instanceof ReportError || error instanceof UnwritableError))
      throw error;
    say(error.message);
    return brokeExitCode;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
