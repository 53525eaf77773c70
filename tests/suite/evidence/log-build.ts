import type { AccessLine, ErrorLine, LogLine, LogWindow } from '../../../src/apache/types.ts';
import { agentSuffix, type Sender } from '../../../src/evidence/agent.ts';
import type { LogJoin } from '../../../src/evidence/types.ts';
import { createSite } from '../../../src/target/site.ts';
import { at, makeEvidence, start } from '../verdict/build.ts';

const port = ':4310';

export const site = createSite({
  origins: {
    www: `http://www.medscape.localhost${port}`,
    reference: `http://reference.medscape.localhost${port}`,
    emedicine: `http://emedicine.medscape.localhost${port}`,
    search: `http://search.medscape.localhost${port}`,
    login: `http://login.medscape.localhost${port}`,
    education: `http://www.medscape-education.localhost${port}`,
  },
  assetHosts: [`img.medscape.localhost${port}`],
  analyticsHosts: [],
});

export const agentOf = (sender: Partial<Sender> = {}): string =>
  `Mozilla/5.0 ${agentSuffix({ runId: 'run-1', journey: 'drug-monograph', project: 'desktop', index: 0, ...sender })}`;

/** A good answer of the application to the journey's own page, 150 ms after the start. */
export function makeAccess(overrides: Partial<AccessLine> = {}): AccessLine {
  const line = {
    kind: 'access',
    at: start + 110,
    id: 'id-1',
    pid: 100,
    tid: '7001',
    vhost: 'reference.medscape.localhost',
    host: 'reference.medscape.localhost:4310',
    method: 'GET',
    target: '/drug/samplazole-1',
    firstStatus: 200,
    finalStatus: 200,
    bytes: 5_000,
    durationUs: 30_000,
    connection: 'kept',
    handler: 'proxy-server',
    worker: null,
    agent: agentOf(),
    ...overrides,
  } as const;
  return { ...line, raw: JSON.stringify(line) };
}

export function makeError(overrides: Partial<ErrorLine> = {}): ErrorLine {
  const line = {
    kind: 'error',
    at: start + 120,
    id: 'id-1',
    pid: 100,
    tid: '7001',
    module: 'core',
    level: 'error',
    code: 'AH00124',
    text: 'Request exceeded the limit of 10 internal redirects',
    ...overrides,
  } as const;
  return { ...line, raw: JSON.stringify(line) };
}

export const makeWindow = (lines: readonly LogLine[], overrides: Partial<LogWindow> = {}): LogWindow => ({
  lines,
  unread: { count: 0, examples: [] },
  has: { access: true, error: true },
  troubles: [],
  ...overrides,
});

/** One attempt that passed on a shared server, and these lines. */
export const makeJoin = (lines: readonly LogLine[], overrides: Partial<LogJoin> = {}): LogJoin => ({
  window: makeWindow(lines),
  attempts: [makeEvidence()],
  site,
  skewMs: 0,
  own: false,
  ...overrides,
});

export { at, start };
