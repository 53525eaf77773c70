import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { compareDirectives, diffFiles, shown } from '../../../src/rehearsal/diff.ts';
import { leftoversOf } from '../../../src/rehearsal/dump/leftovers.ts';
import { parseDump } from '../../../src/rehearsal/dump/parse.ts';
import { givenDirectory } from '../../../src/rehearsal/map/index.ts';
import { redactLine } from '../../../src/rehearsal/redact.ts';
import type { DumpNode, ResolvedDirective } from '../../../src/rehearsal/types.ts';
import { scratch, write } from './support/rehearsed.ts';

/** As from a dump of a configuration that was not bound to this machine. */
function directives(text: string): ResolvedDirective[] {
  const list = (nodes: readonly DumpNode[], sections: readonly DumpNode[]): ResolvedDirective[] =>
    nodes.flatMap((node) =>
      node.children === null
        ? [
            {
              name: node.name,
              args: node.args,
              within: sections.map(({ name, args }) => `${name} ${args}`),
              place: { file: node.origin.file, line: node.origin.line },
              node,
              sections,
            },
          ]
        : list(node.children, [...sections, node]),
    );
  return list(parseDump(text), []);
}

const said = (baseline: string, candidate: string): string[] =>
  compareDirectives(directives(baseline), directives(candidate)).map(({ kind, directive: { name, args, within } }) =>
    [kind === 'added' ? '+' : '-', ...within.flatMap((one) => [one, '>']), name, args].join(' '),
  );

test('A dump is read with the place of each directive, sections, and macros by where they were written', () => {
  const [listen, host] = parseDump(`# In file: /r/httpd.conf
#   3:
Listen 80
# In file: macro 'vh' (defined on line 16 of "/r/macros.conf") used on line 32 of "/r/httpd.conf"
#   1:
<VirtualHost *:80>
  #   4:
  <Location "/a b">
    #   5:
    Require all granted
  </Location>
</VirtualHost>
`);

  assert.deepEqual(listen, {
    name: 'Listen',
    args: '80',
    origin: { file: '/r/httpd.conf', line: 3, macroLine: null },
    children: null,
  });
  assert.deepEqual(host?.origin, { file: '/r/macros.conf', line: 16, macroLine: 1 });
  assert.deepEqual(host?.children?.[0]?.args, '"/a b"');
  assert.deepEqual(host?.children?.[0]?.children?.[0]?.origin, { file: '/r/macros.conf', line: 16, macroLine: 5 });
});

describe('The difference of two configurations', () => {
  const www = (inside: string): string => `<VirtualHost *:80>\nServerName www\n${inside}\n</VirtualHost>\n`;
  const rows: [string, string, string, string[]][] = [
    ['nothing where only quotes and space differ', 'Header  set A "b"\n', 'Header set A b\n', []],
    ['names of directives have no case', 'keepalive On\n', 'KeepAlive On\n', []],
    ['a value', 'KeepAlive On\n', 'KeepAlive Off\n', ['- KeepAlive On', '+ KeepAlive Off']],
    ['an addition, with its sections', www(''), www('Header set A b'), ['+ VirtualHost *:80 > Header set A b']],
    [
      'an order that changes the meaning',
      www('ProxyPass /static/ !\nProxyPass / http://app/'),
      www('ProxyPass / http://app/\nProxyPass /static/ !'),
      ['- VirtualHost *:80 > ProxyPass /static/ !', '+ VirtualHost *:80 > ProxyPass /static/ !'],
    ],
    [
      'one of two equal lines',
      www('Header add A b\nHeader add A b'),
      www('Header add A b'),
      ['- VirtualHost *:80 > Header add A b'],
    ],
    [
      'the argument of a section, in all that it holds',
      www('<Location /a>\nRequire all granted\n</Location>'),
      www('<Location /b>\nRequire all granted\n</Location>'),
      [
        '- VirtualHost *:80 > Location /a > Require all granted',
        '+ VirtualHost *:80 > Location /b > Require all granted',
      ],
    ],
  ];
  for (const [what, baseline, candidate, expected] of rows)
    test(`is ${what}`, () => {
      assert.deepEqual(said(baseline, candidate), expected);
    });

  test('is found fast in a long configuration', () => {
    const long = Array.from({ length: 2_000 }, (_, index) => `Header set X-${String(index)} a\n`).join('');

    assert.deepEqual(said(long, long.replace('X-1234 a', 'X-1234 b')), [
      '- Header set X-1234 a',
      '+ Header set X-1234 b',
    ]);
  });
});

describe('What is shown', () => {
  const rows: [string, string][] = [
    ['AuthLDAPBindPassword hunter2', 'AuthLDAPBindPassword [redacted]'],
    ['  SetEnv DB_PASSWORD hunter2', '  SetEnv DB_PASSWORD [redacted]'],
    ['Define API_TOKEN abcdef', 'Define API_TOKEN [redacted]'],
    ['RequestHeader set Authorization "Basic YWJjZGVm"', 'RequestHeader set Authorization [redacted]'],
    ['Header always set X-Api-Key abcdef', 'Header always set X-Api-Key [redacted]'],
    ['ProxyPass / http://user:hunter2@app/', 'ProxyPass / http://[redacted]@app/'],
    ['BalancerMember ajp://a:8009 secret=hunter2 route=a', 'BalancerMember ajp://a:8009 secret=[redacted] route=a'],
    ['RewriteCond %{HTTP:X-Token} !=tok3n', 'RewriteCond %{HTTP:X-Token} [redacted]'],
    ['RewriteCond "%{ENV:API_KEY}" "!=tok3n" [NC]', 'RewriteCond "%{ENV:API_KEY}" [redacted]'],
    [`<If "%{HTTP:X-Secret} == 'tok3n'">`, '<If "%{HTTP:X-Secret} [redacted]>'],
    [`Require expr "req('X-Secret') == 'tok3n'"`, `Require expr "req('X-Secret') [redacted]`],
    ['SetEnvIf X-Token ^tok3n$ trusted', 'SetEnvIf X-Token [redacted]'],
    ['SetEnv STRIPE sk_live_51Habcdefgh', 'SetEnv STRIPE [redacted]'],
    ['Header add Set-Cookie "sid=tok3n; Secure"', 'Header add Set-Cookie "sid=[redacted]; Secure"'],
    ['Header edit Set-Cookie ^(.*)$ $1;Secure', 'Header edit Set-Cookie ^(.*)$ $1;Secure'],
    [
      'Header add Set-Cookie "ROUTE=.%{BALANCER_WORKER_ROUTE}e; path=/"',
      'Header add Set-Cookie "ROUTE=.%{BALANCER_WORKER_ROUTE}e; path=/"',
    ],
    ['LogFormat "%{X-Token-Id}i %>s" tokens', 'LogFormat "%{X-Token-Id}i %>s" tokens'],
    ['SetEnvIf Cookie "session=" known', 'SetEnvIf Cookie "session=" known'],
    ['Header set X-Frame-Options DENY', 'Header set X-Frame-Options DENY'],
    ['SSLCertificateKeyFile /etc/ssl/www.key', 'SSLCertificateKeyFile /etc/ssl/www.key'],
    ['<Location "/password/reset">', '<Location "/password/reset">'],
  ];
  for (const [line, expected] of rows)
    test(`of ${JSON.stringify(line)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(redactLine(line), expected);
      assert.equal(redactLine(expected), expected, 'twice is once');
    });

  test('of a change is without its secret, and says whose virtual host it is', () => {
    const [change] = compareDirectives(
      directives('<VirtualHost *:443>\nServerName www.example.org\n</VirtualHost>\n'),
      directives('<VirtualHost *:443>\nServerName www.example.org\nSetEnv SECRET_KEY hunter2\n</VirtualHost>\n'),
    );
    assert.ok(change);
    assert.deepEqual(shown(change).directive.args, 'SECRET_KEY [redacted]');
    assert.deepEqual(shown(change).directive.within, ['VirtualHost *:443 (www.example.org)']);
  });
});

test('Files that differ are told as unified diffs, links by where they lead, keys not at all', () => {
  using folder = scratch();
  const files = {
    'httpd.conf': 'Listen 80\nKeepAlive On\n',
    'sites/a.conf': 'SetEnv API_KEY one\n',
    'same.conf': 'x\n',
  };
  const key = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n';
  const before = write(join(folder.path, 'before'), { ...files, 'a.key': key });
  const after = write(join(folder.path, 'after'), {
    ...files,
    'httpd.conf': 'Listen 80\nKeepAlive Off\n',
    'sites/a.conf': 'SetEnv API_KEY two\n',
    'new.conf': 'Timeout 5\n',
    'a.key': key.replace('abc', 'abd'),
  });
  symlinkSync('../sites/a.conf', join(after, 'link.conf'));

  const diffs = diffFiles(givenDirectory(before), givenDirectory(after));

  assert.deepEqual(
    diffs.map(({ file }) => file),
    ['a.key', 'httpd.conf', 'link.conf', 'new.conf', 'sites/a.conf'],
  );
  const of = (file: string): string => diffs.find((one) => one.file === file)?.text ?? '';
  assert.match(
    of('httpd.conf'),
    /^--- httpd\.conf\n\+\+\+ httpd\.conf\n@@ -1,2 \+1,2 @@\n Listen 80\n-KeepAlive On\n\+KeepAlive Off\n/,
  );
  assert.match(of('new.conf'), /^--- \/dev\/null\n\+\+\+ new\.conf\n/);
  assert.match(of('link.conf'), /\+link to \.\.\/sites\/a\.conf/);
  assert.match(of('sites/a.conf'), /only secrets differ/);
  assert.doesNotMatch(diffs.map(({ text }) => text).join(''), /abd|\btwo\b|\bone\b/);
});

describe('What a mapping has missed is met before anything starts', () => {
  const rows: [string, string, boolean][] = [
    ['an address beyond loopback', 'Listen 0.0.0.0:8080', true],
    ['an address of loopback', 'Listen 127.0.0.1:8080 https', false],
    ['a log of the machine', 'CustomLog /var/log/apache2/access.log combined', true],
    ['a log of the rehearsal', 'CustomLog "/tmp/r/logs/access.log" combined', false],
    ['a folder with a name that only begins alike', 'CustomLog /tmp/rest/access.log combined', true],
    ['a program', 'ErrorLog "|/usr/bin/rotatelogs x"', true],
    ['the log of the system', 'ErrorLog syslog:local1', true],
    ['a cache of the machine', 'SSLSessionCache "shmcb:/run/ssl(512000)"', true],
    ['a lock that is no file', 'Mutex sem', false],
    ['what is only read', 'SSLCertificateFile /etc/ssl/a.pem', false],
  ];
  for (const [what, line, left] of rows)
    test(`${what}: ${left ? 'told' : 'none'}`, () => {
      const nodes = parseDump(
        `# In file: /tmp/r/a.conf\n#   1:\n<VirtualHost *:80>\n  #   2:\n  ${line}\n</VirtualHost>\n`,
      );

      assert.deepEqual(
        leftoversOf(nodes, '/tmp/r').map(({ origin }) => origin.line),
        left ? [2] : [],
      );
    });
});
