import { severities, type Channel, type Message, type Severity } from '../types.ts';
import { attempt, channelOf, type ChannelBasis } from './delivered.ts';
import { post } from './post.ts';

/**
 * An alert that is not posted again before its end resolves itself, which would be a lie: nobody has looked. A day outlasts the hourly cron
 * of hosted CI on its worst day; whoever watches posts it again each minute.
 */
const holdMs = 86_400_000;
/** A test goes away by itself. */
const testHoldMs = 300_000;

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

/** What an alert is known by: only what stays the same while an incident lives, but for its severity, by which Alertmanager routes. */
const labelsOf = ({ kind, target, incident }: Message, severity: Severity): Record<string, string> =>
  given({
    alertname: kind === 'test' ? 'MedscapeJourneysTest' : 'MedscapeJourneysFailing',
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

/** With another end than it would have: RFC 3339, never before its start, which Alertmanager refuses. */
function alertOf(message: Message, severity: Severity, endsMs: number): Alert {
  const startsAt = message.incident?.firstSeenAt ?? message.at;
  const page = message.links.find(({ name }) => name === 'report' || name === 'status')?.url;
  return {
    labels: labelsOf(message, severity),
    annotations: annotationsOf(message),
    startsAt,
    endsAt: new Date(Math.max(endsMs, Date.parse(startsAt) + 1)).toISOString(),
    ...(page === undefined ? {} : { generatorURL: page }),
  };
}

/**
 * The alerts that a message comes to. An incident whose severity has changed is another alert to Alertmanager, so the one that it was is
 * ended; and what is resolved is ended under each severity that it may have had. A digest is none.
 */
export function alertsOf(message: Message, nowMs: number): readonly Alert[] {
  const { kind, severity, incident } = message;
  if (kind === 'digest') return [];
  if (incident === null) return [alertOf(message, severity, nowMs + testHoldMs)];
  const over = kind === 'resolved' || incident.resolvedAt !== null;
  const ended = severities.filter((one) => over || (kind === 'escalated' && one !== severity));
  const endMs = over && incident.resolvedAt !== null ? Math.min(nowMs, Date.parse(incident.resolvedAt)) : nowMs;
  return [
    ...(over ? [] : [alertOf(message, severity, nowMs + holdMs)]),
    ...ended.map((one) => alertOf(message, one, endMs)),
  ];
}

/** API v2 of an Alertmanager. It forgets what it is not told again, so `refresh` tells it of every open incident. */
export function alertmanagerChannel(basis: ChannelBasis, { url, authorization }: AlertmanagerOptions): Channel {
  const endpoint = `${url.replace(/\/+$/, '')}/api/v2/alerts`;
  const tell = (messages: readonly Message[], limit: AbortSignal) => {
    const alerts = messages.flatMap((message) => alertsOf(message, Date.now()));
    return alerts.length === 0
      ? Promise.resolve({ ok: true } as const)
      : post(
          endpoint,
          { body: JSON.stringify(alerts), headers: authorization === null ? {} : { authorization } },
          limit,
        );
  };
  return {
    ...channelOf(basis, 'alertmanager', (message, _key, limit) => tell([message], limit)),
    refresh: (open, signal) => attempt(basis, signal, (limit) => tell(open, limit)),
  };
}
