import type { Surface } from '../src/target/types.ts';

/** Everything with a host name of its own: the six surfaces and the asset host. */
export type Host = Surface | 'img';

export const hosts = ['www', 'reference', 'emedicine', 'search', 'login', 'education', 'img'] as const satisfies Host[];

/** One way to call the site's hosts. Education is another registrable domain, so that the hand-off of the login shows. */
interface Naming {
  /** Parent of all hosts but education; session cookies are set on it. */
  readonly domain: string;
  readonly educationDomain: string;
}

/** The stand-in's own names first; production's serve it behind an httpd that runs under those names. */
const namings: readonly [Naming, ...Naming[]] = [
  { domain: 'medscape.localhost', educationDomain: 'medscape-education.localhost' },
  { domain: 'medscape.com', educationDomain: 'medscape.org' },
];

/** Where a request was addressed to, as its sender saw it: proxies in between are undone. */
export interface Address {
  readonly scheme: 'http' | 'https';
  /** Host name in lower case, without port. */
  readonly hostname: string;
  /** `:4310`, or empty where the sender named none. */
  readonly port: string;
  /** null: not one of the site's hosts. */
  readonly host: Host | null;
  readonly naming: Naming;
}

function hostnameOf(naming: Naming, host: Host): string {
  return host === 'education' ? `www.${naming.educationDomain}` : `${host}.${naming.domain}`;
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Of several proxies the first one in the list spoke to the sender. */
function firstOf(value: string | null): string | null {
  return value?.split(',')[0]?.trim() || null;
}

/**
 * Reads `Host`, or `X-Forwarded-Host`, `-Proto` and `-Port` where a proxy on loopback says them.
 * @param remote Address of the peer; forwarded headers of anybody but loopback are not believed.
 */
export function readAddress(header: (name: string) => string | null, remote: string | undefined): Address {
  const forwarded = (name: string): string | null =>
    remote === undefined || loopback.has(remote) ? firstOf(header(`x-forwarded-${name}`)) : null;
  const named = (forwarded('host') ?? header('host') ?? '').toLowerCase();
  const [, hostname = named, namedPort = ''] = /^(.*?)(:\d+)?$/.exec(named) ?? [];
  const scheme = forwarded('proto') === 'https' ? 'https' : 'http';
  const forwardedPort = forwarded('port');
  const port = forwardedPort !== null && /^\d+$/.test(forwardedPort) ? portSuffix(scheme, forwardedPort) : namedPort;
  for (const naming of namings) {
    const host = hosts.find((candidate) => hostnameOf(naming, candidate) === hostname);
    if (host) return { scheme, hostname, port, host, naming };
  }
  return { scheme, hostname, port, host: null, naming: namings[0] };
}

/** The id that a proxy on loopback gave a request, so that its logs and ours can be joined; null: none. */
export function forwardedId(header: string | undefined, remote: string | undefined): string | null {
  const isBelieved = remote !== undefined && loopback.has(remote);
  return isBelieved && header !== undefined && /^[\w@-]{8,64}$/.test(header) ? header : null;
}

function portSuffix(scheme: 'http' | 'https', port: string): string {
  return port === (scheme === 'https' ? '443' : '80') ? '' : `:${port}`;
}

/** Origin of a host in the same naming, scheme and port as the request's own address. */
export function originOf(address: Address, host: Host): string {
  return `${address.scheme}://${hostnameOf(address.naming, host)}${address.port}`;
}

/** Which host an absolute URL belongs to; null: a foreign URL, or none at all. */
export function hostOfUrl(address: Address, url: string): Host | null {
  if (!URL.canParse(url)) return null;
  return hosts.find((host) => originOf(address, host) === new URL(url).origin) ?? null;
}
