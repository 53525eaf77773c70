import type { AttemptEvidence, Exchange, Layer, Probe, ResourceType, Signature } from '../evidence/types.ts';
import { readCode } from './error-codes.ts';
import { inLogs, logLineOf } from './log-sightings.ts';
import { kindOfStatus, way, type Kind, type ServerFailure, type Sighting } from './sighting.ts';
import { recognise, recogniseProbe } from './signature.ts';
import { failingSpeaker } from './words.ts';

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

function fromExchange(exchange: Exchange, sighted: Sighted, { logRecords }: AttemptEvidence): Sighting {
  const { method, surface, host, path, status, errorText, layer, n } = exchange;
  const logged = logLineOf(logRecords, { exchange: n });
  return {
    ...sighted,
    speaker: logged === null ? sighted.speaker : `${sighted.speaker}; its log says ${logged}`,
    logged,
    wentByItself: false,
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
            logged: null,
            wentByItself: false,
            speaker: 'the answers themselves were not kept',
          } satisfies Sighting,
        ];
      return failing.map((exchange) => {
        const { cause } = kindOfStatus(exchange.status, exchange.layer) ?? { cause: 'server-error' as const };
        const rule = cause === 'server-error' ? 'assets-5xx' : 'assets-unavailable';
        return fromExchange(
          exchange,
          {
            cause,
            rule,
            did: `answered ${String(exchange.status)}; ${host} ${did}`,
            speaker: failingSpeaker(exchange.layer),
          },
          evidence,
        );
      });
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
    logged: null,
    wentByItself: false,
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
    return sighted ? [fromExchange(exchange, sighted, evidence)] : [];
  });
  const witness = {
    signatures,
    isCritical: isCriticalType,
    saw: (exchange: Exchange) => inExchange(exchange, signatures) !== null,
    met: (probe: Probe) => inProbe(probe, signatures) !== null,
    wasAnswered: evidence.went.length > 0,
  };
  return [...seen, ...inAssets(evidence), ...inLogs(evidence, witness)];
}

/** The same, and what its probes met. */
export function sightings(evidence: AttemptEvidence, signatures: readonly Signature[]): Sighting[] {
  return [
    ...ownSightings(evidence, signatures),
    ...evidence.probes.flatMap((probe) => inProbe(probe, signatures) ?? []),
  ];
}
