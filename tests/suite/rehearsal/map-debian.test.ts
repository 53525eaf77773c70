import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { changedDirectives } from '../../../src/rehearsal/diff.ts';
import { dumpOf } from '../../../src/rehearsal/dump/read.ts';
import { directivesOf } from '../../../src/rehearsal/dump/directives.ts';
import { givenDirectory } from '../../../src/rehearsal/map/index.ts';
import { ask, hashOf, mapperIn, scratch, serve, startBackEnd, write } from './support/rehearsed.ts';

const fixture = join(import.meta.dirname, 'fixtures/debian');

test("Debian's layout runs with its macros, links, balancer and addresses, and reads back as it was", async () => {
  using folder = scratch();
  await using backEnd = await startBackEnd();
  const { certificate, key } = await (await makeAuthority('Theirs')).issue({ names: ['www.example.org'] });
  write(folder.path, {
    'srv/www/assets/a.txt': 'an asset',
    'srv/static/index.html': 'static',
    'srv/files/index.html': 'files',
    'srv/checks/index.html': 'checked',
    'tls/www.pem': certificate,
    'tls/www.key': key,
  });
  const before = hashOf(fixture);
  const map = 'paths: { /srv: ./srv, /etc/ssl/site: ./tls }\ndefines: [STATUS]\nelsewhere: [cdn.example.org]\n';

  const mapper = mapperIn(folder.path, backEnd.origin, map);
  const baseline = await mapper.copy(givenDirectory(fixture), 'baseline');
  const { copy, faults } = await mapper.copy(givenDirectory(fixture), 'candidate');

  assert.deepEqual(faults, []);
  assert.deepEqual(
    copy.ports.map(({ address, port, tls }) => [address, port, tls]),
    [
      [null, 80, false],
      [null, 443, true],
      ['10.1.2.3', 80, false],
    ],
  );
  assert.match(copy.resolverRules, /^MAP cdn\.example\.org ~NOTFOUND, /);
  const told = copy.mapped.map(({ directive, to, why }) => `${directive}: ${to ?? 'nothing'} (${why})`).join('\n');
  for (const words of [
    /CustomLog: .*piped\.log \(a file takes the place of the program, which is not started/,
    /ErrorLog: .* \(a file takes the place of the system’s log\)/,
    /LogLevel: error/,
    /SSLEngine: a certificate of the throwaway authority \(mod_md would/,
    /BalancerMember: "http:\/\/10\.20\.0\.11:8080" route=a \(health checks/,
    /SSLUseStapling: \(left out\)/,
  ])
    assert.match(told, words);

  await using _ = await serve(copy);
  const page = await ask(copy, 'https://www.example.org/page?q=1');
  assert.deepEqual([page.status, page.headers['x-content-type-options']], [200, 'nosniff']);
  assert.match(page.body, /^application: http:\/\/10\.20\.0\.1[12]:\d+\/page\?q=1$/);
  assert.ok(
    backEnd.asked.some((line) => line.endsWith(' www.example.org')),
    'ProxyPreserveHost',
  );
  assert.equal((await ask(copy, 'https://www.example.org/assets/a.txt')).body, 'an asset');
  const old = await ask(copy, 'https://www.example.org/old/page');
  assert.deepEqual([old.status, old.headers.location], [301, 'https://www.example.org/new-page']);
  const account = await ask(copy, 'https://account.example.org/x');
  assert.equal(account.body, 'application: http://10.20.0.30:8443/x');
  // Two macro hosts, the wildcard's default, and the address that beats it.
  const site = await ask(copy, 'http://static.example.org/');
  assert.deepEqual([site.body, site.headers['x-site']], ['static', 'static.example.org']);
  assert.equal((await ask(copy, 'http://files.example.org/')).body, 'files');
  assert.equal((await ask(copy, 'http://default.example.org/')).headers.location, 'https://www.example.org/');
  assert.equal((await ask(copy, 'http://checks.example.org/')).body, 'checked');

  assert.deepEqual(await changedDirectives(baseline.copy, copy), [], 'a configuration does not differ from itself');
  const directives = directivesOf(copy, await dumpOf(copy));
  const text = directives.map(({ name, args, within }) => [...within, `${name} ${args}`].join(' > '));
  assert.equal(hashOf(fixture), before);
  const here = text.filter((line) => line.includes(folder.path) || /127\.0\.0\.1/.test(line));
  assert.deepEqual(here, [], 'nothing of this machine is left in what is read back');
  for (const line of [
    'Listen 443',
    'VirtualHost *:80 > CustomLog "|/usr/bin/rotatelogs /var/log/apache2/static.example.org.%Y-%m-%d.log 86400" combined',
    'VirtualHost *:80 > DocumentRoot /srv/files',
    'VirtualHost 10.1.2.3:80 > ServerName checks.example.org',
    'VirtualHost *:443 > SSLEngine on',
    'VirtualHost *:443 > SSLUseStapling on',
    'VirtualHost *:443 > SSLCertificateKeyFile /etc/ssl/site/www.key',
    'Proxy "balancer://app" > BalancerMember "https://10.20.0.12:8443" route=b',
    'MDomain account.example.org',
    'Location "/server-status" > Require local',
    'PidFile /var/run/apache2/apache2.pid',
  ])
    assert.ok(text.includes(line), `${line}\nis not in\n${text.join('\n')}`);
  const member = directives.find(({ args }) => args.includes('10.20.0.12'));
  assert.deepEqual(member?.place, { file: 'sites-enabled/www.conf', line: 3 });
  const inMacro = directives.filter(({ args }) => args === 'always set X-Site "files.example.org"');
  assert.deepEqual(
    inMacro.map(({ place }) => place),
    [{ file: 'macros/site.conf', line: 8 }],
  );
  const log = readFileSync(join(copy.root.folder, copy.accessLog), 'utf8');
  assert.match(log, /vhost=www\.example\.org\t.*worker=http:\/\/10\.20\.0\.1[12]/);
});
