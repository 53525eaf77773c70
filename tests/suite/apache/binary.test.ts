import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { findApache, moduleOf } from '../../../src/apache/binary.ts';
import { HttpdError } from '../../../src/apache/httpd-error.ts';
import { runBinary } from '../../../src/apache/run-binary.ts';
import { parseRunConfiguration } from '../../../src/apache/run-configuration.ts';
import { enclosingRoot, makeTemporaryRoot, sweepTemporaryRoots } from '../../../src/apache/temporary-root.ts';
import { projectFolder, startProgram, temporaryFolder } from '../cli/support.ts';
import { SmallRoot, binary } from './support.ts';

describe('the binary', () => {
  test('is found with its version, its modules and what is compiled in', () => {
    assert.match(binary.version, /^2\.\d+\.\d+$/);
    assert.ok(existsSync(join(binary.modules, 'mod_headers.so')));
    assert.ok(binary.builtIn.includes('core_module') && binary.builtIn.includes('http_module'), binary.builtIn.join());
  });

  test('names its modules as LoadModule does', () => {
    assert.deepEqual(['core.c', 'mod_so.c', 'http_core.c', 'event.c', 'mod_log_config.c'].map(moduleOf), [
      ...['core_module', 'so_module', 'http_module', 'mpm_event_module', 'log_config_module'],
    ]);
  });

  test('given in APACHE_PATH has to be one', () => {
    const folder = temporaryFolder('apache-path');
    const other = join(folder, 'httpd');
    writeFileSync(other, '#!/bin/sh\necho "some other httpd 1.0"\n');
    chmodSync(other, 0o755);
    for (const path of [other, join(folder, 'nothing'), 'apache2', folder]) {
      assert.throws(() => findApache({ env: { APACHE_PATH: path } }), {
        name: 'ConfigurationError',
        message: /\n +APACHE_PATH +".*" is no Apache httpd that can be run/,
      });
    }
    assert.equal(findApache({ env: { APACHE_PATH: binary.path } }).path, binary.path);
    // something else that is called httpd, before the right one
    assert.equal(findApache({ env: { PATH: folder }, places: [dirname(binary.path)] }).path, binary.path);
  });

  test('that is not there is told with what to install', () => {
    const none = () => findApache({ env: { PATH: '' }, places: [] });
    assert.throws(none, { name: 'NoApacheError', message: /apt-get install apache2-bin[^]*dnf install httpd[^]*brew/ });
  });
});

describe('one call of it', () => {
  const root = new SmallRoot(1);
  after(() => root.remove());
  const given = { folder: root.folder, file: root.file };

  test('gives its words, its exit code and its time', async () => {
    const good = await runBinary(binary, given, ['-t']);
    assert.deepEqual([good.code, good.signal, good.timedOut, good.truncated], [0, null, false, false]);
    assert.match(good.stderr, /Syntax OK/);
    assert.ok(good.tookMs > 0);
    const bad = await runBinary(binary, { ...given, args: ['-c', 'ServrAlias x'] }, ['-t']);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /Invalid command 'ServrAlias'/);
  });

  test('sees the environment of its root and PATH, and nothing else', async () => {
    writeFileSync(join(root.folder, 'say'), '#!/bin/sh\nenv\n');
    chmodSync(join(root.folder, 'say'), 0o755);
    const { stdout } = await runBinary(
      { ...binary, path: join(root.folder, 'say') },
      { ...given, env: { ONE: '1' } },
      [],
    );
    const names = stdout.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    assert.deepEqual(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).toSorted(), [
      'ONE',
      'PATH',
    ]);
  });

  test('is bounded in time and in words', async () => {
    writeFileSync(join(root.folder, 'endless'), '#!/bin/sh\necho 12345678901234567890\nsleep 1000\n');
    chmodSync(join(root.folder, 'endless'), 0o755);
    const endless = { ...binary, path: join(root.folder, 'endless') };
    const run = await runBinary(endless, given, [], { timeoutMs: 1_000, longest: 10 });
    assert.deepEqual([run.timedOut, run.signal, run.stdout, run.truncated], [true, 'SIGKILL', '1234567890', true]);
  });

  test('that cannot be run at all is an error', async () => {
    const none = { ...binary, path: join(root.folder, 'nothing') };
    await assert.rejects(
      runBinary(none, given, ['-t']),
      (error) => error instanceof HttpdError && error.kind === 'not-run',
    );
  });
});

test('what httpd says of its settings is read; a default that is no account is none', () => {
  const dump = `ServerRoot: "/r"
Main ErrorLog: "/r/logs/error.log"
Mutex default: dir="/r/run/" mechanism=default
PidFile: "/r/run/httpd.pid"
User: name="www-data" id=33
Group: name="www-data" id=33
`;
  assert.deepEqual(parseRunConfiguration(dump), {
    pidFile: '/r/run/httpd.pid',
    errorLog: '/r/logs/error.log',
    user: { name: 'www-data', id: 33 },
  });
  assert.deepEqual(parseRunConfiguration(''), { pidFile: null, errorLog: null, user: null });
});

describe('a temporary root', () => {
  test('is found from what lies in it', () => {
    assert.equal(enclosingRoot('/tmp/medscape-httpd-aB3/live/conf'), '/tmp/medscape-httpd-aB3');
    assert.equal(enclosingRoot('/srv/candidate'), '/srv/candidate');
  });

  test('of a dead owner is swept, closed folders, an httpd in it and all; those of living ones stay', async () => {
    const own = makeTemporaryRoot();
    after(() => rmSync(own, { recursive: true, force: true }));
    const script = `const { makeTemporaryRoot } = await import('${projectFolder}/src/apache/temporary-root.ts'); console.log(makeTemporaryRoot());`;
    const { stdout } = await startProgram(process.execPath, ['--input-type=module', '-e', script]).ended;
    const dead = stdout.trim();
    assert.equal(existsSync(dead), true);
    mkdirSync(join(dead, 'htdocs/secret'), { recursive: true });
    chmodSync(join(dead, 'htdocs'), 0o000);
    const orphan = spawn('sh', ['-c', 'sleep 1000; :', 'httpd', '-d', join(dead, 'conf')], { stdio: 'ignore' });
    const ended = once(orphan, 'exit');
    await once(orphan, 'spawn');
    sweepTemporaryRoots();
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    assert.deepEqual([existsSync(own), existsSync(dead)], [true, false]);
  });
});
