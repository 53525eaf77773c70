import { news } from '../data/news.ts';
import { errorPage, plainPage } from '../error-page.ts';
import { makeRandom } from '../random.ts';
import { htmlType, jsonType, send, sendChanged, sendFromEdge, unavailablePage } from './answers.ts';
import { isData } from './application.ts';
import type { Fault, FaultedExchange } from './types.ts';

/** Marks what a page only asks for because a fault has put it in; the path is the page's own, so that one glob holds both. */
const madeBy = (id: string): string => `?made-by=${id}`;

const isMadeBy = ({ incoming }: Pick<FaultedExchange, 'incoming'>, id: string): boolean =>
  (incoming.url ?? '').endsWith(madeBy(id));

/** Puts an element at the end of a page and lets `answer` answer what the element asks for. */
function element(
  id: string,
  story: string,
  markup: (url: string) => string,
  answer: (exchange: FaultedExchange) => void,
): Fault {
  return {
    id,
    story,
    apply: (exchange) =>
      isMadeBy(exchange, id)
        ? answer(exchange)
        : sendChanged(exchange, (page) => page.replace('</body>', `${markup(madeBy(id))}</body>`)),
  };
}

const sendError = (exchange: FaultedExchange): void => send(exchange, 500, htmlType, errorPage);

/** Bot checks in the words of their makers, as far as signatures and people go by them. */
const challengePage = plainPage(
  'Just a moment...',
  'Checking your browser',
  'Verify that you are human to continue. Performance &amp; security by Cloudflare',
);
const captchaPage = `<html lang="en"><head><title>medscape.localhost</title></head>
<body><p id="cmsg">Please enable JS and disable any ad blocker</p>
<!-- <script src="https://ct.captcha-delivery.com/c.js"></script> --></body></html>
`;

const challenges: readonly Fault[] = [
  {
    id: 'challenge',
    story: 'an edge in front of the site answers 403 with a bot check',
    apply: (exchange) =>
      sendFromEdge(exchange, 403, { Server: 'cloudflare', 'cf-mitigated': 'challenge' }, challengePage),
  },
  {
    id: 'challenge-429',
    story: 'a bot manager in front of the site answers 429 with a captcha',
    apply: (exchange) => sendFromEdge(exchange, 429, { 'X-DataDome': 'protected' }, captchaPage),
  },
  {
    id: 'challenge-503',
    story: 'an edge in front of the site answers 503 with a bot check',
    apply: (exchange) => sendFromEdge(exchange, 503, { Server: 'cloudflare' }, challengePage),
  },
  {
    id: 'rate-429',
    story: 'the application answers 429: asked too often',
    apply: (exchange) =>
      send(
        exchange,
        429,
        { ...htmlType, 'Retry-After': '60' },
        plainPage('429 Too Many Requests', 'Too Many Requests', 'Please slow down.'),
      ),
  },
];

const stackTrace = `<pre>java.lang.NullPointerException: Cannot invoke "Monograph.sections()" because "monograph" is null
	at com.example.reference.MonographController.show(MonographController.java:118)
	at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)
</pre>
`;

const softErrors: readonly Fault[] = [
  {
    id: 'soft-500-trace',
    story: 'the application answers 200 with a stack trace',
    apply: (exchange) => send(exchange, 200, htmlType, stackTrace),
  },
  {
    id: 'soft-500-redirect',
    story: 'every failure is redirected (302) to a page that apologises under 200; lay it on /error/* too',
    apply: (exchange) =>
      exchange.path.startsWith('/error/')
        ? send(
            exchange,
            200,
            htmlType,
            plainPage('Something went wrong', 'We’re sorry', 'We are working on it. Please come back later.'),
          )
        : send(exchange, 302, { Location: '/error/500.html' }, ''),
  },
  {
    id: 'soft-500-json',
    story: 'data answers 200 and says "internal server error" in its JSON',
    concerns: isData,
    apply: (exchange) =>
      send(
        exchange,
        200,
        jsonType,
        '{"success":false,"error":{"code":"E1007","message":"Internal server error while reading pills"}}',
      ),
  },
  {
    id: 'soft-500-framework',
    story: "the framework's own error page (Spring's Whitelabel) under 200",
    apply: (exchange) =>
      send(
        exchange,
        200,
        htmlType,
        '<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p><div>There was an unexpected error (type=Internal Server Error, status=500).</div></body></html>\n',
      ),
  },
  {
    id: 'soft-503-maintenance',
    story: 'a maintenance page under 200',
    apply: (exchange) =>
      send(
        exchange,
        200,
        htmlType,
        plainPage('Scheduled Maintenance', 'We’ll be back soon', 'Medscape is being worked on.'),
      ),
  },
];

const newestTitle = news[0]?.title ?? '';
const titleAboutErrors = '500 Internal Server Error: What a Hospital Learned When Its Records Went Away';

const healthy: readonly Fault[] = [
  {
    id: 'article-about-500',
    story: 'no fault: the newest article is about an "internal server error", and its title says so',
    concerns: ({ host }) => host === 'www',
    apply: (exchange) => sendChanged(exchange, (page) => page.replaceAll(newestTitle, titleAboutErrors)),
  },
  {
    id: 'search-about-500',
    story: 'no fault: whatever was searched for, title and heading say that it was "internal server error"',
    concerns: ({ host, path }) => host === 'search' && path.startsWith('/search'),
    apply: (exchange) => {
      const query = new URL(exchange.incoming.url ?? '/', 'http://search.invalid').searchParams.get('q') ?? '';
      return sendChanged(exchange, (page) =>
        query === '' ? page : page.replaceAll(`>${query}`, '>Internal Server Error'),
      );
    },
  },
  {
    id: 'third-party-500',
    story: 'no fault of ours: a script, an image and a fetch of a foreign host answer 500',
    foreign: true,
    concerns: (exchange) => exchange.host !== null || isMadeBy(exchange, 'third-party-500'),
    apply: (exchange) => {
      if (exchange.host === null) return sendFromEdge(exchange, 500, {}, '<h1>Internal Server Error</h1>');
      const url = `//widgets.third-party.localhost${exchange.address.port}${exchange.path}${madeBy('third-party-500')}`;
      return sendChanged(exchange, (page) =>
        page.replace(
          '</body>',
          `<script src="${url}"></script><img src="${url}" alt=""><script>fetch('${url}', { mode: 'no-cors' });</script></body>`,
        ),
      );
    },
  },
];

const partsOfPages: readonly Fault[] = [
  element(
    'beacon-500',
    'the page sends a beacon to its own host, and that answers 500',
    (url) => `<script>navigator.sendBeacon('${url}', 'seen');</script>`,
    (exchange) => send(exchange, 500, {}, ''),
  ),
  element(
    'frame-500',
    'the page holds a frame, and the document in it answers 500',
    (url) => `<iframe title="Related" src="${url}"></iframe>`,
    sendError,
  ),
  element(
    'eventsource-500',
    'the page opens a stream of events, and the handshake answers 500',
    (url) => `<script>new EventSource('${url}');</script>`,
    (exchange) => send(exchange, 500, jsonType, '{"error":"Internal Server Error"}'),
  ),
];

/** Whole seconds after a fault's first request at which `retry-after-date` says that it will be over. */
const dateMs = 3_000;
const secondsMs = 2_000;

const statuses: readonly Fault[] = [
  {
    id: 'retry-after-seconds',
    story: '503 with Retry-After: 2, and healthy when the two seconds are over',
    apply: (exchange) =>
      exchange.at - exchange.firstAt < secondsMs
        ? send(exchange, 503, { ...htmlType, 'Retry-After': String(secondsMs / 1_000) }, unavailablePage)
        : exchange.pass(),
  },
  {
    id: 'retry-after-date',
    story: '503 with Retry-After as an HTTP date about 3 s away, and healthy when it has come',
    apply: (exchange) => {
      // An HTTP date has whole seconds.
      const healthyAt = Math.ceil((exchange.firstAt + dateMs) / 1_000) * 1_000;
      return exchange.at >= healthyAt
        ? exchange.pass()
        : send(exchange, 503, { ...htmlType, 'Retry-After': new Date(healthyAt).toUTCString() }, unavailablePage);
    },
  },
  {
    id: 'retry-after-hour',
    story: '503 with Retry-After: 3600, for good',
    apply: (exchange) => send(exchange, 503, { ...htmlType, 'Retry-After': '3600' }, unavailablePage),
  },
  {
    id: 'cached-500',
    story: 'one 500 with Cache-Control: max-age=600, then healthy',
    apply: (exchange) =>
      exchange.ordinal === 1
        ? send(exchange, 500, { ...htmlType, 'Cache-Control': 'public, max-age=600' }, errorPage)
        : exchange.pass(),
  },
  {
    id: 'empty-500',
    story: '500 without a body',
    apply: (exchange) => send(exchange, 500, {}, ''),
  },
  {
    id: 'status-507',
    story: 'the application answers 507: its disk is full',
    apply: (exchange) =>
      send(
        exchange,
        507,
        htmlType,
        plainPage('507 Insufficient Storage', 'Insufficient Storage', 'The page could not be written.'),
      ),
  },
  ...edgeCode(520, 'Web server is returning an unknown error'),
  ...edgeCode(522, 'Connection timed out'),
];

function edgeCode(status: number, words: string): Fault[] {
  return [
    {
      id: `edge-${status}`,
      story: `an edge in front of the site answers ${status}: ${words.toLowerCase()}`,
      apply: (exchange) =>
        sendFromEdge(
          exchange,
          status,
          { Server: 'cloudflare' },
          plainPage(
            `medscape.localhost | ${status}: ${words}`,
            `Error ${status}`,
            `<b id="cf-error-details">${words}</b>`,
          ),
        ),
    },
  ];
}

const comingAndGoing: readonly Fault[] = [
  {
    id: 'one-in-8',
    story: 'one request in eight answers 500, by a generator with a fixed seed',
    // By the ordinal, so that what one request meets does not depend on who else has asked for a number.
    apply: (exchange) => (makeRandom(`one-in-8 ${exchange.ordinal}`)() < 1 / 8 ? sendError(exchange) : exchange.pass()),
  },
  {
    id: 'comes-back-503',
    story: '503 to the first request, good answers to the next two, then 503 for good',
    apply: (exchange) =>
      exchange.ordinal === 1 || exchange.ordinal > 3 ? send(exchange, 503, htmlType, unavailablePage) : exchange.pass(),
  },
];

/** What is easily taken for something else: a rule of the suite stands behind each. */
export const situationFaults: readonly Fault[] = [
  ...challenges,
  ...softErrors,
  ...healthy,
  ...partsOfPages,
  ...statuses,
  ...comingAndGoing,
];
