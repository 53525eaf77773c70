import { reportsFolder } from '../target/environment.ts';
import { allureAfter } from './allure.ts';
import { apacheVariables, takesApache } from './apache-option.ts';
import { runTarget } from './run-target.ts';
import { passesOn, type Verb } from './verb.ts';

export const start: Verb = {
  name: 'start',
  summary: 'run every journey against the stand-in, on desktop and phone, and report',
  example: 'npm start',
  describe: (command) => {
    takesApache(passesOn(command));
  },
  async run({ apache }, playwrightArgs) {
    const overrides = { TARGET: 'local', ...apacheVariables(apache) };
    const result = await runTarget(overrides, { playwrightArgs });
    await allureAfter(result, reportsFolder(), overrides);
    return result.exitCode;
  },
};
