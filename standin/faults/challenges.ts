import { plainPage } from '../error-page.ts';
import { htmlType, send, sendFromEdge } from './answers.ts';
import type { Fault } from './types.ts';

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

/** What keeps a visitor out who asks too often or looks like a robot. */
export const challenges: readonly Fault[] = [
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
