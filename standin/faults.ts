import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorPage, plainPage } from './error-page.ts';
import type { Host } from './hosts.ts';

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

type Headers = Readonly<Record<string, string>>;

function send({ outgoing }: FaultedExchange, status: number, headers: Headers, body: string): void {
  outgoing.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
  outgoing.end(body);
}

const htmlType = { 'Content-Type': 'text/html; charset=utf-8' };

/** What a page's scripts ask for, as opposed to what a visitor or the page itself loads. */
function isData(path: string): boolean {
  return path.startsWith('/api/') || path.endsWith('.do') || path.endsWith('.json');
}

const all: readonly Fault[] = [
  {
    id: 'd01',
    story: 'the application answers 500 with its own error page',
    apply: (exchange) => send(exchange, 500, htmlType, errorPage),
  },
  {
    id: 'd02',
    story: 'the application answers 500 to every fifth request',
    apply: (exchange) => (exchange.ordinal % 5 === 0 ? send(exchange, 500, htmlType, errorPage) : exchange.pass()),
  },
  {
    id: 'd05',
    story: 'the application takes 3 s before it answers',
    apply: async (exchange) => {
      await sleep(3_000);
      await exchange.pass();
    },
  },
  {
    id: 'd07',
    story: 'the chunked body of the answer is cut off in the middle',
    apply: async (exchange) => {
      const answer = await exchange.answer();
      const body = Buffer.from(await answer.arrayBuffer());
      // One by one, because there may be several cookies; without a length the body goes out in chunks.
      for (const [name, value] of answer.headers)
        if (name !== 'content-length') exchange.outgoing.appendHeader(name, value);
      exchange.outgoing.writeHead(answer.status);
      exchange.outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => exchange.outgoing.destroy());
    },
  },
  {
    id: 'd09',
    story: 'the application answers 200 with its error page',
    apply: (exchange) => send(exchange, 200, htmlType, errorPage),
  },
  {
    id: 'd10',
    story: 'pages are good, the data that their scripts ask for answers 500',
    concerns: ({ path }) => isData(path),
    apply: (exchange) =>
      send(exchange, 500, { 'Content-Type': 'application/json' }, '{"error":"Internal Server Error"}'),
  },
  {
    id: 'd16',
    story: 'the application answers 200 with nothing in it',
    apply: (exchange) => send(exchange, 200, htmlType, ''),
  },
  {
    id: 'e03',
    story: 'one 503 with Retry-After: 1, then healthy',
    apply: (exchange) =>
      exchange.ordinal === 1
        ? send(
            exchange,
            503,
            { ...htmlType, 'Retry-After': '1' },
            plainPage('503 Service Unavailable', 'Service Unavailable', 'Please try again in a moment.'),
          )
        : exchange.pass(),
  },
  {
    id: 'e06',
    story: 'the connection is accepted and nothing is ever answered',
    apply: () => {},
  },
  {
    id: 'challenge',
    story: 'an edge in front of the site answers 403 with a bot check',
    apply: (exchange) => {
      // The application never sees such a request, so its own headers are not in the answer.
      for (const name of ['X-Request-Id', 'X-Backend']) exchange.outgoing.removeHeader(name);
      send(
        exchange,
        403,
        { ...htmlType, Server: 'cloudflare', 'cf-mitigated': 'challenge' },
        plainPage('Just a moment...', 'Checking your browser', 'Verify that you are human to continue.'),
      );
    },
  },
];

export const faults: ReadonlyMap<string, Fault> = new Map(all.map((fault) => [fault.id, fault]));

/** A fault laid upon a part of the site. */
export interface LaidFault {
  readonly fault: Fault;
  /** As given, e.g. `/drug/*`; `*` stands for any characters, `/` included. */
  readonly glob: string;
  matches(exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>): boolean;
}

function globToRegExp(glob: string): RegExp {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

/**
 * Reads `ID[@PATH-GLOB]`. Without a glob a fault lies on everything. A glob that begins with the name of a surface,
 * `login/*`, holds for that surface alone.
 * @throws {RangeError} unknown fault, with the ones there are
 */
export function layFault(text: string): LaidFault {
  const at = text.indexOf('@');
  const id = at === -1 ? text : text.slice(0, at);
  const glob = at === -1 ? '*' : text.slice(at + 1);
  const fault = faults.get(id);
  if (!fault) throw new RangeError(`unknown fault "${id}"; there are ${[...faults.keys()].join(', ')}`);
  if (glob === '') throw new RangeError(`fault "${id}" has an empty path after "@"; give a glob such as /drug/*`);
  const overHosts = !glob.startsWith('/') && !glob.startsWith('*');
  const pattern = globToRegExp(glob);
  return {
    fault,
    glob,
    matches: (exchange) =>
      pattern.test(overHosts ? exchange.host + exchange.path : exchange.path) && (fault.concerns?.(exchange) ?? true),
  };
}
