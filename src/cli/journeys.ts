import { reportsFolder } from '../target/environment.ts';
import { allureAfter } from './allure.ts';
import { preflightProject, runTarget } from './run-target.ts';
import { UsageError, passesOn, type Verb } from './verb.ts';

export const journeys: Verb = {
  name: 'journeys',
  summary: 'run the journeys against a target, and exit by the outcome',
  example: 'npm run journeys -- --target staging --grep @smoke',
  describe: (command) => {
    passesOn(command)
      .option('--target <name>', 'local, staging or production (default: TARGET, else local)')
      .option('--preflight-only', 'look at each surface once, and run no journey');
  },
  async run({ target, preflightOnly }, args) {
    if (preflightOnly === true && args.some((arg) => arg.startsWith('--project'))) {
      throw new UsageError('--preflight-only is a project of its own: leave --project out.');
    }
    const playwrightArgs = preflightOnly === true ? [`--project=${preflightProject}`, ...args] : args;
    const overrides: Record<string, string> = typeof target === 'string' ? { TARGET: target } : {};
    const result = await runTarget(overrides, { playwrightArgs });
    await allureAfter(result, reportsFolder(), overrides);
    return result.exitCode;
  },
};
