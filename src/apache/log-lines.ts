import { unescapeLog } from './log-escapes.ts';
import type { AccessLine, ErrorLine, LogLine } from './types.ts';

/*
 * Text of Apache's logs to lines. Access: the format of our own httpd (log-formats.ts), `common`, `combined` and Debian's `vhost_combined`, each
 * with `key=value` fields after it. Error: the default format of 2.4, ours, and whatever differs from them by fields in brackets.
 */

export interface LineOptions {
  /** Minutes by which the server's zone is ahead of UTC, for times that name none; absent: as on this machine. */
  readonly zoneMinutes?: number;
}

/** What no line that Apache writes has; a longer one is cut. */
const mostChars = 32_768;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `+0530`, `-05:00`, `Z`; empty: none was written. */
function instant(utc: number, zone: string, { zoneMinutes }: LineOptions): number {
  if (zone === 'Z') return utc;
  if (zone !== '') {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
    return utc - (zone.startsWith('-') ? -minutes : minutes) * 60_000;
  }
  if (zoneMinutes !== undefined) return utc - zoneMinutes * 60_000;
  const there = new Date(utc);
  return new Date(
    there.getUTCFullYear(),
    there.getUTCMonth(),
    there.getUTCDate(),
    there.getUTCHours(),
    there.getUTCMinutes(),
    there.getUTCSeconds(),
    there.getUTCMilliseconds(),
  ).getTime();
}

/** Thousandths of `.123456`. */
const fraction = (digits: string | undefined): number =>
  digits === undefined ? 0 : Math.floor(Number(`0.${digits}`) * 1000);

const isoTime = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?$/;
/** `Sun Nov 22 12:00:00.123456 2026`. */
const longTime =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})(?: ([+-]\d{4}))?$/;

function readTime(text: string, options: LineOptions): number | null {
  const iso = isoTime.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, part, zone = ''] = iso;
    const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
    return instant(utc + fraction(part), zone, options);
  }
  const long = longTime.exec(text);
  if (!long) return null;
  const [, month = '', day, hour, minute, second, part, year, zone = ''] = long;
  if (!months.includes(month)) return null;
  const utc = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
  return instant(utc + fraction(part), zone, options);
}

const given = (value: string | undefined): string | null =>
  value === undefined || value === '-' || value === '' ? null : value;
const wholeNumber = (value: string | undefined): number | null =>
  value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;

const connections: Readonly<Record<string, AccessLine['connection']>> = { X: 'aborted', '+': 'kept', '-': 'closed' };

/** Anything else was no request: garbage, or TLS spoken to a plain port. */
const requestLine = /^([A-Za-z][\w-]*) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;

type Fields = ReadonlyMap<string, string>;

/** @param fields unescaped, by key; they win over what the fixed part of the line says */
function accessLine(
  raw: string,
  at: number,
  fields: Fields,
  base: { readonly request: string; readonly status: string; readonly bytes: string },
): AccessLine | null {
  const finalStatus = wholeNumber(fields.get('final') ?? base.status);
  if (finalStatus === null) return null;
  const [, method = null, target = null] = requestLine.exec(fields.get('request') ?? base.request) ?? [];
  return {
    kind: 'access',
    at,
    id: given(fields.get('id')) ?? given(fields.get('lid')),
    pid: wholeNumber(fields.get('pid')),
    tid: given(fields.get('tid')),
    vhost: given(fields.get('vhost') ?? fields.get('v')),
    host: given(fields.get('host')),
    method,
    target,
    firstStatus: wholeNumber(fields.get('first')),
    finalStatus,
    bytes: wholeNumber(fields.get('bytes') ?? base.bytes),
    durationUs: wholeNumber(fields.get('us')),
    connection: connections[fields.get('conn') ?? ''] ?? null,
    handler: given(fields.get('handler')),
    worker: given(fields.get('worker')),
    agent: given(fields.get('agent')),
    raw,
  };
}

function readOwn(raw: string, options: LineOptions): AccessLine | null {
  const fields = new Map<string, string>();
  for (const field of raw.split('\t')) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals), unescapeLog(field.slice(equals + 1)));
  }
  const at = readTime(fields.get('at') ?? '', options);
  return at === null ? null : accessLine(raw, at, fields, { request: '-', status: '-', bytes: '-' });
}

const quoted = '"((?:[^"\\\\]|\\\\.)*)"';
const common = new RegExp(
  `^(?:(\\S+):\\d+ )?\\S+ \\S+ \\S.*? \\[(\\d\\d)/([A-Z][a-z]{2})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d) ([+-]\\d{4})\\] ${quoted} (\\d{3}|-) (\\d+|-)(?: ${quoted} ${quoted})?(.*)$`,
);
const further = new RegExp(`([A-Za-z][\\w-]*)=(?:${quoted}|(\\S*))`, 'g');

function readCommon(raw: string, options: LineOptions): AccessLine | null {
  const found = common.exec(raw);
  if (!found) return null;
  const [, vhost, day, month = '', year, hour, minute, second, zone = ''] = found;
  const [request = '', status = '', bytes = '', , agent, rest = ''] = found.slice(9);
  if (!months.includes(month)) return null;
  const utc = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
  const fields = new Map<string, string>();
  if (vhost !== undefined) fields.set('vhost', vhost);
  if (agent !== undefined) fields.set('agent', unescapeLog(agent));
  for (const [, key = '', inQuotes, bare = ''] of rest.matchAll(further))
    fields.set(key, unescapeLog(inQuotes ?? bare));
  const line = accessLine(raw, instant(utc, zone, options), fields, { request: unescapeLog(request), status, bytes });
  if (!line) return null;
  const exact = readTime(fields.get('at') ?? '', options);
  return exact === null ? { ...line, withinMs: 1000 } : { ...line, at: exact };
}

const levels = 'emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]';
const speaker = new RegExp(`^(?:([\\w.-]*):)?(${levels}|-)$`);
const field = /\[([^[\]]*)\] ?/y;
/** Where mod_security says it. */
const tailId = /\[unique_id "([^"]+)"\]/;

function readError(raw: string, options: LineOptions): ErrorLine | null {
  const end = raw.indexOf(']');
  const at = end < 0 ? null : readTime(raw.slice(1, end), options);
  if (at === null) return null;
  const found: { module: string | null; level: string | null; pid: number | null; tid: string | null } = {
    module: null,
    level: null,
    pid: null,
    tid: null,
  };
  const named = new Map<string, string>();
  let known = false;
  let rest = end + 1;
  if (raw[rest] === ' ') rest += 1;
  for (;;) {
    field.lastIndex = rest;
    const [whole, content = ''] = field.exec(raw) ?? [];
    if (whole === undefined) break;
    const said = speaker.exec(content);
    const process = /^pid (\d+|-)(?::tid (\w+|-))?$/.exec(content);
    const pair = /^([a-z]\w*) (.*)$/.exec(content);
    if (said) {
      found.module = given(said[1]);
      found.level = given(said[2]);
      known = true;
    } else if (process) {
      found.pid = wholeNumber(process[1]);
      found.tid = given(process[2]);
      known = true;
    } else if (pair) named.set(pair[1] ?? '', pair[2] ?? '');
    else break;
    rest += whole.length;
  }
  if (!known) return null;
  const said = raw
    .slice(rest)
    .replace(/\[client [^\]]*\] /, '')
    .replace(/^-: /, '')
    .replace(/, referer: \S*$/, '');
  const code = /\bAH\d{5}\b/.exec(said)?.[0] ?? null;
  return {
    kind: 'error',
    at,
    id: given(named.get('id')) ?? given(named.get('lid')) ?? tailId.exec(said)?.[1] ?? null,
    ...found,
    code,
    text: unescapeLog(code === null ? said : said.replace(`${code}: `, '')).trim(),
    raw,
  };
}

/** Minutes by which the zone that an access line names is ahead of UTC; null: it names none. */
export function zoneOf({ raw }: AccessLine): number | null {
  const [, sign, hours, minutes] = /(?:^at=\S{19,29}?|:\d\d )([+-])(\d\d):?(\d\d)(?:\]|\t)/.exec(raw) ?? [];
  return sign === undefined ? null : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * One line of a log; null: it has no shape that is known, and where the log is an error log it may be what a child (CGI) has said on its stderr.
 * Never throws.
 *
 * @param text without its line end
 */
export function readLine(text: string, options: LineOptions = {}): LogLine | null {
  const raw = text.length > mostChars ? text.slice(0, mostChars) : text;
  if (raw.startsWith('at=')) return readOwn(raw, options);
  return (raw.startsWith('[') ? readError(raw, options) : null) ?? readCommon(raw, options);
}
