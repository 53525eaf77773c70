import type { AccessLine, ErrorLine, LogLine } from '../apache/types.ts';
import { senderIn, senderKey } from './agent.ts';
import type { AttemptEvidence, Exchange, LogJoin, Probe, ResourceType } from './types.ts';

/** Whose a request is: an attempt's, and what the browser kept of it. */
export interface Owner {
  readonly attempt: AttemptEvidence;
  readonly seen: Exchange | Probe | null;
  readonly type: ResourceType | null;
  readonly by: 'id' | 'agent';
}

export const isExchange = (seen: Exchange | Probe | null): seen is Exchange => seen !== null && 'n' in seen;

/** One request as the log knows it: its access lines (none: it was not logged) and what was said about it. */
export interface LoggedRequest {
  readonly access: readonly AccessLine[];
  readonly errors: readonly { readonly line: ErrorLine; readonly byThread: boolean }[];
}

/** No id, whatever stands in its place: httpd writes `(null)` for a request that it could not parse. */
const isId = (id: string | null): id is string => id !== null && id !== '' && id !== '-' && id !== '(null)';

/** Same thread, so many ms apart: two lines about one request. */
const threadGapMs = 1_000;
/**
 * Where the log does not say how long a request took. On a shared server the thread may have gone on to a stranger's, whose lines are not kept: it
 * vouches for nothing there.
 */
const unknownDurationMs = 60_000;

const threadOf = ({ pid, tid }: LogLine): string | null => (pid === null ? null : `${String(pid)}:${tid ?? ''}`);

/** Over HTTP/2 the access line is written by another thread than the one that answered (seen on 2.4.71): it vouches for no thread. */
const isLoggedElsewhere = (line: LogLine): boolean => line.kind === 'access' && / HTTP\/2(?:\.0)?["\t]/.test(line.raw);

/**
 * Lines of one request are known by their id; those without, by their thread and time.
 *
 * @param own every request of that httpd stands among the lines
 */
export function requestsOf(
  unsorted: readonly LogLine[],
  own: boolean,
): {
  readonly requests: LoggedRequest[];
  readonly loose: ErrorLine[];
} {
  // in whatever order the logs were read
  const lines = unsorted.toSorted((a, b) => a.at - b.at || (a.raw < b.raw ? -1 : a.raw > b.raw ? 1 : 0));
  const groups = new Map<string, { access: AccessLine[]; errors: LoggedRequest['errors'][number][] }>();
  const threads = new Map<
    string,
    { readonly key: string; readonly from: number; readonly to: number; readonly raw: string }[]
  >();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { access: [], errors: [] };
    groups.set(key, group);
    return group;
  };
  const loose: ErrorLine[] = [];
  for (const [i, line] of lines.entries()) {
    const key = isId(line.id) ? `id ${line.id}` : `line ${String(i)}`;
    if (line.kind === 'access') groupOf(key).access.push(line);
    else if (isId(line.id)) groupOf(key).errors.push({ line, byThread: false });
    else loose.push(line);
    const thread = threadOf(line);
    if (thread === null || (line.kind === 'error' && !isId(line.id)) || isLoggedElsewhere(line)) continue;
    if (line.kind === 'access' && line.durationUs === null && !own) continue;
    const { at, withinMs = 0 } = line;
    const lasted = line.kind === 'error' ? 0 : line.durationUs === null ? unknownDurationMs : line.durationUs / 1000;
    const slack = line.kind === 'error' ? threadGapMs : 0;
    const spans = threads.get(thread) ?? [];
    spans.push({ key, from: at - slack, to: at + withinMs + lasted + 1, raw: line.raw });
    threads.set(thread, spans);
  }
  const left = loose.filter((line) => {
    const spans = threads.get(threadOf(line) ?? '') ?? [];
    const around = spans.filter(({ from, to }) => from <= line.at && line.at <= to);
    // of those that do not say how long they took, the newest is the one that was under way
    const key = around.toSorted((a, b) => b.from - a.from || (a.raw < b.raw ? -1 : 1))[0]?.key;
    if (key === undefined) return true;
    groupOf(key).errors.push({ line, byThread: true });
    return false;
  });
  return { requests: [...groups.values()], loose: left };
}

const wayOf = ({ method, surface, host, path }: Pick<Exchange, 'method' | 'surface' | 'host' | 'path'>): string =>
  `${method} ${surface ?? host} ${path}`;

export interface Place {
  readonly surface: Exchange['surface'];
  readonly path: string | null;
}

/** None of the site's: `combined` tells no host. */
const unknownHost = 'unknown.invalid';

/** What an access line asked for, in the site's own words. */
export function placeOf({ host, vhost, target }: AccessLine, site: LogJoin['site']): Place {
  if (target === null) return { surface: null, path: null };
  const path = target.startsWith('/') ? target : '/';
  const urls = [host, vhost, unknownHost].flatMap((name) => (name ? [`http://${name}${path}`] : []));
  const url =
    urls.find((one) => URL.canParse(one) && site.surfaceOf(one) !== null) ?? urls.find((one) => URL.canParse(one));
  if (url === undefined) return { surface: null, path: null };
  return { surface: site.surfaceOf(url), path: site.pathTemplate(url) };
}

const targetOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** Finds whose a request is. */
export class Owners {
  readonly #join: LogJoin;
  readonly #ids = new Map<string, Owner | null>();
  readonly #senders = new Map<string, AttemptEvidence>();
  readonly #span: { readonly from: number; readonly to: number };

  constructor(join: LogJoin) {
    this.#join = join;
    for (const attempt of join.attempts) {
      this.#senders.set(senderKey(attempt), attempt);
      for (const seen of [...attempt.exchanges, ...attempt.probes])
        this.#known(seen.requestId, { attempt, seen, type: isExchange(seen) ? seen.resourceType : null, by: 'id' });
      for (const { id, type = null } of attempt.requestIds ?? [])
        this.#known(id, { attempt, seen: null, type, by: 'id' });
    }
    const spans = join.attempts.map(spanOf);
    this.#span = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
  }

  /** An id that two attempts know is a fixed text or a cache's, and tells nothing. */
  #known(id: string | null, owner: Owner): void {
    if (!isId(id)) return;
    const before = this.#ids.get(id);
    if (before === undefined) this.#ids.set(id, owner);
    else if (before !== null && before.attempt !== owner.attempt) this.#ids.set(id, null);
  }

  /** By its id, else by the User-Agent's marker. */
  of({ access, errors }: LoggedRequest): Owner | null {
    const id = access[0]?.id ?? errors.find(({ byThread }) => !byThread)?.line.id ?? null;
    const known = id === null ? null : this.#ids.get(id);
    if (known) return known;
    const line = access[0];
    const key = line?.agent === null || line === undefined ? null : senderIn(line.agent);
    const attempt = key === null ? undefined : this.#senders.get(key);
    if (!line || !attempt) return null;
    const seen = this.#seenAs(line, attempt);
    return { attempt, seen, type: isExchange(seen) ? seen.resourceType : null, by: 'agent' };
  }

  /** What an access line without a known id is about: of the same way, and nearest in time; null: nothing that was kept. */
  #seenAs(line: AccessLine, attempt: AttemptEvidence): Exchange | Probe | null {
    const { site, skewMs } = this.#join;
    const { surface, path } = placeOf(line, site);
    const { at, withinMs = 0, method, target } = line;
    if (method === null || path === null) return null;
    const host = line.host ?? line.vhost;
    const way = wayOf({ method, surface, host: host ?? '', path });
    const isSame = (one: Pick<Exchange, 'method' | 'surface' | 'host' | 'path' | 'url'>): boolean =>
      host === null ? one.method === method && targetOf(one.url) === target : wayOf(one) === way;
    const asked = [
      ...attempt.exchanges.map((seen) => ({ ...seen, seen, from: seen.startedAt, lasted: seen.timing.totalMs })),
      ...attempt.probes.map((seen) => ({
        ...seen,
        seen,
        from: seen.at,
        lasted: seen.durationMs,
        method: 'GET',
        host: '',
      })),
    ].map((one) => ({ ...one, from: Date.parse(one.from) }));
    const distance = ({ from }: { readonly from: number }): number => Math.max(0, at - from, from - (at + withinMs));
    const near = asked
      .filter((one) => isSame(one) && (one.requestId === null || line.id === null))
      // the browser may have waited for a connection
      .filter((one) => distance(one) <= skewMs + Math.max(1_000, one.lasted ?? 0))
      .toSorted((a, b) => distance(a) - distance(b) || a.from - b.from);
    return near[0]?.seen ?? null;
  }

  /**
   * On an httpd that is ours alone: the one attempt that was under way; `run` where there was none, or several; null: before the first
   * or after the last of them.
   */
  under(from: number, to: number): AttemptEvidence | 'run' | null {
    const { attempts, skewMs } = this.#join;
    const underWay = (slack: number): readonly AttemptEvidence[] =>
      attempts.filter((attempt) => spanOf(attempt).from - slack <= to && spanOf(attempt).to + slack >= from);
    const exact = underWay(0);
    const near = exact.length > 0 ? exact : underWay(skewMs);
    if (near[0] && near.length === 1) return near[0];
    const within = this.#span.from - skewMs <= to && this.#span.to + skewMs >= from;
    return within ? 'run' : null;
  }
}

export function spanOf({ startedAt, durationMs }: AttemptEvidence): { readonly from: number; readonly to: number } {
  const from = Date.parse(startedAt);
  return { from, to: from + durationMs };
}
