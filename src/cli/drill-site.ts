import { appendFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError, startHttpd } from '../apache/httpd.ts';
import { NoApacheError } from '../apache/httpd-error.ts';
import { NamespaceError, openNamespace, type NetworkNamespace } from '../apache/namespace.ts';
import { awaitSign } from '../apache/ready.ts';
import type { Httpd } from '../apache/types.ts';
import { NotHere } from '../drill/not-here.ts';
import type { DrillHttpd, DrillSite, EditConfiguration, HttpdFault, HttpdTrace, StartSite } from '../drill/types.ts';
import { findBrowser } from '../run/browser.ts';
import { configured } from '../target/environment.ts';
import { startStandin } from '../../standin/server.ts';
import { laySite, textOf, type LaidSite } from './httpd-site.ts';

/** Milliseconds within which a reload shows what comes of it, and an httpd dies of one. */
const reloadMs = 5_000;

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

/** Answers everything with a page of its own: whose port it is, is not told by a 200. */
async function occupy(port: number): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>It works!</title><h1>It works!</h1>');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** An httpd that is started, reloaded and mistreated as a drill says, with all that it said. */
class DrilledHttpd {
  httpd: DrillHttpd | null = null;
  readonly #site: LaidSite;
  readonly #fault: HttpdFault;
  readonly #network: NetworkNamespace | null;
  #running: Httpd | null = null;
  #isOver = false;
  #occupant: Server | null = null;
  readonly #said: string[] = [];

  constructor(site: LaidSite, fault: HttpdFault, network: NetworkNamespace | null) {
    this.#site = site;
    this.#fault = fault;
    this.#network = network;
  }

  /** @throws Error where it does not come up against expectation, or lives against expectation */
  async begin(): Promise<void> {
    const { change, by = 'start', down = false, occupied = false } = this.#fault;
    if (occupied) this.#occupant = await occupy(this.#site.port);
    try {
      await this.#start();
    } catch (error) {
      if (!(error instanceof HttpdError)) throw error;
      this.#said.push(error.output);
      const isExpected = error.kind === 'not-started' || (occupied && error.kind === 'port-taken');
      if (down && by === 'start' && isExpected) return;
      throw error;
    }
    if (by !== 'start' && change) await this.#reload(change, by);
    if (!down) return;
    if (by === 'start' || !(await this.#hasDied()))
      throw new Error('httpd lives, and the fault was to be that it does not');
    this.httpd = null;
  }

  async #start(): Promise<void> {
    const { binary, root, standin } = this.#site;
    const { limits } = this.#fault;
    const network = this.#network;
    const { path } = binary;
    const httpd = await startHttpd({
      binary: { ...binary, path: network?.within(path) ?? path },
      root,
      ready: root.ready,
      ...(limits ? { limits } : {}),
    });
    this.#running = httpd;
    void httpd.exited.then(({ output }) => {
      this.#isOver = true;
      this.#said.push(output);
    });
    this.httpd = {
      pid: httpd.pid,
      root: root.folder,
      children: () => httpd.children(),
      change: (edit, by) => this.#reload(edit, by),
      backendPort: standin.port,
      ...(network ? { network } : {}),
    };
  }

  /** Resolves when it shows what comes of it: the new configuration answers, or is refused, or httpd is dead of it. */
  async #reload(edit: EditConfiguration, by: Exclude<HttpdFault['by'], 'start' | undefined>): Promise<void> {
    const { root } = this.#site;
    const httpd = this.#running;
    if (!httpd || this.#isOver) throw new Error('there is no httpd to be reloaded');
    root.edit(edit);
    if (by === 'graceful') {
      await httpd.reload(root.ready).catch((error: unknown) => {
        if (!(error instanceof HttpdError)) throw error;
        // of one that died, its end tells
        if (error.kind !== 'died') this.#said.push(error.output);
      });
      return;
    }
    if (by === 'restart') {
      const { code, stdout, stderr } = await httpd.run(['-k', 'restart']);
      this.#said.push(stdout + stderr);
      if (code !== 0) return;
    } else {
      process.kill(httpd.pid, by);
    }
    await awaitSign(root.ready, { timeoutMs: reloadMs, isOver: () => this.#isOver });
  }

  async #hasDied(): Promise<boolean> {
    const dead = this.#running?.exited.then(() => true) ?? true;
    return Promise.race([dead, sleep(reloadMs, false, { ref: false })]);
  }

  trace(): HttpdTrace {
    const { root } = this.#site;
    return { change: root.diff(), root: root.folder, output: this.#said.join(''), errorLog: textOf(root.errorLog) };
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    const occupant = this.#occupant;
    if (occupant) {
      await new Promise((resolve) => {
        occupant.close(resolve);
        occupant.closeAllConnections();
      });
    }
    await this.#network?.stop();
    await this.#site.remove();
  }
}
