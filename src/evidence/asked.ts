import type { Redactor } from '../target/redactor.ts';
import type { Site } from '../target/types.ts';
import { excerptBytes, headBytes, keepHeaders, requestIdOf } from './answer.ts';
import { noAnswerInTime, notSent, type Answered } from './ask.ts';
import { titleAndHeading } from './html.ts';
import { layerOf } from './layer.ts';
import type { Exchange, Probe } from './types.ts';

/** How a plain answer is read as evidence. */
export interface AskedLab {
  readonly site: Site;
  readonly redactor: Redactor;
  /** Lower case; the first that the answer has is taken. */
  readonly requestIdHeaders: readonly string[];
}

/** Node's codes in Chromium's words, by which causes are told: the same failure has one signature, whoever met it. */
const chromiumCodes: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^${notSent}$`), 'BLOCKED_BY_CLIENT'],
  [/^ECONNREFUSED$/, 'CONNECTION_REFUSED'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/, 'CONNECTION_RESET'],
  [/^(?:ENOTFOUND|EAI_)/, 'NAME_NOT_RESOLVED'],
  [/^ETIMEDOUT$/, 'CONNECTION_TIMED_OUT'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'ADDRESS_UNREACHABLE'],
  [/^ENETDOWN$/, 'INTERNET_DISCONNECTED'],
  [/^(?:EMFILE|ENFILE|ENOBUFS|ENOMEM)$/, 'INSUFFICIENT_RESOURCES'],
  [/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, 'CERT_DATE_INVALID'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'CERT_COMMON_NAME_INVALID'],
  [/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_UNTRUSTED/, 'CERT_AUTHORITY_INVALID'],
  [/^CERT_/, 'CERT_INVALID'],
  [/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/, 'SSL_PROTOCOL_ERROR'],
  [/^HPE_/, 'INVALID_HTTP_RESPONSE'],
];

/** Null: there is no error, or none but that time ran out, for which Chromium has no code either. */
export function chromiumCode(error: string | null): string | null {
  if (error === null || error === noAnswerInTime) return null;
  const code = chromiumCodes.find(([pattern]) => pattern.test(error))?.[1] ?? 'FAILED_TO_ANSWER';
  return `net::ERR_${code}`;
}

const readAnswer = ({ status, headers, body }: Answered, { redactor, requestIdHeaders }: AskedLab) => {
  const redact = (text: string): string => redactor.text(text);
  const { title, heading } = titleAndHeading(body.slice(0, headBytes));
  const start = body.slice(0, excerptBytes);
  return {
    layer: status === null ? ('unknown' as const) : layerOf({ status, headers, title, body: start }),
    requestId: requestIdOf(headers, { requestIdHeaders, redact }),
    headers: keepHeaders(headers, redact),
    title: title === null ? null : redact(title),
    heading: heading === null ? null : redact(heading),
    bodyExcerpt: status === null ? null : redact(start),
  };
};

/** A plain answer as the exchange of a page's own document; its body's beginning is always with it. */
export function exchangeOf(
  answered: Answered,
  url: string,
  lab: AskedLab,
  { n = 1, redirects = [] }: Partial<Pick<Exchange, 'n' | 'redirects'>> = {},
): Exchange {
  const { at, status, headers, error, broken, waitMs, tookMs } = answered;
  const { site, redactor } = lab;
  return {
    n,
    startedAt: at,
    method: 'GET',
    url: redactor.text(url),
    host: new URL(url).host,
    surface: site.surfaceOf(url),
    path: site.pathTemplate(url),
    resourceType: 'document',
    frame: 'main',
    documentOf: null,
    status,
    errorText: chromiumCode(error),
    broken,
    server: headers['server'] ?? null,
    contentType: headers['content-type'] ?? null,
    redirects,
    ...readAnswer(answered, lab),
    timing: { waitMs, totalMs: tookMs },
    expected: false,
  };
}

/** A plain answer as a probe. */
export function probeOf(
  answered: Answered,
  url: string,
  lab: AskedLab,
  { purpose, redirected, retryAfterMs }: Pick<Probe, 'purpose' | 'retryAfterMs'> & { readonly redirected: boolean },
): Probe {
  const { at, status, error, tookMs } = answered;
  const { site, redactor } = lab;
  return {
    at,
    url: redactor.text(url),
    surface: site.surfaceOf(url),
    path: site.pathTemplate(url),
    purpose,
    status,
    redirected,
    errorText: chromiumCode(error) ?? error,
    ...readAnswer(answered, lab),
    durationMs: tookMs,
    retryAfterMs,
  };
}
