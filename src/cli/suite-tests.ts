import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { configured, environmentWith } from '../target/environment.ts';
import { projectFolder } from './child.ts';
import { say } from './verb.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** No test of the suite takes longer by far; one that hangs says its name in the end and does not hold up the rest. */
const timeoutMs = 5 * 60_000;

/** Files that take longest are begun first, so that none of them runs alone in the end. */
export const longest = [
  'cli/readme',
  'journey/outages',
  'run/merge',
  'journey/attempts',
  'journey/member',
  'gate/practice',
  'drill/command',
  'report/reporter',
  'journey/secrets',
  'cli/soak-noise',
  'rehearsal/rehearse',
  'report/tools-run',
  'report/page-browser',
  'cli/apache',
  'monitor/watch',
  'history/store',
  'alert/deliver',
  'setup/setup',
].map((name) => `tests/suite/${name}.test.ts`);

/** What Node's test runner says of a suite whose tests have failed, after each of them has been told. */
const isEcho = (error: unknown) =>
  error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';

/**
 * Runs the suite's own tests with Node's test runner, a line for each file as it ends, the failures in full.
 *
 * @param patterns globs of test files; none: all
 */
export async function runSuiteTests(patterns: readonly string[]): Promise<Counts> {
  const globs = patterns.length > 0 ? [...patterns] : ['tests/suite/**/*.test.ts'];
  const found = globSync(globs, { cwd: projectFolder });
  const files = [
    ...longest.filter((file) => found.includes(file)),
    ...found.filter((file) => !longest.includes(file)).toSorted(),
  ].map((file) => resolve(projectFolder, file));
  if (files.length === 0) {
    say(`✖ no test file matches ${globs.join(' ')}`);
    return { passed: 0, failed: 1 };
  }
  let counts: Counts = { passed: 0, failed: 1 };
  const stream = run({
    cwd: projectFolder,
    files,
    // what the runs within tests come to is nobody's news, and no test waits for a report that it does not read
    env: environmentWith({
      ...{ ALLURE: 'off', GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' },
      // nor does one write into the team's history; where a server is given, tests make databases of their own there
      ...{ DATABASE_URL: '', TEST_DATABASE_URL: configured('DATABASE_URL') ?? '' },
    }),
    // much of a test is waiting, for backoffs, time-outs and programs that start: two more at a time than there are cores keep them busy
    concurrency: Math.min(availableParallelism() + 2, 6),
    timeout: timeoutMs,
  });
  const ended = new Map<string, { passed: number; failed: number }>();
  // As they end; all else the runner tells in the order in which the files were begun, the longest first.
  stream.on('test:complete', ({ name, file = '', line, skip, todo, details }) => {
    const told = ended.get(file) ?? { passed: 0, failed: 0 };
    ended.set(file, told);
    const { error, passed, type, duration_ms: duration } = details;
    const isFile = name === file;
    if (error !== undefined && !isEcho(error)) {
      const { cause } = error;
      const why = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause ?? error.message);
      say(`✖ ${name}\n  ${relative(projectFolder, file)}:${String(line ?? 1)}\n${why.replace(/^/gm, '  ')}`);
    }
    const isOne = type !== 'suite' && skip === undefined && todo === undefined;
    if (!passed && isOne && !(isFile && isEcho(error))) told.failed += 1;
    if (passed && isOne && !isFile) told.passed += 1;
    if (!isFile) return;
    const { passed: good, failed: bad } = told;
    const counted = `${String(good)} passed${bad > 0 ? `, ${String(bad)} failed` : ''}`;
    say(`${bad > 0 ? '✖' : '✔'} ${relative(projectFolder, file)}: ${counted} (${(duration / 1000).toFixed(1)} s)`);
  });
  stream.on('test:summary', ({ counts: { tests, passed, skipped, todo }, file }) => {
    if (file === undefined) counts = { passed, failed: tests - passed - skipped - todo };
  });
  // Nobody else reads the events; a stream that is not read stands still.
  for await (const event of stream) void event;
  return counts;
}
