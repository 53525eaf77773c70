import { hopCodes, isIn } from './log-codes.ts';
import type { LoggedRequest } from './log-owners.ts';
import { isTelling, statusesOf } from './log-rules.ts';
import type { Exchange, Layer } from './types.ts';

/**
 * Who spoke, as the log knows it: Apache about a back end, Apache, or the back end through it. Null: the log does not say, or it is about
 * another answer than the one that the browser got.
 */
export function layerIn(request: LoggedRequest, seen: Exchange): Layer | null {
  const [line] = request.access;
  const { status } = seen;
  if (status === null || !line || !statusesOf(request).includes(status)) return null;
  const said = request.errors.map(({ line: error }) => error).filter(isTelling);
  if (said.some(({ code, module }) => isIn(hopCodes, code) || module?.startsWith('proxy') === true)) return 'proxy';
  if (said.length > 0) return 'httpd';
  // a refusal is not always logged, and who handles a request is known before it is refused
  if (line.handler === 'proxy-server') return status >= 500 ? 'application' : null;
  return line.handler === null ? null : 'httpd';
}
