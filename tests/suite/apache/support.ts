import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findApache } from '../../../src/apache/binary.ts';
import { serviceAccount } from '../../../src/apache/service-account.ts';
import { makeTemporaryRoot } from '../../../src/apache/temporary-root.ts';
import { freePort } from '../../../src/run/standin-port.ts';
import type { HttpdOptions, ReadySign, ServerRoot } from '../../../src/apache/types.ts';

export const binary = findApache();

const module = (name: string): string =>
  binary.builtIn.includes(`${name}_module`)
    ? ''
    : `LoadModule ${name}_module ${join(binary.modules, `mod_${name}.so`)}`;

/** The smallest private root that serves one file, with the generation of its configuration in a header. */
export class SmallRoot {
  readonly folder: string;
  readonly port: number;
  readonly file = 'httpd.conf';

  constructor(port: number) {
    this.folder = makeTemporaryRoot();
    this.port = port;
    for (const name of ['logs', 'run', 'htdocs']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'htdocs/index.html'), 'here\n');
    this.configure();
  }

  static async make(): Promise<SmallRoot> {
    return new SmallRoot(await freePort());
  }

  /** Writes the configuration anew. */
  configure({
    generation = 1,
    extra = '',
    listen = `Listen 127.0.0.1:${String(this.port)}`,
    account = true,
  } = {}): void {
    const service = serviceAccount();
    const lines = [
      ...['mpm_event', 'authz_core', 'headers', 'dir'].map(module),
      ...(service && account ? [`User ${service.user}`, `Group ${service.group}`] : []),
      listen,
      'ServerName localhost',
      'DefaultRuntimeDir run',
      'PidFile run/httpd.pid',
      'ErrorLog logs/error.log',
      'DocumentRoot htdocs',
      'DirectoryIndex index.html',
      ...[
        'StartServers 2',
        'ServerLimit 4',
        'ThreadsPerChild 4',
        'MaxRequestWorkers 16',
        'MinSpareThreads 4',
        'MaxSpareThreads 16',
      ],
      `Header always set X-Generation ${String(generation)}`,
      extra,
    ];
    writeFileSync(join(this.folder, this.file), `${lines.join('\n')}\n`);
  }

  sign(generation = 1): ReadySign {
    return { port: this.port, path: '/', header: 'x-generation', value: String(generation) };
  }

  options(more: Partial<HttpdOptions> = {}): HttpdOptions {
    const root: ServerRoot = { folder: this.folder, file: this.file };
    return { binary, root, ready: this.sign(), ...more };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
