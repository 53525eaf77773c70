import type { ErrorLine } from '../apache/types.ts';
import { spanOf, type LoggedRequest } from './log-owners.ts';
import type { AttemptEvidence, ResourceType } from './types.ts';

/** An answer that the browser holds, and the log does not, though it holds all others. */
export interface Unlogged {
  readonly attempt: AttemptEvidence;
  readonly id: string;
  readonly type: ResourceType | undefined;
  /** The child of httpd that ended meanwhile, and took the line with it. */
  readonly ended: ErrorLine;
}

/**
 * Answers whose lines went with a child of httpd. Nothing is told where the log lacks others as well: they may be another node's, or a cache's.
 *
 * @param reach from when to when the end of a child, told at an instant, may be about; in ms
 */
export function unloggedOf(
  attempts: readonly AttemptEvidence[],
  requests: readonly LoggedRequest[],
  childEnds: readonly ErrorLine[],
  reach: { readonly lagMs: number; readonly skewMs: number },
): Unlogged[] {
  if (childEnds.length === 0) return [];
  const logged = new Set(requests.flatMap(({ access }) => access.map(({ id }) => id)));
  const lacking = attempts.flatMap((attempt) => {
    const { requestIds = [] } = attempt;
    const missing = requestIds.filter(({ id }) => !logged.has(id));
    if (missing.length === 0) return [];
    const { from, to } = spanOf(attempt);
    const ended = childEnds.find(
      ({ at }) =>
        at >= from - reach.skewMs && at - reach.lagMs <= to + reach.skewMs && missing.length < requestIds.length,
    );
    return [{ attempt, missing, ended }];
  });
  if (lacking.some(({ ended }) => ended === undefined)) return [];
  return lacking.flatMap(({ attempt, missing, ended }) =>
    ended ? missing.map(({ id, type }) => ({ attempt, id, type, ended })) : [],
  );
}
