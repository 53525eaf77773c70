import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findApache } from '../../../../src/apache/binary.ts';
import { startHttpd } from '../../../../src/apache/httpd.ts';
import type { Httpd, ServerRoot } from '../../../../src/apache/types.ts';
import { createMapper } from '../../../../src/rehearsal/map/index.ts';
import type { Mapper, PrivateCopy } from '../../../../src/rehearsal/types.ts';

export const binary = findApache();

/** A folder of the test's own, gone when it is disposed of. */
export function scratch(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'rehearsal-test-'));
  // As root, httpd serves from it as somebody else.
  chmodSync(path, 0o755);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** @param files texts by path, relative to the folder */
export function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Of all names, contents, links and permissions below a folder. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    const { mode, mtimeMs } = lstatSync(path);
    hash.update(`${path} ${String(mode)} ${String(mtimeMs)}\n`);
    if (entry.isSymbolicLink()) hash.update(readlinkSync(path));
    else if (entry.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

export interface BackEnd extends AsyncDisposable {
  readonly origin: string;
  /** What it was asked, as `METHOD target host`. */
  readonly asked: string[];
}

/** Answers everything with 200 and the path that was asked for, `/status/N` with N. */
export async function startBackEnd(): Promise<BackEnd> {
  const asked: string[] = [];
  const server = createServer((incoming, answer) => {
    const target = incoming.url ?? '/';
    asked.push(`${incoming.method ?? ''} ${target} ${incoming.headers.host ?? ''}`);
    const status = /\/status\/(\d+)$/.exec(target)?.[1];
    answer.writeHead(status === undefined ? 200 : Number(status), { 'content-type': 'text/plain' });
    answer.end(`application: ${target}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** @param map text of a `rehearsal.yaml` */
export function mapperIn(folder: string, backend = 'http://127.0.0.1:9', map: string | null = null): Mapper {
  const mapFile = map === null ? null : join(write(folder, { 'rehearsal.yaml': map }), 'rehearsal.yaml');
  mkdirSync(join(folder, 'copies'), { recursive: true });
  return createMapper({ binary, folder: join(folder, 'copies'), mapFile, backend });
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a copy's httpd under production's own name. */
export async function ask(copy: PrivateCopy, url: string, method = 'GET'): Promise<Answer> {
  const { protocol, hostname, port, pathname, search, host } = new URL(url);
  const wanted = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const rule = copy.resolverRules.split(', ').find((one) => one.startsWith(`MAP ${hostname}:${String(wanted)} `));
  if (rule === undefined) throw new Error(`no rule leads to ${url}: ${copy.resolverRules}`);
  const options = {
    host: '127.0.0.1',
    port: Number(/:(\d+)$/.exec(rule)?.[1]),
    path: pathname + search,
    method,
    headers: { host },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const outgoing =
      protocol === 'https:'
        ? httpsRequest({ ...options, servername: hostname, ca: readFileSync(copy.caFile ?? '') })
        : httpRequest(options);
    outgoing
      .on('response', (incoming) => {
        let body = '';
        incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
      })
      .on('error', reject)
      .end();
  });
}

/** @param root absent: the copy's own */
export async function serve(
  copy: PrivateCopy,
  root: ServerRoot = copy.root,
  marker = copy.marker,
): Promise<{ readonly httpd: Httpd } & AsyncDisposable> {
  const plain = copy.ports.find(({ tls }) => !tls) ?? copy.ports[0];
  if (!plain) throw new Error('it listens nowhere');
  const httpd = await startHttpd({
    binary,
    root,
    ready: { port: plain.mapped, path: '/', ...marker },
    timeoutMs: 20_000,
  });
  return { httpd, [Symbol.asyncDispose]: () => httpd.stop() };
}
