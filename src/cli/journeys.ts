import { resolve } from 'node:path';
import { reportsFolder } from '../target/environment.ts';
import { allureAfter } from './allure.ts';
import { apacheVariables, takesApache } from './apache-option.ts';
import { preflightProject, runTarget } from './run-target.ts';
import { runShard } from './run-shard.ts';
import { brokeExitCode, type RunResult } from '../run/run.ts';
import { UsageError, passesOn, type Verb } from './verb.ts';

export const journeys: Verb = {
  name: 'journeys',
  summary: 'run the journeys against a target, and exit by the outcome',
  example: 'npm run journeys -- --target staging --grep @smoke',
  describe: (command) => {
    takesApache(passesOn(command))
      .option('--target <name>', 'local, staging or production (default: TARGET, else local)')
      .option('--preflight-only', 'look at each surface once, and run no journey')
      .option(
        '--repeat-suspected',
        'run again after a minute and a half what makes an incident only if it stays; exits by the worst of the runs',
      )
      .option('--blob <folder>', 'leave a blob there for `merge`, which judges: 0 says that it is there, and no more');
  },
  async run({ target, preflightOnly, repeatSuspected, blob, apache }, args) {
    if (preflightOnly === true && args.some((arg) => arg.startsWith('--project'))) {
      throw new UsageError('--preflight-only is a project of its own: leave --project out.');
    }
    if (repeatSuspected === true && typeof blob === 'string')
      throw new UsageError(
        '--repeat-suspected needs a verdict, and --blob leaves that to the merge: leave one of them out.',
      );
    const playwrightArgs = preflightOnly === true ? [`--project=${preflightProject}`, ...args] : args;
    const overrides = { ...(typeof target === 'string' ? { TARGET: target } : {}), ...apacheVariables(apache) };
    if (typeof blob === 'string' && !args.includes('--list')) return runShard(resolve(blob), overrides, playwrightArgs);
    const run = async (own: Readonly<Record<string, string>>): Promise<RunResult> => {
      const result = await runTarget({ ...overrides, ...own }, { playwrightArgs });
      await allureAfter(result, reportsFolder(), overrides);
      return result;
    };
    const isList = args.includes('--list');
    const turn = isList ? null : await (await import('./turn.ts')).ownTurn('journeys', overrides, playwrightArgs);
    if (turn?.isOurs === false) return brokeExitCode;
    try {
      const result = await run({});
      if (repeatSuspected !== true || isList) return result.exitCode;
      const { repeatAfter } = await import('./repeat-suspected.ts');
      // a run of its own, whatever the environment calls the first
      return await repeatAfter(result, () => run({ RUN_ID: '' }), overrides);
    } finally {
      await turn?.release();
    }
  },
};
