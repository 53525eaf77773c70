import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboxMessage } from '../../history/outbox/types.ts';
import type { AlertSettings, Channel, Delivered } from '../types.ts';
import { clipped, plainLine } from '../words.ts';
import { messageIn, type DeliverOptions, type Told, type ToldHistory } from './types.ts';

const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;
/** A channel may ask for more patience than that, and does not get it: an alert is worth another try. */
const longestRetryAfterMs = 30 * 60_000;

/** After so many tries that failed, how long until the next: doubled each time, and what the channel asked for, both bounded. In ms. */
export function waitAfter(tries: number, retryAfterMs: number | null): number {
  const backoff = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries - 1, 30));
  return Math.max(backoff, Math.min(retryAfterMs ?? 0, longestRetryAfterMs));
}

/** One try of something that should keep to its time and never throw, and may do neither. */
export async function tried(
  limitMs: number,
  signal: AbortSignal | undefined,
  once: (limit: AbortSignal) => Promise<Delivered>,
): Promise<Delivered> {
  const failed = (error: string): Delivered => ({ ok: false, error, again: true, retryAfterMs: null });
  const over = new AbortController();
  const inTime = new AbortController();
  const limit = AbortSignal.any([inTime.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    return await Promise.race([
      once(limit),
      // a little after the channel's own time-out would have told the same with more words
      sleep(limitMs, undefined, { signal: over.signal }).then(() => {
        inTime.abort();
        return failed(`did not end within ${String(limitMs / 1_000)} s`);
      }),
    ]);
  } catch (error) {
    return failed(`broke: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    over.abort();
  }
}

interface Sending extends Required<Pick<DeliverOptions, 'target' | 'now' | 'sendMs'>> {
  readonly signal: AbortSignal | undefined;
  readonly taken: Set<string>;
  /** By `performance.now()`. */
  readonly deadline: number;
}

/** Sends what is due through one channel, until it fails: the rest waits for a channel that works. */
async function sendThrough(
  { outbox }: ToldHistory,
  channel: Channel,
  settings: AlertSettings,
  { target, now, sendMs, signal, taken, deadline }: Sending,
  tell: (told: Told) => void,
): Promise<void> {
  const by = `${hostname()} ${String(process.pid)} ${randomUUID()}`;
  const iso = (ms = now()): string => new Date(ms).toISOString();
  const isEnded = (): boolean => signal?.aborted === true;
  // twice the time that a try may take: a machine that is slow to mark it has not lost it
  const claim = (): Promise<readonly OutboxMessage[]> =>
    outbox.claim(by, iso(), 2 * sendMs + 30_000, 1, { target, channel: channel.name });
  while (performance.now() < deadline && !isEnded()) {
    const [message] = await claim();
    if (message === undefined) return;
    const { key, tries, createdAt } = message;
    const { kind, headline } = messageIn(message);
    const told = { channel: channel.name, key, kind, headline };
    if (taken.has(key)) {
      await outbox.sent(key, iso());
      taken.delete(key);
      continue;
    }
    const delivered = await tried(sendMs, signal, (limit) => channel.send(messageIn(message), key, limit));
    if (delivered.ok) {
      taken.add(key);
      tell({ ...told, became: 'sent', error: delivered.note ?? null });
      await outbox.sent(key, iso());
      taken.delete(key);
      continue;
    }
    // whoever ended it has not shown that the channel is down
    if (isEnded()) return;
    const error = clipped(plainLine(delivered.error), 300);
    const at = now();
    const isOver =
      !delivered.again || tries + 1 >= settings.tries || at - Date.parse(createdAt) >= settings.keepTryingMs;
    const { retryAfterMs } = delivered;
    const nextAt = isOver ? null : iso(at + waitAfter(tries + 1, retryAfterMs));
    const quiet = retryAfterMs === null ? undefined : iso(at + Math.min(retryAfterMs, longestRetryAfterMs));
    tell({ ...told, became: isOver ? 'given-up' : 'again', error });
    await outbox.failed(key, error, iso(at), nextAt, quiet);
    if (delivered.again) return;
  }
}

/** What waits for a channel that is declared no more is given up when it is no longer worth sending. */
async function giveUpOrphans(
  { outbox }: ToldHistory,
  settings: AlertSettings,
  { target, now }: Sending,
  tell: (told: Told) => void,
): Promise<void> {
  const declared = new Set(settings.channels.map(({ name }) => name));
  const waiting = await outbox.messages({ target, state: 'waiting', limit: 1_000 });
  for (const message of waiting) {
    const { key, channel, createdAt } = message;
    if (declared.has(channel) || now() - Date.parse(createdAt) < settings.keepTryingMs) continue;
    const error = 'no such channel is declared any more';
    const { kind, headline } = messageIn(message);
    tell({ channel, key, kind, headline, became: 'given-up', error });
    await outbox.failed(key, error, new Date(now()).toISOString(), null);
  }
}

/**
 * Sends what is due, each channel beside the others, so that one that hangs or fails holds up none.
 *
 * @throws HistoryError where the store cannot be used, when every channel has come to its end
 */
export async function sendAll(
  history: ToldHistory,
  settings: AlertSettings,
  sending: Sending,
  tell: (told: Told) => void,
): Promise<void> {
  const ended = await Promise.allSettled([
    ...settings.channels.map((channel) => sendThrough(history, channel, settings, sending, tell)),
    giveUpOrphans(history, settings, sending, tell),
  ]);
  const broken = ended.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
}
