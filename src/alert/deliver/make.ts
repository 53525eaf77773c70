import type { NewMessage, OutboxMessage, UntoldStep } from '../../history/outbox/types.ts';
import type { Incident, IncidentStep } from '../../history/types.ts';
import { incidentMessage, type Surroundings, type Tidings } from '../message.ts';
import { channelsFor } from '../route.ts';
import type { AlertSettings, Message } from '../types.ts';
import { messageIn, type DeliverOptions, type ToldHistory } from './types.ts';

/** Of these steps people are told; the others are for the record. */
const toldKinds: Readonly<Partial<Record<IncidentStep['kind'], Tidings['kind']>>> = {
  opened: 'opened',
  reopened: 'reopened',
  escalated: 'escalated',
  resolved: 'resolved',
};

const opens: readonly string[] = ['opened', 'reopened'];
/** So many messages of one incident are looked at for who knows of it. */
const looked = 200;
/** So many incidents of a target are open at once, at most, that anybody reminds of. */
const mostOpen = 500;

export const newMessage = (message: Message, channel: string, key: string): NewMessage => ({
  ...{ key: `${key}/${channel}`, channel, target: message.target, body: message },
  incident: message.incident?.id ?? null,
});

/**
 * Who was told that it is broken is told that it is over, though it has become worse since, or another team's too, and others were told of that:
 * the routes are asked for each form in which the incident was told.
 */
function channelsOf(message: Message, before: readonly OutboxMessage[], settings: AlertSettings): readonly string[] {
  if (message.kind !== 'resolved' || message.incident === null) return channelsFor(message, settings);
  const { incident } = message;
  const forms = before.map(messageIn).map((told) => ({
    ...message,
    severity: told.severity,
    incident: { ...incident, owners: told.incident?.owners ?? incident.owners },
  }));
  return [...new Set([message, ...forms].flatMap((form) => channelsFor(form, settings)))];
}

/** What is long past wakes nobody: of a target that nobody alerted for until now, only what is open still is told. */
function isWorthIt({ step }: UntoldStep, now: number, { keepTryingMs }: AlertSettings): boolean {
  const { kind, at, incident } = step;
  return now - Date.parse(at) <= keepTryingMs || (incident.state !== 'resolved' && opens.includes(kind));
}

/** What is back may be another change's doing than it was. */
async function changeNow(history: ToldHistory, run: string, { after }: Incident): Promise<string | null> {
  const change = (await history.run(run))?.change?.id ?? null;
  return change === after?.change ? null : change;
}

/** Puts messages of what has come to pass since somebody last did; how many. */
export async function putSteps(
  history: ToldHistory,
  settings: AlertSettings,
  around: Surroundings,
  { target }: DeliverOptions,
  now: number,
): Promise<number> {
  const { outbox } = history;
  let put = 0;
  for (let steps = await outbox.untold(target); steps.length > 0; steps = await outbox.untold(target)) {
    for (const untold of steps) {
      const { run, step } = untold;
      const kind = toldKinds[step.kind];
      const messages: NewMessage[] = [];
      if (kind !== undefined && isWorthIt(untold, now, settings)) {
        const { incident, at, why } = step;
        const under = kind === 'reopened' ? await changeNow(history, run, incident) : null;
        const message = incidentMessage({ kind, incident, at, why, run, under }, around);
        const before = kind === 'resolved' ? await outbox.messages({ incident: incident.id, limit: looked }) : [];
        const key = `${incident.id}/${kind}/${run}`;
        messages.push(...channelsOf(message, before, settings).map((channel) => newMessage(message, channel, key)));
      }
      put += await outbox.put([untold], messages);
    }
  }
  return put;
}

const isMuted = ({ muted }: Incident, now: number): boolean => muted !== null && Date.parse(muted.until) > now;

/** What is open and was seen by the last run that went its way. */
export const openNow = async (history: ToldHistory, target: string): Promise<Incident[]> =>
  (await history.incidents({ target, state: 'open', limit: mostOpen })).filter(
    ({ state }) => state === 'open' || state === 'recovering',
  );

/**
 * Puts a reminder of each incident that is open, neither acknowledged nor muted, and of which nobody was told anything for the declared time; how
 * many. One that missed its time (a machine that slept) is put once and not as often as it missed it.
 */
export async function putReminders(
  { outbox }: ToldHistory,
  open: readonly Incident[],
  settings: AlertSettings,
  around: Surroundings,
  now: number,
): Promise<number> {
  const { remindEveryMs } = settings;
  if (remindEveryMs === null) return 0;
  let put = 0;
  for (const incident of open) {
    if (incident.state !== 'open' || incident.acknowledged !== null || isMuted(incident, now)) continue;
    const before = await outbox.messages({ incident: incident.id, limit: looked });
    const last = before[0]?.createdAt ?? incident.openedAt ?? incident.firstSeenAt;
    const sinceMs = now - Date.parse(last);
    // a clock that has gone back silences nobody
    if (sinceMs < remindEveryMs && sinceMs > -remindEveryMs) continue;
    const waits = new Set(before.flatMap(({ channel, state }) => (state === 'waiting' ? [channel] : [])));
    const at = new Date(now).toISOString();
    const message = incidentMessage({ kind: 'reminded', incident, at, why: null, run: null }, around);
    // who has not heard the last word yet needs no other
    const channels = channelsFor(message, settings).filter((channel) => !waits.has(channel));
    const key = `${incident.id}/reminded/${last}`;
    put += await outbox.put(
      [],
      channels.map((channel) => newMessage(message, channel, key)),
    );
  }
  return put;
}
