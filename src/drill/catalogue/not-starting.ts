import type { Drill, HttpdFault } from '../types.ts';
import { inSite, loading, replacing, together, without } from './edits.ts';
import { rules } from './rules.ts';

const family = 'not-starting' as const;

/** httpd does not come up with the change, or dies of it: nothing listens. What one retry says, two say too. */
const down = (httpd: Omit<HttpdFault, 'down'>) =>
  ({
    family,
    users: '“This site can’t be reached”: connections are refused, at once, on every surface.',
    putIn: { httpd: { ...httpd, down: true }, env: { RETRIES: '1' } },
    // The look at a surface says it; the journey is not begun, because no surface gives a page.
    journey: 'preflight-www',
    beside: ['specialty-lists-news'],
    expected: {
      verdict: 'unreachable',
      cause: 'network',
      layer: null,
      reason: 'had its connection refused',
      rule: `${rules.network} ${rules.unreachable} An outage of every surface is told in seconds, and the rest is not run, with the reason said.`,
    },
  }) as const;

const refused = (httpd: Omit<HttpdFault, 'down'>) => down({ ...httpd, refusedByTest: true });

/** `apache2 -t` says it: whoever runs that before a deploy is told. */
const refusedByTest: readonly Drill[] = [
  {
    ...refused({ change: inSite('education', 'ServrAlias medscape-education.localhost') }),
    id: 'a01',
    story: 'Education gets a second name, and the directive is misspelt.',
    how: '“ServrAlias” stands in the virtual host of education when httpd is started.',
    recognise:
      'Every surface refuses connections and no httpd runs. The output of its start says “Invalid command ‘ServrAlias’” with file and line (AH00526); the error log is silent, because it was never opened. One word in one virtual host takes all of them down.',
    quick: true,
  },
  {
    ...refused({ change: replacing('sites/search.conf', '</VirtualHost>\n', '') }),
    id: 'a02',
    story: 'A merge has lost the last line of search’s virtual host.',
    how: 'The closing </VirtualHost> of search is missing when httpd is started.',
    recognise:
      '“<VirtualHost> was not closed” in the output of the start, with the file. Both sides of the merge were good: test the result of a merge, not its branches.',
  },
  {
    ...refused({ change: inSite('reference', 'RewriteEngine On', 'RewriteRule "^/(monograph/" "/drug/" [R=301]') }),
    id: 'a03',
    story: 'A redirect of old addresses is added to reference, with a bracket too many.',
    how: 'A RewriteRule whose pattern has an open group stands in reference when httpd is started.',
    recognise:
      '“RewriteRule: cannot compile regular expression” in the output of the start (AH00526). The pattern is read when httpd starts, not when a request comes: there is no “only that address is broken”.',
  },
  {
    ...refused({ change: loading('security2') }),
    id: 'a04',
    story: 'The firewall module is switched on, and it is installed on the test machine only.',
    how: 'LoadModule names mod_security2.so, which is not on this machine, when httpd is started.',
    recognise:
      '“Cannot load … cannot open shared object file” in the output of the start. The configuration is right and the machine is not: packages belong into the same change. Compare apache2 -M of both machines.',
  },
  {
    ...refused({ change: without('headers') }),
    id: 'a05',
    story: 'Modules are cleaned up, and mod_headers goes with those that nobody uses.',
    how: 'The LoadModule line of mod_headers is missing when httpd is started.',
    recognise:
      '“Invalid command ‘Header’, perhaps misspelled or defined by a module not included” (AH00526): the directive that is complained of is right, and its module is gone. Search the configuration for a module’s directives before you take it away.',
  },
  {
    ...refused({ change: replacing('httpd.conf', 'Include conf/status.conf', 'Include conf/monitoring.conf') }),
    id: 'a06',
    story: 'A file of the configuration is renamed, and the new one was forgotten in the commit.',
    how: 'The main file includes conf/monitoring.conf, which is not there, when httpd is started.',
    recognise:
      '“Could not open configuration file … No such file or directory” in the output of the start. It works for whoever renamed it. IncludeOptional would have hidden it, and the file’s directives with it.',
  },
  {
    ...refused({ change: replacing('sites/www.conf', 'tls/www.crt', 'tls/www-2027.crt'), tls: true }),
    id: 'a09',
    story: 'The next year’s certificate is named in the configuration before it lies on the machine.',
    how: 'SSLCertificateFile of www names a file that is not there when httpd is started.',
    recognise:
      '“SSLCertificateFile: file … does not exist or is empty” (AH00526) in the output of the start. Deliver files before what names them.',
  },
  {
    ...refused({ change: inSite('education', 'CustomLog "${LOGS}/education/access.log" joined') }),
    id: 'a11',
    story: 'Education gets an access log of its own, in a folder that nobody has made.',
    how: 'CustomLog of education names a file in a missing folder when httpd is started.',
    recognise:
      '“Cannot access directory … for log of …” (AH02297) and “Configuration check failed” (AH00014) in the output of the start. httpd makes files, and no folders.',
  },
  {
    ...refused({ change: replacing('conf/defaults.conf', 'User  ${SERVER_USER}', 'User  medscape-web') }),
    id: 'a14',
    story: 'httpd is to serve as an account of its own, which the machine does not have yet.',
    how: 'User names an account that does not exist when httpd is started.',
    recognise:
      '“bad user name medscape-web” (AH00543) in the output of the start. The account belongs into the same change as the line that names it.',
  },
  {
    ...refused({ change: inSite('www', 'ProxyPass "/polls/" "${POLLS_BACKEND}/"') }),
    id: 'a18',
    story: 'Polls get a back end of their own, by a variable that is defined on staging only.',
    how: 'ProxyPass of www uses ${POLLS_BACKEND}, which nothing defines, when httpd is started.',
    recognise:
      '“Config variable ${POLLS_BACKEND} is not defined” (AH00111) as a mere warning, then “ProxyPass URL must be absolute!” as the error. Read the warning: it names the cause. Where the variable stands in a path, the warning is all there is.',
  },
  {
    ...refused({ change: loading('mpm_worker') }),
    id: 'a20',
    story: 'The snippet of a tuning guide loads a second multi-processing module.',
    how: 'mpm_worker is loaded beside mpm_event when httpd is started.',
    recognise:
      '“More than one MPM loaded” (AH00534) in the output of the start. Exactly one MPM: replace the line, do not add one.',
  },
  {
    ...refused({
      change: inSite('education', '</VirtualHost>', 'Listen 127.0.0.1:${PORT}', '<VirtualHost 127.0.0.1:${PORT}>'),
    }),
    id: 'a26',
    story: 'A virtual host that was copied from another server has brought its Listen along.',
    how: 'The file of education has the same Listen as conf/defaults.conf when httpd is started.',
    recognise:
      '“Cannot define multiple Listeners on the same IP:port” (AH00526) in the output of the start. One Listen per port for the whole server, however many virtual hosts stand on it.',
  },
  {
    ...refused({
      change: replacing('conf/proxy.conf', 'ProxySet lbmethod=byrequests', 'ProxySet lbmethod=bybusyness'),
    }),
    id: 'a12',
    story: 'Requests are to go to whoever is least busy, by a method whose module is not loaded.',
    how: 'The balancer asks for lbmethod=bybusyness, without mod_lbmethod_bybusyness, when httpd is started.',
    recognise:
      '“unknown lbmethod” in the output of the start (AH00526). A method of balancing is a module of its own, and mod_proxy_balancer brings none along.',
  },
];

/** `apache2 -t` says “Syntax OK”, and httpd dies of it. */
const passesTest: readonly Drill[] = [
  {
    ...down({ change: replacing('sites/www.conf', 'tls/www.key', 'tls/login.key'), tls: true, by: 'graceful' }),
    id: 'a10',
    story: 'A certificate is renewed, and the key beside it is that of another host.',
    how: 'SSLCertificateKeyFile of www names login’s key; httpd, which runs well, is reloaded with -k graceful.',
    recognise:
      'apache2 -t says “Syntax OK”, the reload returns 0 and says nothing, and the server is gone. The error log has “certificate and private key … do not match” (AH02565, emerg) as its last words. Start the candidate once on a spare port before you reload.',
    quick: true,
  },
  {
    ...down({
      change: replacing(
        'sites/education.conf',
        'SSLCertificateFile    tls/education.crt',
        '# certificate: see CHG-1207',
      ),
      tls: true,
      by: 'restart',
    }),
    id: 'a10b',
    story: 'The certificate of education is to be named elsewhere, and its line is taken out too early.',
    how: 'SSLEngine is on for education without SSLCertificateFile; httpd, which runs well, is told to -k restart.',
    recognise:
      'apache2 -t says “Syntax OK”, the restart returns 0, and nothing listens. The error log has “Failed to configure at least one certificate and key for …” (AH02572) and “Fatal error initialising mod_ssl” (AH02312). All hosts are down for one.',
  },
  {
    ...down({
      change: together(
        without('lbmethod_byrequests'),
        replacing('conf/proxy.conf', '  ProxySet lbmethod=byrequests\n', ''),
      ),
      by: 'graceful',
    }),
    id: 'a12b',
    story: 'There is but one back end, so the method by which requests are balanced is taken out, module and all.',
    how: 'The balancer names no lbmethod and its module is not loaded; httpd, which runs well, is reloaded with -k graceful.',
    recognise:
      'apache2 -t says “Syntax OK”, the reload returns 0, and the server is gone. The error log has “Cannot find LB Method: byrequests” (AH02432) and “Cannot share balancer” (AH01183): a balancer needs a method, be it for one.',
  },
  {
    ...down({
      change: inSite('www', 'CustomLog "|/usr/local/bin/ship-logs --to archive" joined'),
      by: 'graceful',
    }),
    id: 'a30',
    story: 'Access logs are shipped to the archive by a program that has not been installed yet.',
    how: 'CustomLog of www is piped to a program that is not there; httpd, which runs well, is reloaded with -k graceful.',
    recognise:
      'apache2 -t does not look for the program, the reload returns 0, and the server is gone. The error log has “unable to start piped log program” (AH00104) and “Unable to open logs, exiting” (AH00019).',
  },
  {
    ...down({
      change: replacing(
        'conf/status.conf',
        'Listen 127.0.0.1:${STATUS_PORT}',
        'Listen 127.0.0.1:${STATUS_PORT}\nListen 127.0.0.1:${BACKEND_PORT}',
      ),
      by: 'graceful',
    }),
    id: 'listen-taken',
    story: 'httpd is to listen on a further port, which the application holds already.',
    how: 'A second Listen names the application’s own port; httpd, which runs well, is reloaded with -k graceful.',
    recognise:
      'apache2 -t never tries to listen, the reload returns 0, and the server that held its own ports so well is gone. The error log or the output has “Address already in use: could not bind to address” (AH00072) and AH00019. Look who holds a port (ss -ltnp) before you name it.',
  },
  {
    ...refused({ change: inSite('search', 'SearchIndex On'), by: 'SIGUSR1' }),
    id: 'usr1-syntax',
    story: 'An unfinished edit lies on the disk, and at midnight the rotation of logs tells httpd to read it.',
    how: 'An unknown directive stands in the virtual host of search; httpd, which runs well, gets SIGUSR1 as logrotate sends it.',
    recognise:
      'It died at the minute of the rotation, not of a deploy. -k graceful would have checked the syntax and refused; the bare signal does not ask. Find the line in httpd’s output, and let rotation use apachectl graceful.',
  },
];

/** Somebody else answers: every check for a listening port, and for a 200, is content. */
const somebodyElse: Drill = {
  id: 'a27',
  family,
  story: 'After the reboot another service was quicker, and holds httpd’s port.',
  how: 'Another server listens on the port and answers everything with 200 and a page of its own; httpd cannot start.',
  users: 'Somebody else’s page in place of every page of the site, with a good status.',
  recognise:
    'Every status is 200 and no page is ours. httpd’s output says “could not bind to address” (AH00072, AH00015), its logs say nothing at all, and do not grow while users are answered. Look who listens: ss -ltnp.',
  // what is wrong at once, and was answered at once, needs no second look
  putIn: { httpd: { occupied: true, down: true }, env: { RETRIES: '0' } },
  journey: 'specialty-lists-news',
  // its log stands still while answers come
  also: { 'server-log': 'inconclusive' },
  expected: {
    verdict: 'regression',
    cause: 'content',
    layer: null,
    reason: 'not as expected',
    rule: `${rules.content} ${rules.wrong} Of whom a page is that bears no mark of Apache, an edge or the application cannot be told. A log that stopped growing while requests were made is a finding of its own (\`runner\`).`,
  },
};

/** A configuration with which there is no server. */
export const notStarting: readonly Drill[] = [...refusedByTest, ...passesTest, somebodyElse];
