import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { PrivateCopy, RouteAnswer } from '../types.ts';
import { shapeOf } from './shape.ts';

/** Where a URL of production is answered on this machine. */
export type Ports = PrivateCopy['ports'];

/** Longer than any answer of a page may take, and short enough that a hanging one does not hold up the rest. */
const answerMs = 10_000;
const longestBody = 4_000_000;

/** Compared; all others may differ from answer to answer. */
const comparedHeaders = [
  ...[
    'strict-transport-security',
    'content-security-policy',
    'x-frame-options',
    'x-content-type-options',
    'referrer-policy',
  ],
  ...['permissions-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy'],
  ...['access-control-allow-origin', 'access-control-allow-credentials'],
  ...[
    'cache-control',
    'expires',
    'pragma',
    'vary',
    'content-encoding',
    'www-authenticate',
    'retry-after',
    'x-robots-tag',
  ],
] as const;

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** `Secure` and the like in a fixed order; never the value, and of a date only that there is one. */
function cookieOf(header: string): string {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const name = pair.split('=')[0] ?? '';
  const kept = attributes.map((attribute) => attribute.replace(/^(expires|max-age)=.*$/i, '$1'));
  return [name, ...kept.toSorted((a, b) => a.localeCompare(b))].join('; ');
}

/** The loopback port for a URL; null: nothing listens where it leads. */
export function portFor({ protocol, port }: URL, ports: Ports): Ports[number] | null {
  const wanted = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const there = ports.filter((one) => one.port === wanted);
  return there.find(({ address }) => address === null) ?? there[0] ?? null;
}

export interface Asked {
  readonly answer: RouteAnswer;
  /** Every header that came, lower-case names; empty where nothing did. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Decoded; empty where nothing came. */
  readonly body: string;
}

export interface AskOptions {
  readonly ports: Ports;
  readonly ca: string | null;
  /** `name=value; …` */
  readonly cookie?: string;
  readonly signal?: AbortSignal;
}

const nothing = (errorText: string): Asked => ({
  answer: { status: null, errorText, location: null, contentType: null, headers: {}, cookies: [], shape: 'nothing' },
  headers: {},
  body: '',
});

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message;

/**
 * Asks for a URL of production at this machine, over a connection of its own, following nothing. Certificates are checked as a browser would. Never
 * throws: no answer is an answer too.
 */
export async function ask(url: string, { ports, ca, cookie, signal }: AskOptions): Promise<Asked> {
  const target = new URL(url);
  const port = portFor(target, ports);
  if (port === null) return nothing('nothing listens there');
  const options = {
    ...{ host: '127.0.0.1', port: port.mapped, path: target.pathname + target.search, agent: false as const },
    headers: {
      ...{
        host: target.host,
        accept: '*/*',
        'accept-encoding': 'gzip',
        'user-agent': 'MedscapeJourneys/1.0 (rehearsal)',
      },
      ...{ 'accept-language': 'en-US,en;q=0.9', connection: 'close' },
      ...(cookie === undefined ? {} : { cookie }),
    },
    signal: AbortSignal.any([AbortSignal.timeout(answerMs), ...(signal ? [signal] : [])]),
  };
  try {
    const { response, body } = await new Promise<{ response: IncomingMessage; body: Buffer }>((answered, failed) => {
      const request =
        target.protocol === 'https:'
          ? overTls({ ...options, servername: target.hostname, ...(ca === null ? {} : { ca }) })
          : overHttp(options);
      request.on('error', failed);
      request.on('response', (came) => {
        const chunks: Buffer[] = [];
        let size = 0;
        came.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= longestBody) chunks.push(chunk);
        });
        came.on('error', failed);
        came.on('end', () => answered({ response: came, body: Buffer.concat(chunks) }));
      });
      request.end();
    });
    return read(response, body);
  } catch (error) {
    signal?.throwIfAborted();
    const why =
      error instanceof Error
        ? error.name === 'TimeoutError'
          ? `no answer in ${String(answerMs / 1000)} s`
          : codeOf(error)
        : String(error);
    return nothing(why);
  }
}

/** An `Expires` is another one each second; how long it lasts is not. */
function untilOf(expires: string, date = ''): string {
  const seconds = Math.round((Date.parse(expires) - Date.parse(date)) / 1000);
  return Number.isNaN(seconds) ? expires : `${String(seconds)} s after its Date`;
}

function read(response: IncomingMessage, raw: Buffer): Asked {
  const headers = Object.fromEntries(
    Object.entries(response.headersDistinct).flatMap(([name, values]) =>
      values === undefined ? [] : [[name, values]],
    ),
  );
  const encoding = headers['content-encoding']?.at(-1)?.toLowerCase() ?? 'identity';
  let body = raw;
  let errorText: string | null = null;
  const decode = decoders[encoding];
  if (decode && raw.length > 0) {
    try {
      body = decode(raw);
    } catch {
      errorText = `the body is said to be ${encoding} and is not`;
    }
  }
  const contentType = headers['content-type']?.join(', ') ?? null;
  return {
    answer: {
      status: response.statusCode ?? null,
      errorText,
      location: headers['location']?.join(', ') ?? null,
      contentType,
      headers: Object.fromEntries(
        comparedHeaders.flatMap((name) =>
          headers[name]
            ? [
                [
                  name,
                  headers[name].map((value) => (name === 'expires' ? untilOf(value, headers['date']?.[0]) : value)),
                ],
              ]
            : [],
        ),
      ),
      cookies: (headers['set-cookie'] ?? []).map(cookieOf).toSorted((a, b) => a.localeCompare(b)),
      shape: shapeOf(body, contentType),
    },
    headers,
    body: body.toString('utf8'),
  };
}

/** Questions at a time: enough to be quick, few enough to be no load. */
const sideBySide = 6;

/** Does something with each URL, a few side by side. */
export async function eachOf(urls: readonly string[], look: (url: string) => Promise<void>): Promise<void> {
  const left = [...urls];
  const work = async (): Promise<void> => {
    for (let url = left.shift(); url !== undefined; url = left.shift()) await look(url);
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}
