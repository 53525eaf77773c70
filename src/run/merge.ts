import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  type Dirent,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReporterOptions } from '../report/reporter.ts';
import { environmentWith } from '../target/environment.ts';
import { readBlob, type Blob, type Unusable } from './blob.ts';
import { moveAside, moveNewestAside, prune, readVerdict } from './files.ts';
import { LockedError, takeLock } from './lock.ts';
import { planMerge, type MergePlan, type Versions } from './merge-plan.ts';
import { namesLog, planVariable } from './merge-variable.ts';
import { suiteVersion } from './meta.ts';
import { runToItsEnd } from './playwright.ts';
import { brokeExitCode, interruptedExitCode, usualPatienceMs, type RunResult } from './run.ts';
import { UnwritableError } from './writable.ts';

const projectFolder = resolve(import.meta.dirname, '../..');
const playwrightFolder = join(projectFolder, 'node_modules', '@playwright', 'test');

export interface MergeOptions {
  /** The folder with the blobs; it is only read. */
  readonly folder: string;
  /** The folder that holds what runs leave. */
  readonly reports: string;
  /** Milliseconds to wait until no shard is missing. */
  readonly waitMs?: number;
  readonly say?: (text: string) => void;
}

/** There is nothing to merge. Its message says what, where, and what to do. */
class NothingToMerge extends Error {}

/**
 * Merges the blobs of one run's shards to the report that the run would have left on one machine. Every word of it comes from the
 * blobs; what is the matter with them makes the outcome at best `inconclusive`.
 */
export async function mergeBlobs(options: MergeOptions): Promise<RunResult> {
  const { reports, say = (text: string) => void process.stderr.write(`${text}\n`) } = options;
  const broke: RunResult = { exitCode: brokeExitCode, record: null };
  let release: () => void;
  try {
    release = takeLock(reports, 'merge');
  } catch (error) {
    if (!(error instanceof LockedError || error instanceof UnwritableError)) throw error;
    say(error.message);
    return broke;
  }
  let work: string | null = null;
  try {
    // Whoever looks while this is going on, or after it broke, must not take an earlier verdict for this one.
    moveNewestAside(reports);
    const plan = await planFor(options, say);
    for (const { message } of plan.troubles) say(message);
    moveAside(reports, plan.run.id);
    prune(reports, plan.run.id);
    dropLeftovers(reports);
    work = layOut(plan, reports);
    const ending = await runToItsEnd({
      command: process.execPath,
      args: [
        join(playwrightFolder, 'cli.js'),
        'merge-reports',
        '--config',
        join(import.meta.dirname, 'merge.config.ts'),
        join(work, 'blobs'),
      ],
      cwd: projectFolder,
      env: environmentWith({ [planVariable]: join(work, 'plan.json') }),
      patienceMs: usualPatienceMs,
      say,
    });
    const found = readVerdict(reports, plan.run.id);
    if (ending.interruptedBy !== null)
      return { exitCode: interruptedExitCode, record: found.kind === 'record' ? found.record : null };
    if (found.kind === 'record') return { exitCode: found.record.exitCode, record: found.record };
    say(
      `Playwright could not merge the blobs (${ending.signal ?? `exit code ${String(ending.code)}`}); its reason should stand above. They are as they were, in ${options.folder}.`,
    );
    return broke;
  } catch (error) {
    if (!(error instanceof NothingToMerge)) throw error;
    say(`${error.message}\nThere is no verdict: nothing is known of the site from this run (exit code 2).`);
    return broke;
  } finally {
    if (work !== null) rmSync(work, { recursive: true, force: true });
    release();
  }
}

function versions(): Versions {
  const { version } = JSON.parse(readFileSync(join(playwrightFolder, 'package.json'), 'utf8')) as { version: string }; // npm demands it
  return { suite: suiteVersion(), playwright: version };
}

const lookEveryMs = 1_000;
const sayEveryMs = 60_000;

/** Looks into the folder, again and again while a shard is missing and there is time. */
async function planFor({ folder, waitMs = 0 }: MergeOptions, say: (text: string) => void): Promise<MergePlan> {
  const own = versions();
  const seen = new Map<string, Blob | Unusable>();
  const deadline = Date.now() + waitMs;
  for (let saidAt = 0; ; await sleep(lookEveryMs)) {
    const looked = existsSync(folder) ? lookInto(folder, seen) : [];
    const plan = planMerge(looked, own, namesLog);
    const missing = plan?.troubles.filter(({ kind }) => kind === 'lost-shard') ?? [];
    const isWhole = plan !== null && missing.length === 0;
    if (isWhole || Date.now() >= deadline) {
      if (plan !== null) return plan;
      throw new NothingToMerge(nothing(folder, looked));
    }
    if (Date.now() - saidAt < sayEveryMs) continue;
    saidAt = Date.now();
    const what = plan === null ? 'There is no blob yet.' : missing.map(({ message }) => message).join(' ');
    say(`${what} Waiting for ${String(Math.ceil((deadline - saidAt) / 1000))} s more.`);
  }
}

/** Files that did not change since the last look are not read again. */
function lookInto(folder: string, seen: Map<string, Blob | Unusable>): (Blob | Unusable)[] {
  return blobsIn(folder).map((name) => {
    const path = join(folder, name);
    const { size, mtimeMs } = statSync(path);
    const key = `${name} ${String(size)} ${String(mtimeMs)}`;
    const looked = seen.get(key) ?? readBlob(path, name);
    seen.set(key, looked);
    return looked;
  });
}

/**
 * The blobs in a folder and, since GitHub gives each artifact one of its own, in the folders right below it; as paths below it. Names with
 * a dot first are blobs that are still on their way.
 */
function blobsIn(folder: string): string[] {
  if (!statSync(folder).isDirectory())
    throw new NothingToMerge(`${folder} is no folder. Name the one that holds the blobs of the shards.`);
  const below = (path: string): Dirent[] =>
    readdirSync(join(folder, path), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  const all = below('').flatMap((entry) =>
    entry.isDirectory() ? below(entry.name).map(({ name }) => join(entry.name, name)) : [entry.name],
  );
  return all.filter((name) => name.endsWith('.zip')).toSorted();
}

function nothing(folder: string, looked: readonly (Blob | Unusable)[]): string {
  if (!existsSync(folder)) return `There is no folder ${folder}. Name the one that holds the blobs of the shards.`;
  if (looked.length === 0)
    return `There is no blob in ${folder} or in a folder right below it: no shard has handed one over, or they lie somewhere else.`;
  const told = looked.map((one) => ('why' in one ? `${one.file} ${one.why}. ${one.advice}` : one.file));
  return [`Nothing in ${folder} can be merged:`, ...told].join('\n');
}

const workPrefix = '.merge-';

/** What a merge that was killed left; the lock says that none is going on. */
function dropLeftovers(reports: string): void {
  for (const name of readdirSync(reports).filter((one) => one.startsWith(workPrefix)))
    rmSync(join(reports, name), { recursive: true, force: true });
}

/** Playwright merges whatever lies in a folder and unpacks it there, so it gets a folder of its own. */
function layOut({ use, run, policy, notes, troubles }: MergePlan, reports: string): string {
  const work = mkdtempSync(join(reports, workPrefix));
  mkdirSync(join(work, 'blobs'));
  for (const [index, { path }] of use.entries())
    copyFileSync(path, join(work, 'blobs', `${String(index).padStart(4, '0')}.zip`), constants.COPYFILE_FICLONE);
  const reporting: ReporterOptions = {
    reportsDir: reports,
    run,
    policy,
    notes,
    merged: troubles,
    playwrightReport: 'playwright/index.html',
  };
  writeFileSync(join(work, 'plan.json'), JSON.stringify(reporting));
  return work;
}
