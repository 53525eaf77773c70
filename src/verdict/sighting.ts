import type { Exchange, Layer, Signature } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import { recognise } from './signature.ts';

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
  /** `-`: not known. */
  readonly host: string;
  /** Null: a line of the log that tells of no request. */
  readonly path: string | null;
  readonly status: number | null;
  /** The browser's code; of a sighting in the error log Apache's. */
  readonly errorText: string | null;
  readonly layer: Layer;
  /** `n` of the exchange; null: a probe, a log record of a good exchange, or one that was not kept. */
  readonly exchange: number | null;
  /** Ends the sentence `GET / on www …`. */
  readonly did: string;
  /** Who spoke, or what the answer was recognised as; with what the server's log says of it. */
  readonly speaker: string;
  /** The line of the error log that tells why; null: none is known. */
  readonly logged: string | null;
  /** The record itself shows that another try behind the browser's back went well. */
  readonly wentByItself: boolean;
}

/** What is asked for: the same in an exchange, a probe, a log record and `went`. */
type Asked = Pick<Sighting, 'method' | 'surface' | 'host' | 'path'>;

/** `METHOD surface path`, as in `AttemptEvidence.went`; an asset host stands under its name. */
export const way = ({ method, surface, host, path }: Asked): string => `${method} ${surface ?? host} ${path ?? '-'}`;

/** `GET /drug/:slug on reference`. */
export const call = ({ method, surface, host, path }: Asked): string =>
  path === null
    ? "the server's log"
    : surface === null && host === '-'
      ? `${method} ${path}`
      : `${method} ${path} on ${surface ?? host}`;

/** Cloudflare's own, and nobody else's by any standard: from an origin they are an ordinary 5xx. */
const isEdgeCode = (status: number, layer: Layer): boolean =>
  ((status >= 520 && status <= 527) || status === 530) && (layer === 'edge' || layer === 'unknown');

export interface Kind {
  readonly cause: ServerFailure;
  readonly rule: string;
}

export function kindOfStatus(status: number | null, layer: Layer): Kind | null {
  if (status === null || status < 500) return null;
  if (status === 502 || status === 503 || status === 504) return { cause: 'unavailable', rule: '502-503-504' };
  if (isEdgeCode(status, layer)) return { cause: 'unavailable', rule: 'edge-code' };
  return { cause: 'server-error', rule: '5xx' };
}

/** A challenge is no server error, whatever its status. */
export const isChallenge = (exchange: Exchange, signatures: readonly Signature[]): boolean =>
  recognise(exchange, signatures)?.kind === 'challenge';
