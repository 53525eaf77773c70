// Sets up what is missing, then runs a verb of the suite under its own Node. Plain JavaScript without dependencies, because it
// runs before there are any, on Node 20 or later. With nothing to do it costs one hash and a few looks at the disk.
//
//   node setup.mjs                  set up, and no more
//   node setup.mjs start            set up, then `src/cli/main.ts start`

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants as os } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(root, ...parts);
const windows = process.platform === 'win32';

const pinnedNode = at('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
/** Inside node_modules, so that whoever deletes those deletes it too. */
const stampFile = at('node_modules', '.cache', 'setup.json');

/** Verbs that open no browser. */
const browserless = new Set(['standin', 'report', 'merge', 'lint', 'help', '--help', '-h', '--version']);

const say = (text) => process.stderr.write(`set-up: ${text}\n`);

/** What stops the set-up, in words that say what to run by hand. */
class SetupError extends Error {}

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

// --- packages ---------------------------------------------------------------------------------------------------------------

const lockHash = () => {
  try {
    return `${createHash('sha256')
      .update(readFileSync(at('package-lock.json')))
      .digest('hex')} ${process.platform} ${process.arch}`;
  } catch (error) {
    throw new SetupError(`package-lock.json cannot be read (${error.code}). By hand: git checkout package-lock.json`);
  }
};

/** Did somebody run `npm ci` by hand? npm writes what it installed at the very end, into a lock file of its own. */
function packagesAreThere() {
  const wanted = readJson(at('package-lock.json'))?.packages;
  const installed = readJson(at('node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !installed || !existsSync(pinnedNode)) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}

/** npm as the npm that started us, else as found in PATH. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('.js') && existsSync(script))
    return [node && existsSync(node) ? node : process.execPath, [script]];
  return [windows ? 'npm.cmd' : 'npm', []];
}

function installPackages() {
  say(existsSync(at('node_modules')) ? 'the packages are not those of package-lock.json' : 'no packages yet');
  try {
    accessSync(root, constants.W_OK);
  } catch (error) {
    throw new SetupError(
      `cannot write to ${root} (${error.code}). Give this user the folder, or clone into one of its own.`,
    );
  }
  const [command, before] = npmCommand();
  // --include=dev: under NODE_ENV=production npm would leave out all there is. Quiet, because the first step may run on a Node
  // older than packages want that only ever run on the pinned one.
  const args = ['ci', '--include=dev', '--loglevel=error'];
  say(`npm ${args.join(' ')} (into ${at('node_modules')}; takes a minute)`);
  // npm's words are prose: stdout is kept for data.
  const { error, status } = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command.endsWith('.cmd'),
  });
  const byHand = `By hand: cd ${root} && npm ci`;
  if (error?.code === 'ENOENT')
    throw new SetupError(`npm is not on this machine's PATH; it comes with Node. ${byHand}`);
  if (error || status !== 0) {
    throw new SetupError(
      `npm could not install the packages (${error?.message ?? `exit code ${status}`}); its reason stands above.\n` +
        `It needs the npm registry, or a mirror named in .npmrc, and a writable folder. ${byHand}`,
    );
  }
}

/** The Node that runs the suite: the pinned one; where that has no build for this machine, ours if it is new enough. */
function runtime() {
  const version = (command) => spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const pinned = version(pinnedNode);
  if (pinned.startsWith('v24.')) return pinnedNode;
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    say(`the pinned Node does not run here; going on with ${process.version}`);
    return process.execPath;
  }
  throw new SetupError(
    existsSync(pinnedNode)
      ? `the pinned Node does not run here (it said ${JSON.stringify(pinned)}). Install Node 24 and try again.`
      : 'the pinned Node is missing: npm did not run the install script of the package "node".\nBy hand: npm rebuild node --ignore-scripts=false',
  );
}

// --- browser ----------------------------------------------------------------------------------------------------------------

/** Where the suite finds a browser; null: nowhere. The places stand in src/run/browser.ts, for plain Playwright too. */
function findBrowser(node) {
  const { stdout, status } = spawnSync(node, [at('src', 'run', 'browser.ts')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

const run = (command, args, env = {}) => {
  say([command, ...args].join(' '));
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0;
};
const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** How apt-get may be run here; null: not at all. Ubuntu's package is an empty one that wants snapd. */
function aptGet() {
  if (process.platform !== 'linux' || !works('apt-get', '--version')) return null;
  if (/^ID="?ubuntu"?$/m.test(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''))
    return null;
  if (process.getuid() === 0) return ['apt-get'];
  return works('sudo', '-n', 'true') ? ['sudo', '-n', 'apt-get'] : null;
}

/** Installs system packages, outside this folder, where that may be done here. */
function installed(apt, packages) {
  const [command, ...before] = apt;
  const install = () =>
    run(command, [...before, 'install', '-y', '-qq', ...packages], { DEBIAN_FRONTEND: 'noninteractive' });
  // The lists of a fresh machine are empty; those of an old one name files that are gone.
  if (install() || (run(command, [...before, 'update', '-qq']) && install())) return true;
  say('that did not work');
  return false;
}

/** Chromium without its window: the browser that Playwright itself uses for headless runs. A page opens in a fourth of the time. */
const shell = 'chromium-headless-shell';

/** Debian's Chromium without its shell: better than nothing, and enough where the shell cannot be had. */
function lacksShell(browser) {
  return browser === '/usr/bin/chromium' && existsSync('/etc/debian_version');
}

function installBrowser(node) {
  const apt = aptGet();
  if (apt) {
    say(`no browser found: installing the system packages chromium and ${shell}, outside this folder`);
    if (installed(apt, ['chromium', shell]) || installed(apt, ['chromium'])) return;
  }
  say("no browser found: installing Playwright's Chromium into its own cache, outside this folder");
  run(node, [at('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium']);
}

const noBrowser = `there is no Chrome or Chromium on this machine, and none could be installed. By hand, one of:
  npx playwright install --with-deps chromium
  apt-get install chromium chromium-headless-shell   (Debian)
  BROWSER_PATH=/path/to/chrome                       (in the environment or in .env, for one that is somewhere else)`;

// --- all of it --------------------------------------------------------------------------------------------------------------

function setUp(needsBrowser) {
  const lock = lockHash();
  let stamp = readJson(stampFile) ?? {};
  const write = (changes) => {
    stamp = { ...stamp, ...changes };
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, JSON.stringify(stamp));
  };

  if (stamp.lock !== lock || !existsSync(stamp.node)) {
    if (!packagesAreThere()) installPackages();
    stamp = {};
    write({ lock, node: runtime() });
  }
  // A BROWSER_PATH is for the suite to judge; the one found last is looked for again when it is gone.
  if (needsBrowser && !process.env.BROWSER_PATH && !(stamp.browser && existsSync(stamp.browser))) {
    let browser = findBrowser(stamp.node);
    if (!browser) {
      installBrowser(stamp.node);
      browser = findBrowser(stamp.node);
    }
    if (!browser) throw new SetupError(noBrowser);
    const apt = lacksShell(browser) && !stamp.browser ? aptGet() : null;
    if (apt) {
      say(`${browser} is here without its headless shell: installing the system package ${shell}, outside this folder`);
      if (installed(apt, [shell])) browser = findBrowser(stamp.node) ?? browser;
    }
    say(`the browser is ${browser}`);
    write({ browser });
  }
  return stamp.node;
}

/** Runs the verb in our place: its output, its exit code, and every signal that we get. */
function runVerb(node, args) {
  const path = `${at('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, [at('src', 'cli', 'main.ts'), ...args], {
    cwd: root,
    stdio: 'inherit',
    // Everything that the verb starts loads the same packages again; compiled once, each process starts a good part faster.
    env: { NODE_COMPILE_CACHE: at('node_modules', '.cache', 'compile'), ...process.env, PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm sends a SIGTERM to the shell between us, which dies of it and passes nothing on: an orphan stops as if it had been told.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  if (!process.env.npm_lifecycle_event) clearInterval(watch);
  watch.unref();
  child.on('error', (error) => {
    say(`cannot start ${node}: ${error.message}. By hand: rm -r node_modules && npm ci`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + os.signals[signal];
  });
}

const [major] = process.versions.node.split('.').map(Number);
const args = process.argv.slice(2);
try {
  if (major < 20) throw new SetupError(`Node ${process.version} is too old: install Node 20 or later`);
  const node = setUp(!browserless.has(args[0]));
  if (args.length > 0) runVerb(node, args);
  else say('all there');
} catch (error) {
  if (!(error instanceof SetupError) && error.code === undefined) throw error;
  say(error.message);
  process.exitCode = 2;
}
