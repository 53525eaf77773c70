import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from '../types.ts';
import { cardiologyBy, inSite, loading, ownCardiology, replacing, together, without, writing } from './edits.ts';
import { onePage, rules } from './rules.ts';

const family = 'configuration' as const;

const serverError = { verdict: 'server-error', cause: 'server-error', layer: 'httpd', rule: rules.stays } as const;
const unavailable = { verdict: 'server-error', cause: 'unavailable', layer: 'proxy' } as const;
/** A 4xx of Apache's own. */
const refused = {
  verdict: 'regression',
  cause: 'client-error',
  layer: 'httpd',
  rule: `${rules.clientError} ${rules.wrong} ${rules.httpd}`,
} as const;
/** A wrong page, whose document came from the application. */
const wrongPage = {
  verdict: 'regression',
  cause: 'content',
  layer: 'application',
  reason: 'not as expected',
  rule: `${rules.content} ${rules.wrong}`,
} as const;

/** What stays shows after one retry as well as after two. */
const oneRetry = { RETRIES: '1' } as const;

/** One page of www, and the cheapest journey that asks for it. */
const newsOfSpecialty = 'specialty-lists-news';

const staticPage = '<!doctype html>\n<title>Cardiology - Medscape</title>\n<h1>Cardiology</h1>\n';

/** `/cardiology` is closed by a kind of password whose module is not loaded: a 500 of Apache's own. */
const digestWithoutModule = (...lines: readonly string[]) =>
  together(
    loading('authz_user'),
    inSite(
      'www',
      ...lines,
      '<Location "/cardiology">',
      '  AuthType Digest',
      '  AuthName "Editors"',
      '  Require valid-user',
      '</Location>',
    ),
  );

const htaccess: readonly Drill[] = [
  {
    id: 'b01',
    family,
    story: 'Whoever looks after styles and scripts edits their .htaccess, and drops a letter.',
    how: 'RewriteEngine reads “RewriteEngin” in the .htaccess of the asset host.',
    users:
      'Pages without their looks on every surface, on which nothing can be clicked; each style and script is a 500.',
    recognise:
      'Pages are 200 and every file of one host is 500. The error log says “.htaccess: Invalid command ‘RewriteEngin’”, at level alert and without an AH number. No deploy and no reload was needed, so no record of changes has it: look at the file’s time.',
    putIn: {
      httpd: { change: replacing('htdocs/img/.htaccess', 'RewriteEngine On', 'RewriteEngin On') },
      env: oneRetry,
    },
    journey: 'preflight-www',
    beside: [newsOfSpecialty, onePage.journey],
    expected: { ...serverError, reason: 'answered 500' },
    quick: true,
  },
  {
    id: 'b01c',
    family,
    story: 'The same letter is lost while visitors read.',
    how: 'The .htaccess of the asset host is spoilt when a visitor has opened the list of slideshows. Nobody reloads httpd.',
    users: 'Who came before sees good pages from the browser’s cache; the next thing that they open is broken.',
    recognise:
      'The preflight was good and the journey failed: it began in between, to the second. “Invalid command” at level alert in the error log. Nothing was deployed and nothing reloaded: .htaccess is read for every request.',
    putIn: {
      httpd: {},
      meanwhile: async ({ site, asked }) => {
        await asked(/^\/features\/slideshow$/);
        if (!site.httpd) throw new Error('there is no httpd');
        const file = join(site.httpd.root, 'htdocs/img/.htaccess');
        writeFileSync(file, readFileSync(file, 'utf8').replace('RewriteEngine On', 'RewriteEngin On'));
      },
    },
    journey: 'slideshow-plays',
    expected: { ...serverError, reason: 'answered 500' },
  },
  {
    id: 'b02',
    family,
    story:
      'The slideshow’s script moves into a folder of its own, and a rewrite in .htaccess leads the old address there.',
    how: 'The rule’s pattern matches the new address too, so that Apache rewrites it again and again.',
    users: 'The slideshow’s first picture, and arrows that do nothing.',
    recognise:
      'One file answers 500, with “Request exceeded the limit of 10 internal redirects” (AH00124) in the error log; the access log reads first 200, final 500. A rule whose result matches its own pattern: anchor it, or use [END].',
    putIn: {
      httpd: {
        change: (files) =>
          files.append('htdocs/img/.htaccess', 'RewriteRule "^(.*)slideshow\\.js$" "$1slideshow/slideshow.js" [L]\n'),
      },
      env: oneRetry,
    },
    journey: 'slideshow-plays',
    expected: { ...serverError, reason: 'answered 500' },
  },
  {
    id: 'b03b',
    family,
    story: 'The page of cardiology becomes a file, whose address without an ending is made in .htaccess.',
    how: 'The file and its .htaccess lie where AllowOverride is None, so the .htaccess is not read.',
    users: '“Not Found” in place of the page.',
    recognise:
      'Apache’s own 404 and not a word in the error log. /cardiology.html works, /cardiology does not: nothing rewrites it. Ask which AllowOverride holds for the folder before you look into the .htaccess.',
    putIn: {
      httpd: {
        change: together(
          ownCardiology(),
          writing('htdocs/www/cardiology.html', staticPage),
          writing('htdocs/www/.htaccess', 'RewriteEngine On\nRewriteRule "^cardiology$" "cardiology.html" [L]\n'),
        ),
      },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: { ...refused, reason: 'answered 404' },
  },
  {
    id: 'b04',
    family,
    story: 'The page of cardiology becomes a file, found by MultiViews; the block is guarded by IfModule, to be safe.',
    how: 'mod_negotiation is not loaded, so that <IfModule> leaves the block out without a word.',
    users: '“Not Found” in place of the page.',
    recognise:
      'Apache’s own 404, nothing in the error log, and the directive stands in the configuration plain to see. apache2 -M: its module is not there. IfModule turns an error at the start into a silence at run time.',
    putIn: {
      httpd: {
        change: together(
          ownCardiology(),
          writing('htdocs/www/cardiology.html', staticPage),
          replacing(
            'conf/static.conf',
            '<Directory "${ROOT}/htdocs/www">\n  Options None\n',
            '<Directory "${ROOT}/htdocs/www">\n  <IfModule mod_negotiation.c>\n    Options MultiViews\n  </IfModule>\n',
          ),
        ),
      },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: { ...refused, reason: 'answered 404' },
  },
  {
    id: 'b04-htaccess',
    family,
    story: 'Modules are cleaned up: the virtual hosts can do without mod_rewrite, and .htaccess files were forgotten.',
    how: 'mod_rewrite is not loaded and www’s rules are taken out with it; the .htaccess of the asset host uses it still.',
    users: 'Pages without their looks on every surface.',
    recognise:
      'apache2 -t says “Syntax OK”: it reads no .htaccess. “Invalid command ‘RewriteEngine’, perhaps misspelled or defined by a module not included” for every file of one host. Search .htaccess files too before you take a module away.',
    putIn: {
      httpd: {
        change: together(
          without('rewrite'),
          replacing('sites/www.conf', '  RewriteEngine On\n', ''),
          replacing('sites/www.conf', '  RewriteRule "^/index\\.html?$" "/" [R=301,L]\n', ''),
          replacing('sites/www.conf', '  RewriteRule "^/news/?$" "/index/list_13470_0" [R=301,L]\n', ''),
        ),
      },
      env: oneRetry,
    },
    journey: 'preflight-reference',
    beside: [onePage.journey],
    expected: { ...serverError, reason: 'answered 500' },
  },
];

const backends: readonly Drill[] = [
  {
    id: 'b05',
    family,
    story: 'Search moves to a server of its own, and its port has a digit too few.',
    how: 'ProxyPass of search names port 9 of this machine, on which nothing listens.',
    users: '“Service Unavailable” on every page of search; the rest of the site is healthy.',
    recognise:
      'Apache’s own 503 within a millisecond, on one surface: “attempt to connect to 127.0.0.1:9 failed” (AH00957, without a request id) and “failed to make connection to backend” (AH01114). The application’s log knows of nothing: it was never asked.',
    putIn: {
      httpd: {
        change: replacing('sites/search.conf', 'Include conf/application.conf', 'ProxyPass "/" "http://127.0.0.1:9/"'),
      },
    },
    journey: 'preflight-search',
    beside: ['search-no-results', newsOfSpecialty],
    expected: {
      ...unavailable,
      reason: 'answered 503',
      rule: `${rules.unavailableStays} ${rules.proxy}`,
    },
    quick: true,
  },
  {
    id: 'b06',
    family,
    story: 'Search moves to a server of its own, by a name that only the internal name server knows.',
    how: 'ProxyPass of search names a host below .invalid, which nobody knows.',
    users: 'An error page on every page of search; the rest of the site is healthy.',
    recognise:
      'A 500 and no 502, though it is the back end that is missing: “DNS lookup failure for: …” in the page and (AH00898) in the error log. Ask the name from the web server itself, as its own user.',
    putIn: {
      httpd: {
        change: replacing(
          'sites/search.conf',
          'Include conf/application.conf',
          'ProxyPass "/" "http://search.internal.invalid/"',
        ),
      },
    },
    journey: 'preflight-search',
    beside: ['search-no-results', newsOfSpecialty],
    expected: {
      ...serverError,
      layer: 'proxy',
      reason: 'answered 500',
      rule: `\`server-error\`: a critical exchange answered 5xx other than 502, 503, 504. ${rules.stays} ${rules.proxy}`,
    },
  },
  {
    id: 'b07b',
    family,
    story: 'Traffic to search’s back end is to be encrypted, and the back end is not there yet.',
    how: 'ProxyPass of search says https where plain HTTP is spoken; SSLProxyEngine is on.',
    users: 'An error page on every page of search; the rest of the site is healthy.',
    recognise:
      'Apache’s “500 Proxy Error … Error during SSL Handshake with remote server” (AH00898, AH01097). The back end is healthy and speaks another protocol: switch both ends, the back end first.',
    putIn: {
      httpd: {
        change: together(
          loading('ssl'),
          replacing(
            'sites/search.conf',
            'Include conf/application.conf',
            'SSLProxyEngine On\n  ProxyPass "/" "https://127.0.0.1:${BACKEND_PORT}/"',
          ),
        ),
      },
    },
    journey: 'preflight-search',
    beside: ['search-no-results', newsOfSpecialty],
    expected: {
      ...serverError,
      layer: 'proxy',
      reason: 'answered 500',
      rule: `\`server-error\`: a critical exchange answered 5xx other than 502, 503, 504. ${rules.stays} ${rules.proxy}`,
    },
  },
  {
    id: 'a13',
    family,
    story: 'Modules are cleaned up: mod_proxy stays, and mod_proxy_http goes as if it were a part of it.',
    how: 'The LoadModule line of mod_proxy_http is missing.',
    users: '“Service Unavailable” in place of every page of every surface.',
    recognise:
      'Everything that the application makes is Apache’s own 503, and files are served: the balancer finds nobody who speaks HTTP and says “all workers are busy” (AH00934), which they are not. A ProxyPass without a balancer answers 500 and says it better: “No protocol handler was valid for the URL” (AH01144). -t says “Syntax OK”.',
    putIn: { httpd: { change: without('proxy_http') } },
    journey: 'preflight-www',
    beside: [newsOfSpecialty, onePage.journey],
    expected: { ...unavailable, reason: 'answered 503', rule: `${rules.unavailableStays} ${rules.proxy}` },
  },
  {
    id: 'b08',
    family,
    story: 'Whoever waits for the application holds up a worker, so httpd’s patience is cut to one second.',
    how: 'ProxyTimeout is 1; the application takes 3 s for a monograph, as it did before.',
    users: '“Proxy Error” after a second, on the slow pages only.',
    recognise:
      'Apache’s 502 (and no 504) after exactly the time-out: “The timeout specified has expired … Error reading status line from remote server” (AH01102, AH00898). The application finishes the page, and nobody reads it. Compare ProxyTimeout with the slowest good answer.',
    putIn: {
      faults: [`d05@${onePage.glob}`],
      httpd: { change: replacing('conf/proxy.conf', 'ProxyTimeout 30', 'ProxyTimeout 1') },
    },
    journey: onePage.journey,
    expected: { ...unavailable, reason: 'answered 502', rule: `${rules.unavailableStays} ${rules.proxy}` },
  },
  {
    id: 'balancer-disabled',
    family,
    story: 'The only back end was put aside for its maintenance, and is still so.',
    how: 'The balancer’s one member has status=+D.',
    users: '“Service Unavailable” on every page of every surface, while the application is healthy.',
    recognise:
      'Apache’s own 503 at once, on all that the application makes: “All workers are in error state” (AH01170), and no attempt to connect (AH00957) beside it. Look at the balancer’s members and their status before you look at the application.',
    putIn: { httpd: { change: replacing('conf/proxy.conf', 'retry=0', 'retry=0 status=+D') } },
    journey: 'preflight-www',
    beside: [newsOfSpecialty, onePage.journey],
    expected: { ...unavailable, reason: 'answered 503', rule: `${rules.unavailableStays} ${rules.proxy}` },
  },
  {
    id: 'b16',
    family,
    story: 'Reference’s services get a back end line of their own, one slash short.',
    how: 'ProxyPass "/ws/services/" leads to “…/ws/services”, so /ws/services/x is asked for as /ws/servicesx.',
    users: 'The pill identifier opens, and finds no pill.',
    recognise:
      'The page is 200 and its data 404, by the application and not by Apache; its log shows the address that it was really asked for. Both sides of a ProxyPass end in a slash, or neither.',
    putIn: {
      httpd: { change: inSite('reference', 'ProxyPass "/ws/services/" "balancer://application/ws/services"') },
      env: oneRetry,
    },
    journey: 'pill-identifier-narrows',
    expected: {
      ...refused,
      layer: 'application',
      reason: 'answered 404',
      rule: `${rules.clientError} ${rules.wrong}`,
    },
  },
  {
    id: 'b16-excluded',
    family,
    story: 'A folder of downloads below /ws/ is to be served as files, so /ws/ is taken out of the proxy.',
    how: 'ProxyPass "/ws/" "!" stands in reference, and covers /ws/services/ too.',
    users: 'The pill identifier opens, and finds no pill.',
    recognise:
      'The page is 200 and its data is Apache’s own 403: “client denied by server configuration: …/ws” (AH01630), with a path of the disk, so httpd looked for a file. Where the folder is open it is a 404, and silent. The application’s log does not know the request. An exception is a prefix: it takes everything below it along.',
    putIn: { httpd: { change: inSite('reference', 'ProxyPass "/ws/" "!"') }, env: oneRetry },
    journey: 'pill-identifier-narrows',
    expected: { ...refused, reason: 'answered 403' },
  },
  {
    id: 'b16d',
    family,
    story: 'The application has given up a page, and a redirect in httpd is to lead to the new one.',
    how: 'The application answers 404 for /cardiology; “Redirect” stands in www, where ProxyPass "/" is asked first.',
    users: '“Page not found” at an address that was to be redirected.',
    recognise:
      'The redirect is there, apache2 -t is content, and the application’s own 404 comes: mod_proxy takes the request before mod_alias sees it. Take the path out of the proxy (ProxyPass "/cardiology" "!"), or use a RewriteRule.',
    putIn: {
      faults: ['d18@/cardiology'],
      httpd: { change: inSite('www', 'Redirect temp "/cardiology" "/index/list_13470_0"') },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: {
      ...refused,
      layer: 'application',
      reason: 'answered 404',
      rule: `${rules.clientError} ${rules.wrong}`,
    },
  },
  {
    id: 'b24',
    family,
    story: 'A cache in httpd is to spare the application; errors that say how long they are good for are kept too.',
    how: 'mod_cache keeps what is below /drug/; the application’s first answer is a 500 with max-age=600, all others are good.',
    users: 'An error page for ten minutes, although the application is healthy after the first second.',
    recognise:
      'The 500 stays and the application’s log has it once. The answer has an Age that grows, or X-Cache: HIT; its access line names no proxy as handler. Purge the cache, and let the application send errors with no-store.',
    putIn: {
      faults: [`cached-500@${onePage.glob}`],
      httpd: {
        change: together(
          loading('cache', 'socache_shmcb', 'cache_socache'),
          inSite(
            'reference',
            'CacheSocache shmcb',
            'CacheEnable socache "/drug/"',
            'CacheIgnoreCacheControl On',
            'CacheHeader On',
          ),
        ),
      },
    },
    journey: onePage.journey,
    expected: {
      ...serverError,
      layer: 'application',
      reason: 'answered 500',
      rule: `${rules.stays} \`application\`: passed through from the backend, be it by way of a cache.`,
    },
  },
];

const files: readonly Drill[] = [
  {
    id: 'b10',
    family,
    story: 'The slideshow’s script is delivered under a strict umask.',
    how: 'The file belongs to whoever delivered it, and nobody else may read it.',
    users: 'The slideshow’s first picture, and arrows that do nothing.',
    recognise:
      'Apache’s own 403 for one file, with “file permissions deny server access” (AH00132) in the error log. Read it as httpd’s account does, and not as root, who may read everything.',
    putIn: {
      httpd: { change: (configuration) => configuration.chmod('htdocs/img/js/slideshow.js', 0o000) },
      env: oneRetry,
    },
    journey: 'slideshow-plays',
    expected: { ...refused, reason: 'answered 403' },
  },
  {
    id: 'b10c',
    family,
    story: 'The page of cardiology becomes a file in a folder of its own, and nobody opens the folder.',
    how: 'Alias leads to a folder for which no <Directory> says “Require all granted”.',
    users: '“Forbidden” in place of the page.',
    recognise:
      'Apache’s own 403 with “client denied by server configuration” (AH01630) and the file’s path. What is not opened is closed: that is the rule at the top of the configuration, and a good one.',
    putIn: {
      httpd: {
        change: together(
          ownCardiology('Alias "/cardiology" "${ROOT}/htdocs/specialties/cardiology.html"'),
          writing('htdocs/specialties/cardiology.html', staticPage),
        ),
      },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: { ...refused, reason: 'answered 403' },
  },
  {
    id: 'b11',
    family,
    story: 'The page of cardiology becomes a folder, whose first page is called otherwise than elsewhere.',
    how: 'The folder holds home.html, and DirectoryIndex knows index.html alone.',
    users: '“Not Found” in place of the page.',
    recognise:
      'A redirect to the address with a slash, then Apache’s own 404 with nothing in the error log. The folder is there; what to show of it is not said. Without mod_autoindex it is a 404, with it a 403, or the list of its files.',
    putIn: {
      httpd: { change: together(ownCardiology(), writing('htdocs/www/cardiology/home.html', staticPage)) },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: { ...refused, reason: 'answered 404' },
  },
  {
    id: 'b11b',
    family,
    story: 'The same, on a server whose directory listings are loaded and forbidden.',
    how: 'The folder holds home.html, DirectoryIndex knows index.html alone, and mod_autoindex is loaded with Indexes off.',
    users: '“Forbidden” in place of the page.',
    recognise:
      'Apache’s own 403 with “Cannot serve directory … No matching DirectoryIndex” (AH01276). It looks like a matter of rights and is none: no file of the right name is there.',
    putIn: {
      httpd: {
        change: together(loading('autoindex'), ownCardiology(), writing('htdocs/www/cardiology/home.html', staticPage)),
      },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: { ...refused, reason: 'answered 403' },
  },
  {
    id: 'b23e',
    family,
    story: 'The page of cardiology becomes a folder; links of httpd’s own are to bear the canonical name.',
    how: 'UseCanonicalName is on while ServerName names no port, so the redirect to the address with a slash leads to port 80.',
    users: '“This site can’t be reached”, at an address that lacks the port.',
    recognise:
      'The first answer is a 301, and its Location names another port than was asked for; who asks for /cardiology/ with the slash is served. The message names the first address and the fault lies in the second: look at Location.',
    putIn: {
      httpd: {
        change: together(ownCardiology('UseCanonicalName On'), writing('htdocs/www/cardiology/index.html', staticPage)),
      },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: {
      verdict: 'unreachable',
      cause: 'network',
      layer: null,
      reason: 'had its connection refused',
      rule: `Host and scheme are those that were asked for, so it is no \`client-error\`. ${rules.network} ${rules.unreachable}`,
    },
  },
];

const programs: readonly Drill[] = [
  {
    id: 'b14',
    family,
    story: 'The page of cardiology is made by a small program, which lost its right to be run on its way.',
    how: 'The CGI program is there without the x bit.',
    users: 'An error page.',
    recognise:
      'Apache’s own 500: “exec of … failed” with “Permission denied” (AH01241, without a request id), then “End of script output before headers”. A copy by hand, or a Windows machine, dropped the bit.',
    putIn: { httpd: { change: cardiologyBy("#!/bin/sh\nprintf 'Content-Type: text/html\\n\\n'\n", 0o644) } },
    journey: newsOfSpecialty,
    expected: { ...serverError, reason: 'answered 500' },
    quick: true,
  },
  {
    id: 'b14b',
    family,
    story: 'A line for debugging is left in the program that makes the page of cardiology.',
    how: 'The CGI program prints a word before its headers.',
    users: 'An error page.',
    recognise:
      'Apache’s own 500: “malformed header from script ‘cardiology’: Bad header: …”, and the word itself. The program runs well in a terminal: there nobody reads headers.',
    putIn: {
      httpd: {
        change: cardiologyBy(
          "#!/bin/sh\necho loading configuration\nprintf 'Content-Type: text/html\\n\\n<h1>Cardiology</h1>'\n",
          0o755,
        ),
      },
    },
    journey: newsOfSpecialty,
    expected: { ...serverError, reason: 'answered 500' },
  },
  {
    id: 'b14b-crlf',
    family,
    story: 'The program that makes the page of cardiology was saved on Windows.',
    how: 'The CGI program’s first line ends in CR LF, so that an interpreter “/bin/sh\\r” is looked for.',
    users: 'An error page.',
    recognise:
      'Apache’s own 500: “exec of … failed” with “No such file or directory” (AH01241), of a file that is there. It is the interpreter that is not: file(1) says “with CRLF line terminators”.',
    putIn: {
      httpd: {
        change: cardiologyBy("#!/bin/sh\r\nprintf 'Content-Type: text/html\\n\\n<h1>Cardiology</h1>'\r\n", 0o755),
      },
    },
    journey: newsOfSpecialty,
    expected: { ...serverError, reason: 'answered 500' },
  },
  {
    id: 'b14d',
    family,
    story: 'The socket by which httpd asks for programs moves into a folder that nobody has made.',
    how: 'ScriptSock names a file in a missing folder; the page of cardiology is made by a program. No retry is left, because each would wait as long.',
    users: 'A white page and a wheel that turns; all other pages are healthy.',
    recognise:
      'No answer, on programs alone. The error log says at the start, and never again, “Couldn’t bind unix domain socket” (AH01243, AH01238); after half a minute there is a 503 with AH01257. Read the error log from the last start on, not from the first complaint.',
    putIn: {
      httpd: {
        change: together(
          replacing('conf/cgi.conf', '/run/cgisock', '/run/cgi/sock'),
          cardiologyBy("#!/bin/sh\nprintf 'Content-Type: text/html\\n\\n<h1>Cardiology</h1>'\n", 0o755),
        ),
      },
      env: { RETRIES: '0' },
    },
    journey: newsOfSpecialty,
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'had no answer after',
      rule: `${rules.slow} ${rules.unreachable}`,
    },
  },
];

const access: readonly Drill[] = [
  {
    id: 'b13',
    family,
    story: 'Staging’s configuration is copied to production, and with it the door in front of it.',
    how: 'AuthType Basic with “Require valid-user” stands in the virtual host of education.',
    users: 'The browser asks for a name and a password that no clinician has.',
    recognise:
      'A 401 with WWW-Authenticate, in Apache’s own words; nothing in the error log, because nobody has tried a password. Look for Auth directives in the difference to what was deployed before.',
    putIn: {
      httpd: {
        change: together(
          loading('auth_basic', 'authn_file', 'authz_user'),
          inSite(
            'education',
            '<Location "/">',
            '  AuthType Basic',
            '  AuthName "Staging"',
            '  AuthUserFile "${ROOT}/conf/staging.users"',
            '  Require valid-user',
            '</Location>',
          ),
        ),
      },
      env: oneRetry,
    },
    journey: 'preflight-education',
    expected: { ...refused, reason: 'answered 401' },
  },
  {
    id: 'b13b',
    family,
    story: 'A page under revision is closed to all but its editors, by a kind of password that is not installed.',
    how: 'AuthType Digest stands on /cardiology, and mod_auth_digest is not loaded.',
    users: 'An error page in place of the page.',
    recognise:
      'Apache’s own 500 on one path: “AuthType Digest configured without corresponding module” (AH01796). -t says “Syntax OK”: the type of a password is a mere word until somebody asks.',
    putIn: {
      httpd: {
        change: digestWithoutModule(),
      },
    },
    journey: newsOfSpecialty,
    expected: { ...serverError, reason: 'answered 500' },
  },
  {
    id: 'b33',
    family,
    story: 'A hardening guide allows GET and HEAD, and nothing else.',
    how: '<LimitExcept GET HEAD> with “Require all denied” stands in the virtual host of login.',
    users: 'The login opens, and sending it is forbidden. Nobody gets in.',
    recognise:
      'Every GET is 200 and every POST is Apache’s own 403, with “client denied by server configuration: proxy:http://…” (AH01630). A check that only opens pages never sees it.',
    putIn: {
      httpd: {
        change: inSite(
          'login',
          '<Location "/">',
          '  <LimitExcept GET HEAD>',
          '    Require all denied',
          '  </LimitExcept>',
          '</Location>',
        ),
      },
      env: oneRetry,
    },
    journey: 'login-lands-on-target',
    expected: { ...refused, reason: 'POST' },
    quick: true,
  },
  {
    id: 'b33-methods',
    family,
    story: 'Another hardening guide names the methods that are allowed, and the login’s is not among them.',
    how: 'AllowMethods GET HEAD OPTIONS (mod_allowmethods) stands in the virtual host of login.',
    users: 'The login opens, and sending it is “not allowed”. Nobody gets in.',
    recognise:
      'Apache’s own 405 on every POST, with “client method denied by server configuration: ‘POST’ to …” (AH01623). The answer’s Allow header names what the configuration lets through.',
    putIn: {
      httpd: {
        change: together(
          loading('allowmethods'),
          inSite('login', '<Location "/">', '  AllowMethods GET HEAD OPTIONS', '</Location>'),
        ),
      },
      env: oneRetry,
    },
    journey: 'login-lands-on-target',
    expected: { ...refused, reason: 'answered 405' },
  },
  {
    id: 'agent-403',
    family,
    story: 'A crawler is to be kept out, and the pattern for its name is too short.',
    how: 'Whoever’s User-Agent has “Chrom” in it is refused on education.',
    users: '“Forbidden” for most of them; Firefox and every curl get the page.',
    recognise:
      'Apache’s own 403 with “client denied by server configuration” (AH01630) in a browser, 200 in curl. Ask again with a browser’s User-Agent before you say that it works.',
    putIn: {
      httpd: {
        change: inSite(
          'education',
          'BrowserMatch "Chrom" crawler',
          '<Location "/">',
          '  <RequireAll>',
          '    Require all granted',
          '    Require not env crawler',
          '  </RequireAll>',
          '</Location>',
        ),
      },
      env: oneRetry,
    },
    journey: 'preflight-education',
    expected: { ...refused, reason: 'answered 403' },
  },
  {
    id: 'b27b',
    family,
    story: 'Request lines are to be short, as a hardening guide says.',
    how: 'LimitRequestLine is 110 for the whole server; the login’s address carries the page to come back to.',
    users: 'The login cannot be opened from a page for members; typed by hand it works.',
    recognise:
      'Apache’s own 414 on long addresses alone. The access log has no request id for it, and the error log is silent at its usual level. Look at the longest good address of a day before you set a limit.',
    putIn: {
      httpd: { change: replacing('conf/defaults.conf', 'TraceEnable Off', 'TraceEnable Off\nLimitRequestLine 110') },
      env: oneRetry,
    },
    journey: 'login-lands-on-target',
    expected: { ...refused, reason: 'answered 414' },
  },
  {
    id: 'b27c',
    family,
    story: 'Requests are to have few headers, as a hardening guide says; it was tried with curl.',
    how: 'LimitRequestFields is 6 for the whole server. curl sends three headers, a browser a dozen.',
    users: '“Bad Request” on every page, in every browser.',
    recognise:
      'Apache’s own 400, “the number of request header fields exceeds this server’s limit”, in a browser, and 200 in curl. The access log has no request id, and the error log is silent at its usual level.',
    putIn: {
      httpd: { change: replacing('conf/defaults.conf', 'TraceEnable Off', 'TraceEnable Off\nLimitRequestFields 6') },
      env: oneRetry,
    },
    journey: 'preflight-www',
    beside: [newsOfSpecialty],
    expected: { ...refused, reason: 'answered 400' },
  },
  {
    id: 'g02',
    family: 'harmless',
    story: 'Requests are to have small bodies, as a hardening guide says; the limit is smaller than a login.',
    how: 'LimitRequestBody is 10 bytes in the virtual host of login, whose form has more than forty.',
    users: 'Nothing: what is proxied is not held to the limit.',
    recognise:
      'Nothing to do today, and no protection either: httpd holds files and programs of its own to LimitRequestBody, and passes on what the application is sent. The limit has to stand in the application.',
    putIn: { httpd: { change: inSite('login', 'LimitRequestBody 10') } },
    journey: 'login-lands-on-target',
    expected: {
      verdict: 'passed',
      cause: null,
      layer: null,
      reason: '',
      rule: '`passed`: the first attempt passed, and nothing above was seen.',
    },
  },
  {
    id: 'gone',
    family,
    story: 'An old tool below /drugtool is retired for good.',
    how: '“Redirect gone” stands in a LocationMatch whose pattern ends too early: it matches everything that begins with /drug.',
    users: '“Gone” in place of the index of drugs and of every monograph. Search engines forget them.',
    recognise:
      'Apache’s own 410, with nothing in the error log. A pattern without an end: ^/drug matches /drugs and /drug/… as well. 410 is kept by caches and crawlers: undo it fast.',
    putIn: {
      httpd: { change: inSite('reference', '<LocationMatch "^/drug">', '  Redirect gone', '</LocationMatch>') },
      env: oneRetry,
    },
    journey: onePage.journey,
    expected: { ...refused, reason: 'answered 410' },
  },
];

const errorPages: readonly Drill[] = [
  {
    id: 'b31b',
    family,
    story: 'The site gets an error page of its own; what it hides is a 500 of Apache’s.',
    how: 'ErrorDocument 500 names a page of ours, and a page is closed by a kind of password that is not installed.',
    users: 'A friendly page that says sorry.',
    recognise:
      'The status is 500 and the page is ours, so the page does not tell who failed. The error log does: “AuthType Digest configured without corresponding module” (AH01796). Have the error page bear the request’s id.',
    putIn: {
      httpd: {
        change: together(
          writing(
            'htdocs/errors/500.html',
            '<!doctype html>\n<title>Sorry - Medscape</title>\n<h1>Sorry, this is our fault</h1>\n',
          ),
          digestWithoutModule('ErrorDocument 500 /errors/500.html'),
        ),
      },
    },
    journey: newsOfSpecialty,
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `${rules.stays} ${rules.httpd} Server logs tell the layer with certainty.`,
    },
  },
  {
    id: 'b31d',
    family,
    story: 'Errors are to be explained by the application, at an address that it does not know.',
    how: 'ErrorDocument 500 names a path that leads to the application, which has no such page; a page is closed by a kind of password that is not installed.',
    users: '“Page not found”, of a page that is there.',
    recognise:
      'The browser sees a 404, with a page that says so, and nothing of a 500. The access log reads first 500, final 404; the error log has the true reason (AH01796). An error page that needs the application fails when it is needed, and hides what it was to explain.',
    putIn: {
      httpd: {
        change: digestWithoutModule('ErrorDocument 500 /explain/500'),
      },
    },
    journey: newsOfSpecialty,
    expected: {
      ...serverError,
      reason: 'was logged by Apache as 500, then 404',
      rule: `${rules.stays} First and final status count. Who failed is httpd, whoever drew the page: server logs tell the layer with certainty.`,
    },
  },
  {
    id: 'b31e',
    family,
    story: 'The site gets an error page of its own, and the page is not in the delivery.',
    how: 'ErrorDocument 500 names a file that is not there; a page is closed by a kind of password that is not installed.',
    users: 'Apache’s error page, with a 404 on top.',
    recognise:
      '“Additionally, a 404 Not Found error was encountered while trying to use an ErrorDocument”. The access log reads first 500, final 404; the error log has the true reason (AH01796). Ask for the error page itself after each deploy.',
    putIn: {
      httpd: {
        change: digestWithoutModule('ErrorDocument 500 /errors/500.html'),
      },
    },
    journey: newsOfSpecialty,
    expected: { ...serverError, reason: 'answered 500', rule: `${rules.stays} ${rules.httpd}` },
  },
  {
    id: 'b31f',
    family,
    story: 'Error pages are to look alike, so httpd replaces those of the application.',
    how: 'ProxyErrorOverride is on, and no ErrorDocument is given.',
    users: 'A bare “Not Found” in place of the page that says which drug is missing and offers a search.',
    recognise:
      'The status is right and the page is Apache’s. What the application has to say in a 4xx, to people or to scripts, is gone: the error log is silent. Name the statuses that are to be replaced (ProxyErrorOverride On 500 502 503).',
    putIn: {
      httpd: { change: replacing('conf/errors.conf', 'ProxyErrorOverride Off', 'ProxyErrorOverride On') },
      env: oneRetry,
    },
    journey: 'article-missing-says-so',
    expected: {
      ...wrongPage,
      layer: 'httpd',
      rule: `Expected is an answer that the journey declared, here the 404; its page is another. ${rules.content} ${rules.wrong} ${rules.httpd}`,
    },
  },
];

const headers: readonly Drill[] = [
  {
    id: 'b18',
    family,
    story: 'Pages are to load nothing but from their own host, says the security review.',
    how: 'The Content-Security-Policy of reference is default-src ‘self’; styles and scripts lie on the asset host.',
    users: 'Pages of reference without their looks, on which nothing can be clicked.',
    recognise:
      'Every status is 200 and the browser’s console says “Refused to load …”: it never asked, so no log has it. Begin with Content-Security-Policy-Report-Only and read the reports.',
    putIn: {
      httpd: {
        change: inSite('reference', 'Header always set Content-Security-Policy "default-src \'self\'"'),
      },
      env: oneRetry,
    },
    journey: 'slideshow-plays',
    also: { 'preflight-reference': 'degraded' },
    expected: { ...wrongPage, reason: 'own policy' },
  },
  {
    id: 'b20',
    family,
    story: 'Pages are compressed with brotli from now on, says a header.',
    how: 'Header set Content-Encoding "br" stands on /cardiology, whose body mod_deflate compresses with gzip as ever.',
    users: 'The browser’s own error page in place of the page, every time; curl shows a good page.',
    recognise:
      'ERR_CONTENT_DECODING_FAILED after a 200. Only who asks for compressed answers meets it: ask with curl --compressed. A header does not compress anything; mod_brotli does.',
    putIn: {
      httpd: { change: inSite('www', '<Location "/cardiology">', '  Header set Content-Encoding "br"', '</Location>') },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: {
      verdict: 'unreachable',
      cause: 'network',
      layer: 'application',
      reason: 'ERR_CONTENT_DECODING_FAILED',
      rule: `${rules.network} ${rules.unreachable}`,
    },
  },
  {
    id: 'b21',
    family,
    story: 'Cookies of the application are moved below /app/, where it is to live next month.',
    how: 'ProxyPassReverseCookiePath "/" "/app/" stands in login. No retry is left, because each would wait 15 s more for the page.',
    users: 'They log in, are sent on, and stand at the login again. The password is right every time.',
    recognise:
      'Only good statuses: 303 after the login, 302 from the page for members, 200 of the login. The cookie is set, with Path=/app/, and never sent. Look at Set-Cookie as the browser gets it, not as the application sends it.',
    putIn: {
      httpd: { change: inSite('login', 'ProxyPassReverseCookiePath "/" "/app/"') },
      env: { RETRIES: '0' },
    },
    journey: 'login-lands-on-target',
    expected: {
      ...wrongPage,
      cause: 'unknown',
      reason: 'a step could not be done',
      rule: `The page that the login leads to never comes, so a step cannot be done, and no expectation is asked. \`unknown\`: anything else. ${rules.wrong}`,
    },
  },
  {
    id: 'b21-no-cookie',
    family,
    story: 'Pages of www are to be cached better, so the application gets no cookies any more.',
    how: 'RequestHeader unset Cookie stands in www.',
    users: 'They log in, and then it says “redirected you too many times”.',
    recognise:
      'The login knows the member and sends them on, www does not and sends them back: ERR_TOO_MANY_REDIRECTS, in redirects of the application, each of them right by what it knows. The browser sends its cookie, and www says that it got none: what is between takes it. Strangers see nothing of it.',
    putIn: { httpd: { change: inSite('www', 'RequestHeader unset Cookie') }, env: oneRetry },
    journey: 'login-lands-on-target',
    expected: {
      ...refused,
      layer: 'application',
      reason: 'redirect loop',
      rule: `${rules.clientError} ${rules.wrong} The redirects are the application’s.`,
    },
  },
];

const redirects: readonly Drill[] = [
  {
    id: 'b22',
    family,
    story: 'Two people tidy up addresses: one leads the plural to the singular, one the singular to the plural.',
    how: 'Two RewriteRules in reference send /drug/x to /drugs/x and back.',
    users: '“Redirected you too many times.”',
    recognise:
      'ERR_TOO_MANY_REDIRECTS, and in the access log twenty 301 of one visitor within a blink. A 301 is kept by browsers: when it is put right, those who met it stay in the loop for a while.',
    putIn: {
      httpd: {
        change: inSite(
          'reference',
          'RewriteEngine On',
          'RewriteRule "^/drug/(.+)$" "/drugs/$1" [R=301,L]',
          'RewriteRule "^/drugs/(.+)$" "/drug/$1" [R=301,L]',
        ),
      },
      env: oneRetry,
    },
    journey: onePage.journey,
    expected: {
      ...refused,
      reason: 'redirect loop',
      rule: `${rules.clientError} ${rules.wrong} Redirects are Apache’s own here.`,
    },
    quick: true,
  },
  {
    id: 'b23',
    family,
    story: 'Everybody is sent to https, on a server that does not speak it yet.',
    how: 'A RewriteRule sends every address of search to https on port 8443, which nothing serves.',
    users: '“This site can’t be reached”, and the address in the bar begins with https.',
    recognise:
      'httpd answers 301 and all is well with it; the browser’s message names the first address, and fails at the second. curl -I shows the Location. A 301 is kept by browsers: use 302 until it works.',
    putIn: {
      httpd: {
        change: inSite('search', 'RewriteEngine On', 'RewriteRule "^(.*)$" "https://%{SERVER_NAME}:8443$1" [R=301,L]'),
      },
      env: oneRetry,
    },
    journey: 'search-no-results',
    expected: {
      ...refused,
      layer: null,
      reason: 'which nobody asked for',
      rule: `${rules.clientError} ${rules.wrong} At its end nobody spoke.`,
    },
  },
  {
    id: 'b23c',
    family,
    story: 'The application is no longer told by which name it was asked.',
    how: 'ProxyPreserveHost and ProxyAddHeaders are off for www, so the application knows its own address alone.',
    users: 'Another page than they asked for, the same at every address, under a good status.',
    recognise:
      'Every address of one surface gives the page that the application keeps for unknown names. Its links lead to 127.0.0.1, or to a name of the inside. Ask the application what Host it was asked for.',
    putIn: {
      httpd: { change: inSite('www', 'ProxyPreserveHost Off', 'ProxyAddHeaders Off') },
      env: oneRetry,
    },
    journey: newsOfSpecialty,
    expected: wrongPage,
  },
  {
    id: 'b23-forwarded',
    family,
    story: 'TLS is to end in front of httpd from next week on; the header that says so is set today.',
    how: 'X-Forwarded-Proto is “https”, and the site is still served under http.',
    users: 'Pages without their looks, whose every link fails.',
    recognise:
      'Documents are good and every address in them begins with https, where nothing speaks it: ERR_SSL_PROTOCOL_ERROR for styles and scripts. The application believed what it was told. Set the header with the terminator, never before.',
    putIn: {
      httpd: { change: replacing('conf/proxy.conf', '"${SCHEME}"', '"https"') },
      env: oneRetry,
    },
    journey: 'pill-identifier-narrows',
    also: { 'preflight-reference': 'degraded', 'preflight-www': 'degraded' },
    expected: {
      verdict: 'unreachable',
      cause: 'network',
      layer: null,
      reason: 'could not agree on TLS',
      rule: `Critical are scripts and stylesheets too. ${rules.network} ${rules.unreachable}`,
    },
  },
];

/** Apache says “Syntax OK”, starts, and breaks what users do. */
export const configuration: readonly Drill[] = [
  ...htaccess,
  ...backends,
  ...files,
  ...programs,
  ...access,
  ...errorPages,
  ...headers,
  ...redirects,
];
