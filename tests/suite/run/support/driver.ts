// One run as a process of its own, so that it can be sent signals: `driver.ts <reports> <run id> <words of the stub>`.
// Prints what came out as the last line of stdout.

import { join } from 'node:path';
import { runJourneys } from '../../../../src/run/run.ts';
import { readTarget } from '../../../../src/target/environment.ts';
import type { RunRecord } from '../../../../src/verdict/types.ts';

const [reports = '', runId = '', ...words] = process.argv.slice(2);
const { exitCode, record } = await runJourneys({
  target: readTarget({ env: { RUN_ID: runId }, cwd: import.meta.dirname }),
  reports,
  command: [process.execPath, join(import.meta.dirname, 'stub-playwright.ts'), ...words],
  ...(process.env['SHARD'] === undefined ? {} : { playwrightArgs: [`--shard=${process.env['SHARD']}`] }),
  patienceMs: Number(process.env['PATIENCE_MS'] ?? '20000'),
  ...(process.env['RECOVER'] === undefined
    ? {}
    : { recover: (folder: string) => ({ exitCode: 3, headline: `recovered from ${folder}` }) as RunRecord }), // no more is read of it
});
process.stdout.write(
  `${JSON.stringify({ exitCode, runId: record?.run?.id ?? null, headline: record?.headline ?? null })}\n`,
);
process.exit(exitCode);
