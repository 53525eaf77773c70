import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { webhookChannel } from '../../src/alert/channels/webhook.ts';
import type { AlertSettings } from '../../src/alert/types.ts';

/** Two of them, so that one that has taken a message says nothing of the other. */
export const killChannels = ['oncall', 'mail'] as const;

/** A secret of these processes and of no other. */
const secret = Buffer.from('recorders that are killed').toString('base64');

/** Channels that lead to the receiver; every try says who makes it. Nothing is given up, however old it is. */
export const killSettings = (url: string, by: string): AlertSettings => ({
  channels: killChannels.map((name) =>
    webhookChannel(
      { name, redact: (text) => text, timeoutMs: 10_000 },
      { url: `${url}/${name}`, secret, authorization: `Recorder ${by}` },
    ),
  ),
  ...{ routes: [], fallback: killChannels, remindEveryMs: null, digestAt: null },
  ...{ tries: 1_000, keepTryingMs: 3_650 * 86_400_000 },
});

export interface KillReceiver {
  readonly url: string;
  /** Keys in the order in which they came, with who sent them. */
  readonly got: readonly { readonly key: string; readonly by: string }[];
  stop(): Promise<void>;
}

async function drained(request: IncomingMessage): Promise<void> {
  for await (const part of request) void part;
}

/** Takes everything, after a moment of up to `slowMs`: in it the sender may be killed, and never know. */
export async function startKillReceiver(random: () => number, slowMs = 15): Promise<KillReceiver> {
  const got: { key: string; by: string }[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      await drained(request);
      got.push({ key: String(request.headers['webhook-id']), by: request.headers.authorization ?? '' });
      await sleep(random() * slowMs);
      response.end('ok');
    };
    // a sender that is killed while it sends has sent nothing
    take().catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${String(port)}`,
    got,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
