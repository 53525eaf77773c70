import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const bodyShape = z.object({ key: z.string(), kind: z.string(), severity: z.string(), headline: z.string() });

/** One alert as it came in over HTTP. */
export type Received = z.infer<typeof bodyShape> & {
  /** When, in ms of the wall's clock. */
  readonly at: number;
};

/** Takes alerts as a team's own receiver would: over HTTP, and only those that are signed. */
export interface AlertReceiver {
  readonly got: readonly Received[];
  /** `alerts.yaml` that leads everything here. */
  readonly settings: string;
  /** What these settings ask of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The first that the test takes, from now on or before; null: none came in time. */
  waitFor(test: (received: Received) => boolean, withinMs: number): Promise<Received | null>;
  stop(): Promise<void>;
}

const lookMs = 20;

export async function startReceiver(): Promise<AlertReceiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = new Webhook(secret);
  const got: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = Date.now();
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      try {
        const received = bodyShape.parse(webhook.verify(body, headers));
        // told again with its key, it is the same
        if (!got.some(({ key }) => key === received.key)) got.push({ ...received, at });
        response.writeHead(204).end();
      } catch (error) {
        response.writeHead(400).end(String(error));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server
  return {
    got,
    settings: [
      'channels:',
      '  receiver:',
      '    kind: webhook',
      `    url: http://127.0.0.1:${String(port)}/alerts`,
      '    secret: ${RECEIVER_SECRET}',
      'default: [receiver]',
      'digestAt: "off"',
      '',
    ].join('\n'),
    env: { RECEIVER_SECRET: secret },
    async waitFor(test, withinMs) {
      for (const deadline = performance.now() + withinMs; ; await sleep(lookMs)) {
        const found = got.find(test);
        if (found || performance.now() > deadline) return found ?? null;
      }
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => void server.close(() => stopped()));
    },
  };
}
