import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices, type PlaywrightTestConfig, type Project } from '@playwright/test';
import { readHistoryRules } from './src/history/rules.ts';
import { RunState, stateFolder } from './src/journey/run-state.ts';
import { readPolicy } from './src/journey/setting.ts';
import { allureResultsFolder } from './src/report/allure-file.ts';
import { allureReporters } from './src/report/allure-reporters.ts';
import { withBlobMeta } from './src/report/blob-meta.ts';
import { isSwept, reporterOutputs, sweepNow } from './src/report/last-sweep.ts';
import type { RedactingOptions } from './src/report/redacting-reporter.ts';
import type { ReporterOptions } from './src/report/reporter.ts';
import { logSettingOf } from './src/report/server-log.ts';
import { findBrowser } from './src/run/browser.ts';
import { moveAside, prune, runFolder } from './src/run/files.ts';
import { handOverReporters } from './src/run/hand-over.ts';
import { takeLock } from './src/run/lock.ts';
import { holdName } from './src/run/hold.ts';
import { markName } from './src/run/processes.ts';
import { runMeta } from './src/run/meta.ts';
import { httpdFolder, prepareHttpd } from './src/run/own-httpd.ts';
import { mostWorkers, partName, shardIn, shardsName } from './src/run/shard.ts';
import { freePort } from './src/run/standin-port.ts';
import { homeThatTrusts } from './src/run/trust.ts';
import {
  allureMode,
  blobFolder,
  configured,
  environmentFor,
  historyPlace,
  isDrill,
  isRehearsal,
  isRemembered,
  readTarget,
  reportsFolder,
  secretsOf,
  shareWithChildren,
} from './src/target/environment.ts';

// Workers read this file again: what is chosen here once reaches them through the environment.
const isWorker = configured('TEST_WORKER_INDEX') !== undefined;
const isListing = process.argv.includes('--list');
const isRun = !isWorker && !isListing && process.argv[2] === 'test';
const isOurCommand = configured(markName) !== undefined;
// nobody looks into the traces of a drill
const inDrill = isDrill();
if (!isWorker && configured('STANDIN_PORT') === undefined)
  Object.assign(process.env, { STANDIN_PORT: String(await freePort()) });
// What stands in the command line a worker does not see.
if (!isWorker) Object.assign(process.env, { [shardsName]: String(shardIn(process.argv)?.total ?? 1) });
let target = readTarget();
Object.assign(process.env, shareWithChildren(target));

const root = import.meta.dirname;
// A worker loads all packages again; compiled once, it starts a good part faster. Our commands say so to this process too.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/compile');
const reportsDir = reportsFolder();
const runDir = runFolder(reportsDir, target.runId);
// Our commands do this before they start Playwright; plain `npx playwright test` does it here. Shards of one run share its folder.
if (isRun && !isOurCommand && !process.argv.some((arg) => /^--(?:ui|shard)/.test(arg))) {
  process.on('exit', takeLock(reportsDir, target.runId));
  moveAside(reportsDir, target.runId);
  prune(reportsDir, target.runId);
}
if (isRun) process.once('SIGINT', () => new RunState(stateFolder(reportsDir, target.runId)).announceStop());
// A drill's site is up already, and so is a rehearsal's.
const startsStandin = target.standinPort !== null && !inDrill && !isRehearsal();
const httpd = isRun && startsStandin ? await prepareHttpd(target, runDir) : null;
if (httpd !== null) {
  Object.assign(process.env, httpd.variables);
  target = readTarget();
}
const isHeaded = process.argv.some((arg) => /^--(?:headed|ui|debug)/.test(arg)) || configured('PWDEBUG') !== undefined;
const browser = findBrowser(target.browserPath, isHeaded);
if (isHeaded && browser !== null) Object.assign(process.env, { BROWSER_PATH: browser });
const { guards, httpCredentials, storageState } = target;
const isFar = target.name !== 'local';

/** What the target lets be asked for: filtered and not skipped, so that nothing looks as if it had been looked at. */
const journeys: Pick<Project, 'testDir' | 'dependencies' | 'grep' | 'grepInvert'> = {
  testDir: join(root, 'tests/journeys'),
  dependencies: ['set-up'],
  ...(guards.onlyTags.length > 0 ? { grep: guards.onlyTags.map((tag) => new RegExp(`${tag}\\b`)) } : {}),
  ...(target.credentials === null ? { grepInvert: /@(?:member|account)\b/ } : {}),
};

/** The stand-in's access log; a folder that cannot be made is the reporter's to tell. */
function standinLog(): string[] {
  try {
    mkdirSync(runDir, { recursive: true });
    return ['--log', join(runDir, 'standin.log')];
  } catch {
    return [];
  }
}

/** The stand-in, alone or behind an httpd; null: somebody else has started it. */
function standinServer(): PlaywrightTestConfig['webServer'] | null {
  const { standinApache, standinPort } = target;
  if (!startsStandin || (standinApache !== 'off' && httpd === null)) return null;
  const program = httpd === null ? ['standin/main.ts'] : ['src/cli/main.ts', 'standin', ...httpd.args];
  const words = [process.execPath, ...program, '--port', String(standinPort), ...standinLog()];
  const common = {
    name: 'stand-in',
    command: words.map((word) => `"${word}"`).join(' '),
    cwd: root,
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: httpd === null ? 2_000 : 5_000 },
  } as const;
  // Asked for a page, httpd would have a line in its log that is not the run's.
  return httpd === null
    ? { ...common, url: `http://127.0.0.1:${String(standinPort)}/`, reuseExistingServer: true }
    : { ...common, wait: { stdout: /The local Medscape is ready/ } };
}
const webServer = standinServer();

/** The browser takes a proxy's account apart from its address. */
function proxyOf(proxyUrl: string): { server: string; username?: string; password?: string } {
  const url = new URL(proxyUrl);
  const account =
    url.username === ''
      ? {}
      : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { server: `${url.protocol}//${url.host}`, ...account };
}

// `--reporter` on the command line replaces the one that cleans
if (isRun)
  process.on('exit', () => {
    if (!isSwept()) sweepNow([runDir, ...reporterOutputs(root)], secretsOf(target));
  });

const redacting: RedactingOptions = {
  secrets: () => secretsOf(target),
  sweep: [
    ...[join(runDir, 'standin.log'), httpdFolder(runDir), join(runDir, 'results'), join(runDir, 'blob')],
    allureResultsFolder(runDir),
  ],
};
// of a shard that hands over a blob, whoever merges makes it
// read now, so that what is wrong with it is told before anything runs
const history = isRun && isRemembered() ? { ...historyPlace(), rules: readHistoryRules() } : null;
const isForAllure = allureMode() !== 'off' && !inDrill && blobFolder() === null;
const reporting: ReporterOptions = {
  reportsDir,
  run: isWorker ? { ...runMeta(target, null) } : runMeta(target, browser),
  policy: readPolicy(target),
  allure: isForAllure,
  playwrightReport: inDrill ? null : 'playwright/index.html',
  isPart: configured(partName) !== undefined,
  serverLog: () => logSettingOf(target, secretsOf(target)),
  history: () => history,
  notes:
    target.credentials === null
      ? ['Member journeys were not asked for, since no account is given (MEDSCAPE_USER, MEDSCAPE_PASSWORD).']
      : [],
};

const blobDir = inDrill ? null : blobFolder();
// a blob tells them to whoever merges
const told = withBlobMeta({
  part: randomUUID(),
  run: reporting.run,
  policy: reporting.policy,
  notes: reporting.notes ?? [],
  serverLog: target.serverLog !== null,
});

export default defineConfig({
  outputDir: join(runDir, 'results'),
  ...(configured(holdName) === undefined ? {} : { globalSetup: join(root, 'src/run/hold.ts') }),
  globalTeardown: join(root, 'src/journey/tear-down.ts'),
  fullyParallel: true,
  forbidOnly: true,
  workers: Math.min(availableParallelism(), mostWorkers(guards.maxWorkers, Number(configured(shardsName) ?? 1))),
  retries: target.retries,
  timeout: isFar ? 90_000 : 30_000,
  expect: { timeout: isFar ? 10_000 : 5_000 },
  // a list starts nothing, and so leaves no verdict and touches no report
  reporter: isListing
    ? 'list'
    : [
        // first: it cleans what all others read
        [join(root, 'src/report/redacting-reporter.ts'), redacting],
        ...(inDrill ? [] : [['html', { outputFolder: join(runDir, 'playwright'), open: 'never' }] as const]),
        ...(isForAllure ? allureReporters(runDir) : []),
        [join(root, 'src/report/reporter.ts'), reporting],
        ...(blobDir === null ? [] : handOverReporters(runDir, blobDir, target.runId)),
      ],
  use: {
    actionTimeout: isFar ? 15_000 : 8_000,
    navigationTimeout: isFar ? 30_000 : 15_000,
    // Without the film strip, which is half of what tracing costs: the snapshots of each step tell the same, and a failure is pictured.
    trace: inDrill ? 'off' : { mode: 'retain-on-failure-and-retries', screenshots: false },
    // the journey's own page is pictured by its fixture; Playwright would picture every probe as well
    screenshot: 'off',
    ...(storageState ? { storageState } : {}),
    ...(httpCredentials
      ? { httpCredentials: { username: httpCredentials.user, password: httpCredentials.password } }
      : {}),
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      ...(target.caFile
        ? { env: environmentFor(target, { HOME: homeThatTrusts(target.caFile, join(runDir, 'browser-home')) }) }
        : {}),
      ...(target.proxyUrl ? { proxy: proxyOf(target.proxyUrl) } : {}),
      chromiumSandbox: process.getuid?.() !== 0 && configured('BROWSER_SANDBOX') !== 'off',
      // a monitor makes no traffic of its own, and a closed network would drown in it
      args: [
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
        ...(target.resolverRules === null ? [] : [`--host-resolver-rules=${target.resolverRules}`]),
      ],
    },
  },
  ...(webServer ? { webServer } : {}),
  projects: [
    {
      name: 'set-up',
      ...told,
      testDir: join(root, 'tests/setup'),
      testMatch: '*.setup.ts',
      retries: 0,
      use: { trace: 'off' },
    },
    {
      name: 'desktop',
      ...told,
      ...journeys,
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
    },
    { name: 'phone', ...told, ...journeys, use: { ...devices['Pixel 7'] } },
  ],
});
