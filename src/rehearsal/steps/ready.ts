import { readFileSync } from 'node:fs';
import type { ReadySign } from '../../apache/types.ts';
import { RehearsalError } from '../error.ts';
import type { PrivateCopy } from '../types.ts';
import type { VirtualHost } from './virtual-hosts.ts';

/**
 * What answers bear when the generation with this marker serves: asked at a port without TLS where there is one, since a certificate may be at
 * fault by itself.
 *
 * @throws RehearsalError where the configuration listens nowhere
 */
export function readySign(copy: PrivateCopy, hosts: readonly VirtualHost[], marker = copy.marker): ReadySign {
  const port = copy.ports.find(({ tls }) => !tls) ?? copy.ports[0];
  if (!port)
    throw new RehearsalError('The configuration listens nowhere that could be mapped, so nothing can be asked of it.');
  const address = `${port.address ?? '*'}:${String(port.port)}`;
  const name = hosts.find((host) => host.address === address)?.name ?? 'localhost';
  return {
    port: port.mapped,
    host: name,
    path: '/',
    ...marker,
    ...(port.tls && copy.caFile !== null ? { tls: { serverName: name, ca: readFileSync(copy.caFile, 'utf8') } } : {}),
  };
}
