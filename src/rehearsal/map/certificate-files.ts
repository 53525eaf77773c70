import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LeafOptions } from '../../apache/authority.ts';
import type { PrivateTree } from './tree.ts';

export const pem = (label: string): RegExp => new RegExp(`-----BEGIN ${label}-----[\\s\\S]+?-----END ${label}-----`);

/** What of a file is here: null where nothing is, with the reason. */
type Read = { readonly text: string } | { readonly text: null; readonly why: 'absent' | 'forbidden' };

export function readHere(tree: PrivateTree, path: string, leftOut: ReadonlySet<string>): Read {
  const here = tree.locate(path);
  if (leftOut.has(tree.nameOf(here))) return { text: null, why: 'forbidden' };
  try {
    return { text: readFileSync(tree.holds(path) ? here : path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return { text: null, why: code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'absent' };
  }
}

/** The names that a certificate is for. */
function namesOf(certificate: X509Certificate): string[] {
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):"?([^"]+)"?$/.exec(entry)?.slice(1) ?? []);
  const common = /^CN=(.*)$/m.exec(certificate.subject)?.[1];
  return names.length > 0 || common === undefined ? names : [common];
}

/** The same names, the same dates, signed by itself where the original is: each of its problems stays one, under its own name. */
export function likeness(certificate: X509Certificate): LeafOptions | null {
  const [first, ...rest] = namesOf(certificate);
  if (first === undefined) return null;
  return {
    names: [first, ...rest],
    validFrom: certificate.validFromDate,
    validTo: certificate.validToDate,
    selfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
  };
}

/** A key that is locked by a passphrase cannot be compared, and is taken to fit. */
export function fits(certificate: X509Certificate, text: string): boolean {
  const block = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0];
  if (block === undefined || /ENCRYPTED/.test(block)) return block !== undefined;
  try {
    return certificate.checkPrivateKey(createPrivateKey(block));
  } catch {
    return false;
  }
}
