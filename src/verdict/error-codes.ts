/** What an error code of the browser means for the cause of an attempt. */
export type CodeMeaning =
  /** Somebody stopped asking: a navigation away, a closed page, a time-out. None by itself. */
  | 'abandoned'
  /** Our own side: a guard, no network, no memory. */
  | 'ours'
  | 'redirect-loop'
  | 'certificate'
  /** An answer was there, and could not be read; its status line, where one was seen, means nothing. */
  | 'unreadable'
  /** The answer began and its end is missing. Without a status line it is no answer at all. */
  | 'cut'
  /** No HTTP answer came. */
  | 'no-answer'
  /** The browser itself refused it, by a policy that the site sent: a matter of what the page says, not of the network. */
  | 'refused-by-policy';

export interface CodeRule {
  readonly meaning: CodeMeaning;
  readonly code: RegExp;
  /** Ends the sentence `GET / on www …`. */
  readonly words: string;
}

/** Ordered: the first that matches tells. Playwright gives Chromium's `net::ERR_…`, or `csp` and `mixed-content`. */
export const codeRules: readonly CodeRule[] = [
  { meaning: 'abandoned', code: /^net::ERR_ABORTED/, words: 'was given up' },
  {
    meaning: 'ours',
    code: /^net::ERR_BLOCKED_BY_(?:CLIENT|ADMINISTRATOR)/,
    words: 'was refused by a guard of this suite; nothing was sent',
  },
  {
    meaning: 'ours',
    code: /^net::ERR_(?:INTERNET_DISCONNECTED|NETWORK_CHANGED|NETWORK_IO_SUSPENDED|NETWORK_ACCESS_DENIED)/,
    words: 'found no network on our own machine',
  },
  {
    meaning: 'ours',
    code: /^net::ERR_(?:PROXY_CONNECTION_FAILED|NO_SUPPORTED_PROXIES|PROXY_AUTH|PROXY_CERTIFICATE|MANDATORY_PROXY)/,
    words: 'did not get past our own proxy',
  },
  {
    meaning: 'ours',
    code: /^net::ERR_(?:INSUFFICIENT_RESOURCES|OUT_OF_MEMORY|FILE_NO_SPACE)/,
    words: 'found no memory or no space on our own machine',
  },
  { meaning: 'redirect-loop', code: /^net::ERR_TOO_MANY_REDIRECTS/, words: 'was sent round in a redirect loop' },
  {
    meaning: 'certificate',
    code: /^net::ERR_CERT_DATE_INVALID/,
    words: 'met a certificate that has expired or is not valid yet',
  },
  {
    meaning: 'certificate',
    code: /^net::ERR_CERT_COMMON_NAME_INVALID/,
    words: 'met a certificate that was made for another name',
  },
  {
    meaning: 'certificate',
    code: /^net::ERR_CERT_AUTHORITY_INVALID/,
    words: 'met a certificate signed by nobody whom the browser trusts',
  },
  {
    meaning: 'certificate',
    code: /^net::ERR_(?:CERT|CERTIFICATE)_|^net::ERR_SSL_(?:SERVER_CERT|PINNED_KEY|OBSOLETE_CERT)/,
    words: 'met a certificate that the browser refuses',
  },
  {
    meaning: 'no-answer',
    code: /^net::ERR_(?:SSL|ECH|BAD_SSL|CT)_/,
    words: 'could not agree on TLS',
  },
  { meaning: 'unreadable', code: /^net::ERR_CONTENT_DECODING/, words: 'got a body that cannot be decoded' },
  {
    meaning: 'unreadable',
    code: /^net::ERR_(?:INVALID_HTTP_RESPONSE|INVALID_RESPONSE|RESPONSE_HEADERS|UNEXPECTED_PROXY_AUTH|DISALLOWED_URL)/,
    words: 'got something that is not HTTP',
  },
  {
    meaning: 'cut',
    code: /^net::ERR_(?:CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING|INVALID_CHUNKED_ENCODING)/,
    words: 'got an answer that ends before its end',
  },
  { meaning: 'cut', code: /^net::ERR_CONNECTION_RESET/, words: 'had its connection reset' },
  {
    meaning: 'cut',
    code: /^net::ERR_(?:CONNECTION_CLOSED|CONNECTION_ABORTED|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)/,
    words: 'had its connection closed without an answer',
  },
  {
    meaning: 'cut',
    code: /^net::ERR_(?:HTTP2|QUIC|HTTP_1_1_REQUIRED|SPDY)/,
    words: 'had its connection broken by the protocol',
  },
  { meaning: 'cut', code: /^net::ERR_TIMED_OUT/, words: 'had its connection time out' },
  { meaning: 'no-answer', code: /^net::ERR_CONNECTION_REFUSED/, words: 'had its connection refused' },
  { meaning: 'no-answer', code: /^net::ERR_(?:NAME|DNS|ICANN)_/, words: 'found no address for the name of the host' },
  {
    meaning: 'no-answer',
    code: /^net::ERR_(?:CONNECTION_TIMED_OUT|CONNECTION_FAILED|ADDRESS_)/,
    words: 'got no connection',
  },
  {
    meaning: 'refused-by-policy',
    code: /^net::ERR_(?:FAILED|BLOCKED_BY_|UNSAFE_|DISALLOWED_|ACCESS_DENIED|CLEARTEXT_NOT_PERMITTED)/,
    words: 'was refused by the browser for what the site told it (CORS, framing or the like)',
  },
  {
    meaning: 'refused-by-policy',
    code: /^(?:csp|mixed-content|origin|subresource-filter|corp-.*|coep-.*)$/,
    words: "was refused by the browser by the page's own policy",
  },
  { meaning: 'no-answer', code: /^net::ERR_/, words: 'got no answer' },
];

/** Null: no code, or a text that is none of the browser's. */
export function readCode(errorText: string | null): CodeRule | null {
  return errorText === null ? null : (codeRules.find(({ code }) => code.test(errorText)) ?? null);
}

/** The code without its prefix, as signatures and headlines show it. */
export const shortCode = (errorText: string): string => errorText.replace(/^net::/, '');
