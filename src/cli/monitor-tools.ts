import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { deliver } from '../alert/deliver/index.ts';
import { readAlertSettings } from '../alert/settings.ts';
import type { AlertSettings } from '../alert/types.ts';
import { agentSuffix } from '../evidence/agent.ts';
import { openHistory, type HistoryOptions } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import { readPolicy, requestIdHeaders } from '../journey/setting.ts';
import { Budget } from '../monitor/budget.ts';
import { heartbeat } from '../monitor/heartbeat.ts';
import type { PulseLab } from '../monitor/look.ts';
import { renderEvent } from '../monitor/log.ts';
import { Memory } from '../monitor/memory.ts';
import { readMonitorSettings } from '../monitor/settings.ts';
import type { MonitorEvent, MonitorSettings } from '../monitor/types.ts';
import type { WatchTools } from '../monitor/watch.ts';
import { createMetrics } from '../report/metrics/metrics.ts';
import type { Metrics } from '../report/metrics/types.ts';
import { declaredRunbook } from '../report/runbook.ts';
import { writeStatus } from '../report/status/index.ts';
import { writeReport } from '../report/writer.ts';
import { prune, runFolder } from '../run/files.ts';
import { suiteVersion } from '../run/meta.ts';
import type { RunResult } from '../run/run.ts';
import { makeWritable } from '../run/writable.ts';
import {
  configured,
  historyPlace,
  isRemembered,
  newRunId,
  readTarget,
  reportsFolder,
  secretsOf,
} from '../target/environment.ts';
import { createRedactor } from '../target/redactor.ts';
import { createSite } from '../target/site.ts';
import type { Target } from '../target/types.ts';
import { runTarget } from './run-target.ts';
import { say, UsageError } from './verb.ts';
import { messageOf } from '../target/message-of.ts';

/** Everything that both ways of monitoring need. */
export interface MonitorTools extends Omit<WatchTools, 'stop' | 'runJourneys'> {
  readonly settings: MonitorSettings;
  readonly alerts: AlertSettings;
  readonly metrics: Metrics;
  readonly history: HistoryOptions;
  /** Runs the journeys; what they print goes to a file, or to our own output. */
  readonly runJourneys: (to: 'file' | 'terminal') => Promise<RunResult>;
}

export interface MonitorAsked {
  /** Variables that say which target it is. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Which journeys are run, as Playwright's `--grep` takes it. Default: all. */
  readonly grep?: string;
  /** Default: `monitor.yaml` of the project. */
  readonly settingsFile?: string;
  /** Default: `alerts.yaml` of the project. */
  readonly alertsFile?: string;
  readonly stop: AbortSignal;
  /** The process stays, and is scraped. */
  readonly stays: boolean;
}

/** What the newest run of journeys under `--watch` printed. */
const printedFile = (reports: string): string => join(reports, 'monitor', 'journeys.txt');

/** One after another, whoever asks. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}

/**
 * Reads all that is declared before anything begins.
 *
 * @throws ConfigurationError, UsageError, UnwritableError
 */
export function makeTools({ overrides, grep, settingsFile, alertsFile, stop, stays }: MonitorAsked): MonitorTools {
  const first = readTarget({ overrides });
  if (!isRemembered({ overrides }))
    throw new UsageError(
      'A monitor remembers what it saw: take HISTORY=off (or DRILL, REHEARSAL) out of the environment.',
    );
  const settings = readMonitorSettings(first.name, settingsFile);
  const redactor = createRedactor(secretsOf(first, { overrides }));
  const alerts = readAlertSettings({
    redactor,
    environment: { overrides },
    ...(alertsFile === undefined ? {} : { file: alertsFile }),
  });
  const reports = reportsFolder({ overrides });
  makeWritable(reports);
  const history: HistoryOptions = { ...historyPlace({ overrides }), rules: readHistoryRules() };

  const colour = process.stdout.isTTY && process.stdout.hasColors();
  const keeping = inTurn();
  /** Figures that cannot be kept are none of the site's business, and told once. */
  let isUnkept = false;
  const keep = (work: (metrics: Metrics) => Promise<unknown>): Promise<void> =>
    keeping(async () => {
      try {
        await work(metrics);
        isUnkept = false;
      } catch (error) {
        if (!isUnkept) write({ kind: 'trouble', at: new Date().toISOString(), text: messageOf(error) });
        isUnkept = true;
      }
    });
  const write = (event: MonitorEvent): void => {
    const line = renderEvent(event, colour);
    if (line !== null) process.stdout.write(`${redactor.text(line)}\n`);
  };
  const tell = (event: MonitorEvent): void => {
    write(event);
    if (event.kind === 'skipped') void keep((kept) => kept.skipped());
    if (event.kind === 'trouble') void keep((kept) => kept.trouble());
  };
  const trouble = (text: string): void => tell({ kind: 'trouble', at: new Date().toISOString(), text });
  const note = (text: string): void => tell({ kind: 'note', at: new Date().toISOString(), text });

  const metrics = createMetrics({
    ...{ reports, target: first.name, location: first.location, suiteVersion: suiteVersion(), ofProcess: stays },
    tell: (text) => write({ kind: 'trouble', at: new Date().toISOString(), text }),
  });
  const budget = new Budget({
    perHour: settings.requestsPerHour,
    file: join(reports, 'monitor', `budget-${first.name}.json`),
  });
  const taken = new Set<string>();
  const showing = inTurn();
  let isUnshown = false;
  const status = (): Promise<void> =>
    showing(async () => {
      // a history of its own: the page says itself where it cannot be read
      const opened = await openHistory(history);
      try {
        const { objective } = history.rules;
        await writeStatus(opened, {
          ...{ target: first.name, reportsDir: reports, objective, staleAfterMs: settings.staleAfterMs },
        });
        isUnshown = false;
      } catch (error) {
        if (!isUnshown) trouble(`The status page was not written: ${messageOf(error)}`);
        isUnshown = true;
      } finally {
        await opened.close();
      }
    });
  const agent = agentSuffix({ runId: first.runId, journey: 'heartbeat', project: 'monitor', index: 0 });
  return {
    ...{ settings, alerts, metrics, history, budget, tell },
    memory: new Memory(history, { trouble, note }),
    target: () => readTarget({ overrides: { ...overrides, RUN_ID: newRunId() } }),
    lab: (target: Target): Omit<PulseLab, 'spend' | 'signal'> => ({
      ...{ target, redactor, requestIdHeaders, site: createSite(target), policy: readPolicy(target) },
    }),
    beat: heartbeat(configured('HEARTBEAT_URL', { overrides }) ?? null, agent, trouble),
    async deliver(opened) {
      if (alerts.channels.length === 0) return;
      const { troubles } = await deliver(opened, alerts, {
        ...{ target: first.name, location: first.location, taken, signal: stop },
        reportsUrl: configured('REPORTS_URL', { overrides }) ?? null,
        runbook: declaredRunbook,
        // as it ends: the store may be gone before the rest has ended
        onTold: ({ channel, headline, became, error }) => {
          // a try that is made again has not come to its end
          if (became !== 'again') void keep((kept) => kept.alerted(channel, became === 'sent' ? 'sent' : 'failed'));
          const failed =
            became === 'sent' ? null : `${error ?? 'it failed'}${became === 'again' ? '; tried again' : '; given up'}`;
          tell({ ...{ kind: 'alerted', at: new Date().toISOString(), channel, headline }, failed });
        },
      });
      for (const text of troubles) trouble(text);
    },
    async show(record, unresolved) {
      await keep(async (kept) => {
        if (record !== null) await kept.run(record);
        kept.incidents(unresolved);
        kept.budget(budget.perHour, budget.left);
        await kept.writeFile();
      });
      await status();
    },
    status,
    onIncidents: (unresolved) => metrics.incidents(unresolved),
    onPulse: (felt, confirmed) => {
      metrics.pulse(felt.pulse, confirmed);
      metrics.budget(budget.perHour, budget.left);
    },
    report: (record) => {
      try {
        const runDir = runFolder(reports, record.run.id);
        writeReport({ record, reportsDir: reports, runDir });
        prune(reports, record.run.id);
      } catch (error) {
        trouble(`The report of ${record.run.id} was not written: ${messageOf(error)}`);
      }
      return Promise.resolve();
    },
    async runJourneys(to) {
      const own = { ...overrides, RUN_ID: newRunId(), ALLURE: configured('ALLURE', { overrides }) ?? 'off' };
      const playwrightArgs = grep === undefined ? [] : ['--grep', grep];
      if (to === 'terminal') return runTarget(own, { playwrightArgs });
      const printed = printedFile(reports);
      mkdirSync(join(reports, 'monitor'), { recursive: true });
      const output = openSync(printed, 'w');
      try {
        return await runTarget(own, { playwrightArgs, output, say: note });
      } finally {
        closeSync(output);
        if (!existsSync(printed)) say(`${printed} is gone.`);
      }
    },
  };
}
