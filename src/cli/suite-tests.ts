import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
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
  const files = globSync(globs, { cwd: projectFolder }).toSorted();
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
  stream.on('test:fail', ({ name, file, line, details }) => {
    if (isEcho(details.error)) return;
    const { cause } = details.error;
    const told = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause ?? details.error.message);
    say(`✖ ${name}\n  ${relative(projectFolder, file ?? '')}:${String(line ?? 1)}\n${told.replace(/^/gm, '  ')}`);
  });
  stream.on('test:summary', ({ counts: { tests, passed, skipped, todo }, duration_ms: duration, file }) => {
    const failed = tests - passed - skipped - todo;
    if (file === undefined) {
      counts = { passed, failed };
      return;
    }
    const told = `${String(passed)} passed${failed > 0 ? `, ${String(failed)} failed` : ''}`;
    say(`${failed > 0 ? '✖' : '✔'} ${relative(projectFolder, file)}: ${told} (${(duration / 1000).toFixed(1)} s)`);
  });
  // Nobody else reads the events; a stream that is not read stands still.
  for await (const event of stream) void event;
  return counts;
}
