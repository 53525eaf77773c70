import type { AttemptEvidence, Exchange, Layer, Probe, ResourceType, Signature } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import { readCode } from './error-codes.ts';
import { recognise, recogniseProbe } from './signature.ts';
import { failingSpeaker } from './words.ts';

/** The two causes that fail an attempt by themselves. */
export type ServerFailure = 'server-error' | 'unavailable';

/** One place at which a server failed, in the browser, in a probe or in a log. */
export interface Sighting {
  readonly cause: ServerFailure;
  /** Name of the cause rule that it stands under. */
  readonly rule: string;
  readonly from: 'browser' | 'log' | 'probe';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly surface: Surface | null;
  readonly host: string;
  readonly path: string;
  readonly status: number | null;
  readonly errorText: string | null;
  readonly layer: Layer;
  /** `n` of the exchange; null: a probe, a log record of a good exchange, or one that was not kept. */
  readonly exchange: number | null;
  /** Ends the sentence `GET / on www …`. */
  readonly did: string;
  /** Who spoke, or what the answer was recognised as. */
  readonly speaker: string;
}

/** What is asked for: the same in an exchange, a probe, a log record and `went`. */
interface Asked {
  readonly method: string;
  readonly surface: Surface | null;
  readonly host: string;
  readonly path: string;
}

/** `METHOD surface path`, as in `AttemptEvidence.went`; an asset host stands under its name. */
export const way = ({ method, surface, host, path }: Asked): string => `${method} ${surface ?? host} ${path}`;

/** `GET /drug/:slug on reference`. */
export const call = ({ method, surface, host, path }: Asked): string => `${method} ${path} on ${surface ?? host}`;

const criticalRank: Readonly<Partial<Record<ResourceType, number>>> = {
  document: 0,
  xhr: 2,
  fetch: 2,
  script: 3,
  stylesheet: 4,
  eventsource: 5,
  websocket: 5,
};

/** Most telling first: the page itself, its frames, its data, its scripts, its looks; then the earliest. */
const rank = ({ resourceType, frame }: Exchange): number =>
  resourceType === 'document' && frame !== 'main' ? 1 : (criticalRank[resourceType] ?? 6);

/** Always the same order, in whatever order the browser told them. */
export function mostTellingFirst(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.toSorted((a, b) => rank(a) - rank(b) || a.n - b.n);
}

export const isCriticalType = (type: ResourceType): boolean => criticalRank[type] !== undefined;

/** Those whose answer a user waits for; most telling first. */
export function criticalExchanges({ exchanges }: Pick<AttemptEvidence, 'exchanges'>): Exchange[] {
  return mostTellingFirst(exchanges.filter(({ resourceType }) => isCriticalType(resourceType)));
}

/** A stream's answer has no end, and breaking off is how it ends. */
export const isStream = ({ resourceType, contentType }: Exchange): boolean =>
  resourceType === 'eventsource' ||
  resourceType === 'websocket' ||
  /text\/event-stream|ndjson|json-seq/i.test(contentType ?? '');

/** Cloudflare's own, and nobody else's by any standard: from an origin they are an ordinary 5xx. */
const isEdgeCode = (status: number, layer: Layer): boolean =>
  ((status >= 520 && status <= 527) || status === 530) && (layer === 'edge' || layer === 'unknown');

interface Kind {
  readonly cause: ServerFailure;
  readonly rule: string;
}

function kindOfStatus(status: number | null, layer: Layer): Kind | null {
  if (status === null || status < 500) return null;
  if (status === 502 || status === 503 || status === 504) return { cause: 'unavailable', rule: '502-503-504' };
  if (isEdgeCode(status, layer)) return { cause: 'unavailable', rule: 'edge-code' };
  return { cause: 'server-error', rule: '5xx' };
}

function kindOfSignature(signature: Signature): Kind {
  return signature.kind === 'soft-500'
    ? { cause: 'server-error', rule: 'soft-500' }
    : { cause: 'unavailable', rule: 'soft-503' };
}

/** The status line came, and the rest did not. */
export function isBrokenOff(exchange: Exchange): boolean {
  const { status, errorText, broken } = exchange;
  if (status === null || isStream(exchange)) return false;
  const meaning = readCode(errorText)?.meaning;
  return meaning === 'cut' || (broken && errorText === null);
}

/** A challenge is no server error, whatever its status. */
export const isChallenge = (exchange: Exchange, signatures: readonly Signature[]): boolean =>
  recognise(exchange, signatures)?.kind === 'challenge';

type Sighted = Kind & Pick<Sighting, 'did' | 'speaker'>;

function inAnswer(
  { status, layer }: { readonly status: number | null; readonly layer: Layer },
  signature: Signature | null,
): Sighted | null {
  if (signature?.kind === 'challenge') return null;
  const kind = kindOfStatus(status, layer);
  if (kind) return { ...kind, did: `answered ${String(status)}`, speaker: failingSpeaker(layer) };
  if (!signature) return null;
  const soft = kindOfSignature(signature);
  const did = soft.rule === 'soft-500' ? 'hid a server error behind' : 'showed a maintenance page under';
  return { ...soft, did: `${did} ${String(status)}`, speaker: signature.why };
}

const brokenOff = ({ status, errorText }: Pick<Exchange, 'status' | 'errorText'>): Sighted => ({
  cause: 'unavailable',
  rule: 'broken-off',
  did: `began to answer ${String(status)} and broke off`,
  speaker: errorText ?? 'the end of the answer is missing',
});

function inExchange(exchange: Exchange, signatures: readonly Signature[]): Sighted | null {
  const signature = recognise(exchange, signatures);
  const answer = inAnswer(exchange, signature);
  if (answer || signature?.kind === 'challenge' || !isBrokenOff(exchange)) return answer;
  return brokenOff(exchange);
}

const instant = (exchange: Exchange): number => Date.parse(exchange.startedAt) + (exchange.timing.waitMs ?? 0);

function fromExchange(exchange: Exchange, sighted: Sighted): Sighting {
  const { method, surface, host, path, status, errorText, layer, n } = exchange;
  return {
    ...sighted,
    from: 'browser',
    at: instant(exchange),
    method,
    surface,
    host,
    path,
    status,
    errorText,
    layer,
    exchange: n,
  };
}

/**
 * Of the assets that one page asks of one host more than half answer 5xx: then they are critical too. Beacons count among them, but make no
 * outage by themselves: nobody waits for one.
 */
function inAssets(evidence: AttemptEvidence): Sighting[] {
  return evidence.assets
    .filter(({ asked, serverErrors }) => serverErrors * 2 > asked)
    .toSorted((a, b) => a.documentOf - b.documentOf || a.host.localeCompare(b.host))
    .flatMap(({ documentOf, host, asked, serverErrors }) => {
      const failing = mostTellingFirst(evidence.exchanges).filter(
        (exchange) =>
          !isCriticalType(exchange.resourceType) &&
          exchange.documentOf === documentOf &&
          exchange.host === host &&
          kindOfStatus(exchange.status, exchange.layer) !== null,
      );
      const did = `answered 5xx to ${String(serverErrors)} of the ${String(asked)} images, fonts and the like that one page asked for`;
      if (failing.length > 0 && failing.every(({ resourceType }) => resourceType === 'beacon')) return [];
      // the count knows no status: where no exchange was kept either, nothing says that it was the milder kind
      if (failing.length === 0)
        return [
          {
            cause: 'server-error',
            rule: 'assets-5xx',
            from: 'browser',
            at: Date.parse(evidence.startedAt),
            method: 'GET',
            surface: null,
            host,
            path: '/*',
            status: null,
            errorText: null,
            layer: 'unknown',
            exchange: null,
            did,
            speaker: 'the answers themselves were not kept',
          } satisfies Sighting,
        ];
      return failing.map((exchange) => {
        const { cause } = kindOfStatus(exchange.status, exchange.layer) ?? { cause: 'server-error' as const };
        const rule = cause === 'server-error' ? 'assets-5xx' : 'assets-unavailable';
        return fromExchange(exchange, {
          cause,
          rule,
          did: `answered ${String(exchange.status)}; ${host} ${did}`,
          speaker: failingSpeaker(exchange.layer),
        });
      });
    });
}

function inLogs(evidence: AttemptEvidence, signatures: readonly Signature[]): Sighting[] {
  return (evidence.logRecords ?? []).flatMap((record) => {
    const seen = evidence.exchanges.find(({ n }) => n === record.exchange);
    if (seen && (!isCriticalType(seen.resourceType) || isChallenge(seen, signatures))) return [];
    const statuses = [record.firstStatus, record.finalStatus].filter((status) => status !== null);
    const kinds = statuses.map((status) => ({ status, kind: kindOfStatus(status, 'httpd') }));
    const worst = kinds.find(({ kind }) => kind?.cause === 'server-error') ?? kinds.find(({ kind }) => kind !== null);
    if (!worst?.kind) return [];
    const { cause } = worst.kind;
    return [
      {
        cause,
        rule: cause === 'server-error' ? 'logged-5xx' : 'logged-unavailable',
        from: 'log',
        at: Date.parse(record.at),
        method: record.method ?? seen?.method ?? 'GET',
        surface: record.surface ?? seen?.surface ?? null,
        host: seen?.host ?? '-',
        path: record.path ?? seen?.path ?? '/*',
        status: worst.status,
        errorText: null,
        // who spoke what the browser saw instead is no answer to who failed
        layer: seen?.status === worst.status ? seen.layer : 'unknown',
        exchange: record.exchange,
        did: `was logged by Apache as ${statuses.map(String).join(', then ')}, whatever the browser saw`,
        speaker: [record.code, record.text].filter((part) => part !== null && part !== '').join(' '),
      } satisfies Sighting,
    ];
  });
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '-');

function inProbe(probe: Probe, signatures: readonly Signature[]): Sighting | null {
  const signature = recogniseProbe(probe, signatures);
  const wasCut = probe.status !== null && readCode(probe.errorText)?.meaning === 'cut';
  const sighted = inAnswer(probe, signature) ?? (wasCut && signature?.kind !== 'challenge' ? brokenOff(probe) : null);
  if (!sighted) return null;
  const { surface, path, status, errorText, layer } = probe;
  return {
    ...sighted,
    from: 'probe',
    at: Date.parse(probe.at),
    method: 'GET',
    surface,
    host: hostOf(probe.url),
    path,
    status,
    errorText,
    layer,
    exchange: null,
  };
}

/** Whether a probe met a server failure; null: it met none, which is not to say that it got a good answer. */
export const probeMet = (probe: Probe, signatures: readonly Signature[]): ServerFailure | null =>
  inProbe(probe, signatures)?.cause ?? null;

/** Whether a probe got a good answer. */
export const isGoodProbe = (probe: Probe, signatures: readonly Signature[]): boolean =>
  probe.status !== null && probe.status < 400 && probe.errorText === null && recogniseProbe(probe, signatures) === null;

export const probeWay = (probe: Probe): string => way({ ...probe, method: 'GET', host: hostOf(probe.url) });

/** What the attempt itself met, most telling first. */
export function ownSightings(evidence: AttemptEvidence, signatures: readonly Signature[]): Sighting[] {
  const seen = criticalExchanges(evidence).flatMap((exchange) => {
    const sighted = inExchange(exchange, signatures);
    return sighted ? [fromExchange(exchange, sighted)] : [];
  });
  return [...seen, ...inAssets(evidence), ...inLogs(evidence, signatures)];
}

/** The same, and what its probes met. */
export function sightings(evidence: AttemptEvidence, signatures: readonly Signature[]): Sighting[] {
  return [
    ...ownSightings(evidence, signatures),
    ...evidence.probes.flatMap((probe) => inProbe(probe, signatures) ?? []),
  ];
}
