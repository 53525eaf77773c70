import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { configured } from '../target/environment.ts';
import type { RunRecord } from '../verdict/types.ts';
import { allureReport, fileAllureResults } from './allure-file.ts';
import { addedHistory, historyFor, readHistory, writeHistory } from './allure-history.ts';
import { allureCategories } from './allure-results.ts';
import { makeFolder } from '../target/atomic.ts';
import { verdictLabel } from './words.ts';

const cli = resolve(import.meta.dirname, '../../node_modules/allure/cli.js');

/** A thousand journeys take some five seconds. What takes this long hangs. */
const generateMs = 180_000;

/**
 * A report in one file opens from the disk too, but holds everything in base64, and the generator takes eight times its size of memory.
 * Larger ones are a folder, which only a server can show (`npm run report`).
 */
const mostBytesInOneFile = 10_000_000;

/** The Allure report of a run could not be made. The run, its verdict and all other reports stand. */
export class AllureError extends Error {
  override readonly name = 'AllureError';
}

export interface AllureRun {
  readonly record: RunRecord;
  /** `reports/`: the history over runs lies there. */
  readonly reportsDir: string;
  /** `reports/runs/<run id>/` */
  readonly runDir: string;
  /** What is started in the generator's place, before its arguments: the suite's own tests give a stub. */
  readonly command?: readonly string[];
}

/**
 * Makes the Allure report of a run, `allure/` in its folder, from its record and what it has left; and adds the run to the history
 * over runs. A report that is there already is replaced when the new one is whole.
 *
 * @throws AllureError, ReportError
 */
export async function makeAllureReport({ record, reportsDir, runDir, command = [cli] }: AllureRun): Promise<string> {
  const results = fileAllureResults(record, runDir);
  const work = join(runDir, '.allure-part');
  rmSync(work, { recursive: true, force: true });
  makeFolder('the Allure report', work);
  try {
    const history = readHistory(reportsDir);
    writeFileSync(join(work, 'history.jsonl'), historyFor(record, history));
    writeFileSync(join(work, 'allurerc.json'), JSON.stringify(configurationFor(record, results)));
    await generate(command, work, results);
    const output = join(work, 'report');
    finish(join(output, 'index.html'));
    writeHistory(reportsDir, addedHistory(record, history, readFileSync(join(work, 'history.jsonl'), 'utf8')));
    rmSync(join(runDir, 'allure'), { recursive: true, force: true });
    renameSync(output, join(runDir, 'allure'));
    return join(runDir, allureReport);
  } catch (error) {
    throw error instanceof AllureError ? error : new AllureError(String(error), { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** All in JSON, so that nothing of a run is ever code. */
function configurationFor({ run, outcome }: RunRecord, results: string): object {
  return {
    name: `${verdictLabel(outcome)}: Medscape journeys on ${run.target}`,
    output: './report',
    historyPath: './history.jsonl',
    appendHistory: true,
    categories: { rules: allureCategories },
    plugins: {
      awesome: {
        options: {
          singleFile: sizeOf(results) <= mostBytesInOneFile,
          theme: 'auto',
          defaultSortBy: 'status,asc',
          groupBy: ['surface'],
        },
      },
      // taken in by default; it is no part of a report
      agent: { enabled: false },
    },
  };
}

/** @throws AllureError */
async function generate(command: readonly string[], work: string, results: string): Promise<void> {
  const args = ['generate', '--config', 'allurerc.json', '--cwd', work, results];
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: work,
    // Nothing of ours: it would look there for a CI to speak of, and what it does not know it cannot tell.
    env: { PATH: configured('PATH'), SystemRoot: configured('SystemRoot'), ALLURE_NO_ANALYTICS: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: generateMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4_000);
    });
  }
  const { promise, resolve: done, reject } = Promise.withResolvers<string | null>();
  child.once('error', reject);
  child.once('close', (code, signal) => {
    done(code === 0 ? null : signal === null ? `exit code ${String(code)}` : `killed (${signal})`);
  });
  const failed = await promise;
  if (failed === null) return;
  throw new AllureError(`its generator ended with ${failed}: ${stripVTControlCharacters(output).trim() || 'no word'}`);
}

const analytics =
  /\s*<script async src="https:\/\/www\.googletagmanager\.com\/[^"]*"><\/script>\s*<script>.*?<\/script>/s;

/** On a phone the times leave no room for a journey's name; headline and advice are long, and would be cut off. */
const ownStyle =
  '<style>@media (max-width: 480px) { [data-testid="tree-leaf-duration"], [data-testid^="tree-leaf-transition"] { display: none } }' +
  ' [data-testid="metadata-item-value"] :is(div, span) { height: auto; white-space: normal; overflow-wrap: anywhere }</style>';

/** It chooses the first test, and scrolls to it past title and figures. Until a reader moves, and where no test is linked, it stays at the top. */
const fromTheTop = `<script>(() => {
  let moved = false;
  for (const name of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    addEventListener(name, () => { moved = true; }, { capture: true, passive: true, once: true });
  addEventListener('scroll', ({ target }) => {
    if (!moved && location.hash === '' && target.scrollTop > 0 && target.matches?.('[data-tree-scroll-container]')) target.scrollTop = 0;
  }, { capture: true, passive: true });
})()</script>`;

/**
 * The generator writes a script of Google's into each report, and has no option against it. A report asks no other host for anything.
 *
 * @throws AllureError where the script is not what we know
 */
function finish(page: string): void {
  const html = readFileSync(page, 'utf8');
  const clean = html.replace(analytics, '').replace('</head>', `${ownStyle}${fromTheTop}</head>`);
  if (clean.includes('googletagmanager'))
    throw new AllureError('it would call googletagmanager.com, and the script that does is not where it was');
  writeFileSync(page, clean);
}
