import type { Daily, Incident, LookBack } from '../../../../src/history/types.ts';
import { summarise, type StatusOf } from '../../../../src/report/status/summarise.ts';
import type { Status, StatusRow } from '../../../../src/report/status/types.ts';

export const now = '2028-03-05T12:00:00.000Z';

export const makeDaily = (overrides: Partial<Daily> = {}): Daily => ({
  ...{ target: 'production', location: 'fra', day: now.slice(0, 10), id: 'home', project: '', surfaces: ['www'] },
  ...{ runs: 24, good: 24, transient: 0, unknown: 0, down: 0, serverErrors: 0, worst: 'passed' },
  ...{ attempts: 24, failed: 0, durationMs: 24_000, ...overrides },
});

type Newest = LookBack['newest'][number];
export const makeNewest = (overrides: Partial<Newest> = {}): Newest => ({
  ...{ id: 'home', project: '', surfaces: ['www'], location: 'fra', verdict: 'passed', at: '2028-03-05T11:00:00.000Z' },
  run: 'run-1',
  ...overrides,
});

type Location = LookBack['locations'][number];
export const makeLocation = (overrides: Partial<Location> = {}): Location => ({
  ...{ name: 'fra', run: 'run-1', at: '2028-03-05T11:00:00.000Z', outcome: 'passed', headline: 'All passed.' },
  ...overrides,
});

export const makeLookBack = (overrides: Partial<LookBack> = {}): LookBack => ({
  ...{ days: [makeDaily()], lastHours: [makeDaily({ runs: 12, good: 12, attempts: 12 })], newest: [makeNewest()] },
  ...{ locations: [makeLocation()], changes: [], steps: [] },
  ...overrides,
});

export const makeIncident = (overrides: Partial<Incident> = {}): Incident => ({
  id: 'INC-7',
  target: 'production',
  origin: { target: 'production', cause: 'server-error', what: '500', layer: 'httpd', journey: null },
  ...{ verdict: 'server-error', state: 'open', openedAt: '2028-03-05T10:04:00.000Z', resolvedAt: null },
  ...{ firstSeenAt: '2028-03-05T10:04:00.000Z', lastSeenAt: '2028-03-05T11:04:00.000Z' },
  ...{ reopened: 0, flapping: false, onlyAt: null, signatures: [], journeys: ['home', 'drug-monograph'] },
  ...{ surfaces: ['www', 'reference'], paths: ['/'], nodes: [] },
  after: { change: 'CHG-1234', url: 'https://changes.example/CHG-1234', sinceMs: 240_000 },
  ...{ lastGoodAt: '2028-03-05T09:00:00.000Z', runs: ['run-1'], cleanRuns: 0 },
  ...{ headline: 'every surface answers 500', acknowledged: null, muted: null },
  ...overrides,
});

export const statusOf = (lookBack: Partial<LookBack> = {}, overrides: Partial<StatusOf> = {}): Status =>
  summarise({
    ...{ target: 'production', incidents: [], objective: 0.999, staleAfterMs: 7_800_000, now },
    lookBack: makeLookBack(lookBack),
    ...overrides,
  });

/** A row by its name, which has to be there. */
export function rowOf(rows: readonly StatusRow[], name: string): StatusRow {
  const row = rows.find((one) => one.name === name);
  if (!row) throw new Error(`no row ${name} among ${rows.map((one) => one.name).join(', ')}`);
  return row;
}
