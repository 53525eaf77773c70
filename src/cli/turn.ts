import { readHistoryRules } from '../history/rules.ts';
import { duration } from '../report/format.ts';
import { shardIn } from '../run/shard.ts';
import { briefLeases, runsOf, takeTurn } from '../run/turn.ts';
import { blobFolder, historyPlace, isRemembered, readTarget } from '../target/environment.ts';
import { say } from './verb.ts';

/** How long journeys wait for others that look at the same target; a gate, which must judge, waits less and then goes on beside them. */
const waits = { journeys: 10 * 60_000, gate: 2 * 60_000 } as const;

export interface OwnTurn {
  /** False: somebody else runs the journeys there still, which has been told. */
  readonly isOurs: boolean;
  readonly release: () => Promise<void>;
}

const nobodys: OwnTurn = { isOurs: true, release: () => Promise.resolve() };

/**
 * Runs on one target and one store come one after the other, whoever starts them. The stand-in is no one's but the run's, a shard is part of
 * a run, and what is not remembered has no store: these wait for nobody.
 */
export async function ownTurn(
  who: keyof typeof waits,
  overrides: Readonly<Record<string, string>>,
  playwrightArgs: readonly string[] = [],
): Promise<OwnTurn> {
  const { name } = readTarget({ overrides });
  const isPart = shardIn(playwrightArgs) !== null || blobFolder({ overrides }) !== null;
  if (name === 'local' || isPart || !isRemembered({ overrides })) return nobodys;
  const turn = await takeTurn({
    leases: briefLeases({ ...historyPlace({ overrides }), rules: readHistoryRules() }),
    ...{ name: runsOf(name), what: who, waitMs: waits[who] },
    onWait: ({ holder }) =>
      say(`Waiting for ${holder}, whose run of ${name} goes on on this store; at most ${duration(waits[who])}.`),
  });
  if (turn.kind === 'mine') return { isOurs: true, release: turn.release };
  // whoever may have to roll back does not wait for a database
  if (turn.kind === 'unknown') return nobodys;
  const { holder } = turn.holder;
  say(
    who === 'gate'
      ? `${holder} still runs journeys on ${name}: the gate goes on beside it.`
      : `Nothing was run: ${holder} still runs journeys on ${name} after ${duration(waits[who])}.`,
  );
  return { ...nobodys, isOurs: false };
}
