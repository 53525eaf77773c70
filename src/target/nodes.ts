import { surfaces, type Target } from './types.ts';

/** One httpd of several behind the surfaces. */
export interface Node {
  readonly name: string;
  /** Address, with a port where it is not the surface's own: `10.0.0.11`, `10.0.0.12:8443`, `[fd00::2]`. */
  readonly address: string;
}

/** A browser of each is started, and all smoke journeys are run by it: more would take longer than a gate may. */
const mostNodes = 32;

const nameShape = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?$/;
const v4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const isAddress = (host: string): boolean =>
  /^\[[0-9a-fA-F:.]+\]$/.test(host) ||
  (v4.test(host)
    ? host.split('.').every((part) => Number(part) <= 255)
    : !/^[\d.]+$/.test(host) && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(host));

/** An address without its port, and the port; null: none is named. */
export function splitAddress(address: string): { readonly host: string; readonly port: number | null } {
  const [, host = address, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: port === undefined ? null : Number(port) };
}

/**
 * The list of nodes, `web1=10.0.0.11,web2=10.0.0.12:8443`. Pure.
 *
 * @returns the nodes in the order given, and everything that is wrong with the list, each as half a sentence
 */
export function parseNodes(text: string): { readonly nodes: readonly Node[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const nodes: Node[] = [];
  const entries = text.split(',').map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    const which = `entry ${String(index + 1)}, ${JSON.stringify(entry)},`;
    const [, name, address] = /^([^=]*)=(.*)$/.exec(entry)?.map((part) => part.trim()) ?? [];
    if (entry === '') faults.push(`entry ${String(index + 1)} is empty`);
    else if (name === undefined || address === undefined) faults.push(`${which} is no name=address`);
    else {
      const { host, port } = splitAddress(address);
      if (!nameShape.test(name)) faults.push(`${which} has no name of letters, digits, dots and hyphens`);
      if (!isAddress(host)) faults.push(`${which} has no address`);
      if (port !== null && (port < 1 || port > 65_535)) faults.push(`${which} has no port from 1 to 65535`);
      const same = nodes.find((node) => node.name === name || node.address === address);
      if (same) faults.push(`${which} has the ${same.name === name ? 'name' : 'address'} of ${same.name}`);
      nodes.push({ name, address });
    }
  }
  if (entries.length > mostNodes)
    faults.push(`it names ${String(entries.length)} nodes, more than ${String(mostNodes)}`);
  return { nodes, faults };
}

/** Rules of Chromium's host resolver that lead every surface to one node. What is no surface goes its usual way, but for `local`. */
export function rulesFor({ address }: Node, target: Pick<Target, 'name' | 'origins' | 'assetHosts'>): string {
  const { port } = splitAddress(address);
  const urls = surfaces.map((surface) => new URL(target.origins[surface]));
  const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = urls.map((url) => (port === null ? url.hostname : `${url.hostname}:${portOf(url)}`));
  // behind the httpd of a machine of our own stand the assets too; and from there nothing may be asked for but this machine
  const isLocal = target.name === 'local';
  const [first] = urls;
  const assets = isLocal
    ? target.assetHosts.map((host) => (port === null || !first ? host : `${host}:${portOf(first)}`))
    : [];
  const rules = [...new Set([...names, ...assets])].map((name) => `MAP ${name} ${address}`);
  return [...rules, ...(isLocal ? ['MAP * ~NOTFOUND'] : [])].join(', ');
}

/**
 * Whether rules do no more than pin surfaces to nodes: on a real target no browser of ours may be led anywhere else.
 *
 * @returns what a rule does besides, as half a sentence; null: nothing
 */
export function beyondPinning(
  rules: string,
  nodes: readonly Node[],
  origins: Readonly<Partial<Target['origins']>>,
): string | null {
  const hosts = new Set(
    Object.values(origins).flatMap((origin) => {
      const { hostname, protocol, port } = new URL(origin);
      return [hostname, `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`];
    }),
  );
  for (const rule of rules.split(',').map((one) => one.trim())) {
    const [, host, address] = /^MAP (\S+) (\S+)$/.exec(rule) ?? [];
    if (host === undefined || address === undefined) return `${JSON.stringify(rule)} pins nothing`;
    if (!hosts.has(host)) return `${host} is no surface`;
    if (!nodes.some((node) => node.address === address)) return `${address} is no node of NODES`;
  }
  return null;
}
