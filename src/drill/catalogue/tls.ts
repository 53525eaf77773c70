import type { Drill } from '../types.ts';
import { inSite, replacing } from './edits.ts';
import { rules } from './rules.ts';

const family = 'configuration' as const;

/** What stays shows after one retry as well as after two. */
const env = { RETRIES: '1' } as const;

const search = { journey: 'search-no-results', beside: ['specialty-lists-news'] } as const;

const noTls = { verdict: 'unreachable', cause: 'network', layer: null } as const;
const certificate = `${rules.network} ${rules.unreachable} A certificate that all requests meet is met each time.`;

/** What the certificate of a host says is wrong, or what is asked of those who come. */
export const tls: readonly Drill[] = [
  {
    id: 'b32-expired',
    family,
    story: 'The certificate of search was to be renewed yesterday.',
    how: 'The site under https; the certificate of search ended a day ago, all others are good. One retry is left.',
    users: '“Your connection is not private”, on search alone.',
    recognise:
      'ERR_CERT_DATE_INVALID, each time and for everybody; httpd’s logs are silent, since no request was ever made. A check that ignores certificate errors sees a good page. Renew it, reload, and alarm three weeks before the next one.',
    putIn: { httpd: { tls: true, certificates: { search: 'expired' } }, env },
    ...search,
    expected: { ...noTls, reason: 'has expired or is not valid yet', rule: certificate },
    quick: true,
  },
  {
    id: 'b32-early',
    family,
    story: 'The new certificate of search is put in a week too early.',
    how: 'The site under https; the certificate of search begins in seven days. One retry is left.',
    users: '“Your connection is not private”; some are told that their clock is wrong.',
    recognise:
      'ERR_CERT_DATE_INVALID as with an expired one: look at both of its dates (openssl x509 -noout -dates), and at the server’s clock.',
    putIn: { httpd: { tls: true, certificates: { search: 'not-yet-valid' } }, env },
    ...search,
    expected: { ...noTls, reason: 'has expired or is not valid yet', rule: certificate },
  },
  {
    id: 'b32-name',
    family,
    story: 'The virtual host of search was copied from that of www, and its certificate too.',
    how: 'The site under https; search shows the certificate of www. One retry is left.',
    users: '“Your connection is not private”, on search alone.',
    recognise:
      'ERR_CERT_COMMON_NAME_INVALID. httpd knew it when it started: AH01909 “server certificate does NOT include an ID which matches the server name”, a warning that nobody reads. Let it fail the deploy.',
    putIn: {
      httpd: {
        tls: true,
        change: (files) => {
          files.replace('sites/search.conf', 'tls/search.crt', 'tls/www.crt');
          files.replace('sites/search.conf', 'tls/search.key', 'tls/www.key');
        },
      },
      env,
    },
    ...search,
    expected: { ...noTls, reason: 'was made for another name', rule: certificate },
  },
  {
    id: 'b32-no-tls',
    family,
    story: 'A merge has lost the line that switches TLS on; the port stays the same.',
    how: 'The site under https; `Define TLS` is gone, so httpd speaks plain HTTP on that port. One retry is left.',
    users: '“This site can’t provide a secure connection”, everywhere.',
    recognise:
      'ERR_SSL_PROTOCOL_ERROR on every surface, and 400 in the access log for requests that begin with \\x16\\x03\\x01: somebody speaks TLS to a port that does not. curl http:// on the https port gives a good page.',
    putIn: { httpd: { tls: true, change: replacing('conf/local.conf', '\nDefine TLS\n', '\n') }, env },
    journey: 'preflight-www',
    beside: ['specialty-lists-news'],
    expected: {
      ...noTls,
      reason: 'could not agree on TLS',
      rule: `${rules.network} ${rules.unreachable} An outage of every surface is told in seconds, and the rest is not run.`,
    },
  },
  {
    id: 'b32-plain-links',
    family,
    story: 'The site goes to https, and what it says of its scheme to the application stays http.',
    how: 'The site under https; `Define SCHEME` says http, so the application’s pages ask for their styles and scripts by plain HTTP on the TLS port. One retry is left.',
    users: 'Pages without their looks, on which nothing works.',
    recognise:
      '400 “You’re speaking plain HTTP to an SSL-enabled server port” for assets, while pages are 200: Apache’s own words, and their addresses begin with http://. X-Forwarded-Proto has to say what the visitor speaks.',
    putIn: {
      httpd: { tls: true, change: replacing('conf/local.conf', 'Define SCHEME "https"', 'Define SCHEME "http"') },
      env,
    },
    journey: 'pill-identifier-narrows',
    also: { 'preflight-reference': 'degraded', 'preflight-www': 'degraded' },
    // Of an answer to a script of another origin the browser shows the status alone, and the log knows it by no id.
    expected: {
      verdict: 'regression',
      cause: 'client-error',
      layer: null,
      reason: 'answered 400',
      rule: `${rules.clientError} ${rules.wrong}`,
    },
  },
  {
    id: 'b32e',
    family,
    story: 'An auditor’s template is pasted in, and allows an old version of TLS alone.',
    how: 'The site under https; SSLProtocol says TLSv1.1, which no browser speaks any more. One retry is left.',
    users: '“This site can’t provide a secure connection”, everywhere.',
    recognise:
      'ERR_SSL_VERSION_OR_CIPHER_MISMATCH or its like on every surface, and silent logs. openssl s_client -tls1_2 says “protocol version”. Put the old line back, then test a new one against browsers.',
    putIn: {
      httpd: {
        tls: true,
        change: replacing('conf/tls.conf', 'SSLProtocol all -SSLv3 -TLSv1 -TLSv1.1', 'SSLProtocol TLSv1.1'),
      },
      env,
    },
    journey: 'preflight-www',
    beside: ['specialty-lists-news'],
    expected: {
      ...noTls,
      reason: 'could not agree on TLS',
      rule: `${rules.network} ${rules.unreachable}`,
    },
  },
  {
    id: 'b32f',
    family,
    story:
      'A rule for the machines of partners, who show a certificate of their own, is put into the virtual host of search.',
    how: 'The site under https; search has SSLVerifyClient require. One retry is left.',
    users: 'A broken connection, or a question for a certificate that they do not have.',
    recognise:
      'ERR_BAD_SSL_CLIENT_AUTH_CERT, or with other versions of TLS a connection that is closed in the middle, which looks like the network. Only search, always, and no status is ever seen: openssl s_client shows “certificate required”.',
    putIn: {
      httpd: { tls: true, change: inSite('search', 'SSLVerifyClient require', 'SSLCACertificateFile tls/ca.pem') },
      env,
    },
    ...search,
    // The refusal and the end of the connection race each other: which code the browser gives is left open.
    expected: { ...noTls, reason: '(ERR_', rule: `${rules.network} ${rules.unreachable}` },
  },
  {
    id: 'b23b',
    family,
    story:
      '“Everybody to https”, in the style that works where httpd itself ends TLS; here something in front of it does.',
    how: 'RewriteCond %{HTTPS} !=on sends all of www to the same address, which as seen from httpd never becomes https. One retry is left.',
    users: '“Redirected you too many times.”',
    recognise:
      'ERR_TOO_MANY_REDIRECTS, and 301 to the very address that was asked for. httpd cannot see how the visitor came: test X-Forwarded-Proto in place of HTTPS.',
    putIn: {
      httpd: {
        change: inSite(
          'www',
          'RewriteEngine On',
          'RewriteCond "%{HTTPS}" "!=on"',
          'RewriteRule "^(.*)$" "${SCHEME}://%{HTTP_HOST}$1" [R=301,L]',
        ),
      },
      env,
    },
    journey: 'preflight-www',
    expected: {
      verdict: 'regression',
      cause: 'client-error',
      layer: 'httpd',
      reason: 'redirect loop',
      rule: `${rules.clientError} ${rules.wrong} Redirects are Apache’s own here.`,
    },
  },
];
