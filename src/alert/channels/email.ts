import { createTransport } from 'nodemailer';
import type { Channel, Delivered } from '../types.ts';
import { channelOf, failed, type ChannelBasis } from './delivered.ts';
import { mailOf } from './mail.ts';

/** `starttls`: a server that does not offer it gets no mail. `none`: in the clear. */
export const mailSecurities = ['starttls', 'implicit', 'none'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: MailSecurity;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  /** `Name <name@example.org>`, or the address alone. */
  readonly from: string;
  readonly to: readonly string[];
}

/** The domain of an address. */
export const domainOf = (address: string): string => /@([\w.-]+)>?\s*$/.exec(address)?.[1] ?? 'localhost';

const property = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;

/** The code of a reply of SMTP, where the server gave one. */
function replyOf(error: unknown): number | null {
  const code = property(error, 'responseCode');
  return typeof code === 'number' ? code : null;
}

/** 4yz says that another try may do; 5yz that none will. With no reply nobody has said no. */
const mayPass = (error: unknown): boolean => {
  const code = replyOf(error);
  return code === null || code < 500;
};

function refusal(error: Error): Delivered {
  // a line that is not encrypted today says nothing of the mail
  if (property(error, 'code') === 'ETLS') return failed(error.message, true);
  const each = property(error, 'rejectedErrors');
  const again = Array.isArray(each) && each.length > 0 ? each.some(mayPass) : mayPass(error);
  return failed(error.message, again);
}

/** SMTP, with a connection of its own for each mail: there are few, and none may wait for another. */
export function emailChannel(basis: ChannelBasis, { host, port, tls, auth, from, to }: EmailOptions): Channel {
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(auth === null ? {} : { auth, forceAuth: true }),
    connectionTimeout: basis.timeoutMs,
    greetingTimeout: basis.timeoutMs,
    socketTimeout: basis.timeoutMs,
    dnsTimeout: basis.timeoutMs,
  });
  return channelOf(basis, 'email', async (message, key, limit) => {
    const { thread, isUrgent, ...mail } = mailOf(message, key, domainOf(from));
    try {
      const { rejected } = await transport.sendMail({
        ...mail,
        from,
        to: [...to],
        ...(thread === null ? {} : { inReplyTo: thread, references: thread }),
        ...(isUrgent ? { priority: 'high' } : {}),
        date: new Date(message.at),
        disableFileAccess: true,
        disableUrlAccess: true,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'X-Idempotency-Key': key,
        },
        signal: limit,
      });
      return rejected.length === 0
        ? { ok: true }
        : { ok: true, note: `the server refused ${rejected.map(String).join(', ')}, and took it for the others` };
    } catch (error) {
      if (limit.aborted || !(error instanceof Error)) throw error;
      return refusal(error);
    }
  });
}
