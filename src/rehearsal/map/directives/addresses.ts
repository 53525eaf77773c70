import { keyOf, readAddress, type ProductionAddress } from '../ports.ts';
import { tokensOf } from '../syntax.ts';
import type { Met } from '../walk.ts';
import type { Mapping, Rule } from '../rules.ts';

/** A `Listen` as it was met. */
export interface ListenMet extends ProductionAddress {
  readonly tls: boolean;
  readonly met: Met;
}

export const listensOf = (all: readonly Met[]): ListenMet[] =>
  all.flatMap((met) => {
    if (met.name.toLowerCase() !== 'listen') return [];
    const [text = '', protocol] = met.values;
    const address = readAddress(text);
    return address === null || address.port === null
      ? []
      : [{ host: address.host, port: address.port, tls: protocol === 'https', met }];
  });

/** Addresses that virtual hosts name, as far as they name a port. */
export function virtualHostAddresses(met: Met, listens: readonly ProductionAddress[]): ProductionAddress[] {
  return met.values.flatMap((text) => {
    const address = readAddress(text);
    if (!address) return [];
    if (address.port !== null) return [{ host: address.host, port: address.port }];
    // Without a port it is all of them that the address has; the wildcard stays one.
    return address.host === null ? [] : portsOf(listens).map((port) => ({ host: address.host, port }));
  });
}

const portsOf = (listens: readonly ProductionAddress[]): number[] => [...new Set(listens.map(({ port }) => port))];

export const isVirtualHost = (met: Met): boolean => met.opens && met.name.toLowerCase() === 'virtualhost';

/** Everything that needs a loopback port, once each. */
export function addressesOf(all: readonly Met[]): ProductionAddress[] {
  const listens = listensOf(all);
  const named = [...listens, ...all.filter(isVirtualHost).flatMap((met) => virtualHostAddresses(met, listens))];
  return [...new Map(named.map(({ host, port }) => [keyOf({ host, port }), { host, port }])).values()];
}

/**
 * Addresses that a wildcard `Listen` serves and some virtual host names: each needs a `Listen` of its own here, for here it has a port of its own.
 */
export function furtherListens(all: readonly Met[]): ProductionAddress[] {
  const listens = listensOf(all);
  const known = new Set(listens.map(keyOf));
  const anywhere = new Set(listens.filter(({ host }) => host === null).map(({ port }) => port));
  return addressesOf(all).filter((one) => one.host !== null && anywhere.has(one.port) && !known.has(keyOf(one)));
}

/** Addresses that have a `Listen` of their own and no virtual host: there the wildcard answers. */
function answeredByWildcard(all: readonly Met[], port: number): ProductionAddress[] {
  const listens = listensOf(all);
  const named = new Set(
    all
      .filter(isVirtualHost)
      .flatMap((met) => virtualHostAddresses(met, listens))
      .map(keyOf),
  );
  return listens.filter((one) => one.port === port && one.host !== null && !named.has(keyOf(one)));
}

/** `*:443` also answers at the addresses with a port of their own here; not where a more exact virtual host does. */
function onLoopback(text: string, { walk, ports }: Mapping): string | null {
  const address = readAddress(text);
  if (!address) return null;
  const { host, port } = address;
  if (port === null)
    return host === null
      ? '*'
      : addressesOf(walk.met)
          .flatMap((one) => (one.host === host ? [`127.0.0.1:${String(ports.of(one))}`] : []))
          .join(' ') || '*';
  if (host !== null) return `127.0.0.1:${String(ports.of({ host, port }))}`;
  const others = answeredByWildcard(walk.met, port);
  const isListened = listensOf(walk.met).some((one) => one.host === null && one.port === port);
  const wildcard = isListened || others.length === 0 ? [{ host: null, port }] : [];
  return [...wildcard, ...others].map((one) => `*:${String(ports.of(one))}`).join(' ');
}

/** Does httpd listen there? */
export function isListenedTo({ host, port }: ProductionAddress, all: readonly Met[]): boolean {
  return listensOf(all).some((one) => one.port === port && (one.host === null || one.host === host));
}

/** A macro's parameter is in the address: which one is meant is seen where the macro is used. */
export const definedName = (text: string): string => `REHEARSAL_${text.replaceAll(':', '_')}`;

/** @returns Definitions by name, for lines in macros */
export function addressDefines(mapping: Mapping): ReadonlyMap<string, string> {
  const defines = new Map<string, string>();
  for (const met of mapping.walk.met) {
    const isListen = met.name.toLowerCase() === 'listen';
    if (met.parameters.length === 0 || !(isListen || isVirtualHost(met))) continue;
    for (const text of isListen ? met.values.slice(0, 1) : met.values) {
      const mapped = isListen ? listenHere(text, mapping) : onLoopback(text, mapping);
      if (mapped !== null) defines.set(definedName(text), mapped);
    }
  }
  return defines;
}

function listenHere(text: string, { ports }: Mapping): string | null {
  const address = readAddress(text);
  return address === null || address.port === null
    ? null
    : `127.0.0.1:${String(ports.of({ host: address.host, port: address.port }))}`;
}

const cannot = 'no address can be read in it';

export const listen: Rule = (line, mapping) => {
  const [text = '', protocol] = line.met[0].values;
  const mapped = listenHere(text, mapping);
  if (mapped === null) return { told: { to: null, why: cannot } };
  const raw = line.tokens[0]?.value ?? '';
  const inMacro = line.met[0].parameters.some((parameter) => raw.includes(parameter));
  const first = listensOf(mapping.walk.met).find((one) => listenHere(one.met.values[0] ?? '', mapping) === mapped);
  // `Listen 80` beside `Listen [::]:80` is one here. The very same twice is the configuration's own fault, and stays.
  if (first && !line.met.includes(first.met) && first.met.values[0] !== text)
    return { line: null, told: { to: mapped, why: `the same here as Listen ${first.met.values[0] ?? ''}` } };
  return {
    args: [inMacro ? `\${${definedName(raw)}}` : mapped, ...(protocol === undefined ? [] : [protocol])].join(' '),
    told: { to: mapped, why: 'a free port of loopback' },
  };
};

export const virtualHost: Rule = (line, mapping) => {
  const { parameters, values } = line.met[0];
  const written = tokensOf(line.args).map(({ value }) => value);
  const inMacro = written.some((text) => parameters.some((parameter) => text.includes(parameter)));
  const mapped = values.map((text) => onLoopback(text, mapping));
  if (mapped.includes(null)) return { told: { to: null, why: cannot } };
  const to = mapped.join(' ');
  if (to === '*') return null;
  return {
    args: inMacro ? written.map((text) => `\${${definedName(text)}}`).join(' ') : to,
    told: { to, why: 'the loopback ports of its addresses' },
  };
};
