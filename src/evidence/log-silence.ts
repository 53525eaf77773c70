import type { AccessLine } from '../apache/types.ts';
import { isIn, loggingCodes } from './log-codes.ts';
import type { AttemptEvidence, Exchange, LogJoin } from './types.ts';

/** A line is written when its request has ended, and may be late by so much, in ms. */
const lateMs = 2_000;
/** On a shared server so many answers that are missing at the end say that the log has stopped, and not that somebody else answered. */
const fewest = { own: 1, shared: 3 } as const;

const clock = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

interface Answer {
  readonly at: number;
  readonly exchange: Exchange;
}

/** Answers that came through httpd, as far as the browser can tell: not an edge's own, and none out of a cache. */
function answersOf(attempts: readonly AttemptEvidence[]): Answer[] {
  return attempts
    .flatMap(({ exchanges }) => exchanges)
    .filter(({ status, layer, headers }) => {
      const isCached = headers['age'] !== undefined || /\bhit\b/i.test(headers['x-cache'] ?? '');
      return status !== null && layer !== 'edge' && !isCached;
    })
    .map((exchange) => ({ at: Date.parse(exchange.startedAt), exchange }))
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Why the log cannot testify, in one sentence; null: it can. It has to have stopped for good: a combined log may hold only some hosts, and
 * some answers may be a cache's.
 *
 * @param ours access lines of this run
 * @param hosts that they asked for
 */
export function silenceOf(
  { window, attempts, own, skewMs }: LogJoin,
  ours: readonly AccessLine[],
  hosts: ReadonlySet<string>,
): string | null {
  const { lines, has, troubles } = window;
  if (!has.access && !has.error) return `The server's log could not be read: ${troubles[0] ?? 'nothing came'}`;
  const answers = answersOf(attempts);
  const [first] = answers;
  const last = answers.at(-1);
  if (!has.access || !first || !last) return null;
  const access = lines.filter((line) => line.kind === 'access');
  const complaint = lines.find((line) => line.kind === 'error' && isIn(loggingCodes, line.code));
  const why = complaint?.kind === 'error' ? ` It says itself: ${complaint.code ?? ''} ${complaint.text}` : '';
  if (ours.length === 0) {
    const asked = `${String(answers.length)} answers came between ${clock(first.at)} and ${clock(last.at)}`;
    if (access.length > 0 && access.every(({ id, agent }) => id === null && agent === null)) {
      return `The server's log cannot be joined: its lines carry neither a request id nor the User-Agent.`;
    }
    return `The server's log holds nothing of this run, although ${asked}.${why}`;
  }
  const newest = Math.max(...ours.map(({ at, withinMs = 0, durationUs }) => at + withinMs + (durationUs ?? 0) / 1000));
  const ids = new Set(access.flatMap(({ id }) => id ?? []));
  // The clock of an httpd of our own is ours, late lines have been waited for, and what a cache answers bears an id that the log has.
  const unlogged =
    own && ids.size > 0
      ? answers.filter(({ at, exchange: { requestId } }) => at > newest && requestId !== null && !ids.has(requestId))
      : [];
  const late = answers.filter(({ at }) => at > newest + skewMs + lateMs);
  // one line alone may still be on its way
  const missing = unlogged.length > 1 ? unlogged : late;
  const expected = own
    ? missing
    : missing.filter(({ exchange }) => hosts.has(exchange.host) || hosts.has(new URL(exchange.url).hostname));
  if (expected.length < fewest[own ? 'own' : 'shared']) return null;
  return `The server's log holds nothing of this run since ${clock(newest)}, although ${String(expected.length)} more answers came until ${clock(last.at)}.${why}`;
}
