import { randomBytes } from 'node:crypto';
import { plain } from '../report/console.ts';
import { duration } from '../report/format.ts';
import type { AlertSettings, Channel, Delivered, Message } from './types.ts';

/** Whom a test speaks for. */
export interface Asked {
  readonly target: string;
  readonly location: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What became of a test on one channel. */
export interface TestResult {
  readonly channel: string;
  readonly kind: Channel['kind'];
  readonly delivered: Delivered;
  readonly tookMs: number;
}

const messageOf = ({ target, location, at }: Asked): Message => ({
  kind: 'test',
  severity: 'info',
  target,
  location,
  headline: `TEST: alerts of ${target} get through to here. Nothing is wrong.`,
  advice: 'Nothing. Somebody asked for this, to see who is told and what it looks like.',
  facts: [{ name: 'Asked for at', value: `${location}, with npm run monitor -- --test-alert` }],
  links: [],
  incident: null,
  at,
});

/**
 * Sends a marked test through every channel at once, whatever the routes say, and past the outbox: each tries once. Never throws.
 *
 * @returns in the order of the settings
 */
export function testAlert(
  { channels }: Pick<AlertSettings, 'channels'>,
  asked: Asked,
  signal: AbortSignal,
): Promise<readonly TestResult[]> {
  const message = messageOf(asked);
  // each test is one of its own: a receiver that knows the key of the last one would drop it
  const id = randomBytes(4).toString('hex');
  return Promise.all(
    channels.map(async (channel) => {
      const began = performance.now();
      const delivered = await channel.send(message, `test/${asked.target}/${id}/${channel.name}`, signal);
      return { channel: channel.name, kind: channel.kind, delivered, tookMs: Math.round(performance.now() - began) };
    }),
  );
}

/** Every channel took it, for all of its recipients; and there was one. */
export const allTook = (results: readonly TestResult[]): boolean =>
  results.length > 0 && results.every(({ delivered }) => delivered.ok && delivered.note === undefined);

const becameOf = ({ delivered, tookMs }: TestResult): string => {
  const after = duration(tookMs);
  if (!delivered.ok) return `✖ not taken after ${after}: ${plain(delivered.error)}`;
  return delivered.note === undefined
    ? `✔ taken after ${after}`
    : `✖ taken in part after ${after}: ${plain(delivered.note)}`;
};

/** A line for each channel, and what they come to. Ends with a line break. */
export function renderTest(results: readonly TestResult[]): string {
  const width = Math.max(0, ...results.map(({ channel }) => channel.length));
  const kinds = Math.max(0, ...results.map(({ kind }) => kind.length));
  const lines = results.map(
    (result) => `  ${result.channel.padEnd(width)}  ${result.kind.padEnd(kinds)}  ${becameOf(result)}`,
  );
  const verdict = allTook(results)
    ? 'Every channel took the test. Whether somebody has seen it, only they can tell.'
    : results.length === 0
      ? 'No channel is declared: nobody would be told of an incident. docs/alerts.md shows an alerts.yaml.'
      : 'Not every channel took the test: an alert would not get through there.';
  return `${[...lines, verdict].join('\n')}\n`;
}
