/** Directives whose value is one. */
const secretDirectives =
  /^(authldapbindpassword|sessioncryptopassphrase|sslpassphrasedialog|oidcclientsecret|oidccryptopassphrase|proxypassreversecookie\w*secret|authformloginsecret|dbdparams|mdexternalaccountbinding)$/i;

const secretName = /(passw(or)?d|passphrase|secret|token|api_?key|credential|private_?key)/i;

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
    /^(?:setenv|define|php_(?:admin_)?value|(?:request)?header)$/i.test(name) &&
    /^((?:(?:always|onsuccess)\s+)?(?:(?:set|add|append|merge|setifempty|edit\*?|note)\s+)?(\S+))\s+\S/i.exec(rest);
  if (set && (secretName.test(set[2] ?? '') || /^"?((proxy-)?authorization|x-api-key|cookie)"?$/i.test(set[2] ?? '')))
    return put(`${set[1] ?? ''} [redacted]`);
  return put(
    rest
      .replace(/(:\/\/)[^\s/@"']+:[^\s/@"']+@/g, '$1[redacted]@')
      .replace(/\b((?:secret|password|pwd|pass)=)[^\s"']+/gi, '$1[redacted]')
      .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]{8,}/g, '$1 [redacted]'),
  );
}
