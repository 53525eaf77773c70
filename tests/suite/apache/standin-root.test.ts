import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { accessLogFormat, errorLogFormat } from '../../../src/apache/log-formats.ts';
import { runBinary } from '../../../src/apache/run-binary.ts';
import { issueCertificates } from '../../../src/apache/standin-certificates.ts';
import { makeStandinRoot, type StandinRoot, type StandinRootOptions } from '../../../src/apache/standin-root.ts';
import { binary } from './support.ts';

const roots: StandinRoot[] = [];
after(() => roots.forEach((root) => root.remove()));

function make(options: Partial<StandinRootOptions> = {}): StandinRoot {
  const root = makeStandinRoot({ binary, port: 28_001, statusPort: 28_002, backendPort: 28_003, ...options });
  roots.push(root);
  return root;
}

const check = async (root: StandinRoot) => {
  const { code, stderr } = await runBinary(binary, root, ['-t']);
  return { code, words: stderr.trim() };
};
const textOf = (root: StandinRoot, path: string): string => readFileSync(join(root.folder, path), 'utf8');

describe('a private ServerRoot for the stand-in', () => {
  test('holds a configuration against which Apache has nothing to say, with TLS or without', async () => {
    const tls = await issueCertificates(await makeAuthority());
    const [plain, secure] = [make(), make({ tls })];

    for (const root of [plain, secure]) assert.deepEqual(await check(root), { code: 0, words: 'Syntax OK' });
    assert.deepEqual([plain.caFile, secure.caFile], [null, join(secure.folder, 'tls/ca.pem')]);
    const { stdout } = await runBinary(binary, secure, ['-S']);
    const hosts = [...stdout.matchAll(/namevhost (\S+)/g)].map(([, host = '']) => host).toSorted();
    assert.deepEqual(hosts, [
      'default.invalid',
      'emedicine.medscape.localhost',
      'img.medscape.localhost',
      'login.medscape.localhost',
      'reference.medscape.localhost',
      'search.medscape.localhost',
      'www.medscape-education.localhost',
      'www.medscape.localhost',
    ]);
  });

  test('logs in the formats that are read', () => {
    const logging = textOf(make(), 'conf/logging.conf');

    assert.ok(logging.includes(`LogFormat "${accessLogFormat}" joined\n`));
    assert.ok(logging.includes(`ErrorLogFormat "${errorLogFormat}"\n`));
  });

  test('can be read by the account as which httpd serves, but for the keys', async () => {
    const umask = process.umask(0o077);
    const root = make({ tls: await issueCertificates(await makeAuthority()) });
    process.umask(umask);

    for (const entry of readdirSync(root.folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const others = statSync(path).mode & 0o007;
      const wanted = entry.isDirectory() ? 0o5 : 0o4;
      if (entry.name.startsWith('.owner') || /\/(?:logs|run)$|\/run\//.test(path)) continue;
      if (path.endsWith('.key')) assert.equal(others, 0, path);
      else assert.equal(others & wanted, wanted, path);
    }
  });

  test('does not load what is compiled in', () => {
    const root = make({ binary: { ...binary, builtIn: ['rewrite_module'] } });

    assert.match(textOf(root, 'conf/modules.conf'), /^# compiled in: LoadModule rewrite_module /m);
    assert.match(textOf(root, 'conf/modules.conf'), /^LoadModule unixd_module /m);
  });

  test('shows its change without its own ports and paths, and gives each generation another sign', () => {
    const root = make();
    const before = root.ready;
    assert.equal(root.diff(), null);

    root.edit((files) => files.replace('conf/proxy.conf', 'ProxyTimeout 30', 'ProxyTimeout 1'));

    assert.match(root.diff() ?? '', /^--- conf\/proxy\.conf\n\+\+\+ conf\/proxy\.conf\n@@/);
    assert.doesNotMatch(root.diff() ?? '', /generation|28001|medscape-httpd-/i);
    assert.equal(root.ready.port, 28_002);
    assert.notEqual(root.ready.value, before.value);
    assert.ok(textOf(root, 'run/generation.conf').includes(root.ready.value));
  });

  test('starts with a change, or is not made where the change cannot be', () => {
    const root = make({ edit: (files) => files.append('httpd.conf', 'KeepAlive Off\n') });
    assert.match(root.diff() ?? '', /^\+KeepAlive Off$/m);
    const left: string[] = [];

    const failing = (): StandinRoot =>
      make({
        edit: (files) => {
          left.push(/^Define ROOT "(.*)"$/m.exec(files.read('conf/local.conf'))?.[1] ?? '');
          files.replace('httpd.conf', 'no such line', '');
        },
      });

    assert.throws(failing, /"no such line" stands 0 times in httpd\.conf/);
    assert.deepEqual(
      left.map((folder) => existsSync(folder)),
      [false],
    );
  });

  test('is deleted whole, also what a change has closed', () => {
    const root = make();
    root.edit((files) => files.chmod('htdocs', 0o000));

    root.remove();

    assert.equal(existsSync(root.folder), false);
  });
});
