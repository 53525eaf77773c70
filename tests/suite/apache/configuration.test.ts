import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { diffOf, statesOf } from '../../../src/apache/configuration-diff.ts';
import { configurationFiles } from '../../../src/apache/configuration-files.ts';
import type { ConfigurationFiles } from '../../../src/apache/types.ts';

describe('a configuration that is changed', () => {
  let folder = '';
  let files: ConfigurationFiles;
  const change = (edit: () => void): string | null => {
    const before = statesOf(folder, ['httpd.conf', 'conf', 'cgi-bin', 'new']);
    edit();
    return diffOf(before, statesOf(folder, ['httpd.conf', 'conf', 'cgi-bin', 'new']));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'configuration-'));
    for (const name of ['conf', 'cgi-bin']) mkdirSync(join(folder, name), { mode: 0o755 });
    writeFileSync(join(folder, 'httpd.conf'), 'Listen 80\nTimeout 60\nTimeout 60\n');
    writeFileSync(join(folder, 'conf/proxy.conf'), 'ProxyTimeout 30\n');
    writeFileSync(join(folder, 'cgi-bin/hello'), '#!/bin/sh\n');
    chmodSync(join(folder, 'cgi-bin/hello'), 0o755);
    files = configurationFiles(folder);
  });
  afterEach(() => {
    chmodSync(join(folder, 'conf'), 0o755);
    rmSync(folder, { recursive: true });
  });

  test('a text is replaced where it stands exactly once, and nowhere else', () => {
    assert.throws(
      () => files.replace('httpd.conf', 'Timeout 60', 'Timeout 1'),
      /"Timeout 60" stands 2 times in httpd.conf, not once/,
    );
    assert.throws(() => files.replace('httpd.conf', 'Listen 443', ''), /stands 0 times/);
    assert.throws(() => files.replace('httpd.conf', '', 'x'), /not once/);

    files.replace('httpd.conf', 'Listen 80', 'Listen $&');

    assert.equal(files.read('httpd.conf'), 'Listen $&\nTimeout 60\nTimeout 60\n');
  });

  for (const path of ['../elsewhere', '/etc/passwd', '', '.', 'conf/../../x'])
    test(`nothing outside is touched: ${JSON.stringify(path)}`, () => {
      assert.throws(() => files.write(path, 'x'), /is not a file of the configuration/);
      assert.throws(() => files.remove(path), /is not a file of the configuration/);
    });

  test('what is made can be read by whoever serves, whatever the umask', () => {
    const umask = process.umask(0o077);
    try {
      files.write('new/deep/a.conf', 'a\n');
      files.write('cgi-bin/run', '#!/bin/sh\n', 0o755);
    } finally {
      process.umask(umask);
    }

    const mode = (path: string): string => (statSync(join(folder, path)).mode & 0o777).toString(8);
    assert.deepEqual(['new', 'new/deep', 'new/deep/a.conf', 'cgi-bin/run'].map(mode), ['755', '755', '644', '755']);
  });

  test('no change is no diff', () => {
    assert.equal(
      change(() => files.write('httpd.conf', files.read('httpd.conf'))),
      null,
    );
  });

  test('the diff is what a reviewer would see: changed, added, removed, and permissions', () => {
    const diff = change(() => {
      files.replace('conf/proxy.conf', '30', '1');
      files.append('httpd.conf', 'KeepAlive Off\n');
      files.write('conf/new.conf', 'TraceEnable On\n');
      files.chmod('cgi-bin/hello', 0o644);
    });

    assert.equal(
      diff,
      `--- cgi-bin/hello\tmode 755
+++ cgi-bin/hello\tmode 644
--- /dev/null
+++ conf/new.conf\tmode 644
@@ -0,0 +1,1 @@
+TraceEnable On
--- conf/proxy.conf
+++ conf/proxy.conf
@@ -1,1 +1,1 @@
-ProxyTimeout 30
+ProxyTimeout 1
--- httpd.conf
+++ httpd.conf
@@ -1,3 +1,4 @@
 Listen 80
 Timeout 60
 Timeout 60
+KeepAlive Off
`,
    );
    assert.match(change(() => files.remove('cgi-bin')) ?? '', /^--- cgi-bin\/hello\n\+\+\+ \/dev\/null\n/m);
  });

  test('a folder that may not be read any more has not lost its files', () => {
    const diff = change(() => files.chmod('conf', 0o000));

    assert.equal(diff, '--- conf/\tmode 755\n+++ conf/\tmode 000\n');
  });
});
