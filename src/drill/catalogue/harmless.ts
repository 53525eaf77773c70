import type { Drill, HttpdFault } from '../types.ts';
import { inSite, replacing, together, writing } from './edits.ts';
import { onePage, rules } from './rules.ts';
import { send, visit } from './visitors.ts';

const family = 'harmless' as const;

/** One page of www that the preflight does not ask for, and the cheapest journey that does. */
const page = { path: /^\/cardiology$/, journey: 'specialty-lists-news' } as const;

const passed = {
  verdict: 'passed',
  cause: null,
  layer: null,
  reason: '',
  rule: '`passed`: the first attempt passed, and nothing above was seen.',
} as const;

/** A change after which everything is as good as before. */
const unfelt = (httpd: HttpdFault, journey: string = page.journey) =>
  ({ family, putIn: { httpd }, journey, users: 'Nothing.', expected: passed }) as const;

const changes: readonly Drill[] = [
  {
    ...unfelt({}),
    id: 'httpd-as-delivered',
    story: 'No change at all: the site behind the httpd that it is delivered with.',
    how: 'Apache is started with the configuration as it is.',
    recognise: 'Nothing to do. Every other drill is held against this one.',
  },
  {
    ...unfelt({ tls: true }, 'monograph-opens-at-section'),
    id: 'tls-as-delivered',
    story: 'No change at all: the same site under https.',
    how: 'Apache is started with TLS; each virtual host has a good certificate of its own, from an authority that the browser trusts.',
    recognise: 'Nothing to do. The certificates are checked as for everybody: none is waved through.',
  },
  {
    ...unfelt({
      by: 'graceful',
      change: inSite('education', 'ServrAlias medscape-education.localhost'),
      refusedByTest: true,
    }),
    id: 'reload-refused',
    story: 'A configuration with a syntax error is reloaded, and the reload is refused.',
    how: 'Apache runs well; “ServrAlias” is put into the virtual host of education, and `-k graceful` is sent.',
    recognise:
      'The command exits 1 with file and line, and httpd goes on with the old configuration: users notice nothing. Put it right before the next restart, which would not come up.',
  },
  {
    ...unfelt({
      change: together(
        replacing(
          'conf/errors.conf',
          'ProxyErrorOverride Off',
          'ProxyErrorOverride Off\nErrorDocument 404 /errors/missing.html',
        ),
        writing('htdocs/errors/missing.html', '<!doctype html><title>Not here - Medscape</title><h1>Not here</h1>\n'),
      ),
    }),
    id: 'errordocument-404',
    story: 'Apache’s own 404 gets a page in the site’s looks.',
    how: 'ErrorDocument 404 names a local file; the application’s own 404 pages pass as before.',
    journey: 'article-missing-says-so',
    recognise: 'Nothing to do: the status is still 404, and a journey that asks for what is missing is told so.',
  },
  {
    ...unfelt({ change: replacing('conf/defaults.conf', 'KeepAlive On', 'KeepAlive Off') }),
    id: 'b29',
    story: 'KeepAlive is switched off, to save memory.',
    how: 'KeepAlive Off: every request has a connection of its own.',
    users: 'Nothing here; far away each page takes a few round trips more.',
    recognise:
      'The access log says conn=- on every line, and each answer Connection: close. A matter of performance: measure it with ab, with -k and without.',
  },
  {
    ...unfelt({
      change: replacing('conf/headers.conf', 'Header always set X-Frame-Options', 'Header set X-Frame-Options'),
    }),
    id: 'g09',
    story: 'The word “always” is tidied away from a security header.',
    how: 'Header set X-Frame-Options in place of Header always set.',
    recognise:
      'The header is on every good page and missing on errors, which nobody frames. A matter for the comparison of headers before a deploy, and for nobody at night.',
  },
  {
    ...unfelt({
      change: replacing(
        'conf/logging.conf',
        'CustomLog "${LOGS}/access.log" joined',
        'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined\nCustomLog "${LOGS}/access.log" combined',
      ),
    }),
    id: 'log-format',
    story: 'The access log goes back to the format that everybody knows.',
    how: 'CustomLog is written in Apache’s combined format, without request ids.',
    recognise:
      'Nothing for users. Lines are still known by the User-Agent’s marker and their time, no longer by an id: who reads logs for a living will ask for it back.',
  },
  {
    ...unfelt({ change: replacing('conf/logging.conf', 'LogLevel warn', 'LogLevel debug') }),
    id: 'loglevel-debug',
    story: 'Somebody looks for something, and LogLevel is debug.',
    how: 'LogLevel debug: hundreds of lines for each page.',
    recognise:
      'Nothing to do but to switch it off before the disk is full. A line of the error log is no error by its place: its level is.',
  },
  {
    ...unfelt({ change: replacing('conf/logging.conf', 'LogLevel warn', 'LogLevel warn proxy:trace5 rewrite:trace3') }),
    id: 'loglevel-trace',
    story: 'The rewriting and the proxy are traced for a day.',
    how: 'LogLevel warn proxy:trace5 rewrite:trace3.',
    recognise: 'As with debug. The traces speak of failures and errors in words, and of none in fact.',
  },
  {
    ...unfelt({ change: replacing('conf/defaults.conf', 'ServerName localhost\n', '') }),
    id: 'start-warning',
    story: 'The line with the server’s own name gets lost.',
    how: 'No ServerName outside of the virtual hosts: httpd guesses one when it starts.',
    recognise:
      'AH00558 “Could not reliably determine the server’s fully qualified domain name” at each start. It has been in half of all logs for twenty years.',
  },
  {
    ...unfelt({
      change: writing(
        'sites/zz-campaign.conf',
        '<VirtualHost 127.0.0.1:${PORT}>\n  ServerName campaign.medscape.localhost\n  DocumentRoot "${ROOT}/htdocs/www/campaign"\n</VirtualHost>\n',
      ),
      by: 'graceful',
    }),
    id: 'vhost-added',
    story: 'A virtual host for a campaign is added, behind all others.',
    how: 'The file sites/zz-campaign.conf is put in by a graceful reload; its name is its own.',
    recognise: 'Nothing to do: apache2 -S shows one name more, and the same default as before.',
  },
  {
    ...unfelt({
      change: replacing(
        'conf/static.conf',
        'DirectoryIndex index.html',
        'DirectoryIndex index.html\nExpiresActive On\nExpiresDefault "access plus 1 year"',
      ),
    }),
    id: 'b37',
    story: 'Everything may be kept for a year, pages too.',
    how: 'ExpiresDefault "access plus 1 year" for the whole server.',
    users: 'Nothing today. After the next release, old pages until they clear their cache.',
    recognise:
      'Pages bear max-age=31536000. No journey can see it, since each begins with an empty cache: it is the comparison of headers before a deploy that does.',
  },
  {
    ...unfelt({
      change: together(
        replacing('conf/static.conf', 'TypesConfig conf/mime.types', 'TypesConfig conf/no.types'),
        writing('conf/no.types', '# nothing is known here\ntext/html html\n'),
        replacing('conf/headers.conf', 'Header always set X-Content-Type-Options "nosniff"\n', ''),
      ),
    }),
    id: 'b19b',
    story: 'The list of file types is replaced by a short one, on a site without nosniff.',
    how: 'Scripts and images have no Content-Type, and nothing forbids the browser to guess.',
    users: 'Nothing: browsers guess well. Styles need their type, and the page has those of the asset host by name.',
    recognise: 'No Content-Type on assets. It holds until somebody sets nosniff; then it is an outage.',
  },
  {
    ...unfelt({
      change: together(
        replacing('conf/defaults.conf', 'ServerTokens Prod', 'ServerTokens Full'),
        replacing('conf/defaults.conf', 'ServerSignature Off', 'ServerSignature On'),
      ),
    }),
    id: 'server-tokens',
    story: 'Apache tells its version and its system.',
    how: 'ServerTokens Full and ServerSignature On.',
    recognise: 'Server: Apache/2.4… with all its parts. A finding for an audit, and for nobody at night.',
  },
  {
    ...unfelt({
      change: replacing('conf/mpm.conf', 'MaxRequestWorkers   64', 'MaxRequestWorkers   32'),
      by: 'graceful',
    }),
    id: 'workers-changed',
    story: 'Half as many workers, since the machine has half the memory now.',
    how: 'MaxRequestWorkers goes from 64 to 32, by a graceful reload.',
    recognise: 'Nothing to do. What it costs shows under load alone: a rehearsal lists it as what no request can try.',
  },
];

const events: readonly Drill[] = [
  {
    id: 'h2-421',
    family,
    story: 'One certificate for all names is put in, and the asset host keeps a list of ciphers of its own.',
    how: 'The site under https with HTTP/2; the certificate of www names every host, img shows it too, and has another SSLCipherSuite.',
    users: 'Nothing: the browser asks for assets on the connection to www, is told 421, and asks again on another.',
    recognise:
      'AH02032 at level error and 421 in the access log, each followed by a 200 of the same address: that is HTTP/2 at work. Count neither.',
    putIn: {
      httpd: {
        tls: true,
        certificates: { www: 'every-name' },
        change: together(
          replacing('sites/img.conf', 'tls/img.crt', 'tls/www.crt'),
          replacing('sites/img.conf', 'tls/img.key', 'tls/www.key'),
          inSite('img', '<IfDefine TLS>', '  SSLCipherSuite HIGH:!aNULL:!MD5', '</IfDefine>'),
        ),
      },
    },
    journey: page.journey,
    expected: {
      ...passed,
      rule: 'Misdirected to this connection, then answered on another: a 421 followed by success is the protocol, and no fault.',
    },
  },
  {
    id: 'e03b',
    family,
    story: 'Four graceful reloads in a row, while people read.',
    how: 'Apache runs well; when /cardiology is asked for, the same configuration is reloaded four times, one after the other.',
    users: 'Nothing: each answer that has begun comes to its end.',
    recognise:
      'AH00493 and AH00489 in the error log, both notices. Connections that idle are closed, and browsers open others without a word.',
    putIn: {
      httpd: {},
      meanwhile: async ({ asked, site }) => {
        await asked(page.path);
        for (let i = 0; i < 4; i++) await site.httpd?.change(() => {}, 'graceful');
      },
    },
    journey: 'news-list-pages',
    beside: [page.journey],
    expected: passed,
    quick: true,
  },
  {
    id: 'missing-expected',
    family,
    story: 'No fault: somebody follows an old link, and is told that it leads nowhere.',
    how: 'A journey asks for a drug that does not exist and declares that it expects 404, behind httpd.',
    users: '“Page Not Found”, as it should be.',
    recognise: 'A 404 that a journey declared before it asked. In the access log it looks like any other.',
    putIn: { httpd: {} },
    journey: 'missing-drug-says-so',
    expected: { ...passed, rule: 'Expected is an answer that the journey declared before it asked for it.' },
  },
  {
    id: 'e03-httpd',
    family,
    story: 'Behind httpd, one 503 asks for a second of patience, then the site is healthy.',
    how: 'The application answers the first request for /cardiology with 503 and Retry-After: 1, and httpd passes it on.',
    users: 'One of them saw “Service Unavailable”, and a good page a moment later.',
    recognise:
      'One line 503/503 with handler=proxy-server, and 200 after it. Look at the history whether it comes at every deploy.',
    putIn: { faults: ['e03@/cardiology'], httpd: {} },
    journey: page.journey,
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'application',
      reason: 'answered 503',
      rule: `\`unavailable\`: a critical exchange answered 502, 503 or 504. ${rules.retryAfter} ${rules.transient}`,
    },
  },
  {
    id: 'third-party-blocked',
    family,
    story: 'A policy of content forbids the script of a third party, as it was meant to.',
    how: 'A script, an image and a fetch of a foreign host are put into the page; httpd’s Content-Security-Policy allows scripts of our own hosts alone.',
    users: 'The page, without somebody else’s widget.',
    recognise:
      'The console says that a script was refused, and whose. It is none of the hosts that the target declares, so it makes no cause.',
    putIn: {
      faults: [`third-party-500@${onePage.glob}`],
      httpd: {
        change: replacing(
          'conf/headers.conf',
          "frame-ancestors 'self';",
          "script-src 'self' 'unsafe-inline' http://img.medscape.localhost:${PORT}; frame-ancestors 'self';",
        ),
      },
    },
    journey: onePage.journey,
    expected: {
      ...passed,
      rule: 'First-party is what the target declares. Everything else is third-party and makes no cause, whatever it answers.',
    },
  },
  {
    id: 'strangers-500',
    family,
    story: 'On a server that others use too, their requests answer 500; ours do not.',
    how: 'The log is a shared one (LOG_OWN is not set). While the journey runs, visitors ask for articles, which answer 500.',
    users: 'Readers of articles meet an error page; nobody else does.',
    recognise:
      'Their lines stand in the same log, with other agents and other ids. What is joined to no exchange of ours makes no verdict; what the error log says beside is listed as such.',
    putIn: {
      faults: ['d01@/viewarticle/*'],
      httpd: {},
      env: { LOG_OWN: '' },
      meanwhile: async ({ asked, site }) => {
        await asked(page.path);
        for (let i = 0; i < 5; i++) await visit(site.port, 'www.medscape.localhost', '/viewarticle/717047');
      },
    },
    journey: page.journey,
    expected: {
      ...passed,
      rule: 'On a shared server the unjoined ones are listed (“the server’s log also says”) and make no verdict.',
    },
    quick: true,
  },
  {
    id: 'robot-scan',
    family,
    story: 'A robot tries every door that it has read of.',
    how: 'The log is a shared one. While the journey runs, a robot sends addresses that are none, a line that is too long, the beginning of a TLS handshake, and asks for files of other people’s software.',
    users: 'Nothing.',
    recognise:
      '400 and 414 with id=-, AH10244 “invalid URI path” (older ones: AH00126), 404s of one address within a second. It is the weather of the Internet; block the address if it comes too often.',
    putIn: {
      httpd: {},
      env: { LOG_OWN: '' },
      meanwhile: async ({ asked, site }) => {
        await asked(page.path);
        const host = `Host: www.medscape.localhost:${String(site.port)}\r\nConnection: close\r\n\r\n`;
        for (const line of [
          'GET /../../etc/passwd HTTP/1.1',
          `GET /${'a'.repeat(9_000)} HTTP/1.1`,
          'GET /%zz HTTP/1.1',
          'HELO somebody',
          'GET /wp-login.php HTTP/1.1',
          'GET /cgi-bin/.%2e/.%2e/bin/sh HTTP/1.1',
        ])
          await send(site.port, `${line}\r\n${host}`);
        await send(site.port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03');
      },
    },
    journey: page.journey,
    expected: {
      ...passed,
      rule: 'A log record counts for a journey only when it is joined to one of its own exchanges.',
    },
  },
];

/** Changes and events that must not raise an alarm. */
export const harmless: readonly Drill[] = [...changes, ...events];
