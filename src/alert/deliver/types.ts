import type { IncidentHistory } from '../../history/incidents/index.ts';
import type { OutboxHistory } from '../../history/outbox/index.ts';
import type { OutboxMessage } from '../../history/outbox/types.ts';
import type { History } from '../../history/types.ts';
import type { Surroundings } from '../message.ts';
import type { Message } from '../types.ts';

/** What of a history is asked: `openHistory` gives it. */
export type ToldHistory = Pick<History, 'daily' | 'run' | 'runs'> &
  Pick<IncidentHistory, 'incidents'> &
  Pick<OutboxHistory, 'outbox'>;

export interface DeliverOptions extends Omit<Surroundings, 'owners'> {
  /** Only what is of this target is told: another monitor, with other channels, may share the store. */
  readonly target: string;
  /** Real time, in ms; default: the clock. */
  readonly now?: () => number;
  /** For one try of one channel, in ms: one that does not keep to it is left alone. Default: 15 s. */
  readonly sendMs?: number;
  /** After so long no more tries are begun; the next call goes on. Default: a minute. */
  readonly forMs?: number;
  /** Each try as it ends, also where the store goes away after it and `deliver` rejects. */
  readonly onTold?: (told: Told) => void;
  /** Ends it; what is being sent then is sent again with its key. */
  readonly signal?: AbortSignal;
  /**
   * Keys that a channel has taken while the store could not be told so. Given again at the next call, it keeps them from being sent twice; for
   * one that goes on for weeks. Default: none is remembered.
   */
  readonly taken?: Set<string>;
}

/** One try, or one message that is given up without. */
export interface Told {
  readonly channel: string;
  readonly key: string;
  readonly kind: Message['kind'];
  readonly headline: string;
  /** `again`: it failed, and will be tried again. */
  readonly became: 'sent' | 'again' | 'given-up';
  /** Null: nothing is wrong. */
  readonly error: string | null;
}

/** What one call came to. */
export interface DeliveryReport {
  /** Messages that were new in the outbox. */
  readonly put: number;
  readonly told: readonly Told[];
  /** Sentences for whoever runs the monitor: what was given up, what nobody is told of, a channel that would not be refreshed. */
  readonly troubles: readonly string[];
  /** Messages that wait for a later call. */
  readonly waiting: number;
}

/** Written by `deliver` from a `Message`. */
export const messageIn = ({ body }: Pick<OutboxMessage, 'body'>): Message => body as Message;
