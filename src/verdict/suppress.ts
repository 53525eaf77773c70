import { noServerGrowsOutOf } from './classify.ts';
import type { Cause, Classification, Policy, Suppression, Verdict } from './types.ts';

const suppressible: ReadonlySet<Verdict> = new Set(['regression', 'blocked']);
/** The causes that make a `regression` or `blocked`; what else the journey met on its way is no matter for a known issue. */
const ownCauses: ReadonlySet<Cause | null> = new Set(['blocked', 'client-error', 'content', 'unknown']);

const isOwn = (classification: Classification): boolean =>
  ownCauses.has(classification.cause) || noServerGrowsOutOf(classification);

/** The day itself is the last on which it holds. */
export const isExpired = ({ expires }: Suppression, { now }: Pick<Policy, 'now'>): boolean =>
  expires < now.slice(0, 10);

/**
 * The known issue that a verdict is about; null: none, or not all of it is known. A journey that fails by a known issue and by a
 * new one fails.
 */
export function suppressionFor(
  verdict: Verdict,
  failed: readonly { readonly classification: Classification }[],
  policy: Policy,
): Suppression | null {
  if (!suppressible.has(verdict)) return null;
  const holding = policy.suppressions.filter((suppression) => !isExpired(suppression, policy));
  const known = failed
    .filter(({ classification }) => isOwn(classification))
    .map(({ classification }) => holding.find(({ signature }) => signature === classification.signature));
  return known.every((suppression) => suppression !== undefined) ? (known.at(-1) ?? null) : null;
}

/** What a run says about suppressions that did nothing: expired ones, unmatched ones, and those of what may not be suppressed. */
export function suppressionNotes(
  journeys: readonly {
    readonly verdict: Verdict;
    readonly suppressedBy: Suppression | null;
    readonly signatures: readonly string[];
  }[],
  policy: Policy,
): string[] {
  const used = new Set(journeys.flatMap(({ suppressedBy }) => suppressedBy?.signature ?? []));
  return policy.suppressions.flatMap((suppression) => {
    const { signature, owner, expires } = suppression;
    const told = `The suppression of "${signature}" (${owner})`;
    if (isExpired(suppression, policy))
      return [`${told} expired on ${expires} and no longer holds; remove it, or renew it with a reason.`];
    if (used.has(signature)) return [];
    const met = journeys.find(({ signatures }) => signatures.includes(signature));
    if (met)
      return [`${told} was not applied: it cannot touch ${met.verdict}, nor a journey that also fails in another way.`];
    return [`${told} matched nothing in this run; remove it where the issue is fixed.`];
  });
}
