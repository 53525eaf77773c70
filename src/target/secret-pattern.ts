/** Source of a regular expression that matches one text literally. */
export const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `6F` and `6f`. */
const hex = (digits: string) => digits.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`);

/** `%C3%A9`, also when it was encoded again (`%25C3%25A9`). */
const percent = (bytes: Uint8Array) =>
  [...bytes].map((byte) => `%(?:25){0,3}${hex(byte.toString(16).padStart(2, '0'))}`).join('');

const named: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const short: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/**
 * One character in every way in which the encoders that we meet write it: as it is, percent-encoded (as UTF-8), escaped for JSON,
 * as an HTML entity, and each of these encoded again by an outer layer.
 */
function character(char: string): string {
  const bytes = Buffer.from(char, 'utf8');
  const codePoint = char.codePointAt(0) ?? 0;
  const units = Array.from({ length: char.length }, (_, index) => char.charCodeAt(index).toString(16).padStart(4, '0'));
  const entity = (body: string) => `&(?:amp;){0,3}${body};`;
  const ways = [
    percent(bytes),
    units.map((unit) => `\\\\{1,8}u${hex(unit)}`).join(''),
    entity(`#0{0,4}${codePoint}`),
    entity(`#[xX]0{0,4}${hex(codePoint.toString(16))}`),
  ];
  const name = named[char];
  if (name) ways.push(entity(name));
  const escape = short[char];
  if (escape) ways.push(`\\\\{1,8}${escape}`);
  if (char === ' ') ways.push('\\+');
  // Buffers are searched as latin1, where UTF-8's bytes stand one by one.
  if (codePoint > 0x7f) ways.push([...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''));
  // As it is comes last: `%` and `&` also begin their own encodings.
  ways.push(escapeRegExp(char));
  // Backslashes before it are JSON's, and those of JSON within JSON.
  const escapes = /[\\"'/]/.test(char) ? '\\\\{0,8}' : '';
  return `${escapes}(?:${ways.join('|')})`;
}

/**
 * A text as it stands within base64 of something longer (`user:password`), at the three offsets that a byte can have there. The
 * characters at the edges also hold bits of the neighbours and are left out.
 */
function base64(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return [...encoded.slice(first, end)]
      .map((char) => {
        // base64url, and what URLs and JSON make of the two odd characters.
        if (char === '+') return '(?:\\+|-|%(?:25){0,3}2[bB]|\\\\{1,8}u002[bB])';
        if (char === '/') return '(?:\\\\{0,8}\\/|_|%(?:25){0,3}2[fF])';
        return char;
      })
      .join('');
  });
}

/** Sources of the regular expressions that find one secret in all its forms. */
export function secretPatterns(secret: string): readonly string[] {
  return [[...secret].map(character).join(''), ...base64(secret)];
}
