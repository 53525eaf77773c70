import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadySign } from './types.ts';

const askedMs = 2_000;

/** Asks once, over a connection of its own. @returns whether the sign was there; where not, what was */
function ask(
  { port, tls, host = '127.0.0.1', path, header, value }: ReadySign,
  signal: AbortSignal,
): Promise<string | true> {
  const asked = {
    ...{ host: '127.0.0.1', port, path, method: 'GET', agent: false, signal },
    headers: { host, connection: 'close' },
  };
  return new Promise((answer) => {
    const request = tls === undefined ? overHttp(asked) : overTls({ ...asked, servername: tls.serverName, ca: tls.ca });
    const timer = setTimeout(() => request.destroy(new Error('no answer')), askedMs);
    const say = (what: string | true): void => {
      clearTimeout(timer);
      answer(what);
      request.destroy();
    };
    request.once('response', ({ statusCode, headers }) => {
      const found = headers[header];
      const told = found === undefined ? 'is not there' : `is ${JSON.stringify(found)}`;
      say(found === value || `status ${String(statusCode)}, and the header ${header} ${told}`);
    });
    request.on('error', (error) => say(error.message === '' ? 'no connection' : error.message));
    request.end();
  });
}

interface Waiting {
  readonly timeoutMs: number;
  /** It is worth asking; before, nobody is asked. */
  readonly isUp?: () => boolean;
  /** The httpd has ended: there is nothing to wait for. */
  readonly isOver: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks until the sign is there. Never a mere accept, which httpd does before it has started; never an answer without the sign, which may be somebody
 * else's.
 *
 * @returns null: the sign is there; else what the last answer was
 */
export async function awaitSign(
  sign: ReadySign,
  { timeoutMs, isUp = () => true, isOver, signal }: Waiting,
): Promise<string | null> {
  const deadline = performance.now() + timeoutMs;
  let last = 'it has not come so far as to write its pid file';
  let pause = 4;
  for (; performance.now() < deadline && !isOver(); await sleep(pause)) {
    signal?.throwIfAborted();
    if (!isUp()) continue;
    const limit = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
    const answer = await ask(sign, signal ? AbortSignal.any([signal, limit]) : limit);
    signal?.throwIfAborted();
    if (answer === true) return null;
    last = answer;
    pause = Math.min(pause * 1.5, 100);
  }
  return last;
}
