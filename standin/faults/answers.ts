import { plainPage } from '../error-page.ts';
import type { FaultedExchange } from './types.ts';

export type Headers = Readonly<Record<string, string>>;

export const htmlType = { 'Content-Type': 'text/html; charset=utf-8' };

/** Answers in place of the application. */
export function send({ outgoing }: FaultedExchange, status: number, headers: Headers, body: string): void {
  outgoing.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
  outgoing.end(body);
}

/** What the application says when it is too busy or being worked on. */
export const unavailablePage = plainPage(
  '503 Service Unavailable',
  'Service Unavailable',
  'Please try again in a moment.',
);
