import { join } from 'node:path';
import { packageFile, runQuietly } from './child.ts';
import { say } from './verb.ts';

interface Check {
  readonly name: string;
  /** What to type to see or mend what it found. */
  readonly byHand: string;
  readonly args: readonly string[];
}

/** The checks of what stands in files. */
export const checks: readonly Check[] = [
  {
    name: 'types',
    byHand: 'npx tsc --noEmit',
    args: [packageFile('typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false'],
  },
  {
    name: 'lint',
    byHand: 'npx oxlint --fix',
    args: [packageFile('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'],
  },
  {
    name: 'format',
    byHand: 'npx prettier --write .',
    args: [
      packageFile('prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      '.',
    ],
  },
  {
    name: 'workflows',
    byHand: 'node src/cli/workflows.ts',
    args: [join(import.meta.dirname, 'workflows.ts')],
  },
  {
    name: 'manifests',
    byHand: 'node src/cli/manifests.ts',
    args: [join(import.meta.dirname, 'manifests.ts')],
  },
  {
    name: 'rules',
    byHand: 'node src/cli/alert-rules.ts',
    args: [join(import.meta.dirname, 'alert-rules.ts')],
  },
];

/**
 * Runs checks side by side and tells each as it ends, the findings of a failing one with it.
 *
 * @returns how many failed
 */
export async function runChecks(chosen: readonly Check[]): Promise<number> {
  const failures = await Promise.all(
    chosen.map(async ({ name, byHand, args }) => {
      const startedAt = performance.now();
      const { code, output } = await runQuietly(args);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      if (code === 0) {
        say(`✔ ${name} (${seconds} s)`);
        return 0;
      }
      process.stdout.write(output);
      say(`✖ ${name} (${seconds} s): its findings stand above; ${byHand}`);
      return 1;
    }),
  );
  return failures.filter((failed) => failed > 0).length;
}
