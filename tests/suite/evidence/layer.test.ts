import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { layerOf } from '../../../src/evidence/layer.ts';
import type { Layer } from '../../../src/evidence/types.ts';

const doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">';
const old = '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">';
const apache = (title: string, text: string, type = doctype): string =>
  `${type}\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${text}</p>\n</body></html>\n`;

const d500 = apache(
  '500 Internal Server Error',
  'The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.',
);
const d503 = apache(
  '503 Service Unavailable',
  'The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.',
);

const table: readonly [situation: string, layer: Layer, answer: Partial<Parameters<typeof layerOf>[0]>][] = [
  ["Apache's own 500", 'httpd', { status: 500, body: d500 }],
  [
    "Apache's own 500 of a version before 2.4.71",
    'httpd',
    {
      status: 500,
      body: apache(
        '500 Internal Server Error',
        'The server encountered an internal error or misconfiguration and was unable to complete',
        old,
      ),
    },
  ],
  ["Apache's own 500 under a 200", 'httpd', { status: 200, body: d500 }],
  [
    "Apache's own 403",
    'httpd',
    { status: 403, body: apache('403 Forbidden', "You don't have permission to access this resource.") },
  ],
  [
    "Apache's own 404",
    'httpd',
    { status: 404, body: apache('404 Not Found', 'The requested URL was not found on this server.') },
  ],
  [
    "Apache's own 400",
    'httpd',
    {
      status: 400,
      body: apache('400 Bad Request', 'Your browser sent a request that this server could not understand.'),
    },
  ],
  [
    "Apache's own page for a status with words of its own",
    'httpd',
    {
      status: 414,
      body: apache(
        '414 Request-URI Too Long',
        "The requested URL's length exceeds the capacity\nlimit for this server.",
      ),
    },
  ],
  [
    "an application's page under the same document type",
    'application',
    {
      status: 410,
      body: `${doctype}\n<html><head>\n<title>Sample site: 410 Gone</title>\n</head><body>\n<h1>Gone</h1>\n<p>We took it down.</p>`,
    },
  ],
  ['a dead back end behind Apache', 'proxy', { status: 503, body: d503 }],
  [
    'a back end that Apache cannot read',
    'proxy',
    {
      status: 502,
      body: apache('502 Proxy Error', 'The proxy server received an invalid\nresponse from an upstream server.'),
      title: '502 Proxy Error',
    },
  ],
  [
    'a TLS failure between Apache and its back end',
    'proxy',
    {
      status: 500,
      body: apache('500 Proxy Error', 'The proxy server could not handle the request'),
      title: '500 Proxy Error',
    },
  ],
  ["the application's own 500", 'application', { status: 500, body: '<title>Oops</title><h1>Something broke</h1>' }],
  [
    'an empty 500 with a header of the back end',
    'application',
    { status: 500, headers: { 'x-powered-by': 'Express' }, body: '' },
  ],
  ['an empty 500', 'unknown', { status: 500, body: '' }],
  ['a 500 whose body did not come', 'unknown', { status: 500 }],
  ['a status that only a delivery network gives', 'edge', { status: 522, body: '' }],
  ["a delivery network's page under 502", 'edge', { status: 502, body: '<center>cloudflare</center>' }],
  [
    'a bot check',
    'edge',
    { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '<title>Just a moment...</title>' },
  ],
  [
    "an application's page that quotes Apache's sentence",
    'application',
    {
      status: 500,
      body: '<!doctype html><p>The server encountered an internal error or misconfiguration and was unable to complete your request',
    },
  ],
  ['a good page', 'unknown', { status: 200 }],
];

describe('the layer of an answer', () => {
  for (const [situation, layer, answer] of table) {
    test(`${situation} is spoken by: ${layer}`, () => {
      assert.equal(layerOf({ status: 200, headers: {}, title: null, body: null, ...answer }), layer);
    });
  }
});
