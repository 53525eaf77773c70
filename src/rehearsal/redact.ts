/** Directives whose value is one. */
const secretDirectives =
  /^(authldapbindpassword|sessioncryptopassphrase|sslpassphrasedialog|oidcclientsecret|oidccryptopassphrase|proxypassreversecookie\w*secret|authformloginsecret|dbdparams|mdexternalaccountbinding)$/i;

const secretName = /(passw(or)?d|passphrase|secret|token|api_?key|credential|private_?key)/i;

/** What is compared with a header or a variable of such a name: `%{HTTP:X-Token} !=t`, `req('X-Secret') == 't'`; to the end of the line, or of its section's tag. */
const compared = new RegExp(
  `(?<asked>(?:%\\{[^}]*${secretName.source}[^}]*\\}|\\b(?:req|http|resp|(?:req|os)?env|note)\\(\\s*['"][^'"]*${secretName.source}[^'"]*['"]\\s*\\))"?)\\s+[^\\s>][^>]*`,
  'i',
);

/** Keys that are known by their looks, wherever they stand. */
const knownKeys =
  /\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bxox[abprs]-[\w-]{8,}|\bAKIA[A-Z0-9]{12,}|\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;

/** Takes out of any text what shows by itself that it is a secret: Apache's words quote a configuration too. */
export const redactText = (text: string): string =>
  text
    .replace(compared, '$<asked> [redacted]')
    .replace(/\b(set-cookie"?\s+"?[\w.-]+=)(?!\.?%\{)[^;"\s]+/i, '$1[redacted]')
    .replace(knownKeys, '[redacted]')
    .replace(/(:\/\/)[^\s/@"']+:[^\s/@"']+@/g, '$1[redacted]@')
    .replace(/\b((?:secret|password|pwd|pass)=)[^\s"']+/gi, '$1[redacted]')
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]{8,}/g, '$1 [redacted]');

/** Headers whose value is one; a condition on a cookie tells a reader what a visitor is taken for. */
const opensDoors = (directive: string): RegExp =>
  /^setenvif/i.test(directive)
    ? /^"?((proxy-)?authorization|x-api-key)"?$/i
    : /^"?((proxy-)?authorization|x-api-key|cookie)"?$/i;

/**
 * Takes secrets out of a line of configuration: passwords in URLs and in what is set for programs, headers that open doors, directives
 * whose value is a secret.
 */
export function redactLine(line: string): string {
  const [, name = '', rest = ''] = /^\s*<?\/?(\S+)\s*(.*)$/s.exec(line) ?? [];
  const put = (text: string): string => `${line.slice(0, line.length - rest.length)}${text}`;
  if (secretDirectives.test(name)) return put('[redacted]');
  // SetEnv DB_PASSWORD x, Define API_TOKEN x, RequestHeader set Authorization x
  const set =
    /^(?:setenv|setenvif(?:nocase)?|define|php_(?:admin_)?value|(?:request)?header)$/i.test(name) &&
    /^((?:(?:always|onsuccess)\s+)?(?:(?:set|add|append|merge|setifempty|edit\*?|note)\s+)?(\S+))\s+\S/i.exec(rest);
  if (set && (secretName.test(set[2] ?? '') || opensDoors(name).test(set[2] ?? '')))
    return put(`${set[1] ?? ''} [redacted]`);
  return put(redactText(rest));
}
