import { isLoopback, matchesHost } from './hosts.ts';
import { anonymousTemplate, routes } from './routes.ts';
import { surfaces, type Site, type Surface, type Target } from './types.ts';

const isAddress = (hostname: string) => /^[\d.]+$|^\[/.test(hostname) || hostname === 'localhost';
const isWeb = (url: URL) => ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol);

function parse(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return isWeb(parsed) ? parsed : null;
}

/** `/drug/x/` is `/drug/x`, and a path parameter (`;jsessionid=`) is no part of the path. */
const pathOf = (url: URL) => url.pathname.replace(/;[^/]*/g, '').replace(/(?<=.)\/+$/, '');

/**
 * Reads URLs as the target's.
 *
 * A surface is known by its host and port, whatever the scheme. Where a host *name* is one surface's alone, another port is that
 * surface's too: a redirect that Apache sends to `:8080` is a fault of the site, not somebody else's page. An address (a node, a
 * proxy on loopback) counts with its port only. Surfaces that share one origin are told apart by their routes.
 */
export function createSite(target: Pick<Target, 'origins' | 'assetHosts' | 'analyticsHosts'>): Site {
  const hosts = surfaces.map((surface) => ({ surface, url: new URL(target.origins[surface]) }));

  const candidates = (url: URL): Surface[] => {
    const sameHost = hosts.filter((entry) => entry.url.host === url.host);
    const same =
      sameHost.length > 0 || isAddress(url.hostname)
        ? sameHost
        : hosts.filter((entry) => entry.url.hostname === url.hostname);
    return same.map((entry) => entry.surface);
  };

  const routeOf = (path: string, among: readonly Surface[]) =>
    routes.find((route) => route.match.test(path) && route.surfaces.some((surface) => among.includes(surface)));

  const surfaceOf = (text: string): Surface | null => {
    const url = parse(text);
    if (!url || matchesHost(url.host, target.analyticsHosts)) return null;
    const among = candidates(url);
    if (among.length < 2) return among[0] ?? null;
    const owners = routeOf(pathOf(url), among)?.surfaces;
    return among.find((surface) => owners?.includes(surface)) ?? among[0] ?? null;
  };

  return {
    surfaceOf,
    isFirstParty(text) {
      const url = parse(text);
      if (!url || matchesHost(url.host, target.analyticsHosts)) return false;
      return surfaceOf(text) !== null || matchesHost(url.host, target.assetHosts);
    },
    pathTemplate(text) {
      const url = parse(text);
      if (!url) return '';
      const path = pathOf(url);
      const surface = surfaceOf(text);
      return (surface && routeOf(path, [surface])?.template) || anonymousTemplate(path);
    },
  };
}

export { isLoopback, matchesHost };
