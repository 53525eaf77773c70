/** Sentences of the design from which expected verdicts follow, in its own words; each is cited by more than one drill. */
export const rules = {
  stays:
    '`server-error`: no attempt passed, and `server-error` was seen in an attempt, a probe or a joined log record.',
  unavailableStays: '`server-error`: no attempt passed, and the deciding attempt failed with `unavailable`.',
  goes: '`intermittent-server-error`: an attempt passed, and `server-error` was seen. No retry ever erases a server error.',
  soft500:
    'A soft 500 is an error page under a 2xx or after a redirect, or an XHR that answers one where it answers data otherwise; it counts as `server-error`.',
  challenge:
    'A challenge is an answer that a signature recognises as a bot check or captcha, whatever its status: it is no server error. `blocked`: no attempt passed, and the deciding one failed with `blocked`.',
  wrong: '`regression`: no attempt passed, and the deciding one failed with `content`, `client-error` or `unknown`.',
  clientError:
    '`client-error`: a redirect loop, another host or scheme than asked for after redirects, or any other unexpected 4xx on a critical exchange.',
  content: '`content`: none of the above, and an expectation about the page failed.',
  unfelt:
    '`degraded`: the first attempt passed, but over a budget, or with a failing resource that no expectation felt.',
  transient:
    '`transient`: an attempt passed after one or more that failed. A 502, 503, 504 or a broken-off answer that goes and stays away is transient.',
  unreachable: '`unreachable`: no attempt passed, and the deciding one failed with `network` or `slow`.',
  network:
    '`network`: a critical request that got no HTTP answer and an error code: refused, reset, empty, DNS, TLS, connection timed out, not HTTP, undecodable.',
  slow: "`slow`: time ran out while a critical request had waited for its answer longer than an exchange's budget, with no error code.",
  retryAfter: 'Probes and retries honour `Retry-After`.',
  words:
    'Signatures are data, over whole titles, first headings, headers and body starts: an article or a search about "internal server error" is none.',
  httpd: "`httpd`: Apache's own page or refusal.",
  proxy: '`proxy`: Apache speaking for a backend that it could not reach or understand.',
} as const;

/** One cheap page of the site that answers with nothing but itself: most faults are laid upon it alone. */
export const onePage = { journey: 'monograph-opens-at-section', glob: '/drug/*' } as const;
