import { readFileSync } from 'node:fs';
import type { Authority } from '../apache/authority.ts';
import { findApache } from '../apache/binary.ts';
import { startHttpd } from '../apache/httpd.ts';
import { makeStandinRoot, type StandinRoot, type StandinRootOptions } from '../apache/standin-root.ts';
import type { CertificateFault } from '../apache/standin-certificates.ts';
import type { ApacheBinary, Httpd, HttpdOptions } from '../apache/types.ts';
import { freePort } from '../run/standin-port.ts';
import { startStandin, type Standin, type StandinOptions } from '../../standin/server.ts';

export interface SiteOptions {
  /** Default: the system's. */
  readonly binary?: ApacheBinary;
  /** Loopback port of all surfaces; default: a free one. */
  readonly port?: number;
  /** Under https, by certificates of this authority, or of one made for it. Default: plain http. */
  readonly tls?: Authority | true;
  /** What is to be wrong with which certificate, by surface or `img`. */
  readonly certificates?: Readonly<Partial<Record<string, CertificateFault>>>;
  /** The application; default: a stand-in in this process, that is stopped with the site. */
  readonly standin?: Omit<StandinOptions, 'port'>;
  /** Absolute path of the folder that takes httpd's logs; default: in its private root. */
  readonly logs?: string;
  readonly edit?: StandinRootOptions['edit'];
}

/** The stand-in with a private ServerRoot in front, before an httpd is started in it. */
export interface LaidSite {
  readonly binary: ApacheBinary;
  readonly port: number;
  readonly standin: Standin;
  readonly root: StandinRoot;
  /** Variables of a run on this site. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the stand-in and deletes the root. */
  remove(): Promise<void>;
}

/** Made once a process: making keys is most of what a site with TLS takes. */
let ownAuthority: Promise<Authority> | undefined;
let rightCertificates: Promise<Readonly<Record<string, string>>> | undefined;

/** The packages behind it are loaded where there is TLS, and not before. */
async function certificatesOf({ tls, certificates }: SiteOptions): Promise<Readonly<Record<string, string>> | null> {
  if (tls === undefined) return null;
  const { issueCertificates } = await import('../apache/standin-certificates.ts');
  if (tls !== true) return issueCertificates(tls, certificates);
  ownAuthority ??= import('../apache/authority.ts').then(({ makeAuthority }) => makeAuthority());
  const authority = await ownAuthority;
  if (certificates) return issueCertificates(authority, certificates);
  rightCertificates ??= issueCertificates(authority);
  return rightCertificates;
}

/**
 * Starts the stand-in and makes a private ServerRoot that leads to it.
 *
 * @throws NoApacheError, ConfigurationError (`APACHE_PATH`) where there is no httpd to be had; a system error where a port or a folder cannot be
 */
export async function laySite(options: SiteOptions = {}): Promise<LaidSite> {
  const { binary = findApache(), edit, logs } = options;
  const tls = await certificatesOf(options);
  const standin = await startStandin({ ...options.standin, port: 0 });
  try {
    const port = options.port ?? (await freePort());
    const root = makeStandinRoot({
      binary,
      port,
      statusPort: await freePort(),
      backendPort: standin.port,
      ...(tls ? { tls } : {}),
      ...(logs === undefined ? {} : { logs }),
      ...(edit ? { edit } : {}),
    });
    return {
      binary,
      port,
      standin,
      root,
      env: {
        STANDIN_PORT: String(port),
        STANDIN_APACHE: tls ? 'https' : 'http',
        LOG_FILES: [root.accessLog, root.errorLog].join(','),
        LOG_OWN: '1',
        ...(root.caFile === null ? {} : { CA_FILE: root.caFile }),
      },
      remove: async () => {
        await standin.stop();
        root.remove();
      },
    };
  } catch (error) {
    await standin.stop();
    throw error;
  }
}

/** A stand-in behind an httpd of its own. */
export interface HttpdSite extends LaidSite {
  readonly httpd: Httpd;
  /** Ends both, and deletes the root; logs elsewhere stay. */
  stop(): Promise<void>;
}

/**
 * The stand-in with the system's httpd in front, all surfaces by host name on one port.
 *
 * @throws as `laySite`; HttpdError where httpd does not come up. Nothing is left running or lying then
 */
export async function startHttpdSite(
  options: SiteOptions & Pick<HttpdOptions, 'limits' | 'signal'> = {},
): Promise<HttpdSite> {
  const { limits, signal } = options;
  const site = await laySite(options);
  const { binary, root } = site;
  try {
    const httpd = await startHttpd({
      binary,
      root,
      ready: root.ready,
      ...(limits ? { limits } : {}),
      ...(signal ? { signal } : {}),
    });
    const stop = async (): Promise<void> => {
      await httpd.stop();
      await site.remove();
    };
    return { ...site, httpd, stop };
  } catch (error) {
    await site.remove();
    throw error;
  }
}

/** Text of a log; empty: httpd has not made it. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
