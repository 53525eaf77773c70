import { senderIn } from '../evidence/agent.ts';
import { commandSource, fileSource } from '../apache/log-sources.ts';
import type { LogLine, LogSource, LogWindow } from '../apache/types.ts';
import { holdsAllOf, joinLogs } from '../evidence/join-logs.ts';
import type { AttemptEvidence, JoinedLogs, RunnerTrouble } from '../evidence/types.ts';
import { createRedactor, type Redactor } from '../target/redactor.ts';
import { createSite } from '../target/site.ts';
import type { ServerLog, Site, Target } from '../target/types.ts';
import { serverLogId } from '../verdict/looks.ts';
import type { JourneyInput, ServerLogRecord } from '../verdict/types.ts';
import type { EndedTest } from './collect.ts';

/** A server's log as the reporter reads it. */
export interface LogSetting {
  readonly source: LogSource;
  /** Where it comes from, for a reader: never a command, which may hold a secret. */
  readonly name: string;
  readonly log: ServerLog;
  readonly site: Site;
  readonly redactor: Redactor;
}

/** What the log had to say of a run. */
export interface HeardLog {
  /** An attempt's evidence with what the log knows of it. */
  readonly of: (evidence: AttemptEvidence) => AttemptEvidence;
  /** The look into the log itself: what belongs to the run and to no attempt. */
  readonly look: JourneyInput;
  readonly record: ServerLogRecord;
}

/** Lines come as requests end; a log that is read through a network or a store is later than that. */
const patienceMs = 5_000;
/** Examples of what could not be read, in characters. */
const longestExample = 200;

/** On a shared server only its errors and our own requests are of interest; a format without the User-Agent tells nothing of whose. */
const isOfInterest = (line: LogLine): boolean =>
  line.kind === 'error' || line.agent === null || senderIn(line.agent) !== null;

/** @returns null where the target names no log */
export function logSettingOf(target: Target, secrets: readonly string[]): LogSetting | null {
  const { serverLog: log } = target;
  if (log === null) return null;
  const options = log.own ? {} : { keep: isOfInterest };
  const { from } = log;
  const isFiles = 'files' in from;
  return {
    source: isFiles ? fileSource(from.files, options) : commandSource(from.command, options),
    name: isFiles ? from.files.join(', ') : 'what LOG_COMMAND prints',
    log,
    site: createSite(target),
    redactor: createRedactor(secrets),
  };
}

const spanOf = (attempts: readonly AttemptEvidence[]): { readonly from: number; readonly to: number } => ({
  from: Math.min(...attempts.map(({ startedAt }) => Date.parse(startedAt))),
  to: Math.max(...attempts.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs)),
});

/** What was read before is as it was. */
const unheard: LogWindow = {
  lines: [],
  unread: { count: 0, examples: [] },
  has: { access: false, error: false },
  troubles: [],
};

async function readWindow(
  { source, log }: LogSetting,
  attempts: readonly AttemptEvidence[],
  isHurried: boolean,
): Promise<LogWindow> {
  try {
    const { from, to } = spanOf(attempts);
    // probes are sent when an attempt is over, and a clock may differ
    const margin = log.skewMs + patienceMs;
    const isWhole = holdsAllOf(attempts, log);
    return await source.read({
      from: from - margin,
      to: to + margin,
      isWhole,
      ...(isHurried ? { patienceMs: 0 } : { patienceMs }),
    });
  } catch (error) {
    return { ...unheard, troubles: [error instanceof Error ? error.message : String(error)] };
  } finally {
    await source.end().catch(() => {});
  }
}

/** Results with what the log knows of their attempts. */
export const withLog = (ended: readonly EndedTest[], heard: HeardLog | null): readonly EndedTest[] =>
  heard ? ended.map((one) => ({ ...one, evidence: one.evidence.map(heard.of) })) : ended;

/** Why the log cannot testify, or not to all: each in a sentence. */
function troublesOf(
  { silent }: JoinedLogs,
  { troubles, unread }: LogWindow,
): Pick<RunnerTrouble, 'kind' | 'message'>[] {
  if (silent === null)
    return troubles.map((trouble) => ({
      kind: 'log-incomplete',
      message: `The server's log could not be read whole: ${trouble}`,
    }));
  const [example] = unread.examples;
  const unknown =
    example !== undefined
      ? [`${String(unread.count)} of its lines are in no known format, such as “${example.slice(0, longestExample)}”.`]
      : [];
  return [silent, ...unknown].map((message) => ({ kind: 'log-silent', message }));
}

/**
 * Reads the log of a run's time and joins it to its attempts. Whatever goes wrong in it is told by the look into the log, and costs no journey
 * its verdict: then the browser's evidence is judged alone.
 *
 * @param isHurried somebody has stopped the run: late lines are not waited for
 * @returns null where nothing was asked of the site
 */
export async function hearLog(
  setting: LogSetting,
  attempts: readonly AttemptEvidence[],
  isHurried = false,
): Promise<HeardLog | null> {
  if (attempts.length === 0) {
    await setting.source.end().catch(() => {});
    return null;
  }
  const began = Date.now();
  const at = new Date(began).toISOString();
  const { site, redactor, name, log } = setting;
  const window = await readWindow(setting, attempts, isHurried);
  const joined = joinLogs({ window, attempts, site, skewMs: log.skewMs, own: log.own });
  const troubles = troublesOf(joined, window).map(({ kind, message }) => ({
    kind,
    message: redactor.text(message),
    at,
  }));
  const clean = (index: number): AttemptEvidence | undefined => {
    const one = joined.attempts[index];
    // of whom a silent log says nothing, it does not say that nothing was wrong
    if (!one?.logRecords || (joined.silent !== null && one.logRecords.length === 0)) return undefined;
    return { ...one, logRecords: redactor.value(one.logRecords) };
  };
  const known = new Map(attempts.map((evidence, index) => [evidence, clean(index) ?? evidence]));
  return {
    of: (evidence) => known.get(evidence) ?? evidence,
    look: lookOf(attempts[0]?.runId ?? '', {
      at,
      durationMs: Date.now() - began,
      logRecords: redactor.value(joined.run),
      runner: troubles,
    }),
    record: {
      source: redactor.text(name),
      own: log.own,
      lines: {
        access: window.lines.filter(({ kind }) => kind === 'access').length,
        error: window.lines.filter(({ kind }) => kind === 'error').length,
      },
      unread: {
        count: window.unread.count,
        examples: window.unread.examples.map((example) => redactor.text(example.slice(0, longestExample))),
      },
      beside: redactor.value(joined.beside),
      besideLeftOut: joined.besideLeftOut,
    },
  };
}

interface Look extends Pick<Required<AttemptEvidence>, 'durationMs' | 'logRecords'> {
  readonly at: string;
  readonly runner: readonly RunnerTrouble[];
}

/** Judged like a journey: it passes where the log is clean, and fails with what the log holds against the run. */
function lookOf(runId: string, { at, durationMs, logRecords, runner }: Look): JourneyInput {
  const ended = runner.length === 0 ? 'passed' : 'failed';
  const project = 'set-up';
  const evidence: AttemptEvidence = {
    schemaVersion: 1,
    runId,
    journey: serverLogId,
    project,
    index: 0,
    startedAt: at,
    durationMs,
    ended,
    failures: [],
    exchanges: [],
    exchangeCount: 0,
    exchangesLeftOut: 0,
    assets: [],
    went: [],
    console: [],
    pageErrors: [],
    runner,
    steps: [],
    probes: [],
    logRecords,
    sentNonIdempotent: false,
    control: null,
  };
  return {
    id: serverLogId,
    project,
    title: "The server's log holds no error of its own",
    file: 'src/report/server-log.ts',
    tags: [],
    owner: '',
    surfaces: [],
    verified: true,
    // how long a log takes to be read is no matter of the site
    budgetMs: Number.MAX_SAFE_INTEGER,
    attempts: [{ index: 0, ended, startedAt: at, durationMs, evidence, errors: [], attachments: [] }],
    notRun: null,
    retries: 0,
  };
}
