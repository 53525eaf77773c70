import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Break } from '../faults/types.ts';
import { Answers } from './answers.ts';
import type { Head } from './head.ts';
import { Requests } from './requests.ts';

/** A reset takes away what its receiver has not read yet; that it shall see the answer begin. */
const readingMs = 50;

export interface RelayOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Port on 127.0.0.1 of the application behind. */
  readonly behind: number;
  /** Asked before a byte of a request goes on; null: this exchange crosses unharmed. */
  breakOf(head: Head, onConnection: number, remote: string | undefined): Break | null;
}

export interface Relay {
  readonly port: number;
  /** Ends at once, open connections included. */
  stop(): Promise<void>;
}

/**
 * Stands in front of an application on 127.0.0.1 and breaks what no HTTP server would break: connections. Everything else crosses it
 * byte by byte, `Host` included.
 *
 * @throws a system error, `EADDRINUSE` where the port is taken
 */
export async function startRelay({ port, behind, breakOf }: RelayOptions): Promise<Relay> {
  const open = new Set<Socket>();
  // Half open: who has sent its last byte still waits for an answer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const application = connect({ port: behind, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const socket of [client, application]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
    cross(client, application, (head, onConnection) => breakOf(head, onConnection, client.remoteAddress));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Joins the two ends of one connection, and parts them as the first break says. */
function cross(client: Socket, application: Socket, breakOf: (head: Head, onConnection: number) => Break | null): void {
  const answers = new Answers();
  let end = (): void => void client.end();
  const requests = new Requests((head, onConnection) => {
    const asked = breakOf(head, onConnection);
    // the answer to a HEAD has no body that could break off
    const broken = asked?.at === 'body' && head.firstLine.startsWith('HEAD ') ? null : asked;
    if (broken?.at === 'request') breakNow(client, broken);
    if (broken?.at === 'body') answers.cutNext();
    if (broken?.at === 'body' && broken.how === 'reset') end = () => void resetLater(client);
    return broken?.at !== 'request';
  });
  client.pipe(requests).pipe(application);
  application.pipe(answers).pipe(client, { end: false });
  answers.on('end', () => end());
  client.on('error', () => application.destroy());
  client.on('close', () => application.destroy());
  application.on('error', () => client.resetAndDestroy());
}

function breakNow(client: Socket, broken: Extract<Break, { at: 'request' }>): void {
  if (broken.how === 'reset') client.resetAndDestroy();
  else if (broken.how === 'close') client.end();
  else if (broken.how === 'say') client.end(broken.bytes);
}

async function resetLater(client: Socket): Promise<void> {
  await sleep(readingMs);
  client.resetAndDestroy();
}
