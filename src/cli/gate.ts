import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ask } from '../evidence/ask.ts';
import { whyNoNode } from '../gate/reach.ts';
import { renderEvent, renderGate } from '../gate/console.ts';
import { Gate } from '../gate/gate.ts';
import { tellPlan } from '../gate/plan.ts';
import type { GateSetting, GateTools, RollbackSetting } from '../gate/setting.ts';
import { tellGate } from '../gate/github.ts';
import { rollbackVerdicts, usualRollback } from '../gate/judge.ts';
import { keepGate, moveGateAside } from '../gate/keep.ts';
import { runPart, type PartLab } from '../gate/part.ts';
import { redactShell } from '../gate/rollback.ts';
import { revisionJourney, waitingJourneys } from '../gate/waiting-evidence.ts';
import { readWindows, windowOf } from '../gate/windows.ts';
import { agentSuffix } from '../evidence/agent.ts';
import { openHistory } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import type { History } from '../history/types.ts';
import { readPolicy } from '../journey/setting.ts';
import { tellGithub } from '../report/github.ts';
import { pastOf, writePast } from '../report/remember.ts';
import { writeReport } from '../report/writer.ts';
import { moveAside, prune, runFolder } from '../run/files.ts';
import { LockedError, takeLock } from '../run/lock.ts';
import { suiteVersion } from '../run/meta.ts';
import { interruptedExitCode } from '../run/run.ts';
import { freePort } from '../run/standin-port.ts';
import { makeWritable } from '../run/writable.ts';
import {
  configured,
  historyPlace,
  isRemembered,
  readDeployed,
  readTarget,
  reportsFolder,
  secretsOf,
} from '../target/environment.ts';
import { createRedactor } from '../target/redactor.ts';
import { createSite } from '../target/site.ts';
import type { RunRecord } from '../verdict/types.ts';
import { ownTurn } from './turn.ts';
import { UsageError, say, wholeNumber, type Verb } from './verb.ts';

const windowsFile = resolve(import.meta.dirname, '../../windows.yaml');

const given = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const seconds = (name: string, value: unknown, usual: number, most: number): number =>
  1_000 * wholeNumber(name, value ?? String(usual), 1, most);

/** @throws UsageError */
function rollbackOf(options: Readonly<Record<string, unknown>>): RollbackSetting | null {
  const { rollback, rollbackOn, rollbackTimeout, recoverWithin } = options;
  const command = given(rollback);
  if (command === null) {
    if ([rollback, rollbackOn, rollbackTimeout, recoverWithin].some((value) => value !== undefined))
      throw new UsageError(
        "--rollback is missing, or empty: the team's own command, as a shell takes it, such as --rollback './deploy.sh previous'.",
      );
    return null;
  }
  const wanted = (given(rollbackOn) ?? usualRollback.join(',')).split(',').map((word) => word.trim());
  const unknown = wanted.filter((word) => !rollbackVerdicts.some((verdict) => verdict === word));
  if (unknown.length > 0)
    throw new UsageError(
      `--rollback-on knows no ${unknown.map((word) => JSON.stringify(word)).join(', ')}: ${rollbackVerdicts.join(', ')}, with commas between.`,
    );
  return {
    command,
    on: rollbackVerdicts.filter((verdict) => wanted.includes(verdict)),
    timeoutMs: seconds('--rollback-timeout', rollbackTimeout, 300, 7_200),
    recoverMs: seconds('--recover-within', recoverWithin, 600, 7_200),
  };
}

/** @throws UsageError */
function sinceOf(value: unknown): string | null {
  const text = given(value);
  if (text === null) return null;
  const at = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--since ${JSON.stringify(text)} is no instant with its zone, such as 2026-11-22T10:00:00Z.`);
  if (at > Date.now()) throw new UsageError(`--since ${text} is yet to come: it is when the change went out.`);
  return new Date(at).toISOString();
}

/** Where the history is switched off, nothing is known and nothing is kept. */
const forgetful: Pick<History, 'runs' | 'record' | 'troubles' | 'close'> = {
  runs: () => Promise.resolve([]),
  record: () => Promise.resolve('known'),
  troubles: ['The history is switched off (HISTORY=off): everything counts as new.'],
  close: () => Promise.resolve(),
};

/** Ctrl-C reaches us more than once: from the terminal, from npm and from the set-up. */
const samePressMs = 1_000;

/** The first press asks everything to stop; a second one does not wait for a rollback either. */
function listenForStop(): { readonly stop: AbortSignal; readonly leave: AbortSignal; readonly end: () => void } {
  const [stop, leave] = [new AbortController(), new AbortController()];
  let firstAt = 0;
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      firstAt = performance.now();
      say(
        'Interrupted: what is known is kept. A rollback that has begun goes on to its end; once more not to wait for it.',
      );
      stop.abort();
    } else if (performance.now() - firstAt > samePressMs) leave.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  const end = (): void => {
    for (const name of signals) process.off(name, onSignal);
  };
  return { stop: stop.signal, leave: leave.signal, end };
}

export const gate: Verb = {
  name: 'gate',
  summary: 'after a deploy: did this change break the site? Roll it back when told to, and prove that it helped',
  example: "npm run gate -- --target production --change CHG-1234 --rollback './deploy.sh previous'",
  describe: (command) => {
    command
      .option('--target <name>', 'local, staging or production (default: TARGET, else local)')
      .option('--change <id>', 'the change that went out (default: CHANGE_ID)')
      .option('--change-url <url>', 'where it is described (default: CHANGE_URL)')
      .option('--since <instant>', 'when it began to go out (default: now, or the first run that followed it)')
      .option('--revision <value>', 'wait until every node shows this revision (default: REVISION)')
      .option('--wait <seconds>', 'for how long at most (default: 120)')
      .option('--rollback <command>', "the team's own, run once on what is new since the change")
      .option('--rollback-on <verdicts>', `on which (default: ${usualRollback.join(',')}; also regression)`)
      .option('--rollback-timeout <seconds>', 'how long it may take (default: 300)')
      .option('--recover-within <seconds>', 'how long the site may take afterwards (default: 600)')
      .option(
        '--smoke <pattern>',
        'which journeys come first, and are run on each node and after a rollback (default: @smoke)',
      )
      .option(
        '--expect <status@path...>',
        'what maintenance answers on purpose, such as 503@/drug/*; with --from and --to',
      )
      .option('--from <instant>', 'beginning of the maintenance')
      .option('--to <instant>', 'its end')
      .option('--dry-run', 'say what it would do, and do nothing')
      .option(
        '--practice <name>',
        'put a change out that breaks a stand-in behind an httpd of our own, and have it judged and rolled back: incident, dies',
      )
      .addHelpText(
        'after',
        '\nExit codes: 0 PASS, 2 INCONCLUSIVE or our own trouble, 130 interrupted; else FAIL, by the worst that is new: 1 regression, 3 server error, 4 unreachable, 5 blocked.',
      );
  },
  async run(options, args) {
    if (args.length > 0) throw new UsageError(`gate takes no ${args.join(' ')}: see npm run gate -- --help.`);
    const practice = given(options['practice']);
    const smoke = given(options['smoke']) ?? '@smoke';
    if (practice !== null) {
      const others = Object.keys(options).filter((option) => !['practice', 'smoke'].includes(option));
      if (others.length > 0)
        throw new UsageError('--practice has a target, a change and a rollback of its own: leave the rest out.');
      // httpd is loaded where it is wanted
      const { practise } = await import('./gate-practice.ts');
      return practise(practice, smoke);
    }
    const { target: name, change, changeUrl, revision } = options;
    const asked = {
      ...(given(name) === null ? {} : { TARGET: given(name) ?? '' }),
      ...(given(change) === null ? {} : { CHANGE_ID: given(change) ?? '' }),
      ...(given(changeUrl) === null ? {} : { CHANGE_URL: given(changeUrl) ?? '' }),
      ...(given(revision) === null ? {} : { REVISION: given(revision) ?? '' }),
    };
    // the same one for every run of the gate, where nobody has named one
    const isOwnPort =
      readTarget({ overrides: asked }).standinPort !== null &&
      configured('STANDIN_PORT', { overrides: asked }) === undefined;
    const overrides = { ...asked, ...(isOwnPort ? { STANDIN_PORT: String(await freePort()) } : {}) };
    const target = readTarget({ overrides });
    const window = windowOf({ expect: options['expect'], from: options['from'], to: options['to'] });
    const setting: GateSetting = {
      target,
      deployed: readDeployed(target, { overrides }),
      windows: [...(window === null ? [] : [window]), ...readWindows(windowsFile, target.name)],
      waitMs: seconds('--wait', options['wait'], 120, 3_600),
      since: sinceOf(options['since']),
      rollback: rollbackOf(options),
      suiteVersion: suiteVersion(),
    };
    const reports = reportsFolder();
    makeWritable(reports);
    const rules = readHistoryRules();
    const history = isRemembered() ? await openHistory({ ...historyPlace(), rules }) : forgetful;
    try {
      if (options['dryRun'] === true) {
        const redactor = createRedactor(secretsOf(target, { overrides }));
        for (const line of await tellPlan(setting, history, Date.now()))
          process.stdout.write(`${redactShell(line, redactor)}\n`);
        return 0;
      }
      const turn = await ownTurn('gate', overrides);
      try {
        return await runGate(setting, history, { reports, overrides, smoke });
      } finally {
        await turn.release();
      }
    } finally {
      await history.close();
    }
  },
};

/** The pages of the gate's run again, with what went before it: by now it is in the history. */
async function addPast(
  record: RunRecord | null,
  { reports, runDir }: { readonly reports: string; readonly runDir: string },
): Promise<void> {
  if (record === null || !isRemembered()) return;
  const past = await pastOf(record, { ...historyPlace(), reports, rules: readHistoryRules() });
  writePast({ record, reportsDir: reports, runDir }, past);
}

/** @throws UsageError while another run goes on there, or where a run of that id is over */
async function runGate(
  setting: GateSetting,
  history: GateTools['history'],
  { reports, overrides, smoke }: Pick<PartLab, 'reports' | 'overrides' | 'smoke'>,
): Promise<number> {
  const { target, deployed } = setting;
  const { runId } = target;
  let release: () => void;
  try {
    release = takeLock(reports, runId);
  } catch (error) {
    throw error instanceof LockedError ? new UsageError(error.message) : error;
  }
  const { stop, leave, end } = listenForStop();
  try {
    const runDir = runFolder(reports, runId);
    if (existsSync(join(runDir, 'verdict.json')))
      throw new UsageError(
        `There is a finished run ${runId} in ${runDir}: give the gate a RUN_ID of its own, or none.`,
      );
    moveAside(reports, runId);
    moveGateAside(reports);
    prune(reports, runId);
    const colour = process.stderr.isTTY && process.stderr.hasColors();
    const redactor = createRedactor(secretsOf(target, { overrides }));
    const url = deployed.marker?.url ?? '';
    const site = createSite(target);
    let page: string | null = null;
    let whole: RunRecord | null = null;
    let isUntold = false;
    // neither a full disk nor a mistake of ours in a page keeps anybody from rolling back
    const written = <T>(write: () => T): T | null => {
      try {
        return write();
      } catch (error) {
        say(`The report failed: ${error instanceof Error ? error.message : String(error)}`);
        isUntold = true;
        return null;
      }
    };
    const report = await new Gate(setting, {
      ...{ history, redactor, stop, leave },
      run: (asked) =>
        runPart(asked, {
          target,
          reports,
          overrides,
          smoke,
          say,
          onProgress: (line) => say(`           ${line}`),
        }),
      ask: (node) =>
        ask(url, {
          ...{ node, caFile: target.caFile, timeoutMs: target.budgets.exchangeMs, signal: stop },
          agent: agentSuffix({ runId, project: 'set-up', journey: revisionJourney({ node }), index: 0 }),
          basic: site.surfaceOf(url) === null ? null : target.httpCredentials,
        }),
      whyNoNode: (node) => whyNoNode(node, target.origins.www, target.budgets.exchangeMs),
      waitingJourneys: (places) => waitingJourneys(places, { runId, url, site, redactor }),
      policy: () => readPolicy(target),
      keepRun: (record) => {
        tellGithub(record);
        const files = written(() => writeReport({ record, reportsDir: reports, runDir, isGate: true }));
        if (files !== null) whole = record;
        return files === null ? null : relative(reports, join(runDir, 'index.html'));
      },
      pageOf: (run) => {
        const path = join(runFolder(reports, run), 'index.html');
        return existsSync(path) ? relative(reports, path) : null;
      },
      keepGate: (told) => {
        page = written(() => keepGate(reports, told));
      },
      onEvent: (event) => say(renderEvent(event, colour)),
      now: Date.now,
    }).run();
    process.stdout.write(renderGate(report, page, process.stdout.isTTY && process.stdout.hasColors()));
    tellGate(report);
    await addPast(whole, { reports, runDir });
    if (stop.aborted) return interruptedExitCode;
    // what nobody can read again is no pass
    return isUntold && report.exitCode === 0 ? 2 : report.exitCode;
  } finally {
    end();
    release();
  }
}
