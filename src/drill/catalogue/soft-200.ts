import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../types.ts';
import { cardiologyBy, inSite, loading, ownCardiology, replacing, together, writing } from './edits.ts';
import { rules } from './rules.ts';
import { visit } from './visitors.ts';

const family = 'soft-200' as const;

/** One page of www that the preflight does not ask for, and the cheapest journey that does. */
const page = { path: '/cardiology', journey: 'specialty-lists-news' } as const;

/** Where each attempt waits in vain until its time is up, two say as much as three. */
const env = { RETRIES: '1' } as const;

const wrongPage = { verdict: 'regression', cause: 'content', reason: 'the page was not as expected' } as const;

const own = {
  wrongPage: `${rules.content} ${rules.wrong}`,
  click: `\`unknown\`: anything else: what the journey waited for never came, and no request was to blame. ${rules.wrong}`,
  byApplication: 'Who spoke: `application` (passed through from the backend).',
  byHttpd: 'Who spoke: `httpd`, which served it by itself.',
} as const;

const drug = '/drug/bayer-vazalore-aspirin-343279';

const wrongPages: readonly Drill[] = [
  {
    id: 'b04c',
    family,
    story: 'A page moves to PHP, “inside an IfModule, so that nothing can break”; the module is not there.',
    how: 'The virtual host of www answers /cardiology from a .php file, AddHandler stands in <IfModule mod_php.c>, and mod_php is not loaded. One retry is left.',
    users: 'The program’s source in place of the page, with whatever secrets stand in it.',
    recognise:
      '200 in the access log, no Content-Type, and no word in the error log. The body begins with “<?php”. IfModule turns a start that fails into a leak: leave it out around what must be there, and take the page away first, the secrets in it second.',
    putIn: {
      httpd: {
        change: together(
          ownCardiology(
            `Alias "${page.path}" "\${ROOT}/htdocs/www/cardiology.php"`,
            '<IfModule mod_php.c>',
            '  AddHandler application/x-httpd-php .php',
            '</IfModule>',
          ),
          writing(
            'htdocs/www/cardiology.php',
            "<?php\n$news = new PDO('mysql:host=news', 'www', 'not-a-real-one');\necho page('Cardiology', $news);\n",
          ),
        ),
      },
      env,
    },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'httpd', rule: `${own.wrongPage} ${own.byHttpd}` },
  },
  {
    id: 'b07',
    family,
    story: 'The port of a back end is taken by another service, which greets whoever comes.',
    how: 'What stands behind httpd answers /cardiology with the greeting of an SSH server. httpd takes it for HTTP/0.9, and passes it on under 200. One retry is left.',
    users: '“SSH-2.0-OpenSSH_9.2p1” on a white page.',
    recognise:
      '200 in both statuses of the access log, and the error log is silent: only the body tells. Ask the back end’s port yourself, and compare ProxyPass with what listens there.',
    putIn: { faults: [`e01-garbage@${page.path}`], httpd: {}, env },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'application', rule: `${own.wrongPage} ${own.byApplication}` },
  },
  {
    id: 'b11c',
    family,
    story:
      'Pages of a specialty move to files, whose first one is called default.html where DirectoryIndex says index.html.',
    how: 'The virtual host of www answers /cardiology/ from a folder with Options Indexes and mod_autoindex, and no index.html in it. One retry is left.',
    users: '“Index of /cardiology”: a list of files in place of the page.',
    recognise:
      'Title “Index of …” under 200; both logs are content. Name the file in DirectoryIndex, and take Indexes away: without it this would have been an honest 403.',
    putIn: {
      httpd: {
        change: together(
          loading('autoindex'),
          ownCardiology('<Directory "${ROOT}/htdocs/www/cardiology">', '  Options Indexes', '</Directory>'),
          writing('htdocs/www/cardiology/default.html', '<!doctype html><title>Cardiology - Medscape</title>\n'),
        ),
      },
      env,
    },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'httpd', rule: `${own.wrongPage} ${own.byHttpd}` },
  },
  {
    id: 'b14c',
    family,
    story: 'A page is made by a program, which dies when it has written half of it.',
    how: 'A CGI program answers /cardiology: it writes its headers and a title, then a complaint to its standard error, and ends with exit code 1. One retry is left.',
    users: 'The beginning of a page.',
    recognise:
      '200, cleanly ended, and shorter than yesterday. Under mod_cgid the program’s complaint stands in the error log as it is, without time, level or id: search for lines that begin with no bracket.',
    putIn: {
      httpd: {
        change: cardiologyBy(
          [
            '#!/bin/sh',
            "printf 'Content-Type: text/html; charset=utf-8\\n\\n<!doctype html><title>Cardiology - Medscape</title>'",
            "echo 'specialty: cannot open /srv/news/cardiology: No such file or directory' >&2",
            'exit 1',
            '',
          ].join('\n'),
        ),
      },
      env,
    },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'application', rule: `${own.wrongPage} ${own.byApplication}` },
  },
  {
    id: 'c06',
    family,
    story: 'A limit for the memory of programs is set, “so that none takes the machine down”; one needs more.',
    how: 'RLimitMEM gives programs 60 MB; the one that answers /cardiology writes its headers, asks for more and dies. One retry is left.',
    users: 'A white page.',
    recognise:
      '200 with no byte of a body, cleanly ended. The error log has what the interpreter said of its memory, without time or id. Limits of the operating system do not answer 500 for whoever meets them.',
    putIn: {
      httpd: {
        change: together(
          inSite('www', 'RLimitMEM 60000000 60000000'),
          cardiologyBy(
            [
              '#!/bin/sh',
              "printf 'Content-Type: text/html; charset=utf-8\\n\\n'",
              'exec awk \'BEGIN { for (page = "x"; length(page) < 400000000; page = page page); print page }\'',
              '',
            ].join('\n'),
          ),
        ),
      },
      env,
    },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'application', rule: `${own.wrongPage} ${own.byApplication}` },
  },
  {
    id: 'b15',
    family,
    story: 'A virtual host for a campaign is added, and the name of www gets a typing error in the same commit.',
    how: 'The new sites/00-promo.conf comes before all others, so that it is the default; “www.medscape.localhots” is the ServerName of www. One retry is left.',
    users: 'The campaign’s page in place of the home page, and 404 on every other address of www.',
    recognise:
      '200 of the wrong site; %v in the access log names the virtual host that answered. apache2 -S shows the default server and every name: compare it with the list of before the change.',
    putIn: {
      httpd: {
        change: together(
          replacing('sites/www.conf', 'ServerName www.medscape.localhost\n', 'ServerName www.medscape.localhots\n'),
          writing(
            'sites/00-promo.conf',
            [
              '<VirtualHost 127.0.0.1:${PORT}>',
              '  ServerName promo.medscape.localhost',
              '  DocumentRoot "${ROOT}/htdocs/promo"',
              '  <Directory "${ROOT}/htdocs/promo">',
              '    Require all granted',
              '  </Directory>',
              '</VirtualHost>',
              '',
            ].join('\n'),
          ),
          writing(
            'htdocs/promo/index.html',
            '<!doctype html><title>Heart Month</title><h1>Heart Month</h1><p>Take the quiz.</p>\n',
          ),
        ),
      },
      env,
    },
    journey: 'home-opens',
    expected: { ...wrongPage, layer: 'httpd', rule: `${own.wrongPage} ${own.byHttpd}` },
  },
  {
    id: 'b15b',
    family,
    story:
      'The site www is to answer on every address of the machine, and its virtual host is changed to <VirtualHost *>.',
    how: 'In sites/www.conf stands *:PORT where all others say 127.0.0.1:PORT, and the default host shows a page of its own. One retry is left.',
    users: 'The default host’s “It works” in place of the home page.',
    recognise:
      'A virtual host that names the address wins over one that says “*”, whatever their names: 200 of the wrong site, and %v tells which. apache2 -S shows two groups of addresses where there was one.',
    putIn: {
      httpd: {
        change: together(
          replacing('sites/www.conf', '<VirtualHost 127.0.0.1:${PORT}>', '<VirtualHost *:${PORT}>'),
          replacing(
            'sites/000-default.conf',
            '  Include conf/application.conf\n',
            [
              '  DocumentRoot "${ROOT}/htdocs/default"',
              '  <Directory "${ROOT}/htdocs/default">',
              '    Require all granted',
              '  </Directory>',
              '',
            ].join('\n'),
          ),
          writing('htdocs/default/index.html', '<!doctype html><title>It works!</title><h1>It works!</h1>\n'),
        ),
      },
      env,
    },
    journey: 'home-opens',
    expected: { ...wrongPage, layer: 'httpd', rule: `${own.wrongPage} ${own.byHttpd}` },
  },
  {
    id: 'b19c',
    family,
    story: 'Missing files get a friendly page instead of a 404 (FallbackResource); a release has lost a script.',
    how: 'The asset host has FallbackResource /index.html, and js/pill-identifier.js is not there. One retry is left.',
    users: 'A page that looks whole; nothing happens when they choose a shape.',
    recognise:
      'The script is 200 and text/html, so no monitor of statuses sees it; the browser’s console refuses it. Never give HTML where a script was asked for: keep FallbackResource to the folders with pages.',
    putIn: {
      httpd: {
        change: together(
          inSite('img', 'FallbackResource /index.html'),
          writing('htdocs/img/index.html', '<!doctype html><title>Medscape</title><h1>Nothing here</h1>\n'),
          (files) => files.remove('htdocs/img/js/pill-identifier.js'),
        ),
      },
      env,
    },
    journey: 'pill-identifier-narrows',
    expected: {
      verdict: 'regression',
      cause: 'unknown',
      layer: 'application',
      reason: 'a step could not be done',
      rule: own.click,
    },
  },
  {
    id: 'g01',
    family,
    story:
      'An old proxy in front cannot read compressed answers, so “Header unset Content-Encoding” is put in; it is still compressed.',
    how: 'For /cardiology mod_deflate compresses, and mod_headers takes the label off. One retry is left.',
    users: 'Unreadable signs in place of the page.',
    recognise:
      '200, text/html, and a body that begins with 1f 8b. curl without --compressed sees a good page, because it is sent a plain one. To switch compression off, say SetEnv no-gzip.',
    putIn: {
      httpd: {
        change: inSite('www', `<Location "${page.path}">`, '  Header unset Content-Encoding', '</Location>'),
      },
      env,
    },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'application', rule: `${own.wrongPage} ${own.byApplication}` },
  },
  {
    id: 'd16-httpd',
    family,
    story: 'Behind httpd the application answers with nothing at all; the log says 200.',
    how: 'The application answers /cardiology with 200 and an empty body, and httpd passes it on. One retry is left.',
    users: 'A white page.',
    recognise:
      'The access log says first=200 final=200 bytes=0: sort it by bytes. Its handler is proxy-server, so httpd has nothing to do with it.',
    putIn: { faults: [`d16@${page.path}`], httpd: {}, env },
    journey: page.journey,
    expected: { ...wrongPage, layer: 'application', rule: `${own.wrongPage} ${own.byApplication}` },
  },
];

const hiddenErrors: readonly Drill[] = [
  {
    id: 'b24b',
    family,
    story: 'A cache is put in front of the monographs, and it covers up for the application when that fails.',
    how: 'A disk cache (mod_cache_disk) keeps /drug/ for a second. The page is in the cache when the application begins to answer 500 for it.',
    users: 'A good page of a moment ago. It stays as it is until the cache gives it up; then they meet the 500.',
    recognise:
      'Status 200, and “Warning: 111”: revalidation failed. X-Cache-Detail says “500 status; stale content returned” where it is switched on. The access log says 200/200 and the error log nothing: ask the back end itself.',
    putIn: {
      httpd: {
        change: together(
          loading('cache', 'cache_disk'),
          inSite(
            'reference',
            // one copy for all, whatever they can unpack
            'SetEnv no-gzip 1',
            'CacheRoot "${ROOT}/run/cache"',
            'CacheEnable disk "/drug/"',
            'CacheIgnoreCacheControl On',
            'CacheIgnoreNoLastMod On',
            'CacheStorePrivate On',
            'CacheStoreNoStore On',
            'CacheDefaultExpire 1',
            'CacheDetailHeader On',
          ),
          (files) => {
            files.write('run/cache/.keep', '');
            files.chmod('run/cache', 0o777);
          },
        ),
      },
      meanwhile: async ({ site }) => {
        await visit(site.port, 'reference.medscape.localhost', drug);
        await sleep(1_500);
        site.lay(['d01@/drug/*']);
      },
    },
    journey: 'monograph-opens-at-section',
    expected: {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'application',
      reason: 'served an old copy',
      rule: `${rules.soft500} ${rules.stays} Who spoke: \`application\`, whose page of a moment ago it is.`,
    },
  },
  {
    id: 'b31',
    family,
    story: 'Errors get a page in the site’s own looks: ErrorDocument 500 with its full URL.',
    how: 'ProxyErrorOverride replaces the application’s 500 for /cardiology by a redirect to /errors/sorry.html, which answers 200.',
    users: '“Sorry!”, and the address that they had asked for is gone.',
    recognise:
      'The access log says 302/302 and the error log nothing: no 500 is left anywhere but in the application’s own log. Give ErrorDocument a local path, so that the status survives.',
    putIn: {
      faults: [`d01@${page.path}`],
      httpd: {
        change: together(
          replacing(
            'conf/errors.conf',
            'ProxyErrorOverride Off',
            'ProxyErrorOverride On 500\nErrorDocument 500 "${SCHEME}://www.medscape.localhost:${PORT}/errors/sorry.html"',
          ),
          writing(
            'htdocs/errors/sorry.html',
            '<!doctype html><title>We’re sorry - Medscape</title><h1>We’re sorry</h1><p>Please try again later.</p>\n',
          ),
        ),
      },
    },
    journey: page.journey,
    expected: {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'httpd',
      reason: 'redirect',
      rule: `${rules.soft500} ${rules.stays} ${own.byHttpd}`,
    },
    quick: true,
  },
  {
    id: 'b31g',
    family,
    story: 'A maintenance page is switched on by a rewrite rule, and nobody has given it a status.',
    how: 'RewriteRule ^ /errors/maintenance.html [PT] answers every request for www with the page, under 200, its data too.',
    users: '“Scheduled maintenance”, on every page of www.',
    recognise:
      '200 on every path, with the title of the maintenance page: the log looks healthier than ever. Search engines put it into their index. `Define MAINTENANCE` does the same under 503 with Retry-After.',
    putIn: {
      httpd: {
        change: inSite(
          'www',
          'RewriteEngine On',
          'RewriteRule "^/errors/" "-" [L]',
          'RewriteRule "^" "/errors/maintenance.html" [PT,L]',
        ),
      },
    },
    journey: 'preflight-www',
    beside: [page.journey],
    expected: {
      verdict: 'server-error',
      cause: 'unavailable',
      layer: 'httpd',
      reason: 'maintenance page',
      rule: `A soft 503 is a maintenance page in that place; it counts as \`unavailable\`. ${rules.unavailableStays} ${own.byHttpd}`,
    },
  },
  {
    id: 'd09-httpd',
    family,
    story:
      'Behind httpd the application answers 200 with its error page, so ProxyErrorOverride has nothing to replace.',
    how: 'ProxyErrorOverride is on; the application answers /cardiology with its own error page under 200.',
    users: 'The application’s error page.',
    recognise:
      'The access log says first=200 final=200, and the error log is silent: whoever counts statuses counts a good page. Title and heading say “500”; the application has to send the status too.',
    putIn: {
      faults: [`d09@${page.path}`],
      httpd: { change: replacing('conf/errors.conf', 'ProxyErrorOverride Off', 'ProxyErrorOverride On') },
    },
    journey: page.journey,
    expected: {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'application',
      reason: 'error page',
      rule: `${rules.soft500} ${rules.stays} ${own.byApplication}`,
    },
  },
  {
    id: 'd10b-httpd',
    family,
    story: 'Behind httpd a page’s data answers 200 with a warning of the interpreter in place of JSON.',
    how: 'The application answers what the pill identifier’s script asks for with a PHP warning under 200, and httpd passes it on.',
    users: 'A page that looks whole, and finds no pill.',
    recognise:
      'The data’s Content-Type is text/html, and its body begins with <b>Warning</b>; no log has a word of it. The data source of the application is gone.',
    putIn: { faults: ['d10b@/ws/services/*'], httpd: {} },
    journey: 'pill-identifier-narrows',
    expected: {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'application',
      reason: 'PHP error',
      rule: `${rules.soft500} ${rules.stays} ${own.byApplication}`,
    },
  },
];

/** Every answer is a 200, and the page is none that a clinician should see. */
export const soft200: readonly Drill[] = [...wrongPages, ...hiddenErrors];
