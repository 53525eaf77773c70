import { incidentMessage } from '../message.ts';
import { channelsFor } from '../route.ts';
import type { Surroundings } from '../message.ts';
import type { AlertSettings, Message } from '../types.ts';
import { clipped, plainLine } from '../words.ts';
import { openNow, putReminders, putSteps } from './make.ts';
import { putDigest } from './put-digest.ts';
import { sendAll, tried } from './send.ts';
import type { DeliverOptions, DeliveryReport, Told, ToldHistory } from './types.ts';

export type { DeliverOptions, DeliveryReport, Told, ToldHistory } from './types.ts';

const usualSendMs = 15_000;
const usualForMs = 60_000;

/** Every incident that is open, to the channels that forget what they are not told again. */
async function refresh(
  open: readonly Message[],
  settings: AlertSettings,
  { signal, sendMs = usualSendMs }: DeliverOptions,
): Promise<string[]> {
  const told = settings.channels.map(async (channel) => {
    if (channel.refresh === undefined) return [];
    const own = open.filter((message) => channelsFor(message, settings).includes(channel.name));
    const delivered = await tried(
      sendMs,
      signal,
      (limit) => channel.refresh?.(own, limit) ?? Promise.resolve({ ok: true }),
    );
    return delivered.ok || signal?.aborted === true
      ? []
      : [`${channel.name} was not told again what is open: ${clipped(plainLine(delivered.error), 300)}`];
  });
  return (await Promise.all(told)).flat();
}

const givenUp = ({ channel, headline, error }: Told): string =>
  `ALERT GIVEN UP: ${channel} was not told "${headline}": ${error ?? 'it failed'}`;

/**
 * Makes messages of what has come to pass on a target, and sends what is due: at least once, in order, and twice only where somebody was killed
 * between a channel's answer and its mark, with the same key. Several may do this at once on one store.
 *
 * A mute and an acknowledgement end an incident's reminders. What becomes worse, comes back or is over is told all the same.
 *
 * @throws HistoryError where the store cannot be used: nothing is lost, and the next call goes on
 */
export async function deliver(
  history: ToldHistory,
  settings: AlertSettings,
  options: DeliverOptions,
): Promise<DeliveryReport> {
  const { target, now = Date.now, sendMs = usualSendMs, forMs = usualForMs, signal, taken = new Set() } = options;
  const deadline = performance.now() + forMs;
  const around: Surroundings = { ...options, owners: await history.outbox.owners() };
  const told: Told[] = [];
  let put = await putSteps(history, settings, around, options, now());
  const open = await openNow(history, target);
  put += await putReminders(history, open, settings, around, now());
  put += await putDigest(history, open, settings, around, options, now());
  const tell = (one: Told): void => {
    told.push(one);
    options.onTold?.(one);
  };
  await sendAll(history, settings, { target, now, sendMs, signal, taken, deadline }, tell);
  const at = new Date(now()).toISOString();
  // it goes where the alert went, and reads as it did: no reminder, which may go elsewhere or nowhere
  const stillOpen = open.map((incident) =>
    incidentMessage({ kind: 'opened', incident, at, why: null, run: null }, around),
  );
  return {
    put,
    told,
    troubles: [
      ...told.filter(({ became }) => became === 'given-up').map(givenUp),
      ...(await refresh(stillOpen, settings, options)),
    ],
    waiting: (await history.outbox.messages({ target, state: 'waiting', limit: 1_000 })).length,
  };
}
