import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Host } from '../hosts.ts';

/** One request that a fault has been laid upon. Works on Node's own objects, because many faults are below HTTP semantics. */
export interface FaultedExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly host: Host;
  /** Path without query. */
  readonly path: string;
  /** How many requests this fault has met so far, this one included. */
  readonly ordinal: number;
  /** Lets the application answer as if nothing were wrong. */
  pass(): Promise<void>;
  /** What the application would have answered, for a fault that spoils it; nothing has been sent yet. */
  answer(): Promise<Response>;
}

/** A defect put in on purpose, as the smallest change that makes it. */
export interface Fault {
  readonly id: string;
  /** What is wrong, in one sentence for whoever reads `--help`. */
  readonly story: string;
  /** Which requests the fault concerns, within its glob; absent: all. */
  concerns?(exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>): boolean;
  apply(exchange: FaultedExchange): Promise<void> | void;
}
