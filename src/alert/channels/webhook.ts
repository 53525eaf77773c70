import { Webhook } from 'standardwebhooks';
import type { Channel, Message } from '../types.ts';
import { channelOf, type ChannelBasis } from './delivered.ts';
import { request } from './request.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Of Standard Webhooks: base64, with or without `whsec_` before it. */
  readonly secret: string;
  /** Value of the header `Authorization`; null: none. */
  readonly authorization: string | null;
}

/** What the receiver gets; described by docs/alert.schema.json. */
export const webhookBody = (message: Message, key: string): Record<string, unknown> => ({
  schemaVersion: 1,
  key,
  ...message,
});

/** JSON, signed as Standard Webhooks says: `webhook-id` is the key of the message, the same at each try. */
export function webhookChannel(basis: ChannelBasis, { url, secret, authorization }: WebhookOptions): Channel {
  const signer = new Webhook(secret);
  return channelOf(basis, 'webhook', (message, key, limit) => {
    const body = JSON.stringify(webhookBody(message, key));
    const now = new Date();
    const headers = {
      'webhook-id': key,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': signer.sign(key, now, body),
      ...(authorization === null ? {} : { authorization }),
    };
    return request(url, { body, headers }, limit);
  });
}
