import { execFile } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { environmentFor } from '../target/environment.ts';
import type { Target } from '../target/types.ts';

const projectFolder = resolve(import.meta.dirname, '../..');

const spec = z.object({
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({ annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })) }),
  ),
});
interface Suite {
  readonly specs: z.infer<typeof spec>[];
  readonly suites?: Suite[] | undefined;
}
const suite: z.ZodType<Suite> = z.object({ specs: z.array(spec), suites: z.array(z.lazy(() => suite)).optional() });
const listing = z.object({ config: z.object({ rootDir: z.string() }), suites: z.array(suite) });

const specsOf = ({ specs, suites = [] }: Suite): Suite['specs'] => [...specs, ...suites.flatMap(specsOf)];

/**
 * Where each journey stands, by its id, as `playwright test` takes it: `tests/journeys/home.spec.ts:5`. Playwright filters by file
 * and title, and neither holds an id.
 *
 * @param env further variables for Playwright
 * @throws Error where Playwright cannot list them
 */
export async function locateJourneys(
  target: Target,
  env: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(projectFolder, 'node_modules/@playwright/test/cli.js'), 'test', '--list', '--reporter=json', '--no-deps'],
    {
      cwd: projectFolder,
      env: environmentFor(target, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: '', PLAYWRIGHT_JSON_OUTPUT_NAME: '' }),
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { config, suites } = listing.parse(JSON.parse(stdout));
  return new Map(
    suites.flatMap(specsOf).flatMap(({ file, line, tests }) => {
      const id = tests[0]?.annotations.find(({ type }) => type === 'journey')?.description;
      const path = relative(projectFolder, resolve(config.rootDir, file)).replaceAll('\\', '/');
      return id === undefined ? [] : [[id, `${path}:${String(line)}`] as const];
    }),
  );
}
