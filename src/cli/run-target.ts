import type { HistoryOptions } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import { recoverRun } from '../report/recover.ts';
import { renderSummary } from '../report/console.ts';
import { tellGithub } from '../report/github.ts';
import { rememberAndTell } from '../report/remember.ts';
import { runbookPath } from '../report/runbook.ts';
import { logSettingOf, type LogSetting } from '../report/server-log.ts';
import { writeReport } from '../report/writer.ts';
import { findApache } from '../apache/binary.ts';
import { runsAlready } from '../run/own-httpd.ts';
import { runJourneys, type RunOptions, type RunResult } from '../run/run.ts';
import { shardIn } from '../run/shard.ts';
import { freePort } from '../run/standin-port.ts';
import {
  blobFolder,
  configured,
  historyPlace,
  isRemembered,
  readTarget,
  reportsFolder,
  secretsOf,
} from '../target/environment.ts';
import type { RunRecord } from '../verdict/types.ts';
import { UsageError } from './verb.ts';

/** The set-up's project in playwright.config.ts: it looks at every surface, and runs no journey. */
export const preflightProject = 'set-up';

async function recover(
  reportsDir: string,
  runDir: string,
  log: LogSetting | null,
  history: HistoryOptions | null,
): Promise<RunRecord | null> {
  const record = await recoverRun(runDir, log);
  if (!record) return null;
  const files = { record, reportsDir, runDir };
  const { page } = writeReport(files);
  const runbook = runbookPath(record.outcome, reportsDir);
  process.stdout.write(
    renderSummary(record, { reportPath: page, runbook, colour: false, width: process.stdout.columns ?? null }),
  );
  tellGithub(record);
  if (history) await rememberAndTell(files, history);
  return record;
}

/**
 * Reads the target and runs the journeys against it. The stand-in gets a free port where none is named, so that it meets no
 * other one.
 *
 * @throws ConfigurationError; NoApacheError where an httpd is asked for and there is none; UsageError where it has nothing to stand in front of
 */
export async function runTarget(
  overrides: Readonly<Record<string, string>>,
  options: Omit<RunOptions, 'target' | 'recover'>,
): Promise<RunResult> {
  const target = readTarget({ overrides });
  const mode = overrides['STANDIN_APACHE'];
  if (mode !== undefined && target.name !== 'local')
    throw new UsageError(
      `--apache puts an httpd in front of the stand-in, and the target is ${target.name}: leave it out.`,
    );
  const hasPort = configured('STANDIN_PORT', { overrides }) !== undefined;
  const there = runsAlready({ overrides });
  if (mode !== undefined && mode !== 'off' && there !== undefined && !hasPort)
    throw new UsageError(
      `--apache starts an httpd of its own, and ${there} tells of one that runs already: leave one of the two out.`,
    );
  if (target.standinApache !== 'off') findApache(); // told before anything is started
  const chosen = target.standinPort !== null && !hasPort;
  const final = chosen
    ? readTarget({ overrides: { ...overrides, STANDIN_PORT: String(await freePort()), RUN_ID: target.runId } })
    : target;
  const { reports = reportsFolder() } = options;
  // a shard is no run of its own
  const isWhole = shardIn(options.playwrightArgs ?? []) === null && blobFolder({ overrides }) === null;
  const history =
    isWhole && isRemembered({ overrides })
      ? { ...historyPlace({ overrides }), reports, rules: readHistoryRules() }
      : null;
  return runJourneys({
    ...options,
    env: { ...overrides, ...options.env },
    target: final,
    recover: (runDir) => recover(reports, runDir, logSettingOf(final, secretsOf(final, { overrides })), history),
  });
}
