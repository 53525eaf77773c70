import { X509Certificate } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Authority, LeafOptions } from '../../apache/authority.ts';
import type { Mapped, StepDetail } from '../types.ts';
import { fits, likeness, pem, readHere } from './certificate-files.ts';
import type { PrivateTree } from './tree.ts';
import type { Met } from './walk.ts';

const is = (met: Met, name: string): boolean => met.name.toLowerCase() === name;

/** The section in which a directive stands, as far as names go: its virtual host, or the main server. */
const hostOf = (met: Met): number | null =>
  met.within.findLast(({ name }) => name.toLowerCase() === 'virtualhost')?.id ?? null;

/** Names of the virtual host in which a directive stands, without schemes and ports. */
export function namesAround(met: Met, all: readonly Met[]): string[] {
  const host = hostOf(met);
  const names = all
    .filter((one) => hostOf(one) === host && (is(one, 'servername') || is(one, 'serveralias')))
    .flatMap((one) => (is(one, 'servername') ? one.values.slice(0, 1) : one.values))
    .map((name) => name.replace(/^\w+:\/\//, '').replace(/:\d+$/, ''));
  return [...new Set(names)];
}

export interface CertificateOptions {
  readonly tree: PrivateTree;
  readonly authority: Authority;
  /** Files of the given folder that could not be copied, by their names. */
  readonly leftOut: ReadonlySet<string>;
  /** What cannot be read is taken to be in order, and to be for its virtual host's names. */
  readonly assumed: boolean;
}

/**
 * Puts a certificate of the throwaway authority in the place of each one of production, its key in the same file.
 */
export async function replaceCertificates(
  all: readonly Met[],
  { tree, authority, leftOut, assumed }: CertificateOptions,
): Promise<{ readonly faults: readonly StepDetail[]; readonly mapped: readonly Mapped[] }> {
  const faults: StepDetail[] = [];
  const mapped: Mapped[] = [];
  const done = new Set<string>();
  for (const met of all.filter((one) => is(one, 'sslcertificatefile'))) {
    const value = met.values[0] ?? '';
    const path = tree.original(posix.resolve(tree.serverRoot, value));
    if (done.has(path)) continue;
    done.add(path);
    const users = all.filter(
      (one) =>
        is(one, 'sslcertificatefile') &&
        posix.resolve(tree.serverRoot, one.values[0] ?? '') === posix.resolve(tree.serverRoot, value),
    );
    const hostNames = [...new Set(users.flatMap((one) => namesAround(one, all)))];
    const fault = (text: string): void => void faults.push({ text, place: met.place, code: null });
    const remedy = 'Where production has it and this machine cannot, say "certificates: assumed" in rehearsal.yaml.';

    const read = readHere(tree, path, leftOut);
    let like: LeafOptions | null = null;
    let why = 'of the throwaway authority, with the same names and dates';
    const block = read.text === null ? null : (pem('CERTIFICATE').exec(read.text)?.[0] ?? null);
    let certificate: X509Certificate | null = null;
    try {
      certificate = block === null ? null : new X509Certificate(block);
      like = certificate ? likeness(certificate) : null;
    } catch {
      // said below
    }
    if (like === null) {
      if (read.text !== null) {
        fault(`SSLCertificateFile ${value} cannot be read: there is no certificate with a name in it.`);
        continue;
      }
      if (read.why === 'absent' && !assumed) {
        fault(`SSLCertificateFile ${value} cannot be read: there is no such file. ${remedy}`);
        continue;
      }
      const [first = 'localhost', ...rest] = hostNames;
      like = { names: [first, ...rest] };
      why =
        'of the throwaway authority, for the names of its virtual host: the original could not be read, so its own problems do not show';
    }
    const leaf = await authority.issue(like);
    let { key } = leaf;

    // Of several certificates (RSA, ECDSA) the first has the first key.
    const ofHost = (name: string): Met[] => all.filter((one) => is(one, name) && hostOf(one) === hostOf(met));
    const keyMet = ofHost('sslcertificatekeyfile')[ofHost('sslcertificatefile').indexOf(met)];
    const keyPath = keyMet ? tree.original(posix.resolve(tree.serverRoot, keyMet.values[0] ?? '')) : path;
    const keyRead = readHere(tree, keyPath, leftOut);
    if (keyRead.text === null && keyRead.why === 'absent' && !assumed)
      faults.push({
        text: `SSLCertificateKeyFile ${keyMet?.values[0] ?? ''} cannot be read: there is no such file. ${remedy}`,
        place: (keyMet ?? met).place,
        code: null,
      });
    else if (keyRead.text !== null && certificate && !fits(certificate, keyRead.text)) {
      // The same problem: Apache is to find it, at the start (AH02565).
      ({ key } = await authority.issue(like));
      why = 'of the throwaway authority; as in the original, the key is not that of the certificate';
    }
    const here = tree.locate(path);
    mkdirSync(dirname(here), { recursive: true });
    rmSync(here, { force: true });
    writeFileSync(here, leaf.certificate + key, { mode: 0o600 });
    mapped.push({
      place: met.place,
      directive: met.name,
      from: value,
      to: `a certificate for ${like.names.join(', ')}`,
      why,
    });
  }
  return { faults, mapped };
}

/** Is there a certificate in the virtual host of a directive, or one for all of them? */
export const hasOwnCertificate = (met: Met, all: readonly Met[]): boolean =>
  all.some((one) => is(one, 'sslcertificatefile') && (hostOf(one) === hostOf(met) || hostOf(one) === null));

/**
 * One certificate for all names for which mod_md would get some, in a file to be included.
 *
 * @returns null: there are none
 */
export async function manageCertificates(
  all: readonly Met[],
  authority: Authority,
  folder: string,
): Promise<{ readonly file: string; readonly names: readonly string[] } | null> {
  const [first, ...rest] = new Set(
    all
      .filter((met) => is(met, 'mdomain') || is(met, 'mdomainset'))
      .flatMap(({ values }) => values.filter((value) => value.includes('.'))),
  );
  if (first === undefined) return null;
  const names: [string, ...string[]] = [first, ...rest];
  const { certificate, key } = await authority.issue({ names });
  const pemFile = join(folder, 'managed.pem');
  const file = join(folder, 'managed.conf');
  writeFileSync(pemFile, certificate + key, { mode: 0o600 });
  writeFileSync(file, `SSLEngine on\nSSLCertificateFile "${pemFile}"\n`);
  return { file, names };
}
