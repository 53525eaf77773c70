import { count } from '../report/format.ts';
import { surfaces } from '../target/types.ts';
import type { RunRecord } from '../verdict/types.ts';

/** The chance that so many connections, shared out evenly, meet one certain node in N at least once. */
export const chanceToMeet = (connections: number, nodes: number): number => 1 - (1 - 1 / nodes) ** connections;

const percent = (share: number): string => `${String(Math.floor(share * 100))} %`;

/** Sizes for which it is told. */
const sizes = [2, 4, 8] as const;

/**
 * What chance a run gave itself to meet one bad node in N, where nobody says which nodes there are. Every attempt is a context of its own, and so
 * opens connections of its own: of each surface those attempts count that went there, and the surface that fewest went to is told. More than one
 * connection of an attempt is not counted, and neither are probes: it is a lower bound.
 */
export function tellChance({ journeys }: Pick<RunRecord, 'journeys'>): string {
  const attempts = journeys.flatMap((journey) => journey.attempts);
  const visited = surfaces
    .map((surface) => ({
      surface,
      attempts: attempts.filter(({ went }) => went.some((way) => way.split(' ')[1] === surface)).length,
    }))
    .filter((one) => one.attempts > 0)
    .toSorted((a, b) => a.attempts - b.attempts);
  const [least] = visited;
  if (!least) return 'No attempt went anywhere: a bad node would not have been met.';
  const chances = sizes.map((size) => `${percent(chanceToMeet(least.attempts, size))} in ${String(size)}`);
  return (
    `NODES names no nodes, so each was met by chance: one bad node with ${chances.join(', ')} on ${least.surface}, ` +
    `where fewest attempts went (${count(least.attempts, 'attempt')}, each on connections of its own), if connections are shared out evenly.`
  );
}
