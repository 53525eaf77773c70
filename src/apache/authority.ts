import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface LeafOptions {
  /** Host names and IP addresses; the first is the common name too. */
  readonly names: readonly [string, ...string[]];
  /** Default: a day ago. */
  readonly validFrom?: Date;
  /** Default: 90 days from now. */
  readonly validTo?: Date;
  /** Signed by its own key: no authority stands behind it. */
  readonly selfSigned?: boolean;
}

/** A certificate authority that lives as long as a run, and that nobody but this run's browser trusts. */
export interface Authority extends KeyPair {
  /** A certificate for a server, signed by this authority unless it is to sign itself. */
  issue(leaf: LeafOptions): Promise<KeyPair>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs);

const makeKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const pemOfKey = async ({ privateKey }: CryptoKeyPair): Promise<string> =>
  `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')}\n`;

const pemOf = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`;

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);

/** What RFC 4514 gives a meaning stands for itself. */
const commonName = (name: string): string => `CN=${name.replace(/[",+;<>=\\#]/g, '\\$&')}`;

async function issueBy(
  issuer: { readonly name: string; readonly key: CryptoKey; readonly certificate: x509.X509Certificate },
  { names, validFrom = daysFromNow(-1), validTo = daysFromNow(90), selfSigned = false }: LeafOptions,
): Promise<KeyPair> {
  const keys = await makeKeys();
  const subject = commonName(names[0]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: selfSigned ? subject : issuer.name,
    notBefore: validFrom,
    notAfter: validTo,
    publicKey: keys.publicKey,
    signingKey: selfSigned ? keys.privateKey : issuer.key,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value }) as const),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(selfSigned ? keys.publicKey : issuer.certificate),
    ],
  });
  return { certificate: pemOf(certificate), key: await pemOfKey(keys) };
}

function authorityOf(certificate: x509.X509Certificate, key: CryptoKey, pem: KeyPair): Authority {
  return { ...pem, issue: (leaf) => issueBy({ name: certificate.subject, key, certificate }, leaf) };
}

/** A new authority, valid for ten years: what expires of a certificate is the certificate's own. */
export async function makeAuthority(name = 'Throwaway authority of a test run'): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: commonName(name),
    notBefore: daysFromNow(-3_650),
    notAfter: daysFromNow(3_650),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authorityOf(certificate, keys.privateKey, { certificate: pemOf(certificate), key: await pemOfKey(keys) });
}

/** The authority that another process made, from what it kept of it. */
export async function authorityFrom(pem: KeyPair): Promise<Authority> {
  const [der] = x509.PemConverter.decode(pem.key);
  if (!der) throw new Error('the key of the authority is no PEM');
  const key = await crypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
  return authorityOf(new x509.X509Certificate(pem.certificate), key, pem);
}
