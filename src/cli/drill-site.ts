import { appendFileSync } from 'node:fs';
import { HttpdError, NoApacheError } from '../apache/httpd-error.ts';
import { NamespaceError, openNamespace, type NetworkNamespace } from '../apache/namespace.ts';
import { NotHere } from '../drill/not-here.ts';
import type { DrillSite, HttpdFault, StartSite } from '../drill/types.ts';
import { findBrowser } from '../run/browser.ts';
import { configured } from '../target/environment.ts';
import { startStandin } from '../../standin/server.ts';
import { DrilledHttpd } from './drilled-httpd.ts';
import { laySite, type LaidSite } from './httpd-site.ts';

/** Who waits for a path that the stand-in is asked for. */
class Listeners {
  readonly #all = new Set<(path: string) => void>();
  readonly hear = (path: string): void => this.#all.forEach((listener) => listener(path));

  asked(path: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const listener = (one: string) => {
        if (!path.test(one)) return;
        this.#all.delete(listener);
        resolve();
      };
      this.#all.add(listener);
    });
  }
}

/** A site of its own for each drill: the stand-in in this process, with the system's httpd in front where the drill asks for it. */
export const startDrillSite: StartSite = async ({ faults = [], httpd }) =>
  httpd ? startBehindHttpd(faults, httpd) : startStandinSite(faults);

async function startStandinSite(faults: readonly string[]): Promise<DrillSite> {
  const listeners = new Listeners();
  const standin = await startStandin({ port: 0, faults, onAsked: listeners.hear });
  return {
    port: standin.port,
    lay: (others) => standin.lay(others),
    unmet: () => standin.unmet(),
    asked: (path) => listeners.asked(path),
    stop: () => standin.stop(),
  };
}

/** Tried again where a port that was free a moment ago is not any more: many drills go on side by side. */
async function startBehindHttpd(faults: readonly string[], fault: HttpdFault): Promise<DrillSite> {
  for (let left = 2; ; left -= 1) {
    try {
      return await tryBehindHttpd(faults, fault);
    } catch (error) {
      if (left === 0 || !(error instanceof HttpdError) || error.kind !== 'port-taken') throw error;
    }
  }
}

async function tryBehindHttpd(faults: readonly string[], fault: HttpdFault): Promise<DrillSite> {
  const { tls = false, certificates, change, by = 'start' } = fault;
  const listeners = new Listeners();
  const site = await laySite({
    standin: { faults, onAsked: listeners.hear },
    ...(tls ? { tls } : {}),
    ...(certificates ? { certificates } : {}),
    ...(change && by === 'start' ? { edit: change } : {}),
  }).catch((error: unknown) => {
    throw error instanceof NoApacheError ? new NotHere(`this machine has no Apache httpd`) : error;
  });
  const network = fault.namespace === true ? await enclose(site) : null;
  // As on a server that has served before: its logs are there, whether or not httpd comes up to write to them.
  for (const log of [site.root.accessLog, site.root.errorLog]) appendFileSync(log, '');
  const run = new DrilledHttpd(site, fault, network);
  try {
    await run.begin();
  } catch (error) {
    await run.stop();
    throw error;
  }
  const { standin } = site;
  return {
    port: site.port,
    lay: (others) => standin.lay(others),
    unmet: () => standin.unmet(),
    env: { ...site.env, ...(network ? within(network) : {}) },
    ...(run.httpd ? { httpd: run.httpd } : {}),
    trace: () => run.trace(),
    asked: (path) => listeners.asked(path),
    stop: () => run.stop(),
  };
}

/**
 * A network of its own for httpd and the browser, from which the application can be reached, and in which httpd can be asked whether it lives.
 *
 * @throws NotHere where this machine lets nobody make one; the site is gone then
 */
async function enclose(site: LaidSite): Promise<NetworkNamespace> {
  try {
    return await openNamespace({ into: [site.port, site.root.ready.port], outOf: [site.standin.port] });
  } catch (error) {
    await site.remove();
    throw error instanceof NamespaceError ? new NotHere(error.message) : error;
  }
}

/** Variables of a run whose browser is in there. Its sandbox is a namespace too, which cannot be had in one. */
function within(network: NetworkNamespace): Readonly<Record<string, string>> {
  const browser = findBrowser(configured('BROWSER_PATH') ?? null);
  return browser === null ? {} : { BROWSER_PATH: network.within(browser), BROWSER_SANDBOX: 'off' };
}
