const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', v: '\v', f: '\f' };

const escapes = /\\(?:x([0-9a-fA-F]{2})|(.))/gs;

/** What Apache escaped on its way into a log (`\xhh` per byte, `\"`, `\\`, `\t`), as UTF-8 text. What is no escape stays as it is. */
export function unescapeLog(text: string): string {
  if (!text.includes('\\')) return text;
  if (!text.includes('\\x')) return text.replace(escapes, (_, __, char: string) => plain[char] ?? char);
  const bytes: Buffer[] = [];
  let last = 0;
  for (const match of text.matchAll(escapes)) {
    const [whole, hex, char = ''] = match;
    bytes.push(Buffer.from(text.slice(last, match.index), 'utf8'));
    bytes.push(hex === undefined ? Buffer.from(plain[char] ?? char, 'utf8') : Buffer.from(hex, 'hex'));
    last = match.index + whole.length;
  }
  bytes.push(Buffer.from(text.slice(last), 'utf8'));
  return Buffer.concat(bytes).toString('utf8');
}
