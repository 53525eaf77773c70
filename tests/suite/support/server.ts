import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';

type Answer = (request: IncomingMessage, response: ServerResponse, hits: readonly string[]) => void;

export interface TestServer {
  readonly port: number;
  /** `METHOD host path` of each request, in order, less favicons. */
  readonly hits: string[];
  readonly origin: (host?: string) => string;
}

/** A real HTTP server on loopback, answering by `routes` (path without query), 404 else. */
export function useServer(routes: Readonly<Record<string, Answer>>): () => TestServer {
  let server: Server | null = null;
  const hits: string[] = [];
  before(async () => {
    const listening = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path !== '/favicon.ico')
        hits.push(`${request.method ?? ''} ${(request.headers.host ?? '').split(':')[0] ?? ''} ${path}`);
      const answer = routes[path];
      if (answer) answer(request, response, hits);
      else response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Nothing here</title>');
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });
  return () => {
    if (!server) throw new Error('the server listens before the first test, not before');
    const { port } = server.address() as AddressInfo; // it listens on TCP
    return { port, hits, origin: (host = 'www.site.localhost') => `http://${host}:${String(port)}` };
  };
}

/** An HTML page with this title, first heading and body. */
export function html(title: string, body = '', heading = title): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><html lang="en"><title>${title}</title><body><h1>${heading}</h1>${body}</body></html>`,
    );
  };
}
