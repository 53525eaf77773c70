import type { LogLine } from '../apache/types.ts';
import { hopCodes, isIn, isScriptEnd } from './log-codes.ts';
import type { LoggedRequest } from './log-owners.ts';
import { isTelling, statusesOf } from './log-rules.ts';
import type { Exchange, Layer } from './types.ts';

/** An exchange, or a probe. */
type Seen = Pick<Exchange, 'status' | 'layer'>;

/** Handlers that pass on what another program has made. */
const passesOn = /^(?:proxy-server|proxy:|cgi-script|fcgid-script|.*php)/;

/** Whom one line points at: Apache about a back end, Apache, or what it speaks for. Null: it does not say. */
export function speakerOf(line: LogLine): Layer | null {
  if (line.kind === 'access') {
    if (line.handler === null) return null;
    return passesOn.test(line.handler) ? 'application' : 'httpd';
  }
  if (!isTelling(line)) return null;
  if (isScriptEnd(line.text)) return 'application';
  return isIn(hopCodes, line.code) || line.module?.startsWith('proxy') === true ? 'proxy' : 'httpd';
}

/** By the error log: where several things were said of one request, the first of these is the reason of the others. */
function complainantOf({ errors }: LoggedRequest): Layer | null {
  const said = errors.map(({ line }) => speakerOf(line));
  return (['proxy', 'httpd', 'application'] as const).find((layer) => said.includes(layer)) ?? null;
}

/** Who failed at a request, if any did: as the error log says, else who handled it. Null: the log does not say. */
export const layerOf = (request: LoggedRequest): Layer | null =>
  complainantOf(request) ?? request.access.map(speakerOf).find((layer) => layer !== null) ?? null;

/**
 * Who spoke, as the log knows it: Apache about a back end, Apache, or the back end through it. Null: the log does not say, or it is about
 * another answer than the one that the browser got.
 */
export function layerIn(request: LoggedRequest, seen: Seen): Layer | null {
  const [line] = request.access;
  const { status } = seen;
  if (status === null || !line || !statusesOf(request).includes(status)) return null;
  const complainant = complainantOf(request);
  if (complainant !== null) return complainant;
  const handler = speakerOf(line);
  // a refusal is not always logged, and who handles a request is known before it is refused
  return handler === 'application' && status < 500 ? null : handler;
}

/**
 * Who gave an answer that is no failure by its status, where the answer itself does not tell: it may be the wrong page nevertheless. Null: it
 * tells, or the log does not know.
 */
export function servedBy({ access }: LoggedRequest, { status, layer }: Seen): Layer | null {
  const [line] = access;
  if (!line || layer !== 'unknown' || status === null || status >= 400 || line.finalStatus !== status) return null;
  // a file has no handler that would be named; where the format tells none at all, that says nothing
  if (line.handler === null && line.firstStatus === null) return null;
  return speakerOf(line) ?? 'httpd';
}
