import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Address, Host } from '../hosts.ts';

/** One request that a fault has been laid upon. Works on Node's own objects, because many faults are below HTTP semantics. */
export interface FaultedExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Null: a host that is none of the site's. */
  readonly host: Host | null;
  /** Path without query. */
  readonly path: string;
  /** Where the visitor thinks this request went. */
  readonly address: Address;
  /** How many requests this fault has met so far, this one included. */
  readonly ordinal: number;
  /** When this request came, and when the first one did that this fault has met; epoch milliseconds. */
  readonly at: number;
  readonly firstAt: number;
  /** Lets the application answer. */
  pass(): Promise<void>;
  /** This request is answered as it should be: it has not met the fault, which is so told where nobody else meets it. */
  letOff(): void;
  /** What the application would have answered, for a fault that spoils it; nothing has been sent yet. */
  answer(): Promise<Response>;
}

/** One request as it crosses the relay in front of the application. */
export interface Crossing extends Pick<FaultedExchange, 'path' | 'ordinal' | 'at' | 'firstAt'> {
  readonly method: string;
  readonly host: Host;
  /** How many requests this connection has carried so far, this one included: from 2 on it is a reused one. */
  readonly onConnection: number;
}

/** What becomes of the connection that carries an exchange. `reset` is a TCP RST, `close` a FIN. */
export type Break =
  /** The application never learns of the request, and nothing is answered; `silence` keeps the connection open. */
  | { readonly at: 'request'; readonly how: 'reset' | 'close' | 'silence' }
  /** These bytes are the whole answer, and no application has made them. */
  | { readonly at: 'request'; readonly how: 'say'; readonly bytes: string }
  /** The answer's head goes through, and the first half of its body. */
  | { readonly at: 'body'; readonly how: 'reset' | 'close' };

interface NamedFault {
  readonly id: string;
  /** What is wrong, in one sentence for whoever reads `--help`. */
  readonly story: string;
}

/** A defect of the application: it answers otherwise than it should. */
export interface ApplicationFault extends NamedFault {
  /** It reaches hosts that are none of the site's too; `concerns` says which. */
  readonly foreign?: true;
  /** Which requests the fault concerns, within its glob; absent: all. */
  concerns?(exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>): boolean;
  apply(exchange: FaultedExchange): Promise<void> | void;
}

/** A defect of the wire, which the relay in front of the application makes. */
export interface WireFault extends NamedFault {
  /** Null: this exchange crosses unharmed. */
  wire(crossing: Crossing): Break | null;
}

/** A defect put in on purpose, as the smallest change that makes it. */
export type Fault = ApplicationFault | WireFault;
