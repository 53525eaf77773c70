import { verdicts, exitCodes } from '../verdict/types.ts';
import { checks, runChecks } from './checks.ts';
import { unlisted } from '../rehearsal/steps/urls.ts';
import { runTarget } from './run-target.ts';
import { runSuiteTests, type Counts } from './suite-tests.ts';
import { UsageError, say, type Verb } from './verb.ts';

const parts = ['checks', 'suite', 'drills', 'journeys'] as const;
type Part = (typeof parts)[number];

async function runJourneysPart(): Promise<Counts> {
  const { record, exitCode } = await runTarget({ TARGET: 'local', ALLURE: 'off', HISTORY: 'off', RUN_ID: '' }, {});
  if (!record) return { passed: 0, failed: 1 };
  const failed = verdicts
    .filter((verdict) => exitCodes[verdict] !== 0)
    .reduce((sum, verdict) => sum + record.counts[verdict], 0);
  const pages = record.journeys.flatMap(({ attempts }) =>
    attempts.flatMap(({ exchanges }) =>
      exchanges
        .filter(({ resourceType, method }) => resourceType === 'document' && method === 'GET')
        .map(({ url }) => url),
    ),
  );
  const lacking = unlisted(pages);
  if (lacking.length > 0) {
    say(
      `The route matrix of rehearsals (src/rehearsal/steps/urls.ts) lacks what the journeys visit: ${lacking.join(', ')}`,
    );
    return { passed: record.journeys.length - failed, failed: failed + 1 };
  }
  // A run may be broken without a broken journey: a lost shard, a report that could not be written, nothing run.
  return { passed: record.journeys.length - failed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

const runners: Readonly<Record<Part, (patterns: readonly string[]) => Promise<Counts>>> = {
  async checks() {
    const failed = await runChecks(checks);
    return { passed: checks.length - failed, failed };
  },
  suite: runSuiteTests,
  drills: () => runSuiteTests(['tests/drills/**/*.test.ts']),
  journeys: runJourneysPart,
};

const titles: Readonly<Record<Part, string>> = {
  checks: 'Types, lint and format',
  suite: "The suite's own tests",
  drills: 'The quick drills: faults called by their right names',
  journeys: 'The journeys on the stand-in',
};

export const test: Verb = {
  name: 'test',
  summary: "run types, lint, the suite's own tests, the quick drills and the journeys on the stand-in",
  example: 'npm test -- --only suite "tests/suite/target/*.test.ts"',
  describe: (command) => {
    command
      .argument('[files...]', 'test files of the suite, as globs; only its own tests are run then (default: all)')
      .option('--only <part>', `run one part alone: ${parts.join(', ')} (default: all four, one after the other)`);
  },
  async run({ only }, files) {
    const wanted = only ?? (files.length > 0 ? 'suite' : undefined);
    const chosen = parts.filter((part) => wanted === undefined || part === wanted);
    if (chosen.length === 0) throw new UsageError(`--only ${JSON.stringify(only)} is none of ${parts.join(', ')}`);
    if (files.length > 0 && !chosen.includes('suite'))
      throw new UsageError(`--only ${chosen.join()} takes no test files`);

    const startedAt = performance.now();
    const results: (Counts & { readonly part: Part })[] = [];
    // One after the other: the tests measure times, and the machine may be small.
    for (const part of chosen) {
      say(`\n${titles[part]}`);
      results.push({ part, ...(await runners[part](files)) });
    }
    const total = (key: keyof Counts) => results.reduce((sum, counts) => sum + counts[key], 0);
    say('');
    for (const { part, passed, failed } of results) {
      say(`${failed > 0 ? '✖' : '✔'} ${titles[part]}: ${String(passed)} passed, ${String(failed)} failed`);
    }
    say(`in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    process.stdout.write(`${String(total('passed'))} passed, ${String(total('failed'))} failed\n`);
    return total('failed') > 0 ? 1 : 0;
  },
};
