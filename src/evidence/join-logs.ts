import type { AccessLine, ErrorLine, LogLine } from '../apache/types.ts';
import { childEndCodes, hopCodes, isIn, isSevere } from './log-codes.ts';
import { layerIn, layerOf, servedBy, speakerOf } from './log-layer.ts';
import { isExchange, Owners, placeOf, requestsOf, type LoggedRequest, type Owner } from './log-owners.ts';
import { instant, meaningOf, recordOf, typeOf } from './log-record.ts';
import { hasFailed, isTelling, ruleOf, statusesOf } from './log-rules.ts';
import { silenceOf } from './log-silence.ts';
import { unloggedOf, type Unlogged } from './log-unlogged.ts';
import type {
  AttemptEvidence,
  Exchange,
  JoinedLogs,
  Layer,
  LogJoin,
  LogMeaning,
  LogNote,
  LogRecord,
  Probe,
} from './types.ts';

/** Records kept of one attempt, of the run, and notes; those that count go first. */
const mostRecords = 200;
const mostNotes = 50;
/** httpd's parent looks after its children once a second: so late it tells of one that ended. */
const childEndLagMs = 1_500;
/** The same request, sent again by the browser itself, comes within so many ms. */
const resendMs = 30_000;

const order: readonly LogMeaning[] = ['failed', 'lost', 'hop', 'explains', 'good'];

interface Joined {
  readonly record: LogRecord;
  readonly attempt: AttemptEvidence | null;
}

class Join {
  readonly #join: LogJoin;
  readonly #owners: Owners;
  readonly #requests: readonly LoggedRequest[];
  readonly #loose: readonly ErrorLine[];
  readonly #childEnds: readonly ErrorLine[];
  /** Children's lines are about requests; the parent's are about itself. */
  readonly #parents: ReadonlySet<number>;
  /** httpd is asked by the names that the browser knows: what stands in front of it may call it otherwise. */
  readonly #namesReach: boolean;
  readonly #joined: Joined[] = [];
  readonly #beside: ErrorLine[] = [];
  /** Access lines of this run. */
  readonly ours: AccessLine[] = [];
  /** By which they asked, as far as anybody tells. */
  readonly hosts = new Set<string>();
  readonly layers = new Map<Exchange | Probe, Layer>();

  constructor(join: LogJoin) {
    this.#join = join;
    this.#owners = new Owners(join);
    const { requests, loose } = requestsOf(join.window.lines, join.own);
    this.#requests = requests;
    this.#namesReach = requests.some(({ access }) => access.some((line) => this.#isOfSite(line) === true));
    this.#childEnds = loose.filter(({ code }) => isIn(childEndCodes, code));
    this.#loose = loose.filter(({ code }) => !isIn(childEndCodes, code));
    const parents = loose.filter(({ module }) => module?.startsWith('mpm_') === true).map(({ pid }) => pid);
    this.#parents = new Set([...parents, ...this.#childEnds.map(({ pid }) => pid)].filter((pid) => pid !== null));
  }

  run(): void {
    for (const request of this.#requests) this.#onRequest(request);
    // on an httpd of our own the end of a child counts whatever is logged
    const unlogged = this.#join.own ? [] : this.#unlogged();
    for (const one of unlogged) this.#addUnlogged(one);
    const told = new Set(unlogged.map(({ ended }) => ended));
    for (const line of this.#childEnds) if (!told.has(line)) this.#onChildEnd(line);
    for (const line of this.#loose) this.#onLoose(line);
  }

  /** Those of one attempt, or of the run (null), the telling ones kept, in the order of their times. */
  recordsOf(attempt: AttemptEvidence | null): LogRecord[] {
    const rank = ({ means }: LogRecord): number => order.indexOf(means ?? 'good');
    const text = (record: LogRecord): string => `${record.at} ${record.kind} ${record.requestId ?? ''} ${record.text}`;
    const inTime = (a: LogRecord, b: LogRecord): number => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
    return this.#joined
      .filter((joined) => joined.attempt === attempt)
      .map(({ record }) => record)
      .toSorted((a, b) => rank(a) - rank(b) || inTime(a, b))
      .slice(0, mostRecords)
      .toSorted(inTime);
  }

  /** Lines of a shared server that belong to nobody, those alike told once. */
  notes(): LogNote[] {
    const notes = new Map<string, LogNote>();
    for (const { at, level, code, text } of this.#beside.toSorted((a, b) => a.at - b.at)) {
      const key = `${level ?? ''} ${code ?? ''} ${text}`;
      const before = notes.get(key);
      if (before) notes.set(key, { ...before, count: before.count + 1 });
      else notes.set(key, { at: instant(at), level, code, text, count: 1 });
    }
    return [...notes.values()];
  }

  #onRequest(request: LoggedRequest): void {
    const owner = this.#owners.of(request);
    if (owner?.by !== 'id' && this.#isThirdParty(request)) return;
    if (owner) this.#onOurs(request, owner);
    else if (this.#join.own) this.#onUnmarked(request);
    else this.#beside.push(...request.errors.map(({ line }) => line).filter(({ level }) => isSevere(level)));
  }

  /** A page asks hosts that are none of the site's too, and one may lie behind the same httpd: whatever it answers makes no cause. */
  #isThirdParty({ access }: LoggedRequest): boolean {
    return this.#namesReach && access.length > 0 && access.every((line) => this.#isOfSite(line) === false);
  }

  /** Null: the log does not say for which host. */
  #isOfSite({ host }: AccessLine): boolean | null {
    const url = `http://${host ?? ''}/`;
    return URL.canParse(url) ? this.#join.site.isFirstParty(url) : null;
  }

  #onOurs(request: LoggedRequest, owner: Owner): void {
    const { attempt, seen } = owner;
    this.#addOurs(request, seen);
    const scene = {
      request,
      seen,
      mayBeLeftOut: !seen && owner.by === 'id' && attempt.exchangesLeftOut > 0,
      isDoubled: this.#isDoubled(request, owner),
    };
    const means = ruleOf(scene)?.means ?? 'good';
    if (seen && owner.by === 'id') {
      const layer = means === 'explains' ? layerIn(request, seen) : servedBy(request, seen);
      if (layer) this.layers.set(seen, layer);
    }
    this.#add(request, attempt, owner, isExchange(seen) ? seen : null, means);
  }

  #addOurs({ access }: LoggedRequest, seen: Owner['seen']): void {
    this.ours.push(...access);
    for (const host of access.flatMap((line) => [line.host, line.vhost])) if (host) this.hosts.add(host);
    if (isExchange(seen)) this.hosts.add(seen.host);
  }

  /** On an httpd of our own: a request that bears no marker, or one that was never logged. */
  #onUnmarked(request: LoggedRequest): void {
    const scene = { request, seen: null, mayBeLeftOut: false, isDoubled: false };
    const means = ruleOf(scene)?.means ?? 'good';
    this.#addOurs(request, null);
    if (means !== 'failed' && means !== 'hop') return;
    const line = request.access[0] ?? request.errors[0]?.line;
    if (!line) return;
    const attempt = this.#owners.under(line.at, line.at + (line.withinMs ?? 0));
    if (attempt === null) return;
    if (attempt === 'run') return this.#add(request, null, null, null, means);
    const seen = this.#failingAt(attempt, line.at, statusesOf(request));
    this.#add(request, attempt, null, seen, seen ? 'explains' : means);
  }

  #add(
    request: LoggedRequest,
    attempt: AttemptEvidence | null,
    owner: Owner | null,
    seen: Exchange | null,
    means: LogMeaning,
  ): void {
    const access = request.access[0];
    const place = access ? placeOf(access, this.#join.site) : { surface: null, path: null };
    const whose = {
      exchange: seen?.n ?? null,
      resourceType: typeOf(owner, access),
      host: seen?.host ?? access?.host ?? access?.vhost ?? null,
      method: seen?.method ?? access?.method ?? null,
      surface: seen?.surface ?? place.surface,
      path: seen?.path ?? place.path,
    };
    const by = owner?.by ?? 'window';
    const layer = layerOf(request);
    const threaded = new Set(owner ? request.errors.filter(({ byThread }) => byThread).map(({ line }) => line) : []);
    for (const line of [...request.access, ...request.errors.map((one) => one.line)]) {
      const meaning = meaningOf(line, means);
      // a good request is told only where its exchange is, or where httpd had something to say
      if (meaning === 'good' && !seen && (line.kind === 'access' ? means === 'good' : line.level === null)) continue;
      this.#joined.push({
        attempt,
        record: recordOf(line, {
          ...whose,
          layer,
          by: line.kind === 'error' && threaded.has(line) ? 'thread' : by,
          means: meaning,
        }),
      });
    }
  }

  /** The browser sent it again by itself: another line of the same attempt asks for the same, soon after, and the browser knows that one. */
  #isDoubled(request: LoggedRequest, owner: Owner): boolean {
    const [line] = request.access;
    if (!line || owner.by !== 'agent' || owner.seen !== null || this.#childEnds.length === 0) return false;
    const again = this.#requests
      .flatMap(({ access }) => access)
      .filter(
        (other) =>
          other !== line &&
          other.agent === line.agent &&
          other.method === line.method &&
          other.target === line.target &&
          other.at >= line.at &&
          other.at - line.at <= resendMs,
      );
    return again.some((other) => this.#childEnds.some(({ at }) => at >= line.at && at - childEndLagMs <= other.at));
  }

  /** A failure of this attempt that was under way at that time and may be what a line is about. */
  #failingAt(attempt: AttemptEvidence, at: number, statuses: readonly number[]): Exchange | null {
    const failing = attempt.exchanges.filter((exchange) => {
      const from = Date.parse(exchange.startedAt);
      const to = from + (exchange.timing.totalMs ?? exchange.timing.waitMs ?? attempt.durationMs);
      const meanwhile = from - 1_000 - this.#join.skewMs <= at && at <= to + 1_000 + this.#join.skewMs;
      const agrees = statuses.length === 0 || (exchange.status !== null && statuses.includes(exchange.status));
      return meanwhile && agrees && hasFailed(exchange) && !exchange.expected;
    });
    return failing[0] ?? null;
  }

  #unlogged(): Unlogged[] {
    const { attempts, skewMs } = this.#join;
    return unloggedOf(attempts, this.#requests, this.#childEnds, { lagMs: childEndLagMs, skewMs });
  }

  #addUnlogged({ attempt, id, type, ended }: Unlogged): void {
    const seen = attempt.exchanges.find(({ requestId }) => requestId === id);
    const { method = null, surface = null, path = null, host = null } = seen ?? {};
    const whose = { exchange: seen?.n ?? null, resourceType: type, layer: null, method, surface, path, host };
    this.#joined.push({ attempt, record: recordOf({ ...ended, id }, { ...whose, by: 'id', means: 'lost' }) });
  }

  #onChildEnd(line: ErrorLine): void {
    if (!this.#join.own) {
      this.#beside.push(line);
      return;
    }
    const attempt = this.#owners.under(line.at - childEndLagMs, line.at);
    if (attempt !== null) this.#addLoose(line, attempt, null, 'lost');
  }

  /** Whose script was running at that time; null: none's, or several attempts'. What it says, and why it could not be started, bears no id. */
  #scriptAt({ at, withinMs = 0, level, module }: ErrorLine): Owner | null {
    if (level !== null && module?.startsWith('cgi') !== true) return null;
    const running = this.#requests
      .filter(({ access }) =>
        access.some(
          (line) =>
            line.handler?.startsWith('cgi') === true &&
            line.at <= at + withinMs &&
            line.at + (line.withinMs ?? 0) + (line.durationUs ?? 0) / 1000 >= at,
        ),
      )
      .map((request) => this.#owners.of(request));
    const [first] = running;
    return first && running.every((owner) => owner?.attempt === first.attempt) ? first : null;
  }

  #onLoose(line: ErrorLine): void {
    if (!this.#join.own) {
      if (isSevere(line.level)) this.#beside.push(line);
      return;
    }
    // what a script says by itself; of its end it is evidence
    const isRaw = line.level === null && !isTelling(line);
    const isOfParent = line.module?.startsWith('mpm_') === true || (line.pid !== null && this.#parents.has(line.pid));
    if (!isRaw && (!isTelling(line) || isOfParent)) return;
    const script = this.#scriptAt(line);
    const attempt = script?.attempt ?? this.#owners.under(line.at, line.at + (line.withinMs ?? 0));
    if (attempt === null) return;
    const failing = attempt === 'run' ? null : this.#failingAt(attempt, line.at, []);
    const of = script && isExchange(script.seen) ? script.seen : failing;
    const seen = of && hasFailed(of) ? of : null;
    if (isRaw) this.#addLoose(line, attempt, of, seen ? 'explains' : 'good');
    else this.#addLoose(line, attempt, of, seen ? 'explains' : isIn(hopCodes, line.code) ? 'hop' : 'failed');
  }

  #addLoose(line: ErrorLine, attempt: AttemptEvidence | 'run', seen: Exchange | null, means: LogMeaning): void {
    this.#joined.push({
      attempt: attempt === 'run' ? null : attempt,
      record: recordOf(line, {
        by: 'window',
        means,
        layer: speakerOf(line),
        exchange: seen?.n ?? null,
        resourceType: seen?.resourceType,
        method: seen?.method ?? null,
        surface: seen?.surface ?? null,
        path: seen?.path ?? null,
      }),
    });
  }
}

/**
 * Joins what a server logged to the attempts of a run, by rules (log-rules.ts): ids first, then the User-Agent's marker, then process, thread
 * and time; on an httpd that is ours alone, also by time. Pure; nothing in the result has passed the redactor.
 */
export function joinLogs(options: LogJoin): JoinedLogs {
  const { attempts, window } = options;
  const unread = { attempts, run: [], beside: [], besideLeftOut: 0 };
  if (!window.has.access && !window.has.error) return { ...unread, silent: silenceOf(options, [], new Set()) };
  const join = new Join(options);
  join.run();
  const notes = join.notes();
  return {
    attempts: attempts.map((attempt) => ({
      ...attempt,
      exchanges: attempt.exchanges.map((seen) => ({ ...seen, layer: join.layers.get(seen) ?? seen.layer })),
      probes: attempt.probes.map((seen) => ({ ...seen, layer: join.layers.get(seen) ?? seen.layer })),
      logRecords: join.recordsOf(attempt),
    })),
    run: join.recordsOf(null),
    beside: notes.slice(0, mostNotes),
    besideLeftOut: Math.max(0, notes.length - mostNotes),
    silent: silenceOf(options, join.ours, join.hosts),
  };
}

/**
 * Whether the log holds a line of every answer whose id the browser knows, for a reader that waits for late lines. Where answers bear no ids,
 * nothing says that all have come: a shared server's reader then waits as long as it may. A private httpd's log is there at once.
 *
 * @returns for `LogSource.read`
 */
export function holdsAllOf(
  attempts: readonly AttemptEvidence[],
  { own }: Pick<LogJoin, 'own'>,
): (lines: readonly LogLine[]) => boolean {
  const ids = attempts.flatMap(({ requestIds = [] }) => requestIds.map(({ id }) => id));
  const isUnknown =
    !own &&
    attempts.some(
      ({ requestIds = [], exchanges }) => requestIds.length === 0 && exchanges.some(({ status }) => status !== null),
    );
  return (lines) => {
    if (isUnknown) return false;
    const known = new Set(lines.flatMap(({ kind, id }) => (kind === 'access' && id !== null ? [id] : [])));
    return ids.every((id) => known.has(id));
  };
}
