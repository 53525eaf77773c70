import { jsonType, send, sendChanged, sendError, sendFromEdge } from './answers.ts';
import type { Fault, FaultedExchange } from './types.ts';

/** Marks what a page only asks for because a fault has put it in; the path is the page's own, so that one glob holds both. */
const madeBy = (id: string): string => `?made-by=${id}`;

const isMadeBy = ({ incoming }: Pick<FaultedExchange, 'incoming'>, id: string): boolean =>
  (incoming.url ?? '').endsWith(madeBy(id));

/** Where a visitor sees it, so that pictures show it too. */
const withFirst = (page: string, markup: string): string =>
  page.replace('<main id="main">', (main) => `${main}${markup}`);

/** Puts an element into a page. Only what the element then asks for has met the fault. */
function withElement(exchange: FaultedExchange, markup: string): Promise<void> {
  exchange.letOff();
  return sendChanged(exchange, (page) => withFirst(page, markup));
}

/** Puts an element into a page and lets `answer` answer what the element asks for. */
function element(
  id: string,
  story: string,
  markup: (url: string) => string,
  answer: (exchange: FaultedExchange) => void,
): Fault {
  return {
    id,
    story,
    apply: (exchange) => (isMadeBy(exchange, id) ? answer(exchange) : withElement(exchange, markup(madeBy(id)))),
  };
}

/** What a page asks for beside itself, at hosts of ours and at a foreign one. */
export const pageParts: readonly Fault[] = [
  element(
    'beacon-500',
    'the page sends a beacon to its own host, and that answers 500',
    (url) => `<script>navigator.sendBeacon('${url}', 'seen');</script>`,
    (exchange) => send(exchange, 500, {}, ''),
  ),
  element(
    'frame-500',
    'the page holds a frame, and the document in it answers 500',
    (url) => `<iframe title="Related" src="${url}" width="100%" height="160"></iframe>`,
    sendError,
  ),
  element(
    'eventsource-500',
    'the page opens a stream of events, and the handshake answers 500',
    (url) => `<script>new EventSource('${url}');</script>`,
    (exchange) => send(exchange, 500, jsonType, '{"error":"Internal Server Error"}'),
  ),
  {
    id: 'third-party-500',
    story: 'no fault of ours: a script, an image and a fetch of a foreign host answer 500',
    foreign: true,
    concerns: (exchange) => exchange.host !== null || isMadeBy(exchange, 'third-party-500'),
    apply: (exchange) => {
      if (exchange.host === null) return sendFromEdge(exchange, 500, {}, '<h1>Internal Server Error</h1>');
      const url = `//widgets.third-party.localhost${exchange.address.port}${exchange.path}${madeBy('third-party-500')}`;
      return withElement(
        exchange,
        `<script src="${url}"></script><img src="${url}" alt=""><script>fetch('${url}', { mode: 'no-cors' });</script>`,
      );
    },
  },
];
