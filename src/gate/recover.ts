import { setTimeout as sleep } from 'node:timers/promises';
import { toStored } from '../history/stored.ts';
import type { StoredRun } from '../history/types.ts';
import type { Node } from '../target/nodes.ts';
import { compareRuns } from './compare.ts';
import { judgeGate } from './judge.ts';
import { withoutVerdict } from './report.ts';
import type { Part, PartAsked } from './part.ts';

/** One good run may be luck. */
export const passesInARow = 3;
/** Between a round that failed and the next one. */
const pauseMs = 1_000;

export interface Recovering {
  readonly limitMs: number;
  /** Judged runs from before the change: what was there before it may be there again. */
  readonly earlier: readonly StoredRun[];
  /** Where something new was met: they are looked at in each round. */
  readonly nodes: readonly Node[];
  readonly run: (asked: PartAsked) => Promise<Part>;
  /** @param run whose end it tells of */
  readonly say: (text: string, tone: 'good' | 'bad', run: string) => void;
  readonly stop: AbortSignal;
}

/** It is as it was before the change: nothing is new, and what keeps it from being judged was there already. */
export function isAsBefore({ record }: Pick<Part, 'record'>, earlier: readonly StoredRun[]): boolean {
  if (record === null) return false;
  const { result, why } = judgeGate(record, compareRuns(toStored(record).run, earlier));
  return result === 'PASS' || (result === 'INCONCLUSIVE' && why !== null);
}

/**
 * Runs the smoke journeys until they have passed three times in a row, or the limit is over.
 *
 * @returns ms until the last of the three; null: it has not recovered
 */
export async function recover({ limitMs, earlier, nodes, run, say, stop }: Recovering): Promise<number | null> {
  const began = performance.now();
  const elapsed = (): number => Math.round(performance.now() - began);
  for (let [passes, round] = [0, 1]; elapsed() < limitMs && !stop.aborted; round += 1) {
    let isGood = true;
    for (const node of [null, ...nodes]) {
      const where = node === null ? '' : ` on ${node.name}`;
      const name = ['recovery', String(round), ...(node ? [node.name] : [])].join('-');
      const part = await run({
        what: `smoke journeys after the rollback${where}`,
        name,
        journeys: 'smoke',
        node,
        followsChange: false,
      });
      isGood = isAsBefore(part, earlier);
      const headline = part.record?.headline ?? withoutVerdict;
      say(
        isGood
          ? `smoke journeys${where}: pass ${String(passes + 1)} of ${String(passesInARow)}`
          : `smoke journeys${where}: ${headline}`,
        isGood ? 'good' : 'bad',
        part.id,
      );
      if (!isGood || stop.aborted) break;
    }
    passes = isGood ? passes + 1 : 0;
    if (passes >= passesInARow) return elapsed();
    if (!isGood) await sleep(pauseMs, undefined, { signal: stop }).catch(() => {});
  }
  return null;
}
