import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunRecord } from '../../../src/verdict/types.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface SpecRun {
  readonly exitCode: number | null;
  readonly output: string;
  /** Null: the run left no verdict. */
  readonly record: RunRecord | null;
  readonly ms: number;
  readonly reportsDir: string;
  readonly page: string;
}

export interface SpecOptions {
  /** File name to source; `test`, `expect`, `journey` and `site` as in any journey. */
  readonly specs: Readonly<Record<string, string>>;
  /** Origin at which every surface answers, unless `env` says otherwise. */
  readonly origin: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Looks at what the run left, before it is removed. */
  readonly inspect?: (reportsDir: string) => void;
  /** Traces as the configuration asks for them. Default: none, which nobody reads in most tests, and which are a tenth of a run. */
  readonly traces?: boolean;
  /** Called once with the process, to end it in the middle. */
  readonly meanwhile?: (child: ChildProcess, reportsDir: string) => void;
}

const preamble = `import { test, expect, journey } from '${join(root, 'src/journey/index.ts')}';
const details = (id, more = {}) => journey({ id, owner: 'web', as: 'anonymous', does: 'read', surfaces: ['www'], ...more });
`;

/** Runs journeys of the test's own with the project's fixtures, configuration and reporters, in a real Playwright and browser. */
export async function runSpecs({
  specs,
  origin,
  env = {},
  args = [],
  traces = false,
  meanwhile,
  inspect,
}: SpecOptions): Promise<SpecRun> {
  mkdirSync(join(root, 'reports'), { recursive: true });
  const folder = mkdtempSync(join(root, 'reports', '.specs-')); // inside the project, so that its packages are found
  const reportsDir = join(folder, 'reports');
  for (const [name, source] of Object.entries(specs)) writeFileSync(join(folder, name), preamble + source);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/@playwright/test/cli.js'),
      'test',
      '-c',
      join(root, 'tests/suite/support/specs.config.ts'),
      '--project=desktop',
      ...(traces ? [] : ['--trace=off']),
      ...args,
    ],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile'), // as our commands give it
        SPECS_DIR: folder,
        ALLURE: 'off',
        REPORTS_DIR: reportsDir,
        TARGET: 'staging',
        WWW_URL: origin,
        REFERENCE_URL: origin,
        EMEDICINE_URL: origin,
        SEARCH_URL: origin,
        LOGIN_URL: origin,
        EDUCATION_URL: origin,
        ...env,
      },
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  meanwhile?.(child, reportsDir);
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  const ms = performance.now() - started;
  const verdictFile = join(reportsDir, 'verdict.json');
  const pageFile = join(reportsDir, 'index.html');
  const record = existsSync(verdictFile) ? (JSON.parse(readFileSync(verdictFile, 'utf8')) as RunRecord) : null; // its schema has a test of its own
  const page = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : '';
  inspect?.(reportsDir);
  rmSync(folder, { recursive: true, force: true });
  return { exitCode, output, record, ms, reportsDir, page };
}
