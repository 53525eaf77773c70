/** What is kept of an answer, whether a page or a probe has asked for it. */

/** First bytes of a body that are kept of a failing answer. */
export const excerptBytes = 4096;
/** Where a title and a first heading are looked for. */
export const headBytes = 64 * 1024;

type Headers = Readonly<Record<string, string>>;
type Redact = (text: string) => string;

/** Response headers that signatures, layers and readers need; every other one is dropped when it is seen. */
export const keptHeaders: readonly string[] = [
  'server',
  'via',
  'date',
  'age',
  'warning',
  'location',
  'retry-after',
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
  'x-cache',
  'x-cache-detail',
  'x-powered-by',
  'x-backend',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-application-context',
  'x-served-by',
  'cf-ray',
  'cf-mitigated',
  'x-amzn-waf-action',
  'x-datadome',
  'x-iinfo',
];

/** @param headers with lower-case names */
export function keepHeaders(headers: Headers, redact: Redact): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value !== undefined) kept[name] = redact(value.slice(0, 500));
  }
  return kept;
}

interface IdOptions {
  /** Header names, lower case; the first that the answer has is taken. */
  readonly requestIdHeaders: readonly string[];
  readonly redact: Redact;
}

/**
 * The id by which a server's logs know the request; null: the answer carries none. Of several under one name the first is meant: the answer's
 * own comes before the one that a cache has kept.
 */
export function requestIdOf(headers: Headers, { requestIdHeaders, redact }: IdOptions): string | null {
  for (const name of requestIdHeaders) {
    const value = headers[name]?.split(/[,\n]/)[0]?.trim();
    // httpd's word where it has none
    if (value !== undefined && value !== '' && value !== '(null)') return redact(value.slice(0, 200));
  }
  return null;
}
