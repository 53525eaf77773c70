import { setTimeout as sleep } from 'node:timers/promises';
import { errorPage } from '../error-page.ts';
import { htmlType, send } from './answers.ts';
import type { Fault } from './types.ts';

/** What a page's scripts ask for, as opposed to what a visitor or the page itself loads. */
function isData(path: string): boolean {
  return path.startsWith('/api/') || path.endsWith('.do') || path.endsWith('.json');
}

/** What breaks in the application itself: it answers every time, and it answers wrongly. */
export const applicationFaults: readonly Fault[] = [
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
];
