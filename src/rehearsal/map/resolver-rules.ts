import type { MapSettings } from './settings.ts';
import { addressesOf, isVirtualHost, listensOf, virtualHostAddresses } from './directives/addresses.ts';
import { keyOf, readAddress, type PortBook, type ProductionAddress } from './ports.ts';
import type { Met } from './walk.ts';

/** `www.example.com` -> `example.com`; as much as can be told without a list of public suffixes. */
const domainOf = (name: string): string => name.replace(/^\*\./, '').split('.').slice(-2).join('.');

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);

/**
 * Chromium's `--host-resolver-rules`: each name of the configuration leads to the loopback port of its virtual host's address, other names of
 * the same domains to where the wildcard is (which virtual host answers them is Apache's to choose, as in production), and all else nowhere.
 */
export function resolverRules(all: readonly Met[], ports: PortBook, settings: MapSettings): string {
  const listens = listensOf(all);
  const known = addressesOf(all);
  const names = new Map<string, ProductionAddress[]>();
  for (const met of all.filter((one) => ['servername', 'serveralias'].includes(one.name.toLowerCase()))) {
    const host = met.within.findLast(({ name }) => name.toLowerCase() === 'virtualhost');
    const opened = host && all.find((one) => isVirtualHost(one) && one.id === host.id);
    const addresses = opened ? virtualHostAddresses(opened, listens) : [];
    for (const value of met.name.toLowerCase() === 'servername' ? met.values.slice(0, 1) : met.values) {
      const name = value
        .replace(/^\w+:\/\//, '')
        .replace(/:\d+$/, '')
        .toLowerCase();
      if (!isAddress(name)) names.set(name, [...(names.get(name) ?? []), ...addresses]);
    }
  }

  const portNumbers = [...new Set(known.map(({ port }) => port))];
  /** Of the wildcard, else of the first address that is listened to at that port. */
  const usual = (port: number): ProductionAddress | undefined =>
    known.find(
      (one) => one.port === port && one.host === null && listens.some((listen) => keyOf(listen) === keyOf(one)),
    ) ??
    listens.find((one) => one.port === port) ??
    known.find((one) => one.port === port);
  const rule = (name: string, port: number, address: ProductionAddress | undefined): string[] =>
    address ? [`MAP ${name}:${String(port)} 127.0.0.1:${String(ports.of(address))}`] : [];

  const declared = Object.entries(settings.names).flatMap(([name, text]) => {
    const host = readAddress(text)?.host ?? null;
    return portNumbers.flatMap((port) =>
      rule(
        name,
        port,
        known.find((one) => one.host === host && one.port === port),
      ),
    );
  });
  const named = [...names].flatMap(([name, addresses]) =>
    portNumbers.flatMap((port) => {
      const own = addresses.find((one) => one.host !== null && one.port === port);
      return rule(name, port, own ?? usual(port));
    }),
  );
  const domains = [...new Set([...names.keys()].map(domainOf))].filter((domain) => domain.includes('.'));
  const others = domains.flatMap((domain) =>
    [`*.${domain}`, domain].flatMap((name) => portNumbers.flatMap((port) => rule(name, port, usual(port)))),
  );
  // The first rule that fits is taken: whole names before patterns.
  const exact = named.filter((one) => !one.startsWith('MAP *'));
  const patterns = named.filter((one) => one.startsWith('MAP *'));
  return [
    ...settings.elsewhere.map((name) => `MAP ${name} ~NOTFOUND`),
    ...new Set([...declared, ...exact, ...patterns, ...others]),
    'MAP * ~NOTFOUND',
  ].join(', ');
}
