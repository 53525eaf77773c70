import { plainPage } from '../error-page.ts';
import { htmlType, send } from './answers.ts';
import type { Fault } from './types.ts';

/** What is easily taken for something else: a rule of the suite stands behind each. */
export const situationFaults: readonly Fault[] = [
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
