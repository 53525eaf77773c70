import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../target/configuration-error.ts';

const command = 'certutil';

/**
 * A home folder for the browser whose certificate store trusts the authorities of `CA_FILE`, and nothing more than the system
 * does besides. Ignoring certificate errors would hide the expired and the wrongly named certificates that the suite is to find.
 *
 * Chromium on Linux reads the NSS database below HOME; `certutil` (Debian: libnss3-tools, Fedora: nss-tools) makes it. Elsewhere
 * the authority belongs into the system's own store.
 *
 * @param folder made where it does not exist; used as it is where it does, so that all workers of a run share it
 * @throws ConfigurationError where the store cannot be made
 */
export function homeThatTrusts(caFile: string, folder: string): string {
  const store = join(folder, '.pki', 'nssdb');
  if (existsSync(join(store, 'trusted'))) return folder;
  const fault = (rule: string, allowed: string): ConfigurationError =>
    new ConfigurationError('CA_FILE', [{ variable: 'CA_FILE', rule, allowed }]);
  if (process.platform !== 'linux') {
    throw fault(
      'cannot be trusted for the browser alone on this system',
      "the authority in the system's own store, and no CA_FILE",
    );
  }
  const certificates =
    readFileSync(caFile, 'utf8').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw fault('holds no certificate', 'a PEM file with one certificate or more');
  mkdirSync(store, { recursive: true });
  const run = (args: readonly string[], input?: string): void => {
    try {
      execFileSync(command, ['-d', `sql:${store}`, ...args], {
        stdio: ['pipe', 'ignore', 'pipe'],
        ...(input ? { input } : {}),
      });
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw fault(
        missing ? `needs ${command}, which is not installed` : `cannot be read by ${command}`,
        missing
          ? 'Debian: apt-get install libnss3-tools; Fedora: dnf install nss-tools'
          : 'a PEM file with one certificate or more',
      );
    }
  };
  run(['-N', '--empty-password']);
  certificates.forEach((certificate, index) => {
    run(['-A', '-a', '-t', 'C,,', '-n', `authority-${String(index + 1)}`], `${certificate}\n`);
  });
  mkdirSync(join(store, 'trusted')); // last: from here on it is whole
  return folder;
}
