import { productionHosts } from '../../target/defaults.ts';
import { surfaces } from '../../target/types.ts';
import type { PrivateCopy } from '../types.ts';
import { portFor } from './ask.ts';
import type { Origins } from './urls.ts';
import { hasName, whoAnswers, type VirtualHost } from './virtual-hosts.ts';

type Ports = PrivateCopy['ports'];

/** Production's names first, then those of the stand-in: what a configuration calls the site's hosts. */
const namings: readonly Readonly<Record<keyof Origins, string>>[] = [
  { ...productionHosts, img: 'img.medscape.com' },
  {
    www: 'www.medscape.localhost',
    reference: 'reference.medscape.localhost',
    emedicine: 'emedicine.medscape.localhost',
    search: 'search.medscape.localhost',
    login: 'login.medscape.localhost',
    education: 'www.medscape-education.localhost',
    img: 'img.medscape.localhost',
  },
];

const usual = { 'https:': 443, 'http:': 80 } as const;

/** `https://www.medscape.com`, where a virtual host has the name there; TLS first, as readers are sent to it. */
function originOf(name: string, hosts: readonly VirtualHost[], ports: Ports): string | null {
  const claimed = ports.filter(({ port }) => {
    const answers = whoAnswers(hosts, name, port);
    return answers !== null && hasName(answers, name);
  });
  const best = claimed.toSorted((a, b) => Number(b.tls) - Number(a.tls))[0];
  if (!best) return null;
  const scheme = best.tls ? 'https:' : 'http:';
  return `${scheme}//${name}${best.port === usual[scheme] ? '' : `:${String(best.port)}`}`;
}

interface Named {
  readonly origins: Origins;
  /** Surfaces that no virtual host has the name of; assets may lie on a host of somebody else's. */
  readonly missing: readonly string[];
}

/** Where a naming's hosts are; of several namings the one that fits best. */
function bestNaming(hosts: readonly VirtualHost[], ports: Ports): Named | null {
  const all = namings.map((names): Named => {
    const found = Object.entries(names).map(([host, name]) => ({ host, name, origin: originOf(name, hosts, ports) }));
    return {
      origins: Object.fromEntries(
        found.map(({ host, name, origin }) => [host, origin ?? `https://${name}`]),
      ) as Origins, // keys of `names`
      missing: found
        .filter(({ host, origin }) => origin === null && surfaces.some((surface) => surface === host))
        .map(({ name }) => name),
    };
  });
  return all.toSorted((one, other) => one.missing.length - other.missing.length)[0] ?? null;
}

/** How the configuration calls each host of the site; null: it has not all of the surfaces, so that no journey can be gone. */
export function originsIn(hosts: readonly VirtualHost[], ports: Ports): Origins | null {
  const best = bestNaming(hosts, ports);
  return best?.missing.length === 0 ? best.origins : null;
}

/** Names of surfaces that no virtual host has; none: all journeys can be gone. */
export const missingSurfaces = (hosts: readonly VirtualHost[], ports: Ports): readonly string[] =>
  bestNaming(hosts, ports)?.missing ?? [];

/** The front page of every virtual host with a name of its own: what can be asked of any configuration. */
export function frontPages(hosts: readonly VirtualHost[], ports: Ports): string[] {
  const pages = hosts.flatMap(({ name, address, listened }) => {
    const port = ports.find((one) => address === `${one.address ?? '*'}:${String(one.port)}`);
    const at = listened && port && /^[\w.-]+$/.test(name) ? port : null;
    if (!at) return [];
    const scheme = at.tls ? 'https:' : 'http:';
    return [`${scheme}//${name}${at.port === usual[scheme] ? '' : `:${String(at.port)}`}/`];
  });
  return [...new Set(pages)];
}

/**
 * Resolver rules that lead to virtual hosts without a name too: Apache gives them this machine's (or `127.0.0.1`), which no mapping of a configuration knows.
 *
 * @param rules end with the one that leads all else nowhere
 */
export function rulesWithGuessed(rules: string, hosts: readonly VirtualHost[], ports: Ports): string {
  const known = rules.split(', ');
  const guessed = frontPages(hosts, ports).flatMap((page) => {
    const { protocol, hostname, port } = new URL(page);
    const from = `${hostname}:${port === '' ? String(protocol === 'https:' ? 443 : 80) : port}`;
    const to = portFor(new URL(page), ports);
    return to === null || known.some((rule) => rule.startsWith(`MAP ${from} `))
      ? []
      : [`MAP ${from} 127.0.0.1:${String(to.mapped)}`];
  });
  return [...known.slice(0, -1), ...guessed, ...known.slice(-1)].join(', ');
}
