import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Authority, LeafOptions } from './authority.ts';

const sites = resolve(import.meta.dirname, '../../standin/httpd/sites');
const dayMs = 24 * 60 * 60 * 1000;

/** Files below `tls/` by their path: `ca.pem`, and `www.crt` and `www.key` for each virtual host. */
export type StandinCertificates = Readonly<Record<string, string>>;

/** What may be wrong with a certificate that names the right host. `every-name`: it names all others too, as many a real one does. */
export type CertificateFault = 'expired' | 'not-yet-valid' | 'self-signed' | 'every-name';

/** As of now: it ended yesterday, or begins in a week. */
const faulty: Readonly<Record<CertificateFault, () => Partial<LeafOptions>>> = {
  expired: () => ({ validFrom: new Date(Date.now() - 91 * dayMs), validTo: new Date(Date.now() - dayMs) }),
  'not-yet-valid': () => ({ validFrom: new Date(Date.now() + 7 * dayMs), validTo: new Date(Date.now() + 97 * dayMs) }),
  'self-signed': () => ({ selfSigned: true }),
  'every-name': () => {
    const [first = '', ...others] = hosts().map(([, host]) => host);
    return { names: [first, ...others] };
  },
};

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
 * @param wrong what is to be wrong with which, by the name of the virtual host's file: `www`, `img`
 */
export async function issueCertificates(
  authority: Authority,
  wrong: Readonly<Partial<Record<string, CertificateFault>>> = {},
): Promise<StandinCertificates> {
  const issued = await Promise.all(
    hosts().map(async ([file, host]) => {
      const fault = wrong[file];
      const { certificate, key } = await authority.issue({ names: [host], ...(fault ? faulty[fault]() : {}) });
      return [
        [`${file}.crt`, certificate],
        [`${file}.key`, key],
      ] as const;
    }),
  );
  return { 'ca.pem': authority.certificate, ...Object.fromEntries(issued.flat()) };
}
