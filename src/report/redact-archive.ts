import { unzipSync, zipSync, type Zippable } from 'fflate';
import { placeholder, type Redactor } from '../target/redactor.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const secretHeader = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;

export const isArchive = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** Long enough, and no plain words, path or date: a value that identifies a session. Others would vanish from every record. */
const identifies = (value: string): boolean =>
  /^[\w.~+=%!*-]{10,}$/.test(value) && /[a-z]/i.test(value) && (/\d/.test(value) || value.length >= 24);

/**
 * Session values that the entries of a trace hold, wherever in them: in the `Cookie`, `Set-Cookie` and `Authorization` headers of
 * HAR-like `{ name, value }` pairs and of header objects, and in the cookies of storage states.
 *
 * @throws Error where it is no archive, or a broken one
 */
export function secretsInArchive(archive: Uint8Array): string[] {
  const all = Object.entries(unzipSync(archive)).flatMap(([name, bytes]) => {
    if (isArchive(bytes)) return secretsInArchive(bytes);
    if (!isRecords(name)) return [];
    return linesOf(bytes).flatMap((line) => {
      const value = parsed(line);
      return value === undefined ? [] : secretsIn(value);
    });
  });
  return [...new Set(all)].filter(identifies);
}

/**
 * The archive with every entry redacted.
 *
 * @param inner what becomes of archives within it; a blob's are copies of attachments that were cleaned before
 * @throws Error where it is no archive, or a broken one
 */
export function redactArchive(
  archive: Uint8Array,
  redactor: Redactor,
  inner: 'redact' | 'keep' = 'redact',
): Uint8Array {
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(unzipSync(archive))) {
    const content = isArchive(bytes)
      ? inner === 'keep'
        ? bytes
        : redactArchive(bytes, redactor)
      : isRecords(name)
        ? Buffer.from(
            linesOf(bytes)
              .map((line) => redactLine(line, redactor))
              .join('\n'),
            'utf8',
          )
        : redactor.bytes(Buffer.from(bytes));
    // What is compressed already is only stored. fflate writes lengths and checksums anew.
    const stored = isArchive(bytes) || /\.(?:png|jpe?g|webp|webm|woff2?)$/.test(name);
    entries[redactor.text(name)] = [content, { level: stored ? 0 : 6 }];
  }
  return zipSync(entries);
}

/** Traces and blobs are JSON, one value a line. */
const isRecords = (name: string): boolean => /\.(?:trace|network|stacks|json|jsonl|ndjson)$/.test(name);

const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('utf8').split('\n');

/** A line as a value, so that what stands under a telling key goes whole; other text as text. */
function redactLine(line: string, redactor: Redactor): string {
  const value = parsed(line);
  return value === undefined ? redactor.text(line) : JSON.stringify(redactor.value(withoutCookies(value)));
}

function parsed(line: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function secretsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (!isObject(value)) return [];
  const inside = Object.entries(value).flatMap(([key, item]): string[] => {
    if (secretHeader.test(key) && typeof item === 'string') return headerValues(item);
    if (key === 'cookies' && Array.isArray(item)) return item.flatMap(cookieValue);
    return secretsIn(item);
  });
  const { name, value: text } = value;
  const isHeader = typeof name === 'string' && typeof text === 'string' && secretHeader.test(name);
  return isHeader ? [...inside, ...headerValues(text)] : inside;
}

const cookieValue = (cookie: Json): string[] =>
  isObject(cookie) && typeof cookie['value'] === 'string' ? [cookie['value']] : [];

/** `a=1; b=2`, `a=1; Path=/; HttpOnly`, `Bearer xyz`: each value on its own, the attributes of a cookie left out. */
function headerValues(header: string): string[] {
  const scheme = /^(?:basic|bearer|digest|negotiate)\s+(.+)$/i.exec(header);
  if (scheme?.[1]) return [scheme[1]];
  return header.split(/[;\n]/).flatMap((part) => {
    const [name = '', ...rest] = part.trim().split('=');
    const attribute = /^(?:path|domain|expires|max-age|samesite|priority)$/i.test(name);
    return rest.length === 0 || attribute ? [] : [rest.join('=')];
  });
}

/** Names and domains of cookies help a reader; their values only a thief, whatever they look like. */
function withoutCookies(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutCookies);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'cookies' && Array.isArray(item)
        ? item.map((cookie) => (isObject(cookie) && 'value' in cookie ? { ...cookie, value: placeholder } : cookie))
        : withoutCookies(item),
    ]),
  );
}
