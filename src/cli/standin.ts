import { resolve } from 'node:path';
import { apacheMode } from './apache-option.ts';
import { projectFolder, runInOurPlace } from './child.ts';
import type { Verb } from './verb.ts';

/** Takes one of our options out of the stand-in's own, with its value. */
function take(args: string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at === -1) return undefined;
  const [option = ''] = args.splice(at, 1);
  if (option.includes('=')) return option.slice(name.length + 1);
  const next = args[at];
  return next === undefined || next.startsWith('-') ? '' : args.splice(at, 1)[0];
}

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
  async run(_options, given) {
    const args = [...given];
    const mode = apacheMode(take(args, '--apache'));
    if (mode === 'off') return runInOurPlace([resolve(projectFolder, 'standin/main.ts'), ...args]);
    // Where a run of journeys starts it: what it leaves to the run, and what it is handed over.
    const logs = take(args, '--httpd-logs');
    const authority = take(args, '--authority');
    const [{ run }, { serveBehindHttpd }, { takeAuthority }] = await Promise.all([
      import('../../standin/command.ts'),
      import('./standin-httpd.ts'),
      import('../run/own-httpd.ts'),
    ]);
    const behind = serveBehindHttpd({
      mode,
      ...(logs === undefined ? {} : { logs: resolve(logs) }),
      ...(authority === undefined ? {} : { authority: await takeAuthority(authority) }),
    });
    return run(args, behind);
  },
};
