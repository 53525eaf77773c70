import type { Mapped, PrivateCopy } from '../types.ts';
import { addressesOf, isListenedTo, isVirtualHost, listensOf, virtualHostAddresses } from './directives/addresses.ts';
import { keyOf, type PortBook } from './ports.ts';
import type { Met } from './walk.ts';

/* What a configuration says of itself, read from what Apache meets of it. */

const isEngineOn = (met: Met): boolean =>
  met.name.toLowerCase() === 'sslengine' && met.values[0]?.toLowerCase() !== 'off';

export const speaksTls = (all: readonly Met[]): boolean => all.some(isEngineOn);

/** Does the configuration itself tell the back end the visitor's scheme? */
export const tellsScheme = (all: readonly Met[]): boolean =>
  all.some(
    ({ name, values }) => name.toLowerCase() === 'requestheader' && values[1]?.toLowerCase() === 'x-forwarded-proto',
  );

/** Each address with its loopback port, those that are listened to first. */
export function portsOf(all: readonly Met[], book: PortBook): PrivateCopy['ports'] {
  const listens = listensOf(all);
  const hosts = all.filter(isVirtualHost);
  const ports = addressesOf(all).map((address) => {
    const tlsHere = hosts.some(
      (host) =>
        virtualHostAddresses(host, listens).some((one) => keyOf(one) === keyOf(address)) &&
        all.some((met) => met.within.some(({ id }) => id === host.id) && isEngineOn(met)),
    );
    const tls = tlsHere || listens.some((one) => one.tls && keyOf(one) === keyOf(address));
    const silent = !isListenedTo(address, all);
    return { address: address.host, port: address.port, mapped: book.of(address), tls, ...(silent ? { silent } : {}) };
  });
  return ports.toSorted((a, b) => Number(a.silent ?? false) - Number(b.silent ?? false));
}

const hasServerName = (host: Met, all: readonly Met[]): boolean =>
  all.some(({ name, within }) => name.toLowerCase() === 'servername' && within.at(-1)?.id === host.id);

/** Virtual hosts without a name of their own, which no mapping can hide from. */
export const namelessHosts = (all: readonly Met[]): Mapped[] =>
  all
    .filter((met) => isVirtualHost(met) && !hasServerName(met, all))
    .map((met) => ({
      place: met.place,
      directive: '<VirtualHost>',
      from: met.args,
      to: null,
      why: 'it has no ServerName: a redirect that Apache itself makes (a folder without its slash) names the port of loopback',
    }));
