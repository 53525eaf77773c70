import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { projectFolder, startProgram, temporaryFolder, type Started } from '../cli/support.ts';

const lock = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
};
const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };

/** Answers SIGTERM by itself where it is to wait, and then says what it was given: who reads that may send a signal. */
const mainStub = `import { writeFileSync } from 'node:fs';
if (process.argv.includes('wait')) {
  process.on('SIGTERM', () => {
    writeFileSync('stopped', '');
    process.exit(130);
  });
  setInterval(() => {}, 1000);
} else process.exitCode = 3;
process.stdout.write(JSON.stringify(process.argv.slice(2)) + '\\n');
`;
/** Finds a browser once somebody has installed one. */
const browserStub = `import { existsSync } from 'node:fs';
const path = new URL('../../browser', import.meta.url).pathname;
if (existsSync(path)) process.stdout.write(path + '\\n');
else process.exitCode = 1;
`;
/** Finds an Apache once somebody has installed one. */
const apacheStub = browserStub.replaceAll('browser', 'apache');
/** Finds Prometheus and its programs, unless it is said that there is none. */
const prometheusStub = `import { existsSync } from 'node:fs';
const at = (path) => new URL('../../' + path, import.meta.url).pathname;
const unpacked = at('node_modules/.cache/prometheus/usr/bin/prometheus-alertmanager');
if (!existsSync(at('no-prometheus'))) process.stdout.write(process.execPath + '\\n');
else if (existsSync(unpacked)) process.stdout.write(unpacked + '\\n');
else process.exitCode = 1;
`;
/** Installs what \`npm ci\` would, and keeps a list of what it was told. */
const npmStub = (folder: string) => `const { appendFileSync, cpSync, mkdirSync, rmSync } = require('node:fs');
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
rmSync('node_modules', { recursive: true, force: true });
cpSync(${JSON.stringify(join(folder, 'to-install'))}, 'node_modules', { recursive: true, verbatimSymlinks: true });
`;

class Project {
  readonly folder = temporaryFolder('set-up');
  readonly bin = join(this.folder, 'bin');

  constructor({ packages, browser }: { readonly packages: boolean; readonly browser: boolean }) {
    copyFileSync(join(projectFolder, 'setup.mjs'), join(this.folder, 'setup.mjs'));
    this.write('package-lock.json', JSON.stringify(lock));
    this.write('src/cli/main.ts', mainStub);
    this.write('src/run/browser.ts', browserStub);
    this.write('src/apache/binary.ts', apacheStub);
    this.write('src/cli/prometheus-tools.ts', prometheusStub);
    this.write('npm.js', npmStub(this.folder));
    mkdirSync(this.bin, { recursive: true });
    if (browser) this.write('browser', '');
    const modules = packages ? 'node_modules' : 'to-install';
    this.write(`${modules}/.package-lock.json`, JSON.stringify(installed));
    this.write(`${modules}/@playwright/test/cli.js`, "require('node:fs').writeFileSync('browser-asked', '');");
    mkdirSync(join(this.folder, modules, 'node/bin'), { recursive: true });
    symlinkSync(process.execPath, join(this.folder, modules, 'node/bin/node'));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  has = (path: string): boolean => existsSync(join(this.folder, path));
  read = (path: string): string => readFileSync(join(this.folder, path), 'utf8');

  /** A program that only this project finds. */
  program(name: string, script: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** With no program but ours in PATH, and npm as if it had started us. */
  setUp(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const npm = { npm_execpath: join(this.folder, 'npm.js'), npm_node_execpath: process.execPath };
    return startProgram(
      process.execPath,
      ['setup.mjs', ...args],
      { PATH: this.bin, BROWSER_PATH: '', ...npm, ...env },
      this.folder,
    );
  }
}

describe('the set-up', () => {
  test('with nothing to do says nothing, hands the verb its arguments and passes its exit code on', async () => {
    const project = new Project({ packages: true, browser: true });
    await project.setUp([]).ended;
    const { code, stdout, stderr } = await project.setUp(['start', '--grep', 'a b']).ended;
    assert.deepEqual([code, stdout, stderr], [3, '["start","--grep","a b"]\n', '']);
    assert.equal(project.has('npm-calls'), false, 'what npm ci had installed by hand was installed again');
  });

  test('with nothing to do takes well under a second', async () => {
    const project = new Project({ packages: true, browser: true });
    await project.setUp([]).ended;
    const times: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const startedAt = performance.now();
      await project.setUp([]).ended;
      times.push(performance.now() - startedAt);
    }
    assert.ok(Math.min(...times) < 1_000, times.join());
  });

  test('installs the packages where there are none, and says so', async () => {
    const project = new Project({ packages: false, browser: true });
    const { code, stderr } = await project.setUp(['lint']).ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /no packages yet\nset-up: npm ci/);
    assert.equal(project.read('npm-calls'), 'ci --include=dev --loglevel=error\n');
  });

  test('installs them again when the lock file changed, and only then', async () => {
    const project = new Project({ packages: false, browser: true });
    await project.setUp(['lint']).ended;
    await project.setUp(['lint']).ended;
    assert.equal(project.read('npm-calls').split('\n').length - 1, 1);
    project.write(
      'package-lock.json',
      JSON.stringify({ packages: { ...lock.packages, 'node_modules/c': { version: '1.0.0' } } }),
    );
    const { stderr } = await project.setUp(['lint']).ended;
    assert.match(stderr, /not those of package-lock\.json/);
    assert.equal(project.read('npm-calls').split('\n').length - 1, 2);
  });

  test('without npm says what to run by hand, and exits 2', async () => {
    const project = new Project({ packages: false, browser: true });
    const { code, stdout, stderr } = await project.setUp(['start'], { npm_execpath: '' }).ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /npm is not on this machine's PATH.*\bnpm ci/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  test('says what to run by hand where npm fails, and starts nothing', async () => {
    const project = new Project({ packages: false, browser: true });
    project.write('npm.js', "console.error('npm: no registry'); process.exit(7);");
    const { code, stdout, stderr } = await project.setUp(['start']).ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /npm: no registry[^]*could not install the packages \(exit code 7\)[^]*By hand: cd .* && npm ci/,
    );
  });

  test('says what to run by hand where npm was not allowed to install the pinned Node', async () => {
    const project = new Project({ packages: false, browser: true });
    project.write('npm.js', "require('node:fs').mkdirSync('node_modules');");
    const { stderr } = await project.setUp(['lint']).ended;
    // Under an older Node this is the end; ours is new enough to go on.
    assert.match(stderr, /pinned Node/);
  });
});

describe('the browser', () => {
  test('is installed where there is none: the system package first, then what Playwright brings', async () => {
    const project = new Project({ packages: true, browser: false });
    project.program('apt-get', 'echo "apt-get $*" >> apt-calls; [ "$1" = --version ]');
    project.program('sudo', 'shift; "$@"');
    project.program('true', 'exit 0');
    project.write(
      'node_modules/@playwright/test/cli.js',
      "require('node:fs').writeFileSync('browser', process.argv.slice(2).join(' '));",
    );
    const { code, stderr } = await project.setUp(['start']).ended;
    assert.equal(code, 3, stderr);
    assert.equal(project.read('browser'), 'install chromium');
    assert.match(stderr, /outside this folder/);
    assert.match(stderr, /the browser is .*browser\n/);
  });

  test('that cannot be had is told with what to run by hand, and nothing is started', async () => {
    const project = new Project({ packages: true, browser: false });
    const { code, stdout, stderr } = await project.setUp(['start']).ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(project.has('browser-asked'), true);
    for (const way of ['npx playwright install', 'apt-get install chromium', 'BROWSER_PATH='])
      assert.ok(stderr.includes(way), stderr);
  });

  test('is looked for again when the one found last is gone', async () => {
    const project = new Project({ packages: true, browser: true });
    await project.setUp([]).ended;
    project.write('src/run/browser.ts', "process.stdout.write(process.execPath + '\\n');");
    rmSync(join(project.folder, 'browser'));
    const { stderr } = await project.setUp(['start']).ended;
    assert.ok(stderr.includes(`the browser is ${process.execPath}`), stderr);
  });

  test('is not asked for by verbs that open none, nor where BROWSER_PATH names one', async () => {
    const project = new Project({ packages: true, browser: false });
    assert.equal((await project.setUp(['standin']).ended).code, 3);
    assert.equal((await project.setUp(['start'], { BROWSER_PATH: '/somewhere' }).ended).code, 3);
    assert.equal(project.has('browser-asked'), false);
  });
});

describe('the Apache httpd', () => {
  const asked: readonly (readonly string[])[] = [
    ...[['drill'], ['rehearse', 'conf'], ['test'], ['soak', '--httpd'], ['start', '--apache']],
    ...[
      ['standin', '--apache=https'],
      ['journeys', '--grep', 'login', '--apache', 'http'],
    ],
  ];

  test('is installed for the verbs that need one, without a service, and looked for again when it is gone', async () => {
    const project = new Project({ packages: true, browser: true });
    project.program('apt-get', `case "$*" in *install*) echo "$*" >> apt-calls; : > apache;; esac`);
    project.program('sudo', 'shift; "$@"');
    project.program('true', 'exit 0');
    project.program('certutil', 'exit 1');
    for (const args of asked) {
      const { code, stderr } = await project.setUp(args).ended;
      assert.equal(code, 3, stderr);
      assert.match(stderr, /installing apache2-bin from the system, outside this folder; no service is started/);
      assert.match(stderr, /the Apache httpd is .*apache\n/);
      rmSync(join(project.folder, 'apache'));
    }
    assert.deepEqual(
      new Set(project.read('apt-calls').trim().split('\n')),
      new Set(['install -y -qq apache2-bin media-types']),
    );
  });

  test('that cannot be had is told with what to run by hand, and nothing is started', async () => {
    const project = new Project({ packages: true, browser: true });
    const { code, stdout, stderr } = await project.setUp(['drill']).ended;
    assert.deepEqual([code, stdout], [2, '']);
    for (const way of [
      'apt-get install apache2-bin',
      'dnf install httpd mod_ssl',
      'brew install httpd',
      'APACHE_PATH=',
    ])
      assert.ok(stderr.includes(way), stderr);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  test('is not asked for by other verbs, nor for their help, nor where APACHE_PATH names one', async () => {
    const project = new Project({ packages: true, browser: true });
    for (const args of [
      ['start'],
      ['standin'],
      ['journeys', '--grep', 'apache'],
      ['soak', '--noise'],
      ['drill', '--help'],
    ])
      assert.equal((await project.setUp(args).ended).code, 3, args.join(' '));
    assert.equal((await project.setUp(['drill'], { APACHE_PATH: '/somewhere' }).ended).code, 3);
  });

  test('with TLS needs certutil, which is installed too, or told', async () => {
    const project = new Project({ packages: true, browser: true });
    project.write('apache', '');
    const { code, stderr } = await project.setUp(['drill']).ended;
    assert.equal(code, 3);
    assert.equal(/By hand: apt-get install libnss3-tools/.test(stderr), process.platform === 'linux', stderr);
  });
});

describe('Prometheus and Alertmanager', () => {
  const templates = '/usr/share/prometheus/alertmanager';
  const project = new Project({ packages: true, browser: true });
  project.write('apache', '');
  project.write('no-prometheus', '');

  test('that cannot be had are told with what to run by hand, and the verb goes on', async () => {
    const { code, stderr } = await project.setUp(['lint']).ended;
    assert.equal(code, 3);
    for (const way of ['apt-get install prometheus prometheus-alertmanager', 'brew install', 'prometheus.io/download'])
      assert.ok(stderr.includes(way), stderr);
  });

  test('are unpacked for who works on the suite, and not installed; what the binary looks for lies in its working directory then', async () => {
    project.program('apt-get', 'echo "$*" >> apt-calls; [ "$1" != download ] || { : > a.deb; : > b.deb; }');
    const program = '"$3/usr/bin/prometheus-alertmanager"';
    project.program(
      'dpkg-deb',
      `[ "$1" = -x ] || exit 0; mkdir -p "$3/usr/bin" "$3${templates}"; printf '\\377a${templates}b' > ${program}; chmod 755 ${program}`,
    );
    for (const folder of ['/bin', '/usr/bin'])
      for (const name of ['mkdir', 'chmod', 'printf'])
        if (existsSync(join(folder, name)) && !project.has(`bin/${name}`))
          project.program(name, `exec ${join(folder, name)} "$@"`);
    const { code, stderr } = await project.setUp(['test']).ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /unpacking Debian's packages into .*; nothing is installed or started/);
    assert.doesNotMatch(stderr, /could not be had/);
    assert.doesNotMatch(project.read('apt-calls'), /install .*prometheus/);
    const unpacked = 'node_modules/.cache/prometheus/usr/bin/prometheus-alertmanager';
    const text = readFileSync(join(project.folder, unpacked), 'latin1');
    assert.equal(text, `\u00ffa${'/proc/self/cwd'.padEnd(templates.length, '/.')}b`);
    assert.equal(project.has('node_modules/.cache/prometheus/a.deb'), false);

    rmSync(join(project.folder, 'apt-calls'));
    await project.setUp(['lint']).ended;
    assert.equal(project.has('apt-calls'), false);
  });

  test('are not asked for by other verbs, nor for their help', async () => {
    rmSync(join(project.folder, 'node_modules/.cache'), { recursive: true, force: true });
    for (const args of [['start'], ['journeys'], ['monitor'], ['lint', '--help']])
      assert.doesNotMatch((await project.setUp(args).ended).stderr, /Prometheus/);
  });
});

test('a signal reaches the verb, and its exit code comes back', async () => {
  const project = new Project({ packages: true, browser: true });
  const started = project.setUp(['start', 'wait']);
  await started.firstLine;
  started.kill('SIGTERM');
  assert.equal((await started.ended).code, 130);
});

test('a signal that only kills the shell between npm and us stops the verb too', async () => {
  const project = new Project({ packages: true, browser: true });
  const env = { BROWSER_PATH: '/somewhere', npm_lifecycle_event: 'start' };
  // The second command keeps the shell from becoming the first.
  const shell = startProgram('sh', ['-c', `"${process.execPath}" setup.mjs start wait; true`], env, project.folder);
  await shell.firstLine;
  shell.kill('SIGTERM');
  // Our end of the output closes when the last process that writes to it has ended.
  await shell.ended;
  assert.equal(project.has('stopped'), true);
});
