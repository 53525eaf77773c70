import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { quoted } from '../syntax.ts';
import type { Rule } from '../rules.ts';

/** Debian's and Fedora's packages of modules that httpd's own package does not bring. */
const packages: readonly (readonly [pattern: RegExp, debian: string | null, fedora: string | null])[] = [
  [/^php(\d[\d.]*)?_module$|^libphp/, 'libapache2-mod-php', 'php'],
  [/^security2_module$/, 'libapache2-mod-security2', 'mod_security'],
  [/^wsgi_module$/, 'libapache2-mod-wsgi-py3', 'python3-mod_wsgi'],
  [/^passenger_module$/, 'libapache2-mod-passenger', 'mod_passenger'],
  [/^perl_module$/, 'libapache2-mod-perl2', 'mod_perl'],
  [/^jk_module$/, 'libapache2-mod-jk', null],
  [/^auth_openidc_module$/, 'libapache2-mod-auth-openidc', 'mod_auth_openidc'],
  [/^auth_mellon_module$/, 'libapache2-mod-auth-mellon', 'mod_auth_mellon'],
  [/^mod_shib$|^shib_module$/, 'libapache2-mod-shib', null],
  [/^auth_gssapi_module$/, 'libapache2-mod-auth-gssapi', 'mod_auth_gssapi'],
  [/^evasive\d*_module$/, 'libapache2-mod-evasive', 'mod_evasive'],
  [/^qos_module$/, 'libapache2-mod-qos', 'mod_qos'],
  [/^fcgid_module$/, 'libapache2-mod-fcgid', 'mod_fcgid'],
  [/^geoip_module$/, 'libapache2-mod-geoip', 'mod_geoip'],
  [/^maxminddb_module$/, null, 'mod_maxminddb'],
  [/^xsendfile_module$/, 'libapache2-mod-xsendfile', 'mod_xsendfile'],
  [/^dav_svn_module$|^authz_svn_module$/, 'libapache2-mod-svn', 'mod_dav_svn'],
  [/^ssl_module$/, 'apache2-bin', 'mod_ssl'],
  [/^http2_module$|^proxy_http2_module$/, 'apache2-bin', 'mod_http2'],
  [/^md_module$/, 'apache2-bin', 'mod_md'],
  [/^lua_module$/, 'apache2-bin', 'mod_lua'],
  [/^(ldap|authnz_ldap)_module$/, 'apache2-bin', 'mod_ldap'],
  [/^session\w*_module$/, 'apache2-bin', 'mod_session'],
  [/^(proxy_html|xml2enc)_module$/, 'apache2-bin', 'mod_proxy_html'],
];

/** What httpd itself is made of on both systems. */
const ownModules =
  /^(mpm_\w+|auth\w*|access_compat|actions|alias|allowmethods|asis|autoindex|brotli|buffer|cache\w*|cern_meta|cgid?|charset_lite|data|dav\w*|dbd|deflate|dialup|dir|dumpio|env|expires|ext_filter|file_cache|filter|headers|include|info|lbmethod_\w+|log_\w+|macro|mime\w*|negotiation|proxy\w*|ratelimit|reflector|remoteip|reqtimeout|request|rewrite|sed|setenvif|slotmem_\w+|socache_\w+|speling|status|substitute|suexec|unique_id|unixd|userdir|usertrack|version|vhost_alias|watchdog)_module$/;

/** Of the service manager: without a service they do nothing. */
const ofTheService = new Set(['systemd_module']);

/** How a module is had that is not installed, for a reader. */
export function packageOf(module: string): string {
  const known = packages.find(([pattern]) => pattern.test(module));
  const [debian, fedora] = known
    ? [known[1], known[2]]
    : ownModules.test(module)
      ? ['apache2-bin', 'httpd']
      : [null, null];
  const named = [
    ...(debian === null ? [] : [`Debian's package ${debian}`]),
    ...(fedora === null ? [] : [`Fedora's ${fedora}`]),
  ];
  return named.length === 0 ? 'No package of Debian or Fedora is known to have it.' : `It is in ${named.join(', ')}.`;
}

export const loadModule: Rule = (line, { binary }) => {
  const [module = '', path = ''] = line.met[0].values;
  if (binary.builtIn.includes(module))
    return { line: null, told: { to: '(compiled in)', why: 'it is part of the binary here' } };
  const here = join(binary.modules, basename(path));
  if (existsSync(here)) return { tokens: new Map([[1, quoted(here)]]) };
  if (ofTheService.has(module))
    return { line: null, told: { to: '(left out)', why: 'it only talks to the service manager' } };
  return { fault: `LoadModule ${module}: ${basename(path)} is not installed on this machine. ${packageOf(module)}` };
};
