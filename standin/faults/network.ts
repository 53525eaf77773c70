import { htmlType, send, unavailablePage } from './answers.ts';
import type { Fault } from './types.ts';

/** What breaks below the application, and what goes away by itself. */
export const networkFaults: readonly Fault[] = [
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
    id: 'e03',
    story: 'one 503 with Retry-After: 1, then healthy',
    apply: (exchange) =>
      exchange.ordinal === 1
        ? send(exchange, 503, { ...htmlType, 'Retry-After': '1' }, unavailablePage)
        : exchange.pass(),
  },
  {
    id: 'e06',
    story: 'the connection is accepted and nothing is ever answered',
    apply: () => {},
  },
];
