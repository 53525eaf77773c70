import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  /** Where a redirect leads; null: it is none. */
  readonly location: string | null;
  readonly body: string;
}

interface Cookie {
  readonly value: string;
  readonly domain: string;
}

/**
 * A visitor of a running stand-in without a browser: Node resolves no `*.localhost`, so each request goes to loopback under the host's
 * name. Keeps cookies by domain, and follows no redirect by itself.
 */
export class Visitor {
  readonly #port: number;
  readonly #cookies = new Map<string, Cookie>();

  constructor(port: number) {
    this.#port = port;
  }

  get(url: string): Promise<Answer> {
    return this.#send('GET', url);
  }

  post(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#send('POST', url, new URLSearchParams(form).toString());
  }

  /** Follows the redirects from an address to the first answer that is none, and tells where that was. */
  async follow(url: string): Promise<Answer & { readonly url: string }> {
    let at = url;
    for (let hops = 0; hops < 10; hops += 1) {
      const answer = await this.get(at);
      if (answer.location === null) return { ...answer, url: at };
      at = new URL(answer.location, at).href;
    }
    throw new Error(`more than 10 redirects from ${url}`);
  }

  /** Names of the cookies that a host would be sent. */
  cookiesFor(host: string): string[] {
    return [...this.#cookies].filter(([, { domain }]) => within(host, domain)).map(([key]) => key.split(' ')[1] ?? '');
  }

  async #send(method: string, url: string, body?: string): Promise<Answer> {
    const { hostname, host, pathname, search } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { domain }]) => within(hostname, domain))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`)
      .join('; ');
    const headers = {
      Host: host,
      Cookie: cookie,
      ...(body === undefined
        ? {}
        : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: this.#port, path: pathname + search, method, headers });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        for (const line of incoming.headers['set-cookie'] ?? []) this.#keep(line, hostname);
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            location: incoming.headers.location ?? null,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      outgoing.end(body);
    });
  }

  #keep(line: string, hostname: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const domain = attributes.find((attribute) => /^domain=/i.test(attribute))?.slice('domain='.length) ?? hostname;
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
    const key = `${domain} ${name}`;
    if (gone) this.#cookies.delete(key);
    else this.#cookies.set(key, { value, domain });
  }
}

function within(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}
