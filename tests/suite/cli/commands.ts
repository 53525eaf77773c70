import { runCommand } from '../../../src/cli/program.ts';
import type { Ended } from './support.ts';

/** A command line for `commandsInOneProcess` of support.ts, which starts this file. */
export interface Asked {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const own = { ...process.env };

async function runAsked({ args, env }: Asked): Promise<Ended> {
  for (const name of Object.keys(process.env)) if (!(name in own)) delete process.env[name];
  Object.assign(process.env, own, env);
  const told = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    process[stream].write = (text: string | Uint8Array) => {
      told[stream] += String(text);
      return true;
    };
  return { code: await runCommand(args), ...told };
}

process.on('message', (asked: Asked) => {
  void runAsked(asked).then((ended) => process.send?.(ended));
});
process.send?.('ready');
