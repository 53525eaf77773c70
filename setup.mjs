// Sets up what is missing, then runs a verb of the suite under its own Node. Plain JavaScript without dependencies, because it
// runs before there are any, on Node 20 or later. With nothing to do it costs one hash and a few looks at the disk.
//
//   node setup.mjs                  set up, and no more
//   node setup.mjs start            set up, then `src/cli/main.ts start`

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
const browserless = new Set(['standin', 'report', 'merge', 'incidents', 'lint', 'help', '--help', '-h', '--version']);

/** Verbs that put a real httpd in front of the stand-in, always or where they are told so. */
const needsApache = ([verb, ...rest]) => {
  if (rest.some((arg) => ['--help', '-h'].includes(arg))) return false;
  if (['drill', 'rehearse', 'test'].includes(verb)) return true;
  if (verb === 'soak') return rest.some((arg) => ['--httpd', '--nodes'].includes(arg));
  if (verb === 'gate') return rest.some((arg) => /^--practice\b/.test(arg));
  const asked = rest.some((arg) => arg === '--apache' || arg.startsWith('--apache='));
  return ['start', 'standin', 'journeys'].includes(verb) && (asked || Boolean(process.env.STANDIN_APACHE));
};

/** Verbs of who works on the suite itself: its alert rules are tried by the programs that will read them. */
const needsPrometheus = ([verb, ...rest]) =>
  ['test', 'lint'].includes(verb) && !rest.some((arg) => ['--help', '-h'].includes(arg));

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

/** What a module of the suite finds and prints; null: nothing. Where things are stands there alone, for plain Playwright too. */
function found(node, ...module) {
  const { stdout, status } = spawnSync(node, [at('src', ...module)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}
const findBrowser = (node) => found(node, 'run', 'browser.ts');

const run = (command, args, env = {}) => {
  say([command, ...args].join(' '));
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0;
};
const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** How a program of Linux's that changes the system may be run here; null: not at all. */
function asRoot(program) {
  if (process.platform !== 'linux' || !works(program, '--version')) return null;
  if (process.getuid() === 0) return [program];
  return works('sudo', '-n', 'true') ? ['sudo', '-n', program] : null;
}
const aptGet = () => asRoot('apt-get');

/** Ubuntu's package of Chromium is an empty one that wants snapd. */
const isUbuntu = () =>
  /^ID="?ubuntu"?$/m.test(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '');

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
  const apt = isUbuntu() ? null : aptGet();
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

// --- Apache -----------------------------------------------------------------------------------------------------------------

const findApache = (node) => found(node, 'apache', 'binary.ts');

/** Installs what Apache is called here, outside this folder. Each leaves the system's service, if there is one, as it was. */
function installApache() {
  const none = (packages, from = 'the system') =>
    say(`no Apache httpd found: installing ${packages} from ${from}, outside this folder; no service is started`);
  const apt = aptGet();
  if (apt) {
    // The package apache2 would bring a service and start it; this one is the binary with its modules.
    none('apache2-bin');
    return installed(apt, ['apache2-bin', 'media-types']) || installed(apt, ['apache2-bin']);
  }
  const dnf = asRoot('dnf');
  if (dnf) {
    none('httpd and mod_ssl');
    return run(dnf[0], [...dnf.slice(1), 'install', '-y', '-q', 'httpd', 'mod_ssl']);
  }
  if (process.platform === 'darwin' && process.getuid() !== 0 && works('brew', '--version')) {
    none('httpd', 'Homebrew');
    return run('brew', ['install', '--quiet', 'httpd']);
  }
  return false;
}

/** With certutil a browser trusts the throwaway authority of an httpd that speaks TLS; plain HTTP goes on without. */
function installCertutil() {
  if (process.platform !== 'linux' || spawnSync('certutil', ['-H'], { stdio: 'ignore' }).error === undefined) return;
  say('no certutil found, which httpd with TLS needs');
  const [apt, dnf] = [aptGet(), asRoot('dnf')];
  const done = apt
    ? installed(apt, ['libnss3-tools'])
    : dnf !== null && run(dnf[0], [...dnf.slice(1), 'install', '-y', '-q', 'nss-tools']);
  if (!done) say('By hand: apt-get install libnss3-tools (Debian, Ubuntu) or dnf install nss-tools (Fedora, Red Hat)');
}

const noApache = `there is no Apache httpd on this machine, and none could be installed. By hand, one of:
  apt-get install apache2-bin             (Debian, Ubuntu; apache2 would start a service)
  dnf install httpd mod_ssl               (Fedora, Red Hat)
  brew install httpd                      (macOS)
  APACHE_PATH=/path/to/apache2-or-httpd   (in the environment or in .env, for one that is somewhere else)
Without it \`npm start\` and \`npm run journeys\` go on as ever, with the stand-in alone.`;

// --- Prometheus ---------------------------------------------------------------------------------------------------------------

const findPrometheus = (node) => found(node, 'cli', 'prometheus-tools.ts');

/**
 * Unpacks Debian's packages into node_modules, for the tests alone: installed they would start two services. Their Alertmanager reads its
 * templates from a fixed folder of the system's; in our copy that path is made one of the same length that leads to the working directory.
 */
function unpackPrometheus() {
  if (!works('apt-get', '--version') || !works('dpkg-deb', '--version')) return false;
  const folder = at('node_modules', '.cache', 'prometheus');
  const part = `${folder}.part`;
  say(
    `no Prometheus and Alertmanager found: unpacking Debian's packages into ${folder}; nothing is installed or started`,
  );
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const packages = ['prometheus', 'prometheus-alertmanager'];
  const download = () =>
    spawnSync('apt-get', ['download', '-qq', ...packages], { cwd: part, stdio: ['ignore', 2, 2] }).status === 0;
  const apt = aptGet();
  if (!download() && !(apt && run(apt[0], [...apt.slice(1), 'update', '-qq']) && download())) return false;
  for (const name of readdirSync(part).filter((file) => file.endsWith('.deb'))) {
    if (!run('dpkg-deb', ['-x', join(part, name), part])) return false;
    rmSync(join(part, name));
  }
  const templates = '/usr/share/prometheus/alertmanager';
  const here = '/proc/self/cwd'.padEnd(templates.length, '/.');
  const program = join(part, 'usr', 'bin', 'prometheus-alertmanager');
  if (existsSync(join(part, templates)) && existsSync(program))
    writeFileSync(program, readFileSync(program, 'latin1').replaceAll(templates, here), 'latin1');
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return true;
}

const noPrometheus = `Prometheus and Alertmanager could not be had, which some of the suite's own tests and checks need. By hand, one of:
  apt-get install prometheus prometheus-alertmanager   (Debian, Ubuntu; starts both as services)
  brew install prometheus alertmanager                 (macOS)
  https://prometheus.io/download/                      (a folder of each, named in PATH)
Going on: what needs them will say so.`;

// --- all of it --------------------------------------------------------------------------------------------------------------

function setUp(needsBrowser, wantsApache, wantsPrometheus) {
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
    const apt = !isUbuntu() && lacksShell(browser) && !stamp.browser ? aptGet() : null;
    if (apt) {
      say(`${browser} is here without its headless shell: installing the system package ${shell}, outside this folder`);
      if (installed(apt, [shell])) browser = findBrowser(stamp.node) ?? browser;
    }
    say(`the browser is ${browser}`);
    write({ browser });
  }
  // In the same way an APACHE_PATH is for the suite to judge.
  if (wantsApache && !process.env.APACHE_PATH && !(stamp.apache && existsSync(stamp.apache))) {
    let apache = findApache(stamp.node);
    if (!apache && installApache()) apache = findApache(stamp.node);
    if (!apache) throw new SetupError(noApache);
    say(`the Apache httpd is ${apache}`);
    installCertutil();
    write({ apache });
  }
  if (wantsPrometheus && !(stamp.prometheus && stamp.prometheus.every((path) => existsSync(path)))) {
    let programs = findPrometheus(stamp.node);
    if (!programs && unpackPrometheus()) programs = findPrometheus(stamp.node);
    if (programs) write({ prometheus: programs.split('\n') });
    else say(noPrometheus);
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
  const node = setUp(!browserless.has(args[0]), needsApache(args), needsPrometheus(args));
  if (args.length > 0) runVerb(node, args);
  else say('all there');
} catch (error) {
  if (!(error instanceof SetupError) && error.code === undefined) throw error;
  say(error.message);
  process.exitCode = 2;
}
