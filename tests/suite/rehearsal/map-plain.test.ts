import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, readdirSync, lstatSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runBinary } from '../../../src/apache/run-binary.ts';
import { createMapper, givenDirectory } from '../../../src/rehearsal/map/index.ts';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { ask, binary, hashOf, mapperIn, scratch, serve, startBackEnd, write } from './support/rehearsed.ts';

const httpdConf = `# The server, as its maker lays it out.
ServerRoot "/usr/local/apache2"
Listen 80
Listen 0.0.0.0:80
Listen 443 https

LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule dir_module modules/mod_dir.so
LoadModule alias_module modules/mod_alias.so
LoadModule ssl_module modules/mod_ssl.so
LoadModule socache_shmcb_module modules/mod_socache_shmcb.so
LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
LoadModule systemd_module modules/mod_systemd.so
<IfModule unixd_module>
User daemon
Group daemon
</IfModule>
ServerAdmin \\
  webmaster@example.org
ServerName www.example.org
<Directory />
  AllowOverride None
  Require all denied
</Directory>
DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
  Require all granted
</Directory>
Alias /docs "/srv/docs"
<Directory "/srv/docs">
  Require all granted
</Directory>
ErrorLog "logs/error_log"
PidFile "/run/httpd/httpd.pid"
ScoreBoardFile /run/httpd/scoreboard
<IfModule log_config_module>
  LogFormat "%h %>s" short
  CustomLog "logs/access_log" short
</IfModule>
SSLSessionCache "shmcb:/usr/local/apache2/logs/ssl_scache(512000)"
ProxyPass "/app" \\
  "http://app.internal:8080/app" \\
  timeout=5
Include conf/extra/*.conf
`;

const tlsConf = `<VirtualHost _default_:443>
  ServerName www.example.org
  SSLEngine on
  SSLCertificateFile conf/www.crt
  SSLCertificateKeyFile conf/www.key
  DocumentRoot "/usr/local/apache2/htdocs"
</VirtualHost>
`;

const pem = async (names: [string, ...string[]], validTo?: Date) =>
  (await makeAuthority('The real one')).issue({ names, ...(validTo ? { validTo } : {}) });

async function plain(folder: string, more: Readonly<Record<string, string>> = {}) {
  const { certificate, key } = await pem(['www.example.org', 'example.org']);
  return givenDirectory(
    write(join(folder, 'given'), {
      'conf/httpd.conf': httpdConf,
      'conf/extra/tls.conf': tlsConf,
      'conf/www.crt': certificate,
      'conf/www.key': key,
      'htdocs/index.html': 'the front page',
      'docs/index.html': 'found by its name',
      ...more,
    }),
  );
}

test('A plain layout runs from a copy of its own, and what was given is not touched', async () => {
  using folder = scratch();
  await using backEnd = await startBackEnd();
  const given = await plain(folder.path);
  // Red Hat's way: links to folders that are the machine's.
  symlinkSync(write(join(folder.path, 'var/log'), { error_log: 'old' }), join(given.folder, 'logs'));
  symlinkSync(binary.modules, join(given.folder, 'modules'));
  const before = hashOf(given.folder);

  const { copy, faults } = await mapperIn(folder.path, backEnd.origin).copy(given, 'candidate');

  assert.deepEqual(faults, []);
  assert.deepEqual(
    copy.ports.map(({ address, port, tls }) => [address, port, tls]),
    [
      [null, 80, false],
      [null, 443, true],
    ],
  );
  const top = realpathSync(join(folder.path, 'copies'));
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true }))
    assert.equal(lstatSync(join(entry.parentPath, entry.name)).isSymbolicLink(), false, entry.name);
  const told = (directive: string) => copy.mapped.filter((one) => one.directive === directive);
  assert.deepEqual(
    told('Listen').map(({ to, why }) => [to?.replace(/\d+$/, 'N'), why]),
    [
      ['127.0.0.1:N', 'a free port of loopback'],
      ['127.0.0.1:N', 'the same here as Listen 80'],
      ['127.0.0.1:N', 'a free port of loopback'],
    ],
  );
  assert.deepEqual(
    told('Alias').map(({ to, why }) => [to, why]),
    [['docs', 'found in the given folder by its name']],
  );
  assert.ok(told('(copy)').some(({ from }) => from === 'logs'));
  assert.equal(told('LoadModule').length, 2, 'what is compiled in, and what is for the service manager');

  await using _ = await serve(copy);
  const front = await ask(copy, 'http://www.example.org/');
  assert.deepEqual([front.status, front.body, front.headers['x-rehearsal']], [200, 'the front page', 'candidate']);
  assert.equal((await ask(copy, 'http://www.example.org/docs/')).body, 'found by its name');
  assert.equal(
    (await ask(copy, 'http://www.example.org/app/x?y=1')).body,
    'application: http://app.internal:8080/app/x?y=1',
  );
  const secure = await ask(copy, 'https://www.example.org/');
  assert.deepEqual([secure.status, secure.body], [200, 'the front page']);
  assert.match(copy.resolverRules, /^MAP www\.example\.org:80 127\.0\.0\.1:\d+, .*MAP \* ~NOTFOUND$/);
  assert.equal(hashOf(given.folder), before);
  const log = readFileSync(join(copy.root.folder, copy.accessLog), 'utf8');
  assert.match(log, /^at=\S+\tid=[\w@-]{20,}\t.*request=GET \/app\/x\?y=1 HTTP\/1\.1/m);
  assert.ok(existsSync(join(copy.root.folder, copy.errorLogs[0] ?? '')));
});

test('Nothing is asked of a service of production, nothing secret is told, and a program that is started is', async () => {
  using folder = scratch();
  const lines = [
    'AuthLDAPURL "ldaps://ldap.example.org dc2.example.org/ou=people?uid"',
    'DBDParams "host=db.example.org user=web pass=hunter2"',
    'CacheSocache memcache:cache.example.org:11211',
    'SSLSessionCache redis:cache.example.org:6379',
    'RewriteMap own "prg:/usr/local/apache2/map.sh one"',
    'RewriteMap other "prg:/bin/sh -c true"',
    'ProxyPass /other https://web:hunter2@app.example.org/',
  ];
  // not by the modules that this machine may lack: what is written is looked at
  const given = await plain(folder.path, { 'conf/extra/more.conf': `${lines.join('\n')}\n`, 'map.sh': '#!/bin/sh\n' });

  const { copy } = await mapperIn(folder.path).copy(given, 'candidate');

  const written = readFileSync(join(copy.root.folder, 'conf/extra/more.conf'), 'utf8');
  assert.doesNotMatch(written, /(ldap|dc2|db|cache)\.example\.org/);
  assert.match(written, /^AuthLDAPURL "ldap:\/\/127\.0\.0\.1:9\/ou=people\?uid"$/m);
  assert.match(written, /^CacheSocache memcache:127\.0\.0\.1:9$/m);
  assert.match(written, /^SSLSessionCache redis:127\.0\.0\.1:9$/m);
  assert.doesNotMatch(JSON.stringify(copy.mapped), /hunter2/);
  assert.deepEqual(
    copy.mapped.filter(({ directive }) => directive === 'RewriteMap').map(({ to }) => to),
    ['/usr/local/apache2/map.sh', '/bin/sh'],
  );
});

describe('What Apache says of a copy points at the original', () => {
  const original = (text: string, folder: string): string => text.replaceAll(folder, '');
  const cases: [string, string, string, number][] = [
    ['an unknown directive', 'conf/extra/bad.conf', '# one\n\nServrAlias x\n', 3],
    ['a directive that was continued', 'conf/extra/bad.conf', 'KeepAlive \\\n  soon\n', 2],
    [
      'a directive after one that was rewritten',
      'conf/extra/bad.conf',
      'ErrorLog \\\n /var/log/x\nKeepAlive Maybe\n',
      3,
    ],
  ];
  for (const [what, file, text, line] of cases)
    test(`${what} by file and line`, async () => {
      using folder = scratch();
      const { copy } = await mapperIn(folder.path).copy(await plain(folder.path, { [file]: text }), 'candidate');

      const { code, stderr } = await runBinary(binary, copy.root, ['-t']);

      assert.equal(code, 1);
      const said = original(stderr, copy.root.folder);
      assert.match(said, new RegExp(`on line ${String(line)} of /${file}`), stderr);
    });

  test('also where the very first line is a directive', async () => {
    using folder = scratch();
    const conf = `LoadModule mpm_event_module modules/mod_mpm_event.so\nListen 80\nServrName x\n`;
    const given = givenDirectory(write(join(folder.path, 'given'), { 'httpd.conf': conf }));
    const { copy } = await mapperIn(folder.path).copy(given, 'candidate');

    const { stderr } = await runBinary(binary, copy.root, ['-t']);

    assert.match(original(stderr, copy.root.folder), /on line 3 of \/httpd\.conf/);
  });
});

describe('A fault of the configuration itself', () => {
  const cases: [string, Readonly<Record<string, string>>, RegExp, { file: string; line: number }][] = [
    [
      'a module that is not installed',
      { 'conf/extra/a.conf': '\nLoadModule security2_module modules/mod_security2.so\n' },
      /security2_module: mod_security2\.so is not installed.*libapache2-mod-security2.*mod_security/,
      { file: 'conf/extra/a.conf', line: 2 },
    ],
    [
      'an include of what was not handed over',
      { 'conf/extra/a.conf': 'Include /etc/elsewhere/site.conf\n' },
      /Include \/etc\/elsewhere\/site\.conf lies outside of the given folder.*rehearsal\.yaml/,
      { file: 'conf/extra/a.conf', line: 1 },
    ],
    [
      'a certificate that is not there',
      { 'conf/extra/tls.conf': tlsConf.replace('conf/www.crt', '/etc/pki/nowhere/www.crt') },
      /SSLCertificateFile \/etc\/pki\/nowhere\/www\.crt cannot be read: there is no such file.*certificates: assumed/,
      { file: 'conf/extra/tls.conf', line: 4 },
    ],
    [
      'a certificate that is none',
      { 'conf/www.crt': 'not a certificate' },
      /SSLCertificateFile conf\/www\.crt cannot be read: there is no certificate with a name in it/,
      { file: 'conf/extra/tls.conf', line: 4 },
    ],
    [
      'a key that is not there',
      { 'conf/extra/tls.conf': tlsConf.replace('conf/www.key', 'conf/other.key') },
      /SSLCertificateKeyFile conf\/other\.key cannot be read/,
      { file: 'conf/extra/tls.conf', line: 5 },
    ],
  ];
  for (const [what, files, text, place] of cases)
    test(`${what} is told with its place`, async () => {
      using folder = scratch();
      const { faults } = await mapperIn(folder.path).copy(await plain(folder.path, files), 'candidate');

      assert.equal(faults.length, 1, JSON.stringify(faults));
      assert.match(faults[0]?.text ?? '', text);
      assert.deepEqual(faults[0]?.place, place);
    });

  test('a key that does not fit its certificate stays one, for Apache to find', async () => {
    using folder = scratch();
    const { key } = await pem(['www.example.org']);
    const { copy, faults } = await mapperIn(folder.path).copy(
      await plain(folder.path, { 'conf/www.key': key }),
      'candidate',
    );

    await assert.rejects(serve(copy), /AH02565/);
    assert.deepEqual(faults, []);
  });

  test('a certificate that has expired is replaced by one that has', async () => {
    using folder = scratch();
    await using backEnd = await startBackEnd();
    const { certificate, key } = await pem(['www.example.org'], new Date(Date.now() - 3_600_000));
    const given = await plain(folder.path, { 'conf/www.crt': certificate, 'conf/www.key': key });
    const { copy } = await mapperIn(folder.path, backEnd.origin).copy(given, 'candidate');

    await using _ = await serve(copy);

    await assert.rejects(ask(copy, 'https://www.example.org/'), { code: 'CERT_HAS_EXPIRED' });
  });
});

test('A file that includes itself, and a macro that uses itself, are left to Apache', async () => {
  using folder = scratch();
  const loops =
    'Include conf/extra/*.conf\nInclude conf/extra/*.conf\n<Macro Loop $x>\nUse Loop $x\nUse Loop $x\n</Macro>\nUse Loop 1\n';
  const given = await plain(folder.path, { 'conf/extra/loop.conf': loops, 'conf/extra/other.conf': loops });

  const { copy, faults } = await mapperIn(folder.path).copy(given, 'candidate');

  assert.deepEqual(faults, []);
  const { code } = await runBinary(binary, copy.root, ['-t']);
  assert.equal(code, 1);
});

test('A link that leads nowhere, and an envvars that fails, are the configuration’s faults', async () => {
  using folder = scratch();
  const given = write(join(folder.path, 'given'), {
    'apache2.conf': '# x\nServerName x\nIncludeOptional sites-enabled/*.conf\n',
    envvars: 'export APACHE_LOG_DIR=/var/log/apache2\nno-such-command-here || exit 3\n',
    'sites-enabled/a.conf': '# a\n',
  });
  symlinkSync('../sites-available/gone.conf', join(given, 'sites-enabled/gone.conf'));

  const { faults } = await mapperIn(folder.path).copy(givenDirectory(given), 'candidate');

  assert.deepEqual(
    faults.map(({ text, place }) => [text.replace(/: .*/, ''), place?.file, place?.line]),
    [
      ['envvars fails', 'envvars', 1],
      ['sites-enabled/gone.conf is a link that leads nowhere.', 'apache2.conf', 3],
    ],
  );
});

test('Two certificates of one virtual host are compared with their own keys', async () => {
  using folder = scratch();
  const [a, b] = [await pem(['www.example.org']), await pem(['www.example.org'])];
  const two = tlsConf.replace(
    '  DocumentRoot',
    '  SSLCertificateFile conf/two.crt\n  SSLCertificateKeyFile conf/two.key\n  DocumentRoot',
  );
  const { copy } = await mapperIn(folder.path).copy(
    await plain(folder.path, {
      'conf/extra/tls.conf': two,
      'conf/www.crt': a.certificate,
      'conf/www.key': a.key,
      'conf/two.crt': b.certificate,
      'conf/two.key': b.key,
    }),
    'candidate',
  );

  assert.deepEqual(
    copy.mapped.filter(({ directive }) => directive === 'SSLCertificateFile').map(({ to, why }) => [to, why]),
    ['x', 'y'].map(() => [
      'a certificate for www.example.org',
      'of the throwaway authority, with the same names and dates',
    ]),
  );
});

test('Two copies of one mapper have the same ports, so that httpd can be reloaded from one to the other', async () => {
  using folder = scratch();
  const mapper = mapperIn(folder.path);
  const given = await plain(folder.path);
  const baseline = await mapper.copy(given, 'baseline');
  const candidate = await mapper.copy(given, 'candidate');

  assert.deepEqual(baseline.copy.ports, candidate.copy.ports);
  assert.deepEqual(baseline.copy.root.args, candidate.copy.root.args);
  assert.notDeepEqual(baseline.copy.root.folder, candidate.copy.root.folder);
});

test('A git ref is exported and read; its repository stays as it is', async () => {
  using folder = scratch();
  const repo = write(join(folder.path, 'repo'), { 'web/httpd.conf': 'Listen 80\n', README: 'x' });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repo, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  write(repo, { 'web/httpd.conf': 'Listen 81\n' });
  const { givenRef } = await import('../../../src/rehearsal/map/index.ts');
  const before = hashOf(repo);

  const given = await givenRef({ repo, ref: 'main', path: 'web/' }, join(folder.path, 'into'));

  assert.equal(given.name, 'main:web');
  assert.equal(readFileSync(join(given.folder, given.file), 'utf8'), 'Listen 80\n');
  const into = join(folder.path, 'other');
  await assert.rejects(givenRef({ repo, ref: 'nope' }, into), /There is no ref "nope" in .*branch -a/);
  await assert.rejects(givenRef({ repo, ref: '--output=x' }, into), /There is no ref/);
  await assert.rejects(givenRef({ repo, ref: 'main', path: 'nowhere' }, into), /no folder "nowhere" at main/);
  await assert.rejects(givenRef({ repo, ref: 'main' }, into), /no Apache configuration in main/);
  await assert.rejects(givenRef({ repo: folder.path, ref: 'main' }, into), /is no git repository/);
  assert.equal(hashOf(repo), before);
});

describe('Our own side is at fault', () => {
  const rows: [string, Readonly<Record<string, string>>, string, RegExp][] = [
    ['where there is no such path', {}, 'nowhere', /There is no .*nowhere/],
    ['where the folder holds no configuration', { 'x/readme': '' }, 'x', /no Apache configuration in .*httpd\.conf/],
    ['where it is a part of one', { 'sites-enabled/a.conf': '' }, 'sites-enabled', /Give the folder above it/],
    ['where it is some file', { 'a.conf': '' }, 'a.conf', /is a file.*Give the folder/],
  ];
  for (const [what, files, path, message] of rows)
    test(what, () => {
      using folder = scratch();
      write(folder.path, { keep: '', ...files });

      assert.throws(() => givenDirectory(join(folder.path, path)), { name: 'RehearsalError', message });
    });

  test('where rehearsal.yaml is wrong: all of it is told at once, with its lines', () => {
    using folder = scratch();
    const map = 'paths:\n  /srv: ./nowhere\n  srv: ./x\ndefines: [a b]\nport: 80\ncertificates: maybe\n';
    const mapFile = join(write(folder.path, { 'rehearsal.yaml': map }), 'rehearsal.yaml');

    assert.throws(
      () => createMapper({ binary, folder: folder.path, mapFile, backend: '' }),
      (error: Error) => {
        for (const line of [
          /line 3: .*absolute/,
          /line 4: .*name/,
          /line 5: port is not known/,
          /line 6: certificates/,
        ])
          assert.match(error.message, line);
        return error.name === 'RehearsalError';
      },
    );
  });

  test('where a path of rehearsal.yaml is not there', () => {
    using folder = scratch();
    const mapFile = join(write(folder.path, { 'm.yaml': '# x\npaths:\n  /srv: ./nowhere\n' }), 'm.yaml');

    assert.throws(
      () => createMapper({ binary, folder: folder.path, mapFile, backend: '' }),
      /line 3: there is no \.\/nowhere for \/srv/,
    );
    assert.throws(
      () => createMapper({ binary, folder: folder.path, mapFile: '/no/such.yaml', backend: '' }),
      /There is no \/no\/such\.yaml/,
    );
  });
});
