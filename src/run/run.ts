import { join, resolve } from 'node:path';
import { blobFolder, environmentFor, reportsFolder } from '../target/environment.ts';
import type { Target } from '../target/types.ts';
import type { RunRecord } from '../verdict/types.ts';
import { dropUnredacted, moveAside, prune, readVerdict, runFolder } from './files.ts';
import { LockedError, takeLock } from './lock.ts';
import { runToItsEnd, type Ending } from './playwright.ts';
import { shardIn } from './shard.ts';
import { UnwritableError } from './writable.ts';

const projectFolder = resolve(import.meta.dirname, '../..');

/** Exit code of a run of ours that broke without a verdict of its own. */
export const brokeExitCode = 2;
/** Exit code of a run that was interrupted, whatever its outcome. */
export const interruptedExitCode = 130;

/** How long Playwright may take to write its reports once it is told to stop. */
export const usualPatienceMs = 30_000;

export interface RunOptions {
  readonly target: Target;
  /** What follows `playwright test` on its command line. */
  readonly playwrightArgs?: readonly string[];
  /** Further variables for Playwright and its workers. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder that holds what runs leave. Default: `reports`, or `REPORTS_DIR`. */
  readonly reports?: string;
  /** What is started in Playwright's place: the suite's own tests give a stub. */
  readonly command?: readonly [string, ...string[]];
  /**
   * Judges a run whose Playwright was killed before its reporter could write: from what its journal holds, written out as a
   * report; null where there is too little to judge.
   */
  readonly recover?: (runFolder: string) => RunRecord | null | Promise<RunRecord | null>;
  readonly patienceMs?: number;
  /** Prose for the person at the terminal. Default: stderr. */
  readonly say?: (text: string) => void;
  /** Called once with the process id of Playwright. */
  readonly onStart?: (pid: number) => void;
  /** Open file that takes what Playwright prints. Default: our own stdout and stderr. */
  readonly output?: number;
}

export interface RunResult {
  readonly exitCode: number;
  /** Null: the run left no verdict of its own. */
  readonly record: RunRecord | null;
}

/**
 * Runs the journeys against a target with Playwright and believes only the verdict of this very run. Takes the checkout's lock,
 * moves the files of an earlier run aside before the first thing that can fail, and leaves no process behind.
 */
export async function runJourneys(options: RunOptions): Promise<RunResult> {
  const { target, say = (text: string) => void process.stderr.write(`${text}\n`) } = options;
  const reports = options.reports ?? reportsFolder();
  // nothing runs, so nothing is judged
  if (options.playwrightArgs?.includes('--list') === true) return list(options);
  const broke: RunResult = { exitCode: brokeExitCode, record: null };

  let release: () => void;
  try {
    release = takeLock(reports, target.runId);
  } catch (error) {
    if (!(error instanceof LockedError || error instanceof UnwritableError)) throw error;
    say(error.message);
    return broke;
  }
  try {
    const finished = wouldReplace(options, reports);
    if (finished !== null) {
      say(finished);
      return broke;
    }
    try {
      moveAside(reports, target.runId);
      prune(reports, target.runId);
    } catch (error) {
      say(new UnwritableError(reports, error).message);
      return broke;
    }
    const [command, ...args] = options.command ?? playwright(options.playwrightArgs ?? []);
    const ending = await runToItsEnd({
      command,
      args,
      cwd: projectFolder,
      env: environmentFor(target, { ...options.env, REPORTS_DIR: reports }),
      patienceMs: options.patienceMs ?? usualPatienceMs,
      say,
      ...(options.onStart ? { onStart: options.onStart } : {}),
      ...(options.output === undefined ? {} : { output: options.output }),
    });
    const record = await verdictOf(options, reports, ending, say);
    const exitCode = record?.exitCode ?? brokeExitCode;
    return { exitCode: ending.interruptedBy === null ? exitCode : interruptedExitCode, record };
  } finally {
    release();
  }
}

/**
 * What to say where a run that is over has the same id: its verdict is the only one there is of it. Shards share the id of their run, and
 * one that is started again leaves its verdict where it left the last one.
 *
 * @returns null: none has
 */
function wouldReplace(
  { target: { runId }, playwrightArgs = [], env = {} }: RunOptions,
  reports: string,
): string | null {
  if (blobFolder({ overrides: env }) !== null) return null;
  const found = readVerdict(reports, runId);
  if (found.kind !== 'record') return null;
  const isShard = found.record.troubles.some(({ kind }) => kind === 'one-shard');
  if (isShard && shardIn(playwrightArgs) !== null) return null;
  return (
    `There is a finished run ${runId} (${found.record.outcome}) in ${runFolder(reports, runId)}, whose verdict this run would replace.\n` +
    'Nothing was run. Give each run a RUN_ID of its own, or none: it then makes one.'
  );
}

async function list({
  target,
  playwrightArgs,
  env,
  patienceMs = usualPatienceMs,
  say = () => {},
}: RunOptions): Promise<RunResult> {
  const [command, ...args] = playwright(playwrightArgs ?? []);
  const ending = await runToItsEnd({
    command,
    args,
    cwd: projectFolder,
    env: environmentFor(target, env),
    patienceMs,
    say,
  });
  return { exitCode: ending.code ?? brokeExitCode, record: null };
}

const playwright = (args: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  join(projectFolder, 'node_modules', '@playwright', 'test', 'cli.js'),
  'test',
  ...args,
];

async function verdictOf(
  options: RunOptions,
  reports: string,
  ending: Ending,
  say: (text: string) => void,
): Promise<RunRecord | null> {
  const { runId } = options.target;
  const found = readVerdict(reports, runId);
  if (found.kind === 'record') return found.record;
  say(`${howItEnded(ending)}${found.kind === 'missing' ? '' : ` ${found.why}.`}`);
  try {
    dropUnredacted(reports, runId);
    const record = (await options.recover?.(runFolder(reports, runId))) ?? null;
    if (record) return record;
  } catch (error) {
    say(`What it left cannot be judged: ${error instanceof Error ? error.message : String(error)}`);
  }
  say('There is no verdict: nothing is known of the site from this run (exit code 2).');
  return null;
}

function howItEnded({ code, signal, killed, error }: Ending): string {
  if (error) return `Playwright could not be started: ${error.message}. Run "node setup.mjs", then try again.`;
  if (signal !== null) return `Playwright was killed${killed ? ' by us' : ''} (${signal}) before it wrote a verdict.`;
  return `Playwright ended with exit code ${String(code)} and wrote no verdict; its reason should stand above.`;
}
