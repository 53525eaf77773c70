import { escapeRegExp, secretPatterns } from './secret-pattern.ts';
import { shortestSecret } from './variables.ts';

export const placeholder = '[redacted]';

/** Takes secrets out of whatever is written. Each method may be called on what it returned: nothing more changes. */
export interface Redactor {
  text(text: string): string;
  /** Only the known secrets are taken out, not what looks like one: for what must stay whole, like the code of a page. */
  known(text: string): string;
  /** The same shape with every string redacted, keys too, and what stands under a telling key (`password`, `cookie`) taken out whole. */
  value<T>(value: T): T;
  /** Text in UTF-8 in full; of other content (a picture, an archive's entry) only the known secrets, so that it stays whole. */
  bytes(bytes: Buffer): Buffer;
  /**
   * A secret that was met on the way: the value of a session cookie. Not for cookies that hold plain words or dates, which would
   * vanish from every record.
   *
   * @returns false where it is shorter than 8 characters and cannot be told from ordinary text
   */
  learn(secret: string): boolean;
}

const secretHeaders = 'authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token|x-csrf-token';
const secretFields =
  'password|passwd|pwd|access_token|refresh_token|id_token|token|client_secret|secret|api_?key|jsessionid|phpsessid|session_?id';
/** Too short or too common to be telling outside a URL's query or a form's body. */
const secretParameters = 'code|sid|session|ticket|otp';

const quote = '(?:\\\\{0,8}"|&quot;)';
const colon = '\\s{0,8}:\\s{0,8}';
const separator = '(?:[?&;#]|&amp;|%3[fF]|%26|\\\\u0026)';
const equals = '(?:=|%3[dD])';
const parameterValue = `(?:(?!%26|&|\\\\u0026)[^\\s"'<>\\\\#;])+`;

/**
 * A value in quotes, up to its end or that of a text that was cut off: a list of JSON strings, a JSON string, one within a JSON
 * string (its quotes have backslashes, its own inner quotes more of them), one within HTML.
 */
const quotedValue = [
  `(?<quote>\\[\\s{0,8}\\\\{0,8}")[^]{0,8000}?(?=\\\\{0,8}"\\s{0,8}\\])`,
  `(?<quote>")(?:[^"\\\\]|\\\\[^])*`,
  `(?<quote>\\\\{1,8}")(?:(?!(?<!\\\\)\\k<quote>)[^])*`,
  `(?<quote>&quot;)(?:(?!&quot;)[^])*`,
].join('|');

/** What a token that begins before it goes on with. */
const tokenRest = '[\\w.~+/=%-]*';
/**
 * A value in quotes within prose, where a quote may just as well be an apostrophe that nothing closes (`Wrong password: 'tis gone`):
 * never more than a line, be it raw or escaped, nor more than 200 characters with the token that they end in.
 */
const printedValue = `(?:(?:(?!\\k<quote>|\\\\{1,8}[nr])[^\\r\\n]){200}${tokenRest}|(?:(?!\\k<quote>|\\\\{1,8}[nr])[^\\r\\n]){0,199})`;

/**
 * What is secret by its shape, whoever made it. Of a match `kept` and `quote` stay, all else goes. Every repetition is bounded or
 * begins at something rare, so that a megabyte of base64 costs no more than its length.
 */
const shapes: readonly string[] = [
  escapeRegExp(placeholder),
  // "password":"…" and "cookie":"…" of JSON
  `(?<kept>${quote}(?:${secretHeaders}|${secretFields})${quote}${colon})(?:${quotedValue})`,
  // {"name":"Cookie","value":"…"} of HAR and of traces
  `(?<kept>${quote}name${quote}${colon}${quote}(?:${secretHeaders})${quote}\\s{0,8},\\s{0,8}${quote}value${quote}${colon})(?:${quotedValue})`,
  // password: '…' of a JavaScript object that was printed
  `(?<![\\w-])(?<kept>'?(?:${secretHeaders}|${secretFields})'?${colon})(?<quote>['\`"])(?:${escapeRegExp(placeholder)}${tokenRest}|${printedValue})`,
  // Cookie: … of a header, to the end of its line
  `(?<![\\w-])(?<kept>(?:${secretHeaders})\\s{0,8}:[ \\t]{0,8})(?:[^\\r\\n"'<>\\\\]|"[^"\\r\\n\\\\]{0,4000}"(?=\\s{0,8}(?:;|$)))+`,
  // ?token=… of a URL, and of a form's body
  `(?<kept>${separator}(?:${secretFields}|${secretParameters})${equals})${parameterValue}`,
  `(?<![\\w-])(?<kept>(?:${secretFields})${equals})${parameterValue}`,
  // https://user:password@host
  `(?<kept>:\\\\?/\\\\?/)[^\\s/?#@"'<>\\\\]{1,500}(?=@)`,
  // a JSON web token, and a bearer's
  `\\beyJ[\\w-]{5,8000}\\.[\\w-]{5,8000}\\.[\\w-]{0,8000}`,
  `(?<kept>\\bbearer\\s{1,8})[\\w.~+/=-]{16,8000}`,
];
const shapePattern = new RegExp(shapes.join('|'), 'gim');

const telling = new RegExp(`^(?:${secretHeaders}|${secretFields})$`, 'i');
const tellingHeader = new RegExp(`^(?:${secretHeaders})$`, 'i');

function withoutShapes(text: string): string {
  return text.replace(shapePattern, (...match: unknown[]) => {
    // With named groups, `replace` passes them last.
    const { kept = '', quote: opening = '' } = match.at(-1) as { readonly kept?: string; readonly quote?: string };
    return `${kept}${opening}${placeholder}`;
  });
}

/** Pictures, fonts and archives hold a zero byte early on; text of the web does not. */
const isBinary = (bytes: Buffer) => bytes.subarray(0, 8_000).includes(0);

/** @throws RangeError where a secret is shorter than 8 characters (it does not say which: the environment reader names the variable) */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = new Set<string>();
  let pattern: RegExp | null = null;

  const learn = (secret: string): boolean => {
    if ([...secret].length < shortestSecret) return false;
    if (!known.has(secret)) pattern = null;
    known.add(secret);
    return true;
  };

  for (const secret of secrets) {
    if (!learn(secret)) throw new RangeError(`a secret is shorter than ${shortestSecret} characters`);
  }

  const withoutSecrets = (text: string): string => {
    if (known.size === 0) return text;
    // The placeholder comes first, so that a secret like "redacted" does not eat into it; the longest before its own beginning.
    pattern ??= new RegExp(
      [
        escapeRegExp(placeholder),
        ...[...known].sort((a, b) => b.length - a.length).flatMap((secret) => secretPatterns(secret)),
      ].join('|'),
      'g',
    );
    return text.replace(pattern, placeholder);
  };

  const text = (input: string) => withoutShapes(withoutSecrets(input));

  const bytes = (input: Buffer): Buffer => {
    // latin1 is one character a byte, and gives every byte back as it was.
    const before = input.toString('latin1');
    const after = isBinary(input) ? withoutSecrets(before) : text(before);
    return after === before ? input : Buffer.from(after, 'latin1');
  };

  const walk = (input: unknown, seen: Map<object, unknown>): unknown => {
    if (typeof input === 'string') return text(input);
    if (typeof input !== 'object' || input === null) return input;
    if (Buffer.isBuffer(input)) return bytes(input);
    const known = seen.get(input);
    if (known !== undefined) return known;
    if (Array.isArray(input)) {
      const copy: unknown[] = [];
      seen.set(input, copy);
      for (const item of input) copy.push(walk(item, seen));
      return copy;
    }
    const prototype: unknown = Object.getPrototypeOf(input);
    if (prototype !== Object.prototype && prototype !== null) return input;
    const copy: Record<string, unknown> = {};
    seen.set(input, copy);
    const entries = Object.entries(input);
    const isHeader = entries.some(
      ([key, item]) => key === 'name' && typeof item === 'string' && tellingHeader.test(item),
    );
    for (const [key, item] of entries) {
      const hidden = telling.test(key) || (isHeader && key === 'value');
      // Defined, not assigned: a key `__proto__` of foreign JSON stays a key.
      Object.defineProperty(copy, text(key), {
        value: hidden ? hide(item, seen) : walk(item, seen),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return copy;
  };

  /** Strings under a telling key, alone or in a list; numbers and flags tell nothing. */
  const hide = (input: unknown, seen: Map<object, unknown>): unknown => {
    if (typeof input === 'string') return input === '' ? '' : placeholder;
    return Array.isArray(input) ? input.map((item) => hide(item, seen)) : walk(input, seen);
  };

  return {
    text,
    known: withoutSecrets,
    bytes,
    learn,
    // A walk keeps the shape: strings stay strings, arrays arrays, records records.
    value: <T>(input: T) => walk(input, new Map()) as T,
  };
}
