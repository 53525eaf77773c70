import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RunRecord } from '../../../src/verdict/types.ts';

/** Real Playwright on inline spec files, as black-box tests of the reporters need it. */

const root = resolve(import.meta.dirname, '../../..');
const cli = join(root, 'node_modules/@playwright/test/cli.js');

export interface Sandbox {
  readonly folder: string;
  readonly reportsDir: string;
  readonly runDir: string;
  write(file: string, text: string): void;
  /** The reporter's verdict of the newest run; null where none was written. */
  verdict(): RunRecord | null;
  remove(): void;
}

export const runId = 'run-1';

/** A folder within the project, so that `@playwright/test` resolves; below `reports/`, so that git does not see it. */
export function makeSandbox(): Sandbox {
  const parent = join(root, 'reports');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, '.tmp-report-'));
  const reportsDir = join(folder, 'reports');
  return {
    folder,
    reportsDir,
    runDir: join(reportsDir, 'runs', runId),
    write(file, text) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    verdict() {
      const file = join(reportsDir, 'verdict.json');
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunRecord) : null;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `playwright test` (or another command of it) there to its end. `during` gets the process while it runs. */
export async function playwright(
  sandbox: Sandbox,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  during: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
  command: 'test' | 'merge-reports' = 'test',
): Promise<Ran> {
  const child = spawn(process.execPath, [cli, command, ...args], {
    cwd: sandbox.folder,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const { promise, resolve: done, reject } = Promise.withResolvers<Ran>();
  child.on('error', reject);
  child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  during((signal) => child.kill(signal));
  return promise;
}

/** A configuration with the journey reporter alone, or whatever reporters are given as source. */
export const configWith = (reporters: string, more = ''): string => `
import { defineConfig } from '@playwright/test';
const reporter = '${join(root, 'src/report/reporter.ts')}';
const redacting = '${join(root, 'src/report/redacting-reporter.ts')}';
const own = {
  reportsDir: import.meta.dirname + '/reports',
  run: { id: '${runId}', target: 'local', change: null, location: 'here', suiteVersion: '0.0.0', browser: 'none' },
  policy: {
    signatures: [],
    budgets: { exchangeMs: 5000, journeyMs: 30000 },
    suppressions: [],
    now: '2026-03-10T00:00:00.000Z',
  },
};
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  workers: 1,
  outputDir: 'test-results',
  reporter: ${reporters},
  ${more}
});
`;

/** Start of each inline spec: journeys that say what they met, without a browser. */
export const specHead = `
import { test, expect } from '@playwright/test';

const evidenceOf = (journey, index, more = {}) => ({
  schemaVersion: 1, runId: '${runId}', journey, project: test.info().project.name, index,
  startedAt: new Date().toISOString(), durationMs: 20, ended: 'passed', failures: [], exchanges: [], exchangeCount: 1,
  exchangesLeftOut: 0, assets: [], went: [], console: [], pageErrors: [], runner: [], steps: [], probes: [],
  sentNonIdempotent: false, control: null, ...more,
});
const exchange = (status, more = {}) => ({
  n: 1, startedAt: new Date().toISOString(), method: 'GET', url: 'http://reference.medscape.localhost/drug/warfarin-342182',
  host: 'reference.medscape.localhost', surface: 'reference', path: '/drug/:slug', resourceType: 'document', frame: 'main',
  documentOf: null, status, errorText: null, broken: false, layer: 'httpd', server: 'Apache', requestId: null,
  contentType: 'text/html', headers: {}, redirects: [], title: null, heading: null, bodyExcerpt: null,
  timing: { waitMs: 5, totalMs: 6 }, expected: false, ...more,
});
const probes = (status) => [0, 600, 1600].map((ms) => ({
  at: new Date(Date.now() + ms).toISOString(), url: 'http://reference.medscape.localhost/drug/warfarin-342182',
  surface: 'reference', path: '/drug/:slug', purpose: 'confirm', status, errorText: null, layer: 'httpd', requestId: null,
  title: null, heading: null, bodyExcerpt: null, headers: {}, durationMs: 4, retryAfterMs: null,
}));
const attach = (evidence) => test.info().attach('evidence', {
  contentType: 'application/vnd.medscape.evidence+json', body: JSON.stringify(evidence),
});
const notRun = (journey, index, kind, reason) => test.info().attach('not-run', {
  contentType: 'application/vnd.medscape.not-run+json',
  body: JSON.stringify({ schemaVersion: 1, runId: '${runId}', journey, project: test.info().project.name, index, kind, reason }),
});
const details = (id, surface = 'reference') => ({
  tag: ['@anonymous', '@read', '@surface-' + surface],
  annotation: [
    { type: 'journey', description: id },
    { type: 'owner', description: 'sample-team' },
    { type: 'verified', description: 'local' },
  ],
});
/** Meets an answer of this status, says so, and fails where it is an error. */
const meets = async (id, status, surface = 'reference') => {
  const bad = status >= 400;
  await attach(evidenceOf(id, test.info().retry, {
    ended: bad ? 'failed' : 'passed',
    failures: bad ? [{ kind: 'aborted', message: 'answered ' + status, step: null }] : [],
    exchanges: [exchange(status, { surface })],
    probes: bad ? probes(status) : [],
  }));
  if (bad) throw new Error('GET /drug/:slug answered ' + status);
};
`;
