import { runBinary, type BinaryOptions } from './run-binary.ts';
import type { ApacheBinary, BinaryRun, ServerRoot } from './types.ts';

/** What httpd makes of its main server's settings (`-t -D DUMP_RUN_CFG`). Null: not said. */
export interface RunConfiguration {
  readonly pidFile: string | null;
  readonly errorLog: string | null;
  readonly user: { readonly name: string; readonly id: number } | null;
}

/** Pure. */
export function parseRunConfiguration(dump: string): RunConfiguration {
  const quoted = (name: string): string | null => new RegExp(`^${name}: "(.*)"$`, 'm').exec(dump)?.[1] ?? null;
  const [, name, id] = /^User: name="(.*)" id=(\d+)/m.exec(dump) ?? [];
  return {
    pidFile: quoted('PidFile'),
    errorLog: quoted('Main ErrorLog'),
    user: name === undefined ? null : { name, id: Number(id) },
  };
}

/** @returns null for `settings` where the configuration is refused; `run` has Apache's words */
export async function readRunConfiguration(
  binary: ApacheBinary,
  root: ServerRoot,
  options: BinaryOptions = {},
): Promise<{ readonly run: BinaryRun; readonly settings: RunConfiguration | null }> {
  const run = await runBinary(binary, root, ['-t', '-D', 'DUMP_RUN_CFG'], options);
  return { run, settings: run.code === 0 ? parseRunConfiguration(run.stdout) : null };
}
