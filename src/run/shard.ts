/** Which part of a run this is. */
export interface Shard {
  readonly current: number;
  readonly total: number;
}

export const shardName = ({ current, total }: Shard): string => `shard ${String(current)} of ${String(total)}`;

/**
 * What Playwright's `--shard` says in a command line.
 *
 * @returns null: nothing, or what Playwright will refuse
 */
export function shardIn(args: readonly string[]): Shard | null {
  const at = args.findIndex((arg) => arg === '--shard' || arg.startsWith('--shard='));
  if (at < 0) return null;
  const value = args[at]?.split('=')[1] ?? args[at + 1] ?? '';
  const [, current, total] = (/^(\d+)\/(\d+)$/.exec(value) ?? []).map(Number);
  return current !== undefined && total !== undefined && current >= 1 && current <= total ? { current, total } : null;
}

/** Tells a run's workers into how many shards it was cut. */
export const shardsName = 'JOURNEYS_SHARDS';

/** Tells a run that it only hands over its blob, whose exit code says no more than that. */
export const partName = 'JOURNEYS_PART';

/**
 * How many workers one process may start where the target bears only so many: shards run at once, and bear upon it together.
 *
 * @param atOnce null: the target sets no bound
 */
export const mostWorkers = (atOnce: number | null, shards: number): number =>
  atOnce === null ? 4 : Math.max(1, Math.floor(atOnce / shards));
