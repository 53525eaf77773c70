import { join } from 'node:path';
import { projectFolder, runInOurPlace } from './child.ts';
import type { Verb } from './verb.ts';

export const standin: Verb = {
  name: 'standin',
  summary: 'serve the local Medscape in the foreground',
  example: 'npm run standin -- --port 4310',
  describe: (command) => {
    // The stand-in is a program of its own: its options, --help among them, are its own.
    command
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .argument('[options...]', 'options of the stand-in');
  },
  run: (_options, args) => runInOurPlace([join(projectFolder, 'standin', 'main.ts'), ...args]),
};
