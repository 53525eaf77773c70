import { setTimeout as sleep } from 'node:timers/promises';
import { errorPage, plainPage } from '../error-page.ts';
import { originOf } from '../hosts.ts';
import { htmlType, jsonType, send, sendChanged, sendError, spare } from './answers.ts';
import type { Fault, FaultedExchange } from './types.ts';

type Asked = Pick<FaultedExchange, 'incoming' | 'path'>;

/** What a page's scripts ask for, as opposed to what a visitor or the page itself loads. */
export const isData = ({ path }: Asked): boolean =>
  path.startsWith('/api/') || path.startsWith('/ws/') || path.endsWith('.do') || path.endsWith('.json');

const isAsset = ({ path }: Asked): boolean => /\.(?:css|js|svg|png)$/.test(path);

const isScript = ({ path }: Asked): boolean => path.endsWith('.js');

/** The cookie that decides whether somebody is logged in. */
const isMember = ({ incoming }: Asked): boolean => /(?:^|;\s*)medpermauth=/.test(incoming.headers.cookie ?? '');

/** What breaks in the application itself: it answers every time, and it answers wrongly. */
export const applicationFaults: readonly Fault[] = [
  {
    id: 'd01',
    story: 'the application answers 500 with its own error page',
    apply: sendError,
  },
  {
    id: 'd02',
    story: 'the application answers 500 to every fifth request',
    apply: (exchange) => (exchange.ordinal % 5 === 0 ? sendError(exchange) : spare(exchange)),
  },
  {
    id: 'd03',
    story: 'the application answers 500 to who is logged in, and to nobody else',
    concerns: isMember,
    apply: sendError,
  },
  {
    id: 'd04',
    story: 'forms open, and sending one (POST) answers 500',
    concerns: ({ incoming }) => incoming.method === 'POST',
    apply: sendError,
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
    concerns: isData,
    apply: (exchange) => send(exchange, 500, jsonType, '{"error":"Internal Server Error"}'),
  },
  {
    id: 'd10b',
    story: 'pages are good, their data answers 200 with a warning of the interpreter in place of JSON',
    concerns: isData,
    apply: (exchange) =>
      send(
        exchange,
        200,
        htmlType,
        '<br />\n<b>Warning</b>:  mysqli_query(): MySQL server has gone away in <b>/srv/app/data.php</b> on line <b>42</b><br />\n',
      ),
  },
  {
    id: 'd11',
    story: 'pages are good, their stylesheets, scripts and images answer 500',
    concerns: isAsset,
    apply: sendError,
  },
  {
    id: 'd16',
    story: 'the application answers 200 with nothing in it',
    apply: (exchange) => send(exchange, 200, htmlType, ''),
  },
  {
    id: 'd18',
    story: 'the application answers 404 for what is there',
    apply: (exchange) =>
      send(exchange, 404, htmlType, plainPage('Page Not Found', 'Page Not Found', 'There is nothing at this address.')),
  },
  {
    id: 'd19',
    story: 'the application sends everybody to the login, with an error in the address',
    apply: (exchange) =>
      send(exchange, 302, { Location: `${originOf(exchange.address, 'login')}/login/sso/getlogin?error=1` }, ''),
  },
  {
    id: 'd22',
    story: 'a script of the page throws before it has done anything',
    concerns: isScript,
    apply: (exchange) =>
      sendChanged(
        exchange,
        (script) => `throw new TypeError("Cannot read properties of undefined (reading 'settings')");\n${script}`,
      ),
  },
  {
    id: 'd23',
    story: 'a stylesheet, script or image of the page is asked for and never comes',
    concerns: isAsset,
    apply: () => {},
  },
];
