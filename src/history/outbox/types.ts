import type { IncidentStep } from '../types.ts';

/** A step in an incident's life that nobody has made messages of yet. */
export interface UntoldStep {
  /** Its place in the store: the run that it followed from, and its number there. */
  readonly run: string;
  readonly index: number;
  /** With the incident as it is now, which may be further than the step. */
  readonly step: IncidentStep;
}

/** One message to one channel, before it is in the outbox. */
export interface NewMessage {
  /**
   * Idempotency key, the same however often it is sent: `INC-7/opened/<run id>/oncall`. A key that is in the outbox already is not put there
   * again.
   */
  readonly key: string;
  /** Name of the channel, as the settings declare it. */
  readonly channel: string;
  readonly target: string;
  /** Null: it is of no incident (a digest, a test). */
  readonly incident: string | null;
  /** JSON; the store does not look into it. */
  readonly body: unknown;
}

export interface OutboxMessage extends NewMessage {
  readonly createdAt: string;
  readonly state: 'waiting' | 'sent' | 'given-up';
  /** How often it was tried. */
  readonly tries: number;
  /** Not before. */
  readonly nextAt: string;
  readonly sentAt: string | null;
  /** Why the last try failed: redacted, one line. */
  readonly lastError: string | null;
}

/**
 * Messages that are due, kept in the store until their channel has taken them: at least once, by its key recognisable as the same. All
 * methods reject with HistoryError where the store cannot be used.
 */
export interface Outbox {
  /**
   * Steps of a target that no message was made of, oldest first, bounded; also of runs that wait in the spool, or whose recorder was killed
   * before incidents knew of them. Steps from before there was an outbox count as told.
   */
  untold(target: string): Promise<readonly UntoldStep[]>;
  /** The team that each journey's alerts go to, by journey id; one that no run has named yet is not in it. */
  owners(): Promise<ReadonlyMap<string, string>>;
  /** One transaction: marks the steps as told and puts what is due; gives how many were put. */
  put(told: readonly UntoldStep[], messages: readonly NewMessage[]): Promise<number>;
  /**
   * Takes messages that are due, oldest first, for a time in which nobody else gets them; one whose holder was killed is due again after
   * it. Of an incident and a channel only the oldest waiting one is given: order is kept, and a resolution never overtakes its alert.
   * Instants of a clock that has gone back since (by more than machines differ) count from now on, so that nothing waits for a future that
   * was none.
   *
   * @param of those of one target, of one channel; default: all
   */
  claim(
    by: string,
    now: string,
    forMs: number,
    most: number,
    of?: { readonly target?: string; readonly channel?: string },
  ): Promise<readonly OutboxMessage[]>;
  /** Its channel has taken it, so what failed there before is due at once; a key that does not wait is left as it is. */
  sent(key: string, at: string): Promise<void>;
  /**
   * A try that failed; a key that does not wait is left as it is.
   *
   * @param nextAt null: it is given up, and told as such
   * @param quietUntil the channel asked for it: what else waits for it waits so long
   */
  failed(key: string, error: string, now: string, nextAt: string | null, quietUntil?: string): Promise<void>;
  /** Newest first: for readers and tests. */
  messages(query: {
    readonly state?: OutboxMessage['state'];
    readonly key?: string;
    readonly target?: string;
    readonly incident?: string;
    /** Default 50. */
    readonly limit?: number;
  }): Promise<readonly OutboxMessage[]>;
}

/** Who may do what one alone may do, such as running the journeys of one target. It ends by itself, for its holder may have been killed. */
export interface Lease {
  /** `run/production` */
  readonly name: string;
  /** For a reader: host, pid and what it does. */
  readonly holder: string;
  readonly until: string;
}

export interface Leases {
  /** Null: taken; else who holds it. A lease of the same holder is renewed. By the store's clock where it has one. */
  take(name: string, holder: string, forMs: number): Promise<Lease | null>;
  release(name: string, holder: string): Promise<void>;
}
