import { z } from 'zod';
import type { Channel, Delivered, Message } from '../types.ts';
import { attempt, channelOf, failed, jsonOf, oneLine, type ChannelBasis } from './delivered.ts';
import { request } from './request.ts';

/**
 * An alert that is not posted again before its end resolves itself, which would be a lie: nobody has looked. A day outlasts the hourly cron
 * of hosted CI on its worst day; whoever watches posts it again each minute.
 */
const holdMs = 86_400_000;
/** A test goes away by itself. */
const testHoldMs = 300_000;
/** Characters of the list of what it holds. */
const longestList = 8_000_000;

export interface AlertmanagerOptions {
  /** Of the Alertmanager, without `/api/v2/alerts`. */
  readonly url: string;
  /** Value of the header `Authorization`; null: none. */
  readonly authorization: string | null;
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** Alertmanager takes no empty value. */
const given = (values: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value === undefined || value === '' ? [] : [[name, value]],
    ),
  );

const alertname = 'MedscapeJourneysFailing';

/** What an alert is known by: only what stays the same while an incident lives, but for its severity, by which Alertmanager routes. */
const labelsOf = ({ kind, severity, target, incident }: Message): Record<string, string> =>
  given({
    alertname: kind === 'test' ? 'MedscapeJourneysTest' : alertname,
    severity,
    target,
    incident: incident?.id,
    cause: incident?.cause,
    what: incident?.what,
    layer: incident?.layer,
  });

function annotationsOf({ headline, advice, facts, links, incident }: Message): Record<string, string> {
  const to = (name: Message['links'][number]['name']) => links.find((link) => link.name === name)?.url;
  return given({
    summary: headline,
    description: [advice, ...facts.map(({ name, value }) => `${name}: ${value}`)].join('\n'),
    verdict: incident?.verdict,
    surfaces: incident?.surfaces.join(', '),
    journeys: incident?.journeys.join(', '),
    owners: incident?.owners.join(', '),
    change: incident?.change,
    runbook_url: to('runbook'),
    report_url: to('report'),
    status_url: to('status'),
    change_url: to('change'),
  });
}

function alertOf(message: Message, nowMs: number): Alert {
  const page = message.links.find(({ name }) => name === 'report' || name === 'status')?.url;
  return {
    labels: labelsOf(message),
    annotations: annotationsOf(message),
    startsAt: message.incident?.firstSeenAt ?? message.at,
    endsAt: new Date(nowMs + (message.incident === null ? testHoldMs : holdMs)).toISOString(),
    ...(page === undefined ? {} : { generatorURL: page }),
  };
}

/** What it holds: an alert that fires, under the labels by which it is known. */
const heldShape = z.array(z.object({ labels: z.record(z.string(), z.string()), startsAt: z.string() }));
export type Held = z.infer<typeof heldShape>[number];

const isOver = ({ kind, incident }: Message): boolean => kind === 'resolved' || (incident?.resolvedAt ?? null) !== null;

/**
 * The alerts that messages come to, where it holds those. An incident whose severity has changed is another alert, so the one that it was
 * is ended, as is every one of what is resolved: only what is held, for Alertmanager tells the end of what never fired as well. A digest
 * is no alert. Pure.
 */
export function alertsOf(messages: readonly Message[], held: readonly Held[], nowMs: number): readonly Alert[] {
  const now = new Date(nowMs).toISOString();
  return messages
    .filter(({ kind }) => kind !== 'digest')
    .flatMap((message) => {
      const { incident, target, severity } = message;
      const over = isOver(message);
      const ended = held.filter(
        ({ labels }) =>
          incident !== null &&
          labels['incident'] === incident.id &&
          labels['target'] === target &&
          (over || labels['severity'] !== severity),
      );
      return [
        ...(over ? [] : [alertOf(message, nowMs)]),
        ...ended.map(({ labels, startsAt }) => ({
          labels,
          annotations: annotationsOf(message),
          startsAt,
          endsAt: now,
        })),
      ];
    });
}

/** API v2 of an Alertmanager. It forgets what it is not told again, so `refresh` tells it of every open incident. */
export function alertmanagerChannel(basis: ChannelBasis, { url, authorization }: AlertmanagerOptions): Channel {
  const endpoint = `${url.replace(/\/+$/, '')}/api/v2/alerts`;
  const headers = authorization === null ? {} : { authorization };

  const tell = async (messages: readonly Message[], limit: AbortSignal): Promise<Delivered> => {
    let held: readonly Held[] = [];
    if (messages.some(({ incident }) => incident !== null)) {
      const filter = encodeURIComponent(`alertname="${alertname}"`);
      const judge = (text: string): Delivered => {
        const list = heldShape.safeParse(jsonOf(text));
        if (!list.success) return failed(`answered what no Alertmanager does: ${oneLine(text)}`, true);
        held = list.data;
        return { ok: true };
      };
      const asked = await request(`${endpoint}?filter=${filter}`, { headers, judge, longest: longestList }, limit);
      if (!asked.ok) return asked;
    }
    const alerts = alertsOf(messages, held, Date.now());
    if (alerts.length === 0) return { ok: true };
    return request(endpoint, { body: JSON.stringify(alerts), headers }, limit);
  };
  return {
    ...channelOf(basis, 'alertmanager', (message, _key, limit) => tell([message], limit)),
    refresh: (open, signal) => attempt(basis, signal, (limit) => tell(open, limit)),
  };
}
