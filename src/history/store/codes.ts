import type { Verdict } from '../../verdict/types.ts';

/** How the column `result.verdict` writes them. A number once given is never given again. */
export const verdictCodes: Readonly<Record<Verdict, number>> = {
  passed: 0,
  transient: 1,
  degraded: 2,
  inconclusive: 3,
  blocked: 4,
  regression: 5,
  unreachable: 6,
  'intermittent-server-error': 7,
  'server-error': 8,
};

const byCode = new Map(Object.entries(verdictCodes).map(([verdict, code]) => [code, verdict as Verdict])); // entries forget the keys' type

export function verdictOf(code: number): Verdict {
  const verdict = byCode.get(code);
  if (verdict === undefined) throw new RangeError(`no verdict has the number ${String(code)}`);
  return verdict;
}

export const instant = (iso: string): number => Date.parse(iso);
export const iso = (ms: number): string => new Date(ms).toISOString();

export const dayMs = 86_400_000;
export const dayOf = (ms: number): number => Math.floor(ms / dayMs);
export const dayStart = (day: number): number => day * dayMs;
