import { setTimeout as sleep } from 'node:timers/promises';
import { htmlType, send, sendChanged, spare, unavailablePage } from './answers.ts';
import type { Break, Crossing, Fault, FaultedExchange } from './types.ts';

/** The application's own answer, with a body of which less goes out than its head promised. */
async function breakOff({ outgoing, answer }: FaultedExchange, missing: number | null): Promise<void> {
  const good = await answer();
  const body = Buffer.from(await good.arrayBuffer());
  // One by one, because there may be several cookies; without a length the body goes out in chunks.
  for (const [name, value] of good.headers) if (name !== 'content-length') outgoing.appendHeader(name, value);
  if (missing !== null) outgoing.setHeader('Content-Length', body.length + missing);
  outgoing.writeHead(good.status);
  outgoing.write(missing === null ? body.subarray(0, Math.ceil(body.length / 2)) : body, () => outgoing.destroy());
}

/** Some browsers send a request again at once, and say nothing of it: that one is to break too, the next attempt is not. */
const momentMs = 800;
const forAMoment = (broken: Break) => ({
  wire: ({ at, firstAt }: Pick<Crossing, 'at' | 'firstAt'>): Break | null => (at - firstAt < momentMs ? broken : null),
});
const always = (broken: Break) => ({ wire: (): Break => broken });

/** The greeting of a server that speaks another protocol. */
const notHttp = 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n';

/** What breaks below the application, and what goes away by itself. */
export const networkFaults: readonly Fault[] = [
  {
    id: 'd06',
    story: 'the answer is shorter than its Content-Length says',
    apply: (exchange) => breakOff(exchange, 1_000),
  },
  {
    id: 'd07',
    story: 'the chunked body of the answer is cut off in the middle',
    apply: (exchange) => breakOff(exchange, null),
  },
  {
    id: 'd08',
    story: 'the connection is reset in the middle of the body',
    ...always({ at: 'body', how: 'reset' }),
  },
  {
    id: 'undecodable',
    story: 'the answer says that it is compressed with gzip, and is not',
    apply: async (exchange) => {
      exchange.outgoing.setHeader('Content-Encoding', 'gzip');
      await exchange.pass();
    },
  },
  {
    id: 'e01-rst',
    story: 'for a moment connections are reset before anything is answered, then healthy',
    ...forAMoment({ at: 'request', how: 'reset' }),
  },
  {
    id: 'e01-fin',
    story: 'for a moment connections are closed without an answer, then healthy',
    ...forAMoment({ at: 'request', how: 'close' }),
  },
  {
    id: 'e01-cut',
    story: 'one answer is cut off in the middle of its body, then healthy',
    wire: ({ ordinal }) => (ordinal === 1 ? { at: 'body', how: 'close' } : null),
  },
  {
    id: 'e01-always',
    story: 'every connection is reset before anything is answered',
    ...always({ at: 'request', how: 'reset' }),
  },
  {
    id: 'e01-garbage',
    story: 'what answers is no HTTP server',
    ...always({ at: 'request', how: 'say', bytes: notHttp }),
  },
  {
    id: 'e02',
    story: 'a connection that is used a second time is reset',
    wire: ({ onConnection }) => (onConnection > 1 ? { at: 'request', how: 'reset' } : null),
  },
  {
    id: 'e03',
    story: 'one 503 with Retry-After: 1, then healthy',
    apply: (exchange) =>
      exchange.ordinal === 1
        ? send(exchange, 503, { ...htmlType, 'Retry-After': '1' }, unavailablePage)
        : spare(exchange),
  },
  {
    id: 'e05',
    story: 'one answer takes 2.5 s, those after it are quick',
    apply: async (exchange) => {
      if (exchange.ordinal > 1) return spare(exchange);
      await sleep(2_500);
      await exchange.pass();
    },
  },
  {
    id: 'e06',
    story: 'the connection is accepted and nothing is ever answered',
    apply: () => {},
  },
  {
    id: 'e06-drop',
    story: 'requests are lost on their way, and nobody says so',
    ...always({ at: 'request', how: 'silence' }),
  },
  {
    id: 'e09',
    story: 'no fault: pages wait for news by a long poll, and visitors go on before there are any',
    apply: (exchange) => {
      if (exchange.path.endsWith('/long-poll')) return;
      const asks = "<script>addEventListener('load', () => fetch('long-poll'))</script>";
      exchange.letOff(); // only who waits has met it
      return sendChanged(exchange, (body) => body.replace('</body>', `${asks}</body>`));
    },
  },
];
