import { hopCodes, isIn } from './log-codes.ts';
import type { LoggedRequest } from './log-owners.ts';
import { isTelling, statusesOf } from './log-rules.ts';
import type { Exchange, Layer } from './types.ts';

/** An exchange, or a probe. */
type Seen = Pick<Exchange, 'status' | 'layer'>;

/** Handlers that pass on what another program has made. */
const passesOn = /^(?:proxy-server|proxy:|cgi-script|fcgid-script|.*php)/;

/**
 * Who spoke, as the log knows it: Apache about a back end, Apache, or the back end through it. Null: the log does not say, or it is about
 * another answer than the one that the browser got.
 */
export function layerIn(request: LoggedRequest, seen: Seen): Layer | null {
  const [line] = request.access;
  const { status } = seen;
  if (status === null || !line || !statusesOf(request).includes(status)) return null;
  const said = request.errors.map(({ line: error }) => error).filter(isTelling);
  if (said.some(({ code, module }) => isIn(hopCodes, code) || module?.startsWith('proxy') === true)) return 'proxy';
  if (said.length > 0) return 'httpd';
  if (line.handler === null) return null;
  // a refusal is not always logged, and who handles a request is known before it is refused
  if (passesOn.test(line.handler)) return status >= 500 ? 'application' : null;
  return 'httpd';
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
  return passesOn.test(line.handler ?? '') ? 'application' : 'httpd';
}
