import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderTest, allTook, testAlert } from '../alert/test-alert.ts';
import { HistoryError } from '../history/history-error.ts';
import { openHistory } from '../history/open.ts';
import { after } from '../monitor/after.ts';
import { freshness } from '../monitor/freshness.ts';
import { serveMetrics, type ListenAddress } from '../monitor/serve.ts';
import { Watch } from '../monitor/watch.ts';
import { duration } from '../report/format.ts';
import { brokeExitCode, interruptedExitCode, type RunResult } from '../run/run.ts';
import { runsOf, takeTurn } from '../run/turn.ts';
import { configured, readTarget } from '../target/environment.ts';
import { makeTools, type MonitorAsked, type MonitorTools } from './monitor-tools.ts';
import { repeatAfter } from './repeat-suspected.ts';
import { UsageError, say, type Verb } from './verb.ts';

/** How long a single run waits for others that run on the same store. */
const turnMs = 10 * 60_000;
/** On loopback: what it tells is nobody else's business, and whoever wants it elsewhere says so. */
const usualListen = '127.0.0.1:9464';

const given = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * A file that is asked for by its name has to be there: without it nobody would be told, or by the defaults, and nothing would say so.
 *
 * @throws UsageError
 */
function fileGiven(options: Readonly<Record<string, unknown>>, name: 'settings' | 'alerts'): string | null {
  const file = given(options[name]);
  if (file === null) return null;
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`--${name} ${file}: there is no such file.`);
  return path;
}

/** @throws UsageError */
function addressOf(text: string): ListenAddress {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (digits === '' || Number(digits) > 65_535)
    throw new UsageError(
      `--listen ${JSON.stringify(text)} is no address with a port, such as ${usualListen} or 0.0.0.0:9464.`,
    );
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(digits) };
}

export const monitor: Verb = {
  name: 'monitor',
  summary: 'run the journeys, remember and alert; or keep watch, with a pulse every minute between them',
  example: 'npm run monitor -- --target production --watch',
  describe: (command) => {
    command
      .option('--target <name>', 'local, staging or production (default: TARGET, else local)')
      .option('--watch', 'stay: the journeys by the clock, a pulse of plain GETs between them (monitor.yaml)')
      .option('--grep <pattern>', 'which journeys (default: all)')
      .option('--listen <address>', `where /metrics is served under --watch (default: ${usualListen})`)
      .option('--check-freshness', 'run nothing: is the newest judged run young enough?')
      .option('--test-alert', 'run nothing: send a marked test through every channel')
      .option('--practice', 'a site of our own is watched, breaks and is rolled back: is one told, and in time?')
      .option('--settings <file>', 'what is declared (default: monitor.yaml)')
      .option('--alerts <file>', 'who is told what (default: alerts.yaml)')
      .addHelpText(
        'after',
        '\nExit codes: those of a run; --check-freshness 0 fresh, 2 stale; --test-alert 0 every channel took it, 2 not; --watch 0 once it is told to stop.',
      );
  },
  async run(options, args) {
    if (args.length > 0) throw new UsageError(`monitor takes no ${args.join(' ')}: see npm run monitor -- --help.`);
    const modes = ['watch', 'checkFreshness', 'testAlert', 'practice'].filter((mode) => options[mode] === true);
    if (modes.length > 1)
      throw new UsageError('--watch, --check-freshness, --test-alert and --practice are one at a time.');
    if (options['practice'] === true) {
      if (Object.keys(options).length > 1)
        throw new UsageError('--practice has a target, settings and a receiver of its own: leave the rest out.');
      // httpd is loaded where it is wanted
      return (await import('./monitor-practice.ts')).practiseMonitor();
    }
    const listen = given(options['listen']);
    if (listen !== null && options['watch'] !== true) throw new UsageError('--listen is for --watch.');
    const [target, grep] = [given(options['target']), given(options['grep'])];
    const [settingsFile, alertsFile] = [fileGiven(options, 'settings'), fileGiven(options, 'alerts')];
    const stopping = new AbortController();
    const asked: MonitorAsked = {
      overrides: target === null ? {} : { TARGET: target },
      ...(grep === null ? {} : { grep }),
      ...(settingsFile === null ? {} : { settingsFile }),
      ...(alertsFile === null ? {} : { alertsFile }),
      ...{ stop: stopping.signal, stays: options['watch'] === true },
    };
    const tools = makeTools(asked);
    if (options['checkFreshness'] === true) return checkFreshness(tools);
    if (options['testAlert'] === true) return sendTest(tools, stopping.signal);
    const stop = (name: NodeJS.Signals): void => {
      if (!stopping.signal.aborted)
        tools.tell({ kind: 'note', at: new Date().toISOString(), text: `Told to stop (${name}).` });
      stopping.abort();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
    if (tools.alerts.channels.length === 0)
      tools.tell({
        kind: 'trouble',
        at: new Date().toISOString(),
        text: 'There is no alerts.yaml: nobody is told of anything. docs/alerts.md shows one.',
      });
    return options['watch'] === true ? watch(tools, asked, listen) : once(tools, asked);
  },
};

async function checkFreshness({ history, settings, target }: MonitorTools): Promise<number> {
  const opened = await openHistory(history);
  try {
    const { isFresh, text } = await freshness(opened, target().name, settings.staleAfterMs, Date.now());
    process.stdout.write(`${text}\n`);
    return isFresh ? 0 : 2;
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    say(`Whether it is fresh is not known: ${error.message}`);
    return 2;
  } finally {
    await opened.close();
  }
}

async function sendTest({ alerts, target }: MonitorTools, signal: AbortSignal): Promise<number> {
  const { name, location } = target();
  const results = await testAlert(alerts, { target: name, location, at: new Date().toISOString() }, signal);
  process.stdout.write(renderTest(results));
  return allTook(results) ? 0 : 2;
}

/** One run, and what follows from it, for cron and CI. */
async function once(tools: MonitorTools, { overrides, stop }: MonitorAsked): Promise<number> {
  const { memory, budget, settings } = tools;
  const { name } = readTarget({ overrides });
  const turn = await takeTurn({
    ...{ leases: memory.leases, name: runsOf(name), what: 'a single run of the monitor', waitMs: turnMs, signal: stop },
    onWait: ({ holder }) => say(`Waiting for ${holder}, whose run of ${name} goes on; at most ${duration(turnMs)}.`),
  });
  if (turn.kind === 'taken') {
    say(`Nothing was run: ${turn.holder.holder} still runs the journeys on ${name}.`);
    return stop.aborted ? interruptedExitCode : brokeExitCode;
  }
  if (turn.kind === 'unknown') say(`${turn.error} Whether somebody else runs the journeys on ${name} is not known.`);
  const run = async (why: 'schedule' | 'repeat'): Promise<RunResult> => {
    if (!budget.take(settings.requestsPerRun)) {
      const text = `the budget of ${String(budget.perHour)} requests an hour has ${String(budget.left)} left, and a run takes ${String(settings.requestsPerRun)}. There is room in ${duration(budget.roomIn(settings.requestsPerRun))}.`;
      tools.tell({ kind: 'skipped', at: new Date().toISOString(), why: text });
      return { exitCode: brokeExitCode, record: null };
    }
    budget.keep();
    const result = await tools.runJourneys('terminal');
    if (result.record !== null) await after(result.record, why, tools);
    return result;
  };
  try {
    const first = await run('schedule');
    return stop.aborted ? first.exitCode : await repeatAfter(first, () => run('repeat'), overrides);
  } finally {
    if (turn.kind === 'mine') await turn.release();
  }
}

async function watch(tools: MonitorTools, { overrides, stop }: MonitorAsked, listen: string | null): Promise<number> {
  const target = readTarget({ overrides });
  if (target.name === 'local' && configured('STANDIN_PORT', { overrides }) === undefined)
    throw new UsageError(
      '--watch looks at a site that is up. For local start one in another shell (npm run standin -- --port 4310) and say where it is (STANDIN_PORT=4310).',
    );
  if (target.resolverRules !== null)
    throw new UsageError('--watch looks at the site by its own names: take RESOLVER_RULES out of the environment.');
  let server: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  try {
    server = await serveMetrics(tools.metrics, addressOf(listen ?? usualListen));
    tools.tell({ kind: 'note', at: new Date().toISOString(), text: `Figures: ${server.url}` });
  } catch (error) {
    if (listen !== null || error instanceof UsageError)
      throw error instanceof UsageError
        ? error
        : new UsageError(`--listen ${listen ?? ''}: ${error instanceof Error ? error.message : String(error)}`);
    const text = `No figures are served: ${error instanceof Error ? error.message : String(error)}. --listen takes another address.`;
    tools.tell({ kind: 'trouble', at: new Date().toISOString(), text });
  }
  try {
    await new Watch({ ...tools, stop, runJourneys: () => tools.runJourneys('file') }).run();
    return 0;
  } finally {
    server?.close();
  }
}
