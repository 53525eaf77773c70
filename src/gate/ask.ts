import { readFileSync } from 'node:fs';
import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { connect } from 'node:net';
import { isLoopback } from '../target/hosts.ts';
import { splitAddress, type Node } from '../target/nodes.ts';

/** Longer answers tell no revision. */
const longestBody = 256 * 1024;

/** What one plain GET came to. */
export interface Answered {
  readonly at: string;
  /** Null: no answer came, and `error` says why. */
  readonly status: number | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The system's code, such as `ECONNREFUSED`, or its words. */
  readonly error: string | null;
  readonly tookMs: number;
}

export interface AskOptions {
  /** Null: wherever its name leads. */
  readonly node: Node | null;
  readonly agent: string;
  readonly caFile: string | null;
  /** The door in front of the site; it is shown to the site's own origins alone. */
  readonly basic: { readonly user: string; readonly password: string } | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message || 'no connection';

async function readBody(response: IncomingMessage): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  for await (const chunk of response as AsyncIterable<string>) {
    body += chunk;
    if (body.length > longestBody) break;
  }
  return body;
}

/** Where a URL leads: to a node, or by its name. What Node does not know, a browser does: `*.localhost` is this machine. */
function whereTo(url: URL, node: Node | null): { readonly host: string; readonly port: number } {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (node !== null) {
    const address = splitAddress(node.address);
    return { host: address.host.replace(/^\[|\]$/g, ''), port: address.port ?? port };
  }
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  return { host: isLoopback(url.hostname) && !/^[\d.:]+$/.test(hostname) ? '127.0.0.1' : hostname, port };
}

/** Asks once, over a connection of its own, and follows nothing. Never throws. */
export async function ask(text: string, options: AskOptions): Promise<Answered> {
  const { node, agent, caFile, basic, timeoutMs, signal } = options;
  const url = new URL(text);
  const at = new Date().toISOString();
  const began = performance.now();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const asked = {
    ...whereTo(url, node),
    path: `${url.pathname}${url.search}`,
    agent: false as const,
    signal: limit,
    headers: {
      host: url.host,
      'user-agent': agent,
      'cache-control': 'no-cache',
      connection: 'close',
      ...(basic ? { authorization: `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}` } : {}),
    },
  };
  try {
    const response = await new Promise<IncomingMessage>((answer, fail) => {
      const request =
        url.protocol === 'https:'
          ? overTls({
              ...asked,
              ...(/^[\d.:[\]]+$/.test(url.hostname) ? {} : { servername: url.hostname }),
              ...(caFile === null ? {} : { ca: readFileSync(caFile, 'utf8') }),
            })
          : overHttp(asked);
      request.once('response', answer);
      request.once('error', fail);
      request.end();
    });
    // a header that was sent more than once comes as a list
    const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
    const body = await readBody(response);
    const tookMs = Math.round(performance.now() - began);
    return { at, status: response.statusCode ?? null, headers: Object.fromEntries(headers), body, error: null, tookMs };
  } catch (error) {
    const tookMs = Math.round(performance.now() - began);
    const why =
      error instanceof Error ? (error.name === 'TimeoutError' ? 'no answer in time' : codeOf(error)) : String(error);
    return { at, status: null, headers: {}, body: '', error: why, tookMs };
  }
}

/** Nobody is at such an address, as opposed to somebody who does not listen. */
const nobody: readonly string[] = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EINVAL',
];

/**
 * Whether there is a machine at the address of a node. A connection that is refused is a machine whose httpd is down, which is the journeys' to judge.
 *
 * @returns why not; null: there is
 */
export function whyNoNode(node: Node, origin: string, timeoutMs: number): Promise<string | null> {
  const { host, port } = whereTo(new URL(origin), node);
  return new Promise((answer) => {
    const socket = connect({ host, port });
    const say = (why: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      answer(why);
    };
    const timer = setTimeout(() => say('it does not answer'), timeoutMs);
    socket.once('connect', () => say(null));
    socket.once('error', (error) => say(nobody.includes(codeOf(error)) ? codeOf(error) : null));
  });
}
