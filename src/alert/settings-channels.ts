import { Webhook } from 'standardwebhooks';
import { isLoopback } from '../target/hosts.ts';
import { shortestSecret } from '../target/variables.ts';
import { alertmanagerChannel } from './channels/alertmanager.ts';
import type { ChannelBasis } from './channels/delivered.ts';
import { emailChannel, type MailSecurity } from './channels/email.ts';
import { slackChannel } from './channels/slack.ts';
import { webhookChannel } from './channels/webhook.ts';
import type { WrittenChannel } from './settings-shape.ts';
import type { Channel } from './types.ts';

/** Path of a setting within its channel. */
type Field = readonly (string | number)[];

/** What a channel's settings are read with. */
export interface Reading {
  /** One variable of the environment. */
  readonly variable: (name: string) => string | undefined;
  /** Keeps a value out of whatever is written from now on. */
  readonly learn: (secret: string) => void;
  readonly fault: (field: Field, rule: string, allowed: string) => void;
}

const sources = 'in the environment, .env.<target> or .env';
const ports: Readonly<Record<MailSecurity, number>> = { starttls: 587, implicit: 465, none: 25 };

/** Standard Webhooks asks for 24 bytes or more. */
const isSigningSecret = (secret: string): boolean => {
  try {
    return new Webhook(secret) instanceof Webhook && Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length >= 24;
  } catch {
    return false;
  }
};

const address = /^(?:[^<>\p{Cc}]*<[^\s<>@]+@[\w.-]+>|[^\s<>@]+@[\w.-]+)$/u;

/** The words of one channel; each method tells what is wrong, and gives null. */
function wordsOf({ variable, learn, fault }: Reading) {
  /** What is written, or what the variable holds that it names as `${NAME}`. */
  const value = (field: Field, written: string): string | null => {
    const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(written)?.[1];
    if (name === undefined) {
      if (!written.includes('${')) return written;
      fault(field, 'is only in part a variable', `\${NAME} alone, with the whole value ${sources}`);
      return null;
    }
    const held = variable(name);
    if (held === undefined) fault(field, `names ${name}, which is not set`, `a value for ${name} ${sources}`);
    return held ?? null;
  };

  const secret = (field: Field, written: string, example: string): string | null => {
    if (!written.startsWith('${')) {
      fault(
        field,
        'is a secret, and stands in the file',
        `the name of a variable, such as \${${example}}, set ${sources}`,
      );
      return null;
    }
    const held = value(field, written);
    if (held === null) return null;
    if ([...held].length < shortestSecret) {
      fault(
        field,
        `${written} is shorter than ${String(shortestSecret)} characters, too short to be kept out of reports`,
        `a secret of at least ${String(shortestSecret)} characters`,
      );
      return null;
    }
    learn(held);
    return held;
  };

  const url = (field: Field, written: string, text: string | null, isSecret: boolean): string | null => {
    if (text === null) return null;
    // of a value from a variable nothing is shown, nor what may be a password
    const shown = written !== text ? written : text.includes('@') ? '' : JSON.stringify(text);
    const allowed = isSecret
      ? 'https (http only to this machine)'
      : 'an http or https URL, such as http://127.0.0.1:9093';
    const wrong = (rule: string): null => {
      fault(field, `${shown} ${rule}`.trim(), allowed);
      return null;
    };
    const read = URL.canParse(text) ? new URL(text) : null;
    if (read === null || !/^https?:$/.test(read.protocol)) return wrong('is not an http or https URL');
    if (read.username !== '' || read.password !== '')
      return wrong('holds credentials: the setting authorization takes them');
    if (isSecret && read.protocol === 'http:' && !isLoopback(read.hostname)) return wrong('is not encrypted');
    return text;
  };

  return { value, secret, url };
}

/** A channel from its settings, with its secrets looked up. Null: something is wrong, and told. */
export function channelFrom(written: WrittenChannel, basis: ChannelBasis, reading: Reading): Channel | null {
  const { value, secret, url } = wordsOf(reading);
  const authorizationOf = (text: string | undefined): string | null =>
    text === undefined ? null : secret(['authorization'], text, 'ALERT_AUTHORIZATION');

  switch (written.kind) {
    case 'slack': {
      const to = url(['url'], written.url, secret(['url'], written.url, 'SLACK_WEBHOOK_URL'), true);
      // some servers say its last part alone
      const token = to === null ? '' : (new URL(to).pathname.split('/').at(-1) ?? '');
      if (token.length >= 16) reading.learn(token);
      return to === null ? null : slackChannel(basis, to);
    }
    case 'webhook': {
      const to = url(['url'], written.url, value(['url'], written.url), false);
      if (to !== null && written.url !== to) reading.learn(to);
      const key = secret(['secret'], written.secret, 'ALERT_WEBHOOK_SECRET');
      const authorization = authorizationOf(written.authorization);
      const signs = key !== null && isSigningSecret(key);
      if (key !== null && !signs)
        reading.fault(
          ['secret'],
          `${written.secret} is no secret of Standard Webhooks`,
          '24 bytes or more in base64, as "openssl rand -base64 32" makes them, with or without whsec_ before it',
        );
      return to === null || !signs ? null : webhookChannel(basis, { url: to, secret: key, authorization });
    }
    case 'alertmanager': {
      const to = url(['url'], written.url, value(['url'], written.url), false);
      const authorization = authorizationOf(written.authorization);
      return to === null ? null : alertmanagerChannel(basis, { url: to, authorization });
    }
    case 'email': {
      const host = value(['host'], written.host);
      const { tls = 'starttls' } = written;
      const user = written.user === undefined ? null : value(['user'], written.user);
      const password = written.password === undefined ? null : secret(['password'], written.password, 'SMTP_PASSWORD');
      if ((written.user === undefined) !== (written.password === undefined))
        reading.fault(
          [written.user === undefined ? 'password' : 'user'],
          'stands alone',
          'user and password, or neither',
        );
      if (tls === 'none' && written.password !== undefined && host !== null && !isLoopback(host))
        reading.fault(['tls'], 'is none, and the password would go in the clear', 'starttls or implicit');
      const from = value(['from'], written.from);
      const to = written.to.map((one, index) => ({ field: ['to', index], one, text: value(['to', index], one) }));
      for (const { field, one, text } of [{ field: ['from'], one: written.from, text: from }, ...to])
        if (text !== null && !address.test(text))
          reading.fault(field, `${JSON.stringify(one)} is no address`, 'name@example.org, or Name <name@example.org>');
      if (host === null || from === null) return null;
      return emailChannel(basis, {
        host,
        port: written.port ?? ports[tls],
        tls,
        auth: user === null || password === null ? null : { user, pass: password },
        from,
        to: to.flatMap(({ text }) => (text === null ? [] : [text])),
      });
    }
  }
}
