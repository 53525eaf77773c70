import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestIdHeaders, readPolicy } from '../../../src/journey/setting.ts';
import { placesOf, type PulseLab } from '../../../src/monitor/look.ts';
import { feel, confirm } from '../../../src/monitor/pulse.ts';
import { pulseRun } from '../../../src/monitor/pulse-run.ts';
import { defaultSettings } from '../../../src/monitor/settings.ts';
import type { MonitorSettings } from '../../../src/monitor/types.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { createSite } from '../../../src/target/site.ts';
import type { Target } from '../../../src/target/types.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const page =
  (status: number, title: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end(`<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
  };

export const well = page(200, 'Medscape');

/** A site of which each test says what it answers: the first part of the host that matches, else all is well. */
export interface TestSite {
  readonly port: number;
  /** `www`, or `reference/drugs`. */
  answer: Record<string, Answer>;
  readonly asked: { readonly host: string; readonly path: string; readonly agent: string }[];
  stop(): Promise<void>;
}

export async function startSite(port = 0): Promise<TestSite> {
  const asked: { host: string; path: string; agent: string }[] = [];
  const server = createServer((request, response) => {
    const host = request.headers.host ?? '';
    const surface = host.startsWith('www.medscape-education') ? 'education' : (host.split('.')[0] ?? '');
    const path = request.url ?? '/';
    asked.push({ host, path, agent: request.headers['user-agent'] ?? '' });
    (site.answer[`${surface}${path}`] ?? site.answer[surface] ?? site.answer['*'] ?? well)(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const site: TestSite = {
    port: (server.address() as AddressInfo).port, // a TCP server
    answer: {},
    asked,
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => void server.close(() => stopped()));
    },
  };
  return site;
}

export const targetAt = (port: number, more: Readonly<Record<string, string>> = {}): Target =>
  readTarget({
    env: {},
    cwd: '/nonexistent',
    overrides: { TARGET: 'local', STANDIN_PORT: String(port), EXCHANGE_BUDGET_MS: '10000', LOCATION: 'here', ...more },
  });

export const labOf = (target: Target): Omit<PulseLab, 'spend' | 'signal'> => ({
  ...{ target, requestIdHeaders, site: createSite(target), redactor: createRedactor([]) },
  policy: readPolicy(target),
});

/** A pulse from its first GET to its record; null: nothing was suspicious. */
export async function pulseOnce(
  target: Target,
  settings: Partial<MonitorSettings> = {},
  lab: Partial<PulseLab> = {},
): Promise<{ readonly record: RunRecord | null; readonly felt: Awaited<ReturnType<typeof feel>> }> {
  const whole: PulseLab = { ...labOf(target), spend: () => true, signal: new AbortController().signal, ...lab };
  const felt = await feel(placesOf(target, { ...defaultSettings, ...settings }), 'pulse-1', whole);
  if (felt.suspicious.length === 0) return { record: null, felt };
  const journeys = await confirm(felt, whole);
  return { record: journeys === null ? null : pulseRun(felt, journeys, target, whole.policy), felt };
}
