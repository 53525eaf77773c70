import { Cron } from 'croner';
import { z } from 'zod';
import { targetNames } from '../target/types.ts';
import { mailSecurities } from './channels/email.ts';
import { severities, type MessageKind } from './types.ts';

/** What a route can ask for; a test goes through every channel, whatever the routes say. */
export const routedKinds = [
  'opened',
  'reminded',
  'escalated',
  'reopened',
  'resolved',
  'digest',
] as const satisfies MessageKind[];

const text = z.string({
  error: ({ input }) => (input === undefined ? 'is missing' : 'is no text'),
});
const filled = text.trim().min(1, 'is empty');

/** In an issue of `z.enum`, whatever was written; `what`: `a severity`. */
const oneOf = <const T extends readonly string[]>(words: T, what: string) =>
  z.enum(words, {
    error: ({ input }) =>
      input === undefined ? 'is missing' : `${JSON.stringify(input)} is no ${what} (${words.join(', ')})`,
  });

const some = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `is no list of ${what}` }).min(1, 'is an empty list');

const names = (what: string) => z.array(filled, { error: `is no list of ${what}` });

const kinds = {
  slack: z.strictObject({ kind: z.literal('slack'), url: filled }),
  email: z.strictObject({
    kind: z.literal('email'),
    host: filled,
    port: z
      .int({ error: 'is no port (1 to 65535)' })
      .min(1, 'is no port (1 to 65535)')
      .max(65_535, 'is no port (1 to 65535)')
      .optional(),
    tls: oneOf(mailSecurities, 'way of encryption').optional(),
    user: filled.optional(),
    password: filled.optional(),
    from: filled,
    to: some(filled, 'addresses'),
  }),
  webhook: z.strictObject({
    kind: z.literal('webhook'),
    url: filled,
    secret: filled,
    authorization: filled.optional(),
  }),
  alertmanager: z.strictObject({ kind: z.literal('alertmanager'), url: filled, authorization: filled.optional() }),
};

const channel = z.discriminatedUnion('kind', [kinds.slack, kinds.email, kinds.webhook, kinds.alertmanager], {
  error: ({ code, input }) => {
    if (code !== 'invalid_union') return 'is no channel: it has no settings';
    const kind: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'kind') : undefined;
    return kind === undefined
      ? `is missing (${Object.keys(kinds).join(', ')})`
      : `${JSON.stringify(kind)} is no kind of channel (${Object.keys(kinds).join(', ')})`;
  },
});

const route = z.strictObject(
  {
    severities: some(oneOf(severities, 'severity'), 'severities').optional(),
    targets: some(oneOf(targetNames, 'target'), 'targets').optional(),
    owners: some(filled, 'owners').optional(),
    kinds: some(oneOf(routedKinds, 'kind of message'), 'kinds').optional(),
    channels: names('channels'),
    continue: z.boolean({ error: 'is neither true nor false' }).optional(),
  },
  { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : 'is no route: it has no settings') },
);

const hours = (min: number, max: number) =>
  z
    .number('is no number of hours')
    .min(min, `is less than ${String(min)} hours`)
    .max(max, `is more than ${String(max)} hours`);

const cron = text.superRefine((pattern, context) => {
  if (pattern === 'off') return;
  try {
    // in this time zone, and never started
    if (new Cron(pattern, { paused: true, timezone: 'UTC' }).nextRun() === null)
      context.addIssue({ code: 'custom', message: `${JSON.stringify(pattern)} never comes` });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: | \('[^']*'\)/g, '') : String(error);
    context.addIssue({ code: 'custom', message: `${JSON.stringify(pattern)} is no cron expression: ${why}` });
  }
});

const tries = 'is no whole number of tries (1 to 100)';

/** `alerts.yaml` as it is written, each setting on its own. */
export const alertsShape = z.strictObject({
  channels: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), channel, {
    error: ({ code, input }) =>
      code === 'invalid_key'
        ? 'is no name of a channel (small letters, digits and hyphens, at most 40)'
        : input === undefined
          ? 'is missing'
          : 'is no list of channels by name',
  }),
  routes: z.array(route, { error: 'is no list of routes' }).optional(),
  default: names('channels').optional(),
  remindEveryHours: hours(0, 8_760).optional(),
  digestAt: cron.optional(),
  tries: z.int({ error: tries }).min(1, tries).max(100, tries).optional(),
  keepTryingHours: hours(0.1, 168).optional(),
});

export type WrittenChannel = z.infer<typeof channel>;
export type WrittenAlerts = z.infer<typeof alertsShape>;
