import { errorPage, plainPage } from '../error-page.ts';
import type { FaultedExchange } from './types.ts';

export type Headers = Readonly<Record<string, string>>;

export const htmlType = { 'Content-Type': 'text/html; charset=utf-8' };
export const jsonType = { 'Content-Type': 'application/json' };

/** Answers in place of the application. */
export function send({ outgoing }: FaultedExchange, status: number, headers: Headers, body: string): void {
  outgoing.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
  outgoing.end(body);
}

/** The application's 500 in its own words. */
export const sendError = (exchange: FaultedExchange): void => send(exchange, 500, htmlType, errorPage);

/** Answers in place of what stands before the application, which never sees the request: its own headers are missing. */
export function sendFromEdge(exchange: FaultedExchange, status: number, headers: Headers, body: string): void {
  for (const name of ['X-Request-Id', 'X-Backend']) exchange.outgoing.removeHeader(name);
  send(exchange, status, { ...htmlType, ...headers }, body);
}

/** Answers as if nothing were wrong. */
export function spare(exchange: FaultedExchange): Promise<void> {
  exchange.letOff();
  return exchange.pass();
}

/** The application's own answer with its body changed; an answer other than 200 is left as it is. */
export async function sendChanged(exchange: FaultedExchange, change: (body: string) => string): Promise<void> {
  const { outgoing } = exchange;
  const answer = await exchange.answer();
  const text = await answer.text();
  const body = answer.status === 200 ? change(text) : text;
  if (body === text) exchange.letOff();
  // One by one, because there may be several cookies; length and ETag are those of another body.
  for (const [name, value] of answer.headers)
    if (!['content-length', 'etag'].includes(name)) outgoing.appendHeader(name, value);
  outgoing.writeHead(answer.status, { 'Content-Length': Buffer.byteLength(body) });
  outgoing.end(body);
}

/** What the application says when it is too busy or being worked on. */
export const unavailablePage = plainPage(
  '503 Service Unavailable',
  'Service Unavailable',
  'Please try again in a moment.',
);
