import { readFileSync } from 'node:fs';
import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { isLoopback } from '../target/hosts.ts';
import { splitAddress, type Node } from '../target/nodes.ts';

/** Of a longer answer no more is read: what it is shows at its beginning. */
const longestBody = 256 * 1024;

/** Where nothing came in the time that it had. */
export const noAnswerInTime = 'no answer in time';

/** Where a guard of ours refused it, and nothing was sent. */
export const notSent = 'refused by a guard of this suite';

/** What one plain GET came to. */
export interface Answered {
  readonly at: string;
  /** Null: no answer came, and `error` says why. */
  readonly status: number | null;
  /** The status line came, and the rest did not. */
  readonly broken: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The system's code, such as `ECONNREFUSED`, or its words; `noAnswerInTime` where time ran out. */
  readonly error: string | null;
  /** Until the first byte of the answer; null: none came. */
  readonly waitMs: number | null;
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

export const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message || 'no connection';

async function readBody(response: IncomingMessage): Promise<{ readonly body: string; readonly broke: unknown }> {
  let body = '';
  response.setEncoding('utf8');
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      body += chunk;
      if (body.length > longestBody) break;
    }
    return { body, broke: null };
  } catch (error) {
    return { body, broke: error };
  }
}

/** Where a URL leads: to a node, or by its name. What Node does not know, a browser does: `*.localhost` is this machine. */
export function whereTo(url: URL, node: Node | null): { readonly host: string; readonly port: number } {
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
  const since = (): number => Math.round(performance.now() - began);
  const why = (error: unknown): string =>
    error instanceof Error ? (error.name === 'TimeoutError' ? noAnswerInTime : codeOf(error)) : String(error);
  let response: IncomingMessage;
  try {
    response = await new Promise<IncomingMessage>((answer, fail) => {
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
  } catch (error) {
    const failed = { status: null, broken: false, headers: {}, body: '', waitMs: null };
    // what an abort ends is told by its reason
    return { at, ...failed, error: why(limit.aborted ? limit.reason : error), tookMs: since() };
  }
  const waitMs = since();
  // a header that was sent more than once comes as a list
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
  const status = response.statusCode ?? null;
  const answered = { at, status, headers: Object.fromEntries(headers), waitMs };
  const { body, broke } = await readBody(response);
  const error = broke === null ? null : why(limit.aborted ? limit.reason : broke);
  // what still comes when time is up has not broken off
  return { ...answered, body, broken: error !== null && error !== noAnswerInTime, error, tookMs: since() };
}
