import { createRedactor } from '../../../src/target/redactor.ts';
import type { ChannelBasis } from '../../../src/alert/channels/delivered.ts';
import type { Message } from '../../../src/alert/types.ts';

type Incident = NonNullable<Message['incident']>;

export const makeIncident = (overrides: Partial<Incident> = {}): Incident => ({
  id: 'INC-7',
  verdict: 'server-error',
  cause: 'server-error',
  what: '500',
  layer: 'httpd',
  journeys: ['drug-monograph', 'home-shows-news'],
  surfaces: ['www', 'reference'],
  owners: ['web-platform'],
  change: 'CHG-1234',
  firstSeenAt: '2026-11-22T03:02:10.000Z',
  lastSeenAt: '2026-11-22T03:05:40.000Z',
  resolvedAt: null,
  ...overrides,
});

/** As the monitor makes them. */
export const makeMessage = (overrides: Partial<Message> = {}): Message => ({
  kind: 'opened',
  severity: 'critical',
  target: 'production',
  location: 'fra-1',
  headline:
    'PRODUCTION: 500 on www and reference, 12 journeys, since 03:02 UTC, 4 min after CHG-1234 (every try): roll back',
  advice: 'Roll CHG-1234 back, then restart httpd; see that the journeys pass.',
  facts: [
    {
      name: 'Seen',
      value: "www and reference answer 500 on /drug/:slug (Apache's own error page; AH00124 <internal> & co).",
    },
    { name: 'Journeys', value: 'drug-monograph, home-shows-news and 10 more' },
    { name: 'Paths', value: '/, /drug/* and /_layout_' },
    {
      name: 'Since',
      value:
        'first seen 4 minutes after CHG-1234; last good run 56 minutes before that; last seen 03:05 UTC, by 2 runs.',
    },
    { name: 'Owners', value: 'web-platform' },
    { name: 'Incident', value: 'INC-7; npm run incidents -- ack INC-7 --by NAME ends its reminders' },
  ],
  links: [
    { name: 'report', url: 'https://reports.example.org/runs/20261122-030210-ab12/index.html' },
    { name: 'runbook', url: 'https://wiki.example.org/runbook?a=1&b=2#server-error' },
    { name: 'change', url: 'https://changes.example.org/CHG-1234' },
  ],
  incident: makeIncident(),
  at: '2026-11-22T03:05:41.000Z',
  ...overrides,
});

/** What a channel is made with; `secrets` are those that the settings would have taught the redactor. */
export const makeBasis = (name: string, secrets: readonly string[] = [], timeoutMs = 30_000): ChannelBasis => {
  const redactor = createRedactor(secrets);
  return { name, timeoutMs, redact: (text) => redactor.text(text) };
};
