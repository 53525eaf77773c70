import { news } from '../data/news.ts';
import { errorPage, plainPage } from '../error-page.ts';
import { makeRandom } from '../random.ts';
import { htmlType, send, sendChanged, sendError, sendFromEdge, spare, unavailablePage } from './answers.ts';
import { challenges } from './challenges.ts';
import { pageParts } from './page-parts.ts';
import { softErrors } from './soft-errors.ts';
import type { Fault } from './types.ts';

const newestTitle = news[0]?.title ?? '';
const titleAboutErrors = '500 Internal Server Error: What a Hospital Learned When Its Records Went Away';

const aboutErrors: readonly Fault[] = [
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
];

/** How long after their first request the faults that name a time are over, the one with a date at the next whole second. */
const secondsMs = 2_000;
const dateMs = 3_000;

const statuses: readonly Fault[] = [
  {
    id: 'retry-after-seconds',
    story: '503 with Retry-After: 2, and healthy when the two seconds are over',
    apply: (exchange) =>
      exchange.at - exchange.firstAt < secondsMs
        ? send(exchange, 503, { ...htmlType, 'Retry-After': String(secondsMs / 1_000) }, unavailablePage)
        : spare(exchange),
  },
  {
    id: 'retry-after-date',
    story: '503 with Retry-After as an HTTP date about 3 s away, and healthy when it has come',
    apply: (exchange) => {
      // An HTTP date has whole seconds.
      const healthyAt = Math.ceil((exchange.firstAt + dateMs) / 1_000) * 1_000;
      return exchange.at >= healthyAt
        ? spare(exchange)
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
        : spare(exchange),
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
    apply: (exchange) => (makeRandom(`one-in-8 ${exchange.ordinal}`)() < 1 / 8 ? sendError(exchange) : spare(exchange)),
  },
  {
    id: 'comes-back-503',
    story: '503 to the first request, good answers to the next two, then 503 for good',
    apply: (exchange) =>
      exchange.ordinal === 1 || exchange.ordinal > 3 ? send(exchange, 503, htmlType, unavailablePage) : spare(exchange),
  },
];

/** What is easily taken for something else: a rule of the suite stands behind each. */
export const situationFaults: readonly Fault[] = [
  ...challenges,
  ...softErrors,
  ...aboutErrors,
  ...pageParts,
  ...statuses,
  ...comingAndGoing,
];
