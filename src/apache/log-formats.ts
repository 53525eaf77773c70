/**
 * The formats of our own httpd, letter by letter as they stand in its configuration: tab-separated `key=value` fields, so that a line can be
 * read by a person and by log-lines.ts, and a field can be added anywhere. JSON would not be JSON: Apache escapes as `\xhh`.
 */
export const accessLogFormat = [
  'at=%{%FT%T}t.%{usec_frac}t%{%z}t',
  'id=%{UNIQUE_ID}e',
  'pid=%P',
  'tid=%{tid}P',
  'vhost=%v',
  'host=%{Host}i',
  'request=%r',
  'first=%s',
  'final=%>s',
  'bytes=%B',
  'us=%D',
  'conn=%X',
  'handler=%R',
  'worker=%{BALANCER_WORKER_NAME}e',
  'agent=%{User-Agent}i',
].join('\\t');

/**
 * As Apache's default, with the request's id, and with a time zone (the default has none). An empty `%m` would take all before it away,
 * hence the dash. `%{cuz}t` wants Apache 2.4.60 or later.
 */
export const errorLogFormat = '[%{cuz}t] [%-m:%-l] [pid %P:tid %T] [id %-{UNIQUE_ID}e] [lid %-L] %E: %M';
