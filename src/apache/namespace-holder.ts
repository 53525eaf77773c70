/**
 * Holds a network namespace open, and the two ways through its wall. Sockets in the file system belong to no network, so each way is one
 * of these between a port inside and the same port outside. Started by namespace.ts, inside the namespace; ends with whoever started it.
 */
import { chmodSync } from 'node:fs';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** Where connections are taken and where they are led, `{ port }` or `{ path }` each. */
export interface Way {
  readonly from: { readonly port: number } | { readonly path: string };
  readonly to: { readonly port: number } | { readonly path: string };
}

const loopback = (end: Way['from']): NetConnectOpts => ('port' in end ? { ...end, host: '127.0.0.1' } : end);

/**
 * Leads every connection on, byte by byte; what ends on one side ends on the other.
 *
 * @throws a system error where nothing can listen there
 */
export async function openWay({ from, to }: Way): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...loopback(to), allowHalfOpen: true });
    const ends: readonly [Socket, Socket][] = [
      [near, far],
      [far, near],
    ];
    for (const [socket, other] of ends) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(loopback(from), resolve);
  });
  if ('path' in from) chmodSync(from.path, 0o600);
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

if (import.meta.main) {
  const ways = JSON.parse(process.argv[2] ?? '[]') as readonly Way[]; // written by namespace.ts
  process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGKILL'));
  await Promise.all(ways.map(openWay));
  process.stdout.write('ready\n');
}
