import { request, type IncomingHttpHeaders } from 'node:http';
import { after, before } from 'node:test';
import { startStandin, type Standin, type StandinOptions } from '../../../standin/server.ts';

/** An answer of the stand-in, read to its end or to where it broke off. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The connection ended before the body did. */
  readonly broken: boolean;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks by real sockets. Node does not resolve `*.localhost`: the name travels in the Host header. */
export function ask(port: number, host: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const named = host.includes(':') ? host : `${host}:${port}`;
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { Host: named, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        const end = (broken: boolean): void =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
            broken,
          });
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => end(false));
        response.on('error', () => end(true));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Asks by absolute URL, as a browser does that has been redirected. */
export function askUrl(url: string, options?: AskOptions): Promise<Answer> {
  const { hostname, port, pathname, search } = new URL(url);
  return ask(Number(port), hostname, pathname + search, options);
}

/** A stand-in of its own for the tests of one `describe` or file; stopped after them. */
export function useStandin(options: Omit<StandinOptions, 'port'> = {}): () => Standin {
  let standin: Standin | null = null;
  before(async () => {
    standin = await startStandin({ port: 0, ...options });
  });
  after(() => standin?.stop());
  return () => {
    if (!standin) throw new Error('the stand-in starts before the tests, not while they are declared');
    return standin;
  };
}

/** A stand-in with faults on it, for one test. */
export async function withFaults(faults: readonly string[], check: (standin: Standin) => Promise<void>): Promise<void> {
  const standin = await startStandin({ port: 0, faults });
  try {
    await check(standin);
  } finally {
    await standin.stop();
  }
}

/** The `Cookie` header that a browser would send back, from `Set-Cookie` headers; cookies taken back are left out. */
export function cookieHeader(headers: IncomingHttpHeaders): string {
  return (headers['set-cookie'] ?? [])
    .filter((line) => !/max-age=0/i.test(line))
    .map((line) => line.split(';')[0])
    .join('; ');
}

export const www = 'www.medscape.localhost';
export const reference = 'reference.medscape.localhost';
export const search = 'search.medscape.localhost';
export const img = 'img.medscape.localhost';
export const login = 'login.medscape.localhost';
export const education = 'www.medscape-education.localhost';
