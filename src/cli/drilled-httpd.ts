import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError, startHttpd } from '../apache/httpd.ts';
import type { NetworkNamespace } from '../apache/namespace.ts';
import { awaitSign } from '../apache/ready.ts';
import type { Httpd } from '../apache/types.ts';
import type { DrillHttpd, EditConfiguration, HttpdFault, HttpdTrace } from '../drill/types.ts';
import { textOf, type LaidSite } from './httpd-site.ts';

/** Milliseconds within which a reload shows what comes of it, and an httpd dies of one. */
const reloadMs = 5_000;

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
export class DrilledHttpd {
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
