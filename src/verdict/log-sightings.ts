import type { AttemptEvidence, Exchange, Layer, LogRecord, Probe, ResourceType, Signature } from '../evidence/types.ts';
import { isChallenge, kindOfStatus, way, type Kind, type Sighting } from './sighting.ts';
import { logWords } from './words.ts';

/** What the browser itself shows of an exchange. */
export interface Witness {
  readonly signatures: readonly Signature[];
  readonly isCritical: (type: ResourceType) => boolean;
  /** Whether the browser saw a server fail in it. */
  readonly saw: (exchange: Exchange) => boolean;
  readonly met: (probe: Probe) => boolean;
  /** Whether it got a good answer at all. */
  readonly wasAnswered: boolean;
}

interface Read extends Kind {
  readonly status: number | null;
  readonly did: string;
  readonly wentByItself: boolean;
}

const statusesOf = ({ firstStatus, finalStatus }: LogRecord): number[] =>
  [firstStatus, finalStatus].filter((status) => status !== null);

/** The worst of the statuses that Apache wrote down: neither the first nor the last alone is right. */
function worstStatus(record: LogRecord): { readonly status: number; readonly kind: Kind } | null {
  const kinds = statusesOf(record).flatMap((status) => {
    const kind = kindOfStatus(status, 'httpd');
    return kind ? [{ status, kind }] : [];
  });
  return kinds.find(({ kind }) => kind.cause === 'server-error') ?? kinds[0] ?? null;
}

/** Joined to the run by its time, on an httpd of our own. */
const isOfNoRequest = ({ exchange, requestId, path }: LogRecord): boolean =>
  exchange === null && requestId === null && path === null;

const tellStatuses = (record: LogRecord): string =>
  `was logged by Apache as ${statusesOf(record).map(String).join(', then ')}, whatever the browser saw`;

/** What a record is evidence of; null: of no failure that is not known already. */
function read(record: LogRecord, seen: Exchange | undefined, { saw, wasAnswered }: Witness): Read | null {
  const worst = worstStatus(record);
  const { means = 'good' } = record;
  switch (means) {
    case 'lost':
      return {
        cause: 'server-error',
        rule: 'child-ended',
        status: null,
        did: isOfNoRequest(record)
          ? 'tells of a child of httpd that ended before its time'
          : 'went to a child of httpd that ended before its time, whatever the browser saw',
        // another child has taken over where answers came
        wentByItself: wasAnswered,
      };
    case 'failed':
      return worst?.kind.cause === 'server-error'
        ? fromStatus(worst, record)
        : {
            cause: 'server-error',
            rule: 'logged-error',
            status: null,
            did: isOfNoRequest(record)
              ? 'holds an error of its own'
              : 'was logged by Apache as failed, whatever the browser saw',
            wentByItself: false,
          };
    case 'hop':
      return {
        cause: 'unavailable',
        rule: 'logged-hop',
        status: worst?.kind.cause === 'unavailable' ? worst.status : null,
        did: isOfNoRequest(record)
          ? 'tells of a back end that could not be had'
          : 'could not have a back end at its first try, whatever the browser saw',
        wentByItself: true,
      };
    case 'explains':
      // it belongs to a failure that stands in the evidence already; where none does, its statuses speak for themselves
      return worst && !(seen && saw(seen)) ? fromStatus(worst, record) : null;
    case 'good':
      return worst && fromStatus(worst, record);
  }
}

const fromStatus = ({ status, kind }: NonNullable<ReturnType<typeof worstStatus>>, record: LogRecord): Read => ({
  cause: kind.cause,
  rule: kind.cause === 'server-error' ? 'logged-5xx' : 'logged-unavailable',
  status,
  did: tellStatuses(record),
  wentByItself: false,
});

/**
 * Who failed, as far as the log tells; who spoke what the browser saw instead is no answer to that.
 *
 * @param lines all that tell of the failure
 */
function layerOf(lines: readonly LogRecord[], { rule, status }: Read, seen: Exchange | undefined): Layer {
  if (status !== null && seen?.status === status) return seen.layer;
  if (rule === 'child-ended') return 'httpd';
  if (rule === 'logged-hop') return 'proxy';
  return lines.find(({ layer }) => layer !== undefined)?.layer ?? 'unknown';
}

/** Several lines may tell of one request: its line in the access log, and one for each thing that went wrong. */
const requestOf = ({ exchange, requestId }: LogRecord, index: number): string =>
  exchange !== null ? `exchange ${String(exchange)}` : (requestId ?? `line ${String(index)}`);

function toldByAccessLog(record: LogRecord): string {
  if (record.code !== null) return logWords(record);
  return record.text === '' ? 'its error log gives no reason' : `its access log: ${record.text}`;
}

/** Failures that only the log knows of: one for each request and cause. */
export function inLogs({ logRecords = [], exchanges, probes }: AttemptEvidence, witness: Witness): Sighting[] {
  const probed = new Set(probes.filter(witness.met).map(({ requestId }) => requestId));
  const told = logRecords.flatMap((record, index) => {
    const seen = exchanges.find(({ n }) => n === record.exchange);
    const type = seen?.resourceType ?? record.resourceType;
    if (type !== undefined && !witness.isCritical(type)) return [];
    // what a probe met is told by the probe
    if (record.requestId !== null && probed.has(record.requestId)) return [];
    if (seen && isChallenge(seen, witness.signatures)) return [];
    const found = read(record, seen, witness);
    return found ? [{ record, seen, found, request: requestOf(record, index) }] : [];
  });
  const requests = Map.groupBy(told, ({ request, found }) => `${request} ${found.cause}`);
  const sightings = [...requests.values()].flatMap((lines) => {
    // a status is what a reader looks for first; then the gravest line
    const [first] = lines.toSorted(
      (a, b) => Number(a.found.status === null) - Number(b.found.status === null) || byWeight(a.record, b.record),
    );
    if (!first) return [];
    const { record, seen, found } = first;
    const { cause, rule, status, did } = found;
    const logged = record.kind === 'error' ? logWords(record) : logLineOf(logRecords, record);
    return [
      {
        cause,
        rule,
        from: 'log',
        at: Date.parse(record.at),
        method: record.method ?? seen?.method ?? 'GET',
        surface: record.surface ?? seen?.surface ?? null,
        host: seen?.host ?? record.host ?? '-',
        path: record.path ?? seen?.path ?? (isOfNoRequest(record) ? null : '/*'),
        status,
        // the lines of one hop differ in their numbers, and are one thing
        errorText: status === null && rule !== 'logged-hop' ? record.code : null,
        layer: layerOf(
          lines.map((line) => line.record),
          found,
          seen,
        ),
        exchange: record.exchange,
        did,
        speaker: logged ?? toldByAccessLog(record),
        logged,
        wentByItself: lines.every((line) => line.found.wentByItself),
      } satisfies Sighting,
    ];
  });
  // in whatever order the logs were read
  return sightings.toSorted((a, b) => a.at - b.at || `${way(a)} ${a.speaker}`.localeCompare(`${way(b)} ${b.speaker}`));
}

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice'];
const rankOf = (level: string | null): number => (level === null ? levels.length : levels.indexOf(level));

/** A line that bears the request's own id is about it; one that was joined by its thread or its time may be a neighbour's. */
const isSure = ({ by = 'id' }: LogRecord): number => Number(by !== 'id');

const byWeight = (a: LogRecord, b: LogRecord): number =>
  isSure(a) - isSure(b) ||
  rankOf(a.level) - rankOf(b.level) ||
  a.at.localeCompare(b.at) ||
  (a.code ?? '').localeCompare(b.code ?? '') ||
  a.text.localeCompare(b.text);

/**
 * What the error log says of one exchange or one request, in one line: the gravest, then the first.
 *
 * @returns null: nothing
 */
export function logLineOf(
  records: readonly LogRecord[] | undefined,
  { exchange, requestId = null }: { readonly exchange: number | null; readonly requestId?: string | null },
): string | null {
  const [first] = (records ?? [])
    .filter(
      (record) =>
        record.kind === 'error' &&
        ((exchange !== null && record.exchange === exchange) || (requestId !== null && record.requestId === requestId)),
    )
    .toSorted(byWeight);
  return first ? logWords(first) : null;
}

/**
 * The ways on which the log holds a request for good that no other record speaks against: one request may have a line in each log, and
 * its error line knows better.
 */
export function loggedGood({ logRecords = [] }: AttemptEvidence): string[] {
  const bad = logRecords.filter(({ means }) => means !== undefined && means !== 'good');
  return logRecords
    .filter(
      ({ means, requestId, exchange, finalStatus, path }) =>
        means === 'good' &&
        path !== null &&
        finalStatus !== null &&
        finalStatus < 400 &&
        requestId !== null &&
        bad.every((one) => one.requestId !== requestId && (exchange === null || one.exchange !== exchange)),
    )
    .map(({ method, surface, host = '-', path }) => way({ method: method ?? 'GET', surface, host, path }));
}
