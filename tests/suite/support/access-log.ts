import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';

/** Lines as our own httpd writes them (src/apache/log-formats.ts), of a server that is none. */

let requests = 0;
/** Each line is of another thread: what belongs together has one id. */
let threads = 300;

/** A name of a request, as mod_unique_id gives it: the answer bears it in `X-Unique-Id`. */
export const newRequestId = (): string => `test-request-${String((requests += 1)).padStart(10, '0')}-id`;

const field = (text: string | undefined): string => text ?? '-';

export interface Logged {
  readonly id: string;
  readonly first?: number;
  readonly final: number;
  readonly handler?: string;
  /** Of another time than now, in ms since the epoch. */
  readonly at?: number;
}

export function logAccess(file: string, request: IncomingMessage, { id, first, final, handler, at }: Logged): void {
  const { method = '-', url = '-', headers } = request;
  const line = [
    `at=${new Date(at ?? Date.now()).toISOString().replace('Z', '000+0000')}`,
    `id=${id}`,
    'pid=100',
    `tid=${String((threads += 1))}`,
    `vhost=${field(headers.host?.split(':')[0])}`,
    `host=${field(headers.host)}`,
    `request=${method} ${url} HTTP/1.1`,
    `first=${String(first ?? final)}`,
    `final=${String(final)}`,
    'bytes=100',
    'us=1000',
    'conn=+',
    `handler=${field(handler)}`,
    'worker=-',
    `agent=${field(headers['user-agent'])}`,
  ].join('\t');
  appendFileSync(file, `${line}\n`);
}

export interface LoggedError {
  /** Null: the line tells of no request that has an id. */
  readonly id: string | null;
  readonly module: string;
  readonly level?: string;
  /** `AH01071: …` */
  readonly text: string;
}

export function logError(file: string, { id, module, level = 'error', text }: LoggedError): void {
  const at = new Date().toISOString().replace('T', ' ').replace('Z', '000+0000');
  appendFileSync(
    file,
    `[${at}] [${module}:${level}] [pid 100:tid ${String((threads += 1))}] [id ${id ?? '-'}] [lid -] ${text}\n`,
  );
}
