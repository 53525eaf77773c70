import { connect } from 'node:net';
import { request } from 'node:http';
import { once } from 'node:events';
import type { DrillStage } from '../types.ts';

const loopback = '127.0.0.1';

/** One request as a visitor sends it who is none of the suite's. */
export function visit(port: number, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: loopback, port, path, headers: { Host: `${host}:${String(port)}` }, agent: false }, (answer) => {
      answer
        .resume()
        .once('end', () => resolve(answer.statusCode ?? 0))
        .once('error', reject);
    })
      .once('error', reject)
      .end();
  });
}

/** Bytes as a robot sends them, and no matter what is answered. */
export async function send(port: number, bytes: string): Promise<void> {
  const socket = connect(port, loopback);
  socket.on('error', () => {}); // whoever is refused like this goes on
  socket.resume();
  socket.end(bytes);
  await once(socket, 'close');
}

/**
 * Visitors with an order that never comes to its end: each keeps a worker of httpd busy that waits for the rest of it. Ones that httpd sends
 * away come again, until the signal.
 */
export function holdWorkers({ site, signal }: Pick<DrillStage, 'site' | 'signal'>, visitors: number): void {
  const order = `POST /login HTTP/1.1\r\nHost: login.medscape.localhost:${String(site.port)}\r\nContent-Length: 1000\r\n\r\n`;
  const come = (): void => {
    if (signal.aborted) return;
    const socket = connect(site.port, loopback, () => socket.write(order));
    const leave = (): void => void socket.destroy();
    signal.addEventListener('abort', leave, { once: true });
    socket.resume().on('error', () => {}); // httpd may be gone
    socket.once('close', () => {
      signal.removeEventListener('abort', leave);
      setTimeout(come, 50).unref();
    });
  };
  for (let i = 0; i < visitors; i++) come();
}
