import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Exposed {
  readonly contentType: string;
  exposition(): Promise<string>;
}

/** Where figures are served: `127.0.0.1:9464`. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/**
 * Serves `/metrics`, and nothing else.
 *
 * @throws a system error where the address cannot be listened on
 */
export async function serveMetrics(
  metrics: Exposed,
  { host, port }: ListenAddress,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    if (pathname !== '/metrics') {
      response.writeHead(pathname === '/' ? 302 : 404, pathname === '/' ? { location: '/metrics' } : {}).end();
      return;
    }
    metrics
      .exposition()
      .then((text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text))
      .catch((error: unknown) =>
        response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`),
      );
  });
  server.requestTimeout = 10_000;
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo; // a TCP server
  const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${shown}:${String(bound.port)}/metrics`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
