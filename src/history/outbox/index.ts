import { asHistoryError } from '../history-error.ts';
import { releaseLease, takeLease } from '../lease/store.ts';
import { followAll } from '../store/follow.ts';
import type { Store } from '../store/store.ts';
import type { HistoryRules } from '../types.ts';
import { claim, markFailed, markSent, put, readMessages, readOwners, readUntold } from './store.ts';
import type { Leases, Outbox } from './types.ts';

/** What `openHistory` gives: a store that is open, whatever happened to the one before. */
type Use = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

/** The part of the history that knows whom was told of what, and who may do what one alone may do. */
export interface OutboxHistory {
  readonly outbox: Outbox;
  readonly leases: Leases;
}

/**
 * @param opened `useWhole`: the same with what other runs have left in the spool
 * @param where for a reader, as `History.where`
 * @param now real time, in ms
 */
export function outboxHistory(
  { use, useWhole }: { readonly use: Use; readonly useWhole: Use },
  where: string,
  rules: HistoryRules,
  now: () => number,
): OutboxHistory {
  const told = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    try {
      return await use(work);
    } catch (error) {
      throw asHistoryError(error, where);
    }
  };
  return {
    outbox: {
      untold: (target) =>
        useWhole(async (store) => {
          // a run whose recorder was killed before incidents knew of it is told by whoever tells next
          await followAll(store, rules, new Date(now()).toISOString());
          return readUntold(store.db, target);
        }),
      owners: () => told(({ db }) => readOwners(db)),
      put: (steps, messages) => told(({ write }) => write((db) => put(db, steps, messages, now()))),
      claim: (by, at, forMs, most, of) => told(({ write }) => write((db) => claim(db, by, at, forMs, most, of))),
      sent: (key, at) => told(({ write }) => write((db) => markSent(db, key, at))),
      failed: (key, error, at, nextAt, quietUntil) =>
        told(({ write }) => write((db) => markFailed(db, key, error, at, nextAt, quietUntil))),
      messages: (query) => told(({ db }) => readMessages(db, query)),
    },
    leases: {
      take: (name, holder, forMs) => told((store) => takeLease(store, name, holder, forMs, now())),
      release: (name, holder) => told((store) => releaseLease(store, name, holder)),
    },
  };
}
