import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { alertmanagerChannel } from '../../src/alert/channels/alertmanager.ts';
import { emailChannel } from '../../src/alert/channels/email.ts';
import { slackChannel } from '../../src/alert/channels/slack.ts';
import { webhookChannel } from '../../src/alert/channels/webhook.ts';
import type { Channel, Message } from '../../src/alert/types.ts';

/** What came to a receiver and was taken. */
export interface Received {
  readonly webhook: { readonly key: string; readonly message: Message }[];
  /** Texts. */
  readonly slack: string[];
  /** Keys. */
  readonly email: string[];
  /** Incidents that an Alertmanager would have fired for, and those that fire still. */
  readonly fired: Set<string>;
  readonly firing: Map<string, unknown>;
  /** How often something was refused. */
  refused: number;
}

export interface Receivers {
  readonly channels: readonly Channel[];
  readonly received: Received;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // a stream of bytes gives no other
  return Buffer.concat(parts).toString('utf8');
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A secret of this process and of no other. */
const secret = Buffer.from('a receiver on loopback').toString('base64');

/**
 * A receiver of each kind on loopback, and the channels that lead to them. Each refuses every other message the first time that it comes: with
 * 500, with 429 and a `Retry-After`, by mail with 451.
 */
export async function startReceivers(): Promise<Receivers> {
  const received: Received = {
    ...{ webhook: [], slack: [], email: [], fired: new Set(), firing: new Map() },
    refused: 0,
  };
  const seen = new Set<string>();
  const refuses = (what: string): boolean => {
    if (seen.has(what)) return false;
    seen.add(what);
    if (seen.size % 2 === 0) return false;
    received.refused += 1;
    return true;
  };
  const take: Readonly<Record<string, (body: string) => boolean>> = {
    '/webhook': (body) => {
      const { key, ...message } = JSON.parse(body) as { key: string } & Message; // of the channel that is asked
      if (refuses(`webhook ${key}`)) return false;
      received.webhook.push({ key, message });
      return true;
    },
    '/slack': (body) => {
      const { text } = JSON.parse(body) as { text: string }; // as above
      if (refuses(`slack ${text}`)) return false;
      received.slack.push(text);
      return true;
    },
    '/api/v2/alerts': (body) => {
      for (const alert of JSON.parse(body) as Alert[]) {
        const name = JSON.stringify(alert.labels);
        if (Date.parse(alert.endsAt) <= Date.now()) received.firing.delete(name);
        else {
          received.firing.set(name, alert);
          received.fired.add(alert.labels['incident'] ?? '');
        }
      }
      return true;
    },
  };
  let refusals = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [path = ''] = (request.url ?? '').split('?');
      if (request.method === 'GET') response.end(JSON.stringify([...received.firing.values()]));
      else if (take[path]?.(body) === true) response.end('ok');
      else {
        refusals += 1;
        if (refusals % 2 === 0) response.writeHead(429, { 'retry-after': '60' });
        else response.writeHead(500);
        response.end();
      }
    });
  });
  const mail = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, answered) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const [, key = ''] =
          /^x-idempotency-key: (.*(?:\r\n[ \t].*)*)/im.exec(Buffer.concat(parts).toString('utf8')) ?? [];
        const whole = key.replace(/\s+/g, '');
        if (refuses(`email ${whole}`)) {
          answered(Object.assign(new Error('try again later'), { responseCode: 451 }));
          return;
        }
        received.email.push(whole);
        answered(null);
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await new Promise<void>((listening) => void mail.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const { port: mailPort } = mail.server.address() as AddressInfo; // as above
  const url = `http://127.0.0.1:${String(port)}`;
  const basis = (name: string) => ({ name, redact: (text: string) => text, timeoutMs: 30_000 });
  return {
    received,
    channels: [
      webhookChannel(basis('webhook'), { url: `${url}/webhook`, secret, authorization: null }),
      slackChannel(basis('slack'), `${url}/slack`),
      emailChannel(basis('email'), {
        ...{ host: '127.0.0.1', port: mailPort, tls: 'none', auth: null },
        ...{ from: 'monitor@example.org', to: ['oncall@example.org'] },
      }),
      alertmanagerChannel(basis('alertmanager'), { url, authorization: null }),
    ],
    stop: async () => {
      await new Promise<void>((closed) => mail.close(closed));
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
