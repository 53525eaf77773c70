import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { surfaces } from './surfaces.ts';
import type { Surface } from '../src/target/types.ts';
import { logExchange } from './access-log.ts';
import { assetHost } from './assets.ts';
import { createContext, type StandinContext, type StandinEnv } from './context.ts';
import { errorPage } from './error-page.ts';
import { firstOfTheWire, LyingFaults } from './faults/lying.ts';
import type { Fault } from './faults/types.ts';
import { readSession, ticketRoutes } from './gate.ts';
import { forwardedId, originOf, readAddress, type Address, type Host } from './hosts.ts';
import { renderMissing } from './layout.ts';
import { startRelay } from './relay/relay.ts';
import type { Switches } from './switches.ts';

export interface StandinOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly switches?: Partial<Switches>;
  /** `ID[@PATH-GLOB]`, or a fault that is in no catalogue; the first that matches a request is applied to it. */
  readonly faults?: readonly (string | Fault)[];
  /** A relay stands in front, so that faults of the wire can be laid later. Default: only where one lies from the beginning. */
  readonly relay?: boolean;
  /** Takes the lines of the access log, without line end; absent: no log. */
  readonly log?: (line: string) => void;
  /** Called with the path of each request for one of the surfaces, without query, as it comes in. */
  readonly onAsked?: (path: string) => void;
  /** The stand-in's clock, in epoch milliseconds. */
  readonly now?: () => number;
}

export interface Standin {
  readonly port: number;
  readonly origins: Readonly<Record<Surface, string>>;
  /** Plain index page on 127.0.0.1, for who waits until the stand-in is ready. */
  readonly url: string;
  /**
   * Replaces the faults that lie on it from the next request on, counted from their beginning; answers under way are left alone.
   * @throws {RangeError} unknown fault, or one of the wire where no relay stands in front; nothing has changed then
   */
  lay(faults: readonly string[]): void;
  /** Faults that were laid, now or before, and that no request has met yet, as `ID@PATH-GLOB`. */
  unmet(): readonly string[];
  /** Ends at once, open connections included. */
  stop(): Promise<void>;
}

/** What the application says of itself in every answer, so that a reader can tell it from a proxy in front of it. */
const backend = 'app1';

/** All hosts of the site by their Hono application; the core's own middleware stands before each surface. */
function buildHosts(standin: StandinContext): (host: Host) => Hono<StandinEnv> {
  const apps = new Map<Host, Hono<StandinEnv>>([['img', assetHost()]]);
  for (const [surface, build] of surfaces) {
    const app = new Hono<StandinEnv>({ strict: false });
    app.use(async (c, next) => {
      c.set('address', addressOf(c.env.incoming));
      c.set('session', readSession(c, standin));
      await next();
    });
    app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /px/\nDisallow: /login/\n'));
    app.get('/favicon.ico', (c) => c.redirect(standin.link(c, 'img', '/images/favicon.svg'), 301));
    if (surface === 'education') app.route('/', ticketRoutes(standin));
    app.route('/', build(standin));
    app.onError((error, c) => {
      process.stderr.write(`standin: ${c.req.method} ${c.req.url}: ${error.stack ?? error.message}\n`);
      return c.html(errorPage, 500);
    });
    app.notFound((c) => renderMissing(c, standin, surface));
    apps.set(surface, app);
  }
  return (host) => {
    const app = apps.get(host);
    if (!app) throw new Error(`no application for host ${host}`);
    return app;
  };
}

function addressOf(incoming: IncomingMessage): Address {
  const header = (name: string): string | null => {
    const value = incoming.headers[name];
    return (Array.isArray(value) ? value.join(',') : value) ?? null;
  };
  return readAddress(header, incoming.socket.remoteAddress);
}

/** The page of a host that is none of the site's: who waits for the stand-in asks 127.0.0.1, and so does who tries it first. */
function indexHost(): Hono<StandinEnv> {
  return new Hono<StandinEnv>().get('*', (c) => {
    const address = addressOf(c.env.incoming);
    const links = surfaces.map(([surface]) => originOf(address, surface));
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>The local Medscape</title>
            <link rel="stylesheet" href="${originOf(address, 'img')}/css/medscape.css" />
          </head>
          <body>
            <main class="page page-narrow">
              <div class="page-head">
                <h1>The local Medscape is running</h1>
                <p class="lead">Its surfaces answer by host name. Browsers find these names by themselves.</p>
              </div>
              <div class="panel">
                <ul class="link-list">
                  ${links.map((link) => html`<li><a href="${link}/">${link}/</a></li>`)}
                </ul>
              </div>
            </main>
          </body>
        </html>`,
    );
  });
}

/**
 * Starts the local Medscape on 127.0.0.1.
 * @throws {RangeError} unknown fault
 * @throws a system error, `EADDRINUSE` where the port is taken
 */
export async function startStandin(options: StandinOptions): Promise<Standin> {
  const now = options.now ?? Date.now;
  const lying = new LyingFaults(now);
  lying.lay(options.faults ?? []);
  const standin = createContext(options.switches, now);
  const appOf = buildHosts(standin);
  const index = indexHost();
  const ask = async (request: Request, env: unknown): Promise<Response> => {
    // createServer below hands over Node's HTTP/1.1 objects only.
    const bindings = env as StandinEnv['Bindings'];
    const { host } = addressOf(bindings.incoming);
    return (host ? appOf(host) : index).fetch(request, bindings);
  };
  const listener = getRequestListener(ask);

  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const given = incoming.headers['x-request-id'];
    const id = forwardedId(typeof given === 'string' ? given : undefined, incoming.socket.remoteAddress);
    outgoing.setHeader('X-Request-Id', id ?? randomUUID());
    outgoing.setHeader('X-Backend', backend);
    const address = addressOf(incoming);
    const { host } = address;
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    if (host) options.onAsked?.(path);
    const found = lying.meet({ incoming, host, path });
    if (!found) return listener(incoming, outgoing);
    await found.fault.apply({
      incoming,
      outgoing,
      host,
      path,
      address,
      ...found.met,
      pass: () => listener(incoming, outgoing),
      answer: () =>
        new Promise((resolve, reject) => {
          const take = async (request: Request, env: unknown): Promise<Response> => {
            await ask(request, env).then(resolve, reject);
            return RESPONSE_ALREADY_SENT;
          };
          getRequestListener(take)(incoming, outgoing).catch(reject);
        }),
    });
  };

  const open = new Set<ServerResponse>();
  const server = createServer((incoming, outgoing) => {
    open.add(outgoing);
    outgoing.once('close', () => open.delete(outgoing));
    if (options.log) logExchange(incoming, outgoing, options.log);
    respond(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  // Longer than any proxy keeps its own connections open, so that none meets one that was closed under it.
  server.keepAliveTimeout = 75_000;
  const hasRelay = options.relay ?? firstOfTheWire(options.faults ?? []) !== null;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(hasRelay ? 0 : options.port, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo; // it listens on TCP
  const stopServer = async (): Promise<void> => {
    // The log's own listeners come first, so that answers that are cut off here have been logged when this resolves.
    const cutOff = Array.from(open, (outgoing) => once(outgoing, 'close'));
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await Promise.all(cutOff);
  };
  const relay = hasRelay
    ? await startRelay({
        port: options.port,
        behind: own,
        breakOf: (head, onConnection, remote) => lying.breakOf(head, onConnection, remote),
      }).catch(async (error: unknown) => {
        await stopServer();
        throw error;
      })
    : null;

  const port = relay?.port ?? own;
  const address = readAddress((name) => (name === 'host' ? `127.0.0.1:${port}` : null), undefined);
  return {
    port,
    origins: {
      www: originOf(address, 'www'),
      reference: originOf(address, 'reference'),
      emedicine: originOf(address, 'emedicine'),
      search: originOf(address, 'search'),
      login: originOf(address, 'login'),
      education: originOf(address, 'education'),
    },
    url: `http://127.0.0.1:${port}/`,
    lay: (faults) => {
      const wire = hasRelay ? null : firstOfTheWire(faults);
      if (wire !== null)
        throw new RangeError(
          `fault "${wire.id}" is one of the wire; start the stand-in with a relay in front to lay it later`,
        );
      lying.lay(faults);
    },
    unmet: () => lying.unmet,
    stop: async () => {
      await relay?.stop();
      await stopServer();
    },
  };
}
