import { placeholder, type Redactor } from '../target/redactor.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** How bytes that JSON carries in base64 are cleaned, by the content type that stands beside them. */
type CleanPacked = (bytes: Buffer, contentType: string) => Buffer;

/** A text of one JSON value, cleaned value by value: what stands under a telling key goes whole. Null: it is none. */
export function cleanJson(text: string, redactor: Redactor, cleanPacked: CleanPacked): string | null {
  const value = parsed(text);
  if (value === undefined) return null;
  const clean = redactor.value(withoutCookies(repacked(value, cleanPacked)));
  const after = JSON.stringify(clean);
  if (after === JSON.stringify(value)) return text;
  const indent = /^\s*[[{]\r?\n([ \t]+)/.exec(text)?.[1];
  return indent === undefined ? after : JSON.stringify(clean, null, indent);
}

/** JSON of one value a line; a line that is none is cleaned as text. */
export const cleanJsonLines = (text: string, redactor: Redactor, cleanPacked: CleanPacked): string =>
  text
    .split('\n')
    .map((line) => cleanJson(line, redactor, cleanPacked) ?? redactor.text(line))
    .join('\n');

/**
 * Session values in a text of JSON, whole or one value a line, wherever in it: in the `Cookie`, `Set-Cookie` and `Authorization` headers
 * of HAR-like `{ name, value }` pairs and of header objects, and in the cookies of storage states.
 */
export function sessionsIn(text: string): string[] {
  const whole = parsed(text);
  const values = whole === undefined ? text.split('\n').map(parsed) : [whole];
  return values.flatMap((value) => (value === undefined ? [] : secretsIn(value))).filter(identifies);
}

const secretHeader = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;

/** Long enough, and no plain words, path or date: a value that identifies a session. Others would vanish from every record. */
const identifies = (value: string): boolean =>
  /^[\w.~+=%!*-]{10,}$/.test(value) && /[a-z]/i.test(value) && (/\d/.test(value) || value.length >= 24);

function parsed(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(text) as Json;
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

/** Where blobs and Playwright's JSON report pack bytes: attachments, and output that was no text. */
const packingKeys = ['base64', 'body', 'buffer', 'data'] as const;

/** The value with what it holds in base64 cleaned inside: taken out of the base64 itself, a secret would leave broken evidence. */
function repacked(value: Json, clean: CleanPacked): Json {
  if (Array.isArray(value)) return value.map((item) => repacked(item, clean));
  if (!isObject(value)) return value;
  const contentType = typeof value['contentType'] === 'string' ? value['contentType'] : '';
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && packingKeys.some((packing) => packing === key)
        ? repackedText(item, (bytes) => clean(bytes, contentType))
        : repacked(item, clean),
    ]),
  );
}

function repackedText(text: string, clean: (bytes: Buffer) => Buffer): string {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return text;
  const bytes = Buffer.from(text, 'base64');
  const after = clean(bytes);
  return after.equals(bytes) ? text : after.toString('base64');
}
