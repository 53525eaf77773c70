import { join } from 'node:path';
import { runFolder } from '../run/files.ts';
import { handedOver } from '../run/hand-over.ts';
import { brokeExitCode, interruptedExitCode } from '../run/run.ts';
import { partName, shardIn, shardName } from '../run/shard.ts';
import { configured, reportsFolder } from '../target/environment.ts';
import { runTarget } from './run-target.ts';
import { UsageError, say } from './verb.ts';

/**
 * Runs one shard, whose blob is all that is asked of it: the verdict is of the whole run, and `merge` gives it. An engine that starts
 * again what fails would else start again what has met a server error, which measures nothing.
 *
 * @param blobs absolute path of the folder that takes the blob
 * @returns 0 where the blob was handed over; 130 where the run was interrupted, its blob handed over or not
 * @throws UsageError, ConfigurationError
 */
export async function runShard(
  blobs: string,
  overrides: Readonly<Record<string, string>>,
  playwrightArgs: readonly string[],
): Promise<number> {
  const runId = configured('RUN_ID', { overrides });
  if (runId === undefined)
    throw new UsageError(
      '--blob needs a RUN_ID, made once and given to every shard: else nobody knows what belongs together.',
    );
  const shard = shardIn(playwrightArgs) ?? { current: 1, total: 1 };
  // Shards on one machine do not meet: each has its own newest report, state and lock.
  const reports = join(reportsFolder(), 'shards', `${String(shard.current)}-of-${String(shard.total)}`);
  const { exitCode } = await runTarget({ ...overrides, BLOB_DIR: blobs, [partName]: '1' }, { playwrightArgs, reports });
  const path = handedOver(runFolder(reports, runId));
  if (path === null) {
    say(`No blob of ${shardName(shard)} was handed over: to whoever merges, this shard is missing.`);
    return exitCode === interruptedExitCode ? exitCode : brokeExitCode;
  }
  const code = exitCode === interruptedExitCode ? exitCode : 0;
  say(`The blob of ${shardName(shard)} is ${path} (exit ${String(code)}). The verdict: npm run merge -- ${blobs}`);
  return code;
}
