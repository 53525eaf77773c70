import { createServer, type Server } from 'node:net';

/** An address of production: null is any of the machine's. */
export interface ProductionAddress {
  readonly host: string | null;
  readonly port: number;
}

/** `10.1.2.3:80`, `*:443`. */
export const keyOf = ({ host, port }: ProductionAddress): string => `${host ?? '*'}:${String(port)}`;

const anyHost = new Set(['*', '0.0.0.0', '[::]', '_default_', '']);

/**
 * Reads `80`, `10.1.2.3:80`, `[2001:db8::1]:443`, `*:80`, and for a virtual host also an address without a port.
 * @returns null where it is none (a macro's parameter, a variable that is not defined)
 */
export function readAddress(text: string): { readonly host: string | null; readonly port: number | null } | null {
  if (/^\d+$/.test(text)) return { host: null, port: Number(text) };
  const [, host, port] = /^(\*|\[[0-9a-fA-F:.]+\]|[\w.-]*):(\d+|\*)$/.exec(text) ?? [];
  if (host !== undefined && port !== undefined)
    return { host: anyHost.has(host) ? null : host, port: port === '*' ? null : Number(port) };
  if (/^(\*|_default_|\[[0-9a-fA-F:.]+\]|[\w.-]+)$/.test(text))
    return { host: anyHost.has(text) ? null : text, port: null };
  return null;
}

async function freePort(held: Server[]): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(0, '127.0.0.1', done);
  });
  held.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port of loopback was given');
  return address.port;
}

/**
 * Which loopback port stands for which address of production: the same one in every copy. Each address has a port of its own, for
 * folded together `<VirtualHost 10.1.2.3:80>` would beat `*:80` for everybody.
 */
export class PortBook {
  readonly #ports = new Map<string, number>();

  /** Gives each address that has none yet a port that is free now. */
  async add(addresses: readonly ProductionAddress[]): Promise<void> {
    const held: Server[] = [];
    try {
      for (const address of addresses)
        if (!this.#ports.has(keyOf(address))) this.#ports.set(keyOf(address), await freePort(held));
    } finally {
      // Held until all are given, so that none is given twice.
      await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
    }
  }

  of(address: ProductionAddress): number {
    const port = this.#ports.get(keyOf(address));
    if (port === undefined) throw new Error(`no loopback port was given to ${keyOf(address)}`);
    return port;
  }
}
