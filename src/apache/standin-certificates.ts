import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Authority, LeafOptions } from './authority.ts';

const sites = resolve(import.meta.dirname, '../../standin/httpd/sites');
const dayMs = 24 * 60 * 60 * 1000;

/** Files below `tls/` by their path: `ca.pem`, and `www.crt` and `www.key` for each virtual host. */
export type StandinCertificates = Readonly<Record<string, string>>;

/** What a server's operator has at hand beside the right certificate, by the folder in which it lies; each names the right host. */
const faulty = {
  /** Ended yesterday. */
  expired: () => ({ validFrom: new Date(Date.now() - 91 * dayMs), validTo: new Date(Date.now() - dayMs) }),
  /** Begins in a week. */
  early: () => ({ validFrom: new Date(Date.now() + 7 * dayMs), validTo: new Date(Date.now() + 97 * dayMs) }),
  'self-signed': () => ({ selfSigned: true }),
} satisfies Record<string, () => Partial<LeafOptions>>;

/** Each virtual host's name, by the name of its certificate. */
function hosts(): [file: string, host: string][] {
  return readdirSync(sites).map((name) => {
    const text = readFileSync(join(sites, name), 'utf8');
    const host = /^\s*ServerName (\S+)$/m.exec(text)?.[1];
    const file = /^\s*SSLCertificateFile\s+tls\/(\S+)\.crt$/m.exec(text)?.[1];
    if (host === undefined || file === undefined) throw new Error(`${name} has no ServerName, or no certificate`);
    return [file, host];
  });
}

/**
 * A certificate for each virtual host of the stand-in, with its own name alone: one for several would let browsers send what is for one
 * host over the connection of another (HTTP/2).
 *
 * @param withFaulty below `expired/`, `early/` and `self-signed/` each of them again, with that wrong with it
 */
export async function issueCertificates(authority: Authority, withFaulty = false): Promise<StandinCertificates> {
  const kinds = [['', () => ({})] as const, ...(withFaulty ? Object.entries(faulty) : [])];
  const issued = await Promise.all(
    kinds.flatMap(([kind, how]) =>
      hosts().map(async ([file, host]) => {
        const { certificate, key } = await authority.issue({ names: [host], ...how() });
        const path = kind === '' ? file : `${kind}/${file}`;
        return [
          [`${path}.crt`, certificate],
          [`${path}.key`, key],
        ] as const;
      }),
    ),
  );
  return { 'ca.pem': authority.certificate, ...Object.fromEntries(issued.flat()) };
}
