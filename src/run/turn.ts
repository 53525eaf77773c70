import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHistory, type HistoryOptions, type OpenedHistory } from '../history/open.ts';
import type { Lease, Leases } from '../history/outbox/types.ts';
import { messageOf } from '../target/message-of.ts';

/** Of whoever was killed it ends after this; whoever lives renews it three times in it. */
export const usualLeaseMs = 90_000;
const pollMs = 2_000;

/** One process may ask for several, and each is a holder of its own. */
let turns = 0;

export interface TurnOptions {
  readonly leases: Leases;
  readonly name: string;
  /** What its holder does, for a reader: `journeys`. */
  readonly what: string;
  /** How long it is waited for whoever has it now, in ms. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Called once where it has to be waited for. */
  readonly onWait?: (holder: Lease) => void;
  readonly forMs?: number;
}

/** `taken`: another one has it still. `unknown`: the store cannot be asked, so nobody knows. */
export type Turn =
  | { readonly kind: 'mine'; readonly release: () => Promise<void>; readonly isLost: () => boolean }
  | { readonly kind: 'taken'; readonly holder: Lease }
  | { readonly kind: 'unknown'; readonly error: string };

/** Runs of one target on one store come one after the other, whoever starts them. */
export const runsOf = (target: string): string => `run/${target}`;

/** Leases of a history that is opened for each question: nothing is kept open for as long as a run lasts. */
export function briefLeases(options: HistoryOptions): Leases {
  const ask = async <T>(work: (history: OpenedHistory) => Promise<T>): Promise<T> => {
    const history = await openHistory(options);
    try {
      return await work(history);
    } finally {
      await history.close();
    }
  };
  return {
    take: (name, holder, forMs) => ask(({ leases }) => leases.take(name, holder, forMs)),
    release: (name, holder) => ask(({ leases }) => leases.release(name, holder)),
  };
}

/**
 * Takes a lease, waits for it where another has it, and renews it until it is given back. A store that goes away meanwhile takes nothing from
 * whoever has it. Never rejects.
 */
export async function takeTurn(options: TurnOptions): Promise<Turn> {
  const { leases, name, what, waitMs, signal, onWait, forMs = usualLeaseMs } = options;
  turns += 1;
  const holder = `${hostname()}, process ${String(process.pid)}.${String(turns)}: ${what}`;
  const began = performance.now();
  let hasTold = false;
  for (;;) {
    let other: Lease | null;
    try {
      other = await leases.take(name, holder, forMs);
    } catch (error) {
      return { kind: 'unknown', error: messageOf(error) };
    }
    if (other === null) break;
    const left = waitMs - (performance.now() - began);
    if (left <= 0 || signal?.aborted === true) return { kind: 'taken', holder: other };
    if (!hasTold) onWait?.(other);
    hasTold = true;
    await sleep(Math.min(pollMs, left), undefined, signal ? { signal } : {}).catch(() => {});
  }
  let isLost = false;
  let renewing: Promise<void> = Promise.resolve();
  const renew = setInterval(() => {
    renewing = leases
      .take(name, holder, forMs)
      .then((other) => {
        isLost = other !== null;
      })
      // whoever cannot ask now asks again in a moment
      .catch(() => {});
  }, forMs / 3);
  renew.unref();
  return {
    kind: 'mine',
    isLost: () => isLost,
    release: async () => {
      clearInterval(renew);
      // or it would be taken again behind our back
      await renewing;
      // it ends by itself where the store cannot be told
      await leases.release(name, holder).catch(() => {});
    },
  };
}
