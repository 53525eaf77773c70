import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectFolder } from './child.ts';
import { findProgram } from './prometheus-tools.ts';

/**
 * What promtool has against the rules, the example of a configuration, and the cases that say what must fire and what must not.
 *
 * @param folder holds `rules.yml`, `prometheus.yml` and `tests/`
 * @returns what it said; empty: nothing
 * @throws Error where there is no promtool
 */
export function ruleFindings(folder: string): string {
  const promtool = findProgram('promtool');
  const cases = globSync('tests/*.yml', { cwd: folder }).toSorted();
  if (cases.length === 0) return `${join(folder, 'tests')} holds no cases`;
  for (const args of [
    ['check', 'rules', 'rules.yml'],
    ['check', 'config', 'prometheus.yml'],
    ['test', 'rules', ...cases],
  ]) {
    const { status, stdout, stderr, error } = spawnSync(promtool, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) return `promtool ${args.join(' ')}\n${stdout}${stderr}${error?.message ?? ''}`;
  }
  return '';
}

if (import.meta.main) {
  try {
    const findings = ruleFindings(resolve(process.argv[2] ?? join(projectFolder, 'deploy/prometheus')));
    process.stdout.write(findings);
    process.exitCode = findings === '' ? 0 : 1;
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
