import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareCoverage } from '../../../src/rehearsal/coverage/index.ts';
import { changedDirectives } from '../../../src/rehearsal/diff.ts';
import { givenDirectory } from '../../../src/rehearsal/map/index.ts';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { ask, mapperIn, scratch, serve, startBackEnd, write } from './support/rehearsed.ts';

const modules = [
  'mpm_event',
  'authz_core',
  'dir',
  'alias',
  'rewrite',
  'proxy',
  'proxy_http',
  'headers',
  'ssl',
  'socache_shmcb',
];

const conf = (more: string, www: string, tls = '', other = ''): string => `# The server.
ServerRoot /etc/httpd
${modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
ServerName localhost
Listen 80
Listen 443 https
<Directory />
  Require all denied
</Directory>
<Directory /etc/httpd/htdocs>
  AllowOverride All
  Require all granted
</Directory>
DocumentRoot /etc/httpd/htdocs
${more}
<VirtualHost *:80>
  ServerName www.example.org
  ProxyPass /app http://app.internal/
  ProxyPass /api http://app.internal/api
${www}
</VirtualHost>
<VirtualHost *:80>
  ServerName other.example.org
${other}
</VirtualHost>
<VirtualHost *:443>
  ServerName www.example.org
  SSLEngine on
  SSLCertificateFile www.pem
${tls}
</VirtualHost>
`;

/** Each change with what is to be said of it, derived from the requests below by hand. */
const baselineWww = `
  Header set X-Old yes
  Redirect /gone-redirect /x
  <Location /removed-asked>
    Header set X-Gone 1
  </Location>
  <Location /removed-unasked>
    Header set X-Gone 2
  </Location>`;
const candidateWww = `
  Header set X-New yes
  <Location /asked>
    Header set X-A 1
    <LimitExcept GET HEAD>
      Require all denied
    </LimitExcept>
  </Location>
  <Location /unasked>
    Header set X-B 1
  </Location>
  <LocationMatch "^/data/v[0-9]+/">
    Header set X-C 1
  </LocationMatch>
  <If "%{HTTP_HOST} == 'nobody.example.org'">
    Header set X-D 1
  </If>
  <If "%{QUERY_STRING} =~ /q=1/">
    Header set X-E 1
  </If>
  <Files "robots.txt">
    Header set X-F 1
  </Files>
  RewriteEngine On
  RewriteRule "^/rewritten/(.*)" "/moved/$1" [R=302,L]
  RewriteRule "^/never/(.*)" "/moved/$1" [R=302,L]
  RewriteCond "%{QUERY_STRING}" "never"
  RewriteRule "^/asked" "-" [F]
  Alias /pictures /etc/httpd/htdocs/img
  Alias /app/under /etc/httpd/htdocs/img
  Redirect 302 /redirected /there
  Redirect 302 /unredirected /there
  ProxyPass /service http://service.internal/
  ErrorDocument 404 /404.html
  ErrorDocument 403 /403.html
  ServerAlias alias.example.org
  ServerAlias unused.example.org
  ProxyErrorOverride On 502`;

type Expected = readonly [directive: RegExp, coverage: string, urls: RegExp];
const expected: readonly Expected[] = [
  [/^\+ Header set X-New/, 'exercised', /http:\/\/www\.example\.org\//],
  [/^- Header set X-Old/, 'exercised', /http:\/\/www\.example\.org\//],
  [/^\+ Header set X-A/, 'exercised', /^http:\/\/www\.example\.org\/asked$/],
  [/^\+ Header set X-B/, 'missed', /^http:\/\/www\.example\.org\/unasked$/],
  [/^\+ Header set X-C/, 'missed', /^$/],
  [/^\+ Header set X-D/, 'missed', /^$/],
  [/^\+ Header set X-E/, 'exercised', /^http:\/\/www\.example\.org\/\?q=1$/],
  [/^\+ Header set X-F/, 'missed', /^http:\/\/www\.example\.org\/robots\.txt$/],
  [/^\+ Require all denied/, 'missed', /^$/],
  [/^- Header set X-Gone 1/, 'exercised', /\/removed-asked$/],
  [/^- Header set X-Gone 2/, 'missed', /\/removed-unasked$/],
  [/^- Redirect \/gone-redirect/, 'missed', /\/gone-redirect$/],
  [/^\+ RewriteRule "\^\/rewritten/, 'exercised', /\/rewritten\/x$/],
  [/^\+ RewriteRule "\^\/never/, 'missed', /^http:\/\/www\.example\.org\/never\/$/],
  [/^\+ RewriteCond/, 'missed', /^$/],
  [/^\+ RewriteRule "\^\/asked" "-"/, 'missed', /\/asked$/],
  [/^\+ Alias \/pictures/, 'exercised', /\/pictures\/a\.txt$/],
  // mod_proxy takes it first: no request can ever come there.
  [/^\+ Alias \/app\/under/, 'missed', /^$/],
  [/^\+ Redirect 302 \/redirected/, 'exercised', /\/redirected\/x$/],
  [/^\+ Redirect 302 \/unredirected/, 'missed', /\/unredirected$/],
  [/^\+ ProxyPass \/service/, 'exercised', /\/service\/x$/],
  [/^\+ ErrorDocument 404/, 'exercised', /\/nothing-here \S+\/removed-asked$/],
  [/^\+ ErrorDocument 403/, 'missed', /^$/],
  [/^\+ ServerAlias alias\./, 'exercised', /^http:\/\/alias\.example\.org\/$/],
  [/^\+ ServerAlias unused\./, 'missed', /^http:\/\/unused\.example\.org\/$/],
  [/^\+ ProxyErrorOverride/, 'missed', /^$/],
  [/^\+ Listen 8080/, 'missed', /^$/],
  [/^\+ LogFormat/, 'no-request', /^$/],
  [/^\+ ThreadsPerChild/, 'no-request', /^$/],
  [/^\+ KeepAliveTimeout/, 'no-request', /^$/],
  [/^\+ LoadModule env_module/, 'exercised', /./],
  [/^\+ Header set X-Other/, 'missed', /^http:\/\/other\.example\.org\/$/],
  [/^\+ SSLUseStapling/, 'no-request', /^$/],
  [/^- SSLCertificateKeyFile/, 'missed', /^https:\/\/www\.example\.org\/$/],
  [/^\+ SSLProtocol/, 'missed', /^https:\/\/www\.example\.org\/$/],
  [/^\+ Header set X-Htaccess/, 'exercised', /^http:\/\/www\.example\.org\/pictures\/a\.txt$/],
  [/^\+ AuthName/, 'missed', /^http:\/\/www\.example\.org\/private\/$/],
  [/^\+ Options Indexes/, 'missed', /^http:\/\/www\.example\.org\/private\/$/],
];

test('Each kind of change is told to be exercised, missed with a URL, or beyond any request', async () => {
  using folder = scratch();
  await using backEnd = await startBackEnd();
  const { certificate, key } = await (await makeAuthority()).issue({ names: ['www.example.org'] });
  const files = {
    'www.pem': certificate + key,
    'htdocs/index.html': 'front',
    'htdocs/404.html': 'none',
    'htdocs/asked': 'asked',
    'htdocs/img/a.txt': 'a',
    'htdocs/private/x.txt': 'x',
  };
  const given = (name: string, text: string, more: Readonly<Record<string, string>> = {}) =>
    givenDirectory(write(join(folder.path, name), { ...files, 'httpd.conf': text, ...more }));
  const mapper = mapperIn(folder.path, backEnd.origin);
  const baseline = await mapper.copy(
    given('before', conf('', baselineWww, '  SSLCertificateKeyFile www.pem')),
    'baseline',
  );
  const candidate = await mapper.copy(
    given(
      'after',
      conf(
        `LoadModule env_module modules/mod_env.so
Listen 8080
LogFormat "%h" short
ThreadsPerChild 25
KeepAliveTimeout 3
<Directory /etc/httpd/htdocs/private>
  Options Indexes
</Directory>`,
        candidateWww,
        '  SSLProtocol TLSv1.2\n  SSLUseStapling off',
        '  Header set X-Other 1',
      ),
      {
        'htdocs/img/.htaccess': '# styles\nHeader set X-Htaccess 1\n',
        'htdocs/private/.htaccess': 'AuthName "Members"\nAuthUserFile /etc/httpd/users\n',
        users: '',
      },
    ),
    'candidate',
  );
  assert.deepEqual([...baseline.faults, ...candidate.faults], []);
  const changes = await changedDirectives(baseline.copy, candidate.copy);
  const coverage = await prepareCoverage(candidate.copy);

  {
    await using _ = await serve(candidate.copy, coverage.root, coverage.marker);
    const seen: [string, number][] = [];
    for (const path of [
      '/',
      '/?q=1',
      '/asked',
      '/rewritten/x',
      '/pictures/a.txt',
      '/app/under/a',
      '/redirected/x',
      '/service/x',
      '/nothing-here',
      '/removed-asked',
    ])
      seen.push([path, (await ask(candidate.copy, `http://www.example.org${path}`)).status]);
    seen.push(['alias', (await ask(candidate.copy, 'http://alias.example.org/')).status]);
    assert.deepEqual(Object.fromEntries(seen), {
      '/': 200,
      '/?q=1': 200,
      '/asked': 200,
      '/rewritten/x': 302,
      '/pictures/a.txt': 200,
      '/app/under/a': 200,
      '/redirected/x': 302,
      '/service/x': 200,
      '/nothing-here': 404,
      '/removed-asked': 404,
      alias: 200,
    });
    const answer = await ask(candidate.copy, 'http://www.example.org/asked');
    assert.equal(answer.headers['x-rehearsal'], 'candidate-marked');
  }
  const measured = await coverage.measure(changes);

  const text = ({ kind, directive }: (typeof measured)[number]): string =>
    `${kind === 'added' ? '+' : '-'} ${directive.name} ${directive.args}`;
  const users = await readFile(join(candidate.copy.root.folder, 'htdocs/private/.htaccess'), 'utf8');
  assert.match(users, new RegExp(`^AuthUserFile "${candidate.copy.root.folder}/users"$`, 'm'));
  for (const [directive, how, urls] of expected) {
    const found = measured.filter((change) => directive.test(text(change)));
    assert.equal(found.length, 1, `${String(directive)} in\n${measured.map(text).join('\n')}`);
    assert.equal(found[0]?.coverage, how, `${String(directive)}: ${JSON.stringify(found[0])}`);
    assert.match(found[0]?.urls.join(' ') ?? '', urls, String(directive));
  }
  const under = measured.find(({ directive }) => directive.args.startsWith('/app/under'));
  assert.match(under?.why ?? '', /no request ever comes to it: ProxyPass \/app /);
  for (const change of measured.filter((one) => one.coverage === 'no-request')) assert.ok(change.why, text(change));
});
