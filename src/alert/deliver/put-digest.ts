import { Cron } from 'croner';
import type { Incident } from '../../history/types.ts';
import { digestMessage, trendDays } from '../digest.ts';
import type { Surroundings } from '../message.ts';
import { channelsFor } from '../route.ts';
import type { AlertSettings } from '../types.ts';
import { newMessage } from './make.ts';
import type { DeliverOptions, ToldHistory } from './types.ts';

const dayMs = 86_400_000;
/** Later than that the day's digest is old, and the next one is near. */
const lateMs = 12 * 3_600_000;
/** More runs than a minute's cadence makes of a day. */
const mostRuns = 2_000;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Puts the digest of the day before its last time, unless it was put; how many. */
export async function putDigest(
  history: ToldHistory,
  open: readonly Incident[],
  settings: AlertSettings,
  around: Surroundings,
  { target }: DeliverOptions,
  now: number,
): Promise<number> {
  if (settings.digestAt === null) return 0;
  const [due] = new Cron(settings.digestAt, { paused: true, timezone: 'UTC' }).previousRuns(1, new Date(now + 1));
  if (due === undefined || now - due.getTime() > lateMs) return 0;
  const channels = channelsFor({ kind: 'digest', severity: 'info', target, incident: null }, settings);
  const [first] = channels;
  if (first === undefined) return 0;
  const day = dayOf(due.getTime() - dayMs);
  const key = `digest/${target}/${day}`;
  const known = await history.outbox.messages({ key: `${key}/${first}`, limit: 1 });
  if (known.length > 0) return 0;
  const dayStart = Date.parse(`${day}T00:00:00.000Z`);
  const daily = await history.daily(target, new Date(dayStart - trendDays * dayMs).toISOString());
  const runs = await history.runs({
    target,
    from: new Date(dayStart).toISOString(),
    before: new Date(dayStart + dayMs).toISOString(),
    limit: mostRuns,
  });
  const message = digestMessage(
    { target, day, daily: daily.filter((one) => one.day <= day), runs, open, at: new Date(now).toISOString() },
    around,
  );
  if (message === null) return 0;
  return history.outbox.put(
    [],
    channels.map((channel) => newMessage(message, channel, key)),
  );
}
