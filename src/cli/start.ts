import { runTarget } from './run-target.ts';
import { passesOn, type Verb } from './verb.ts';

export const start: Verb = {
  name: 'start',
  summary: 'run every journey against the stand-in, on desktop and phone, and report',
  example: 'npm start',
  describe: (command) => {
    passesOn(command);
  },
  async run(_options, playwrightArgs) {
    const { exitCode } = await runTarget({ TARGET: 'local' }, { playwrightArgs });
    return exitCode;
  },
};
