import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { manifestFindings } from '../../../src/cli/manifests.ts';
import { workflowFindings } from '../../../src/cli/workflows.ts';
import { projectFolder, temporaryFolder } from '../cli/support.ts';

const read = (...path: readonly string[]): string => readFileSync(join(projectFolder, ...path), 'utf8');
const folder = temporaryFolder('deploy');

/** Writes each of them below a folder of its own, and says what a check has against it. */
async function findingsOf(
  check: (folder: string) => Promise<string[]>,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const findings: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'file.yaml'), text);
    findings[name] = (await check(join(folder, name))).join('\n');
  }
  return findings;
}

describe('the check of manifests', () => {
  const cronJob = read('deploy/kubernetes/cron-job.yaml');
  let findings: Record<string, string>;
  before(async () => {
    findings = await findingsOf(manifestFindings, {
      good: cronJob,
      'unknown field': cronJob.replace('concurrencyPolicy:', 'concurencyPolicy:'),
      'unknown field deep within': cronJob.replace('readOnlyRootFilesystem:', 'readOnlyFilesystem:'),
      'wrong type': cronJob.replace('completions: 4', "completions: 'four'"),
      'missing field': cronJob.replace("  schedule: '17 * * * *'\n", ''),
      'unknown kind': cronJob.replace('kind: CronJob', 'kind: ChronJob'),
      'unknown version': cronJob.replace('apiVersion: batch/v1', 'apiVersion: batch/v7'),
      'no YAML': `${cronJob}\n  - [`,
      'no manifest': 'schedule: hourly\n',
    });
  });

  for (const [name, wanted] of [
    ['good', /^$/],
    ['unknown field', /file\.yaml: .*concurencyPolicy"' does not exist/],
    ['unknown field deep within', /readOnlyFilesystem"' does not exist/],
    ['wrong type', /Type 'string' is not assignable to type 'number'/],
    ['missing field', /'schedule' is missing/],
    ['unknown kind', /Kubernetes knows no ChronJob of batch\/v1/],
    ['unknown version', /Kubernetes knows no CronJob of batch\/v7/],
    ['no YAML', /file\.yaml/],
    ['no manifest', /has no apiVersion or no kind/],
  ] as const)
    test(name, () => assert.match(findings[name] ?? 'not looked at', wanted));
});

describe('the check of workflows', () => {
  const workflow = read('.github/workflows/journeys-sharded.yml');
  const hourly = read('.github/workflows/journeys.yml');
  let findings: Record<string, string>;
  before(async () => {
    findings = await findingsOf(workflowFindings, {
      good: workflow,
      'unknown property of the matrix': workflow.replaceAll('matrix.shard', 'matrix.part'),
      'bad schedule': hourly.replace("cron: '17 * * * *'", "cron: '77 * * * *'"),
      'unknown job': workflow.replace('needs: [plan, shard]', 'needs: [plan, shards]'),
      'unknown input': workflow.replace('cache: npm', 'cash: npm'),
      'no YAML': `${workflow}\n  - [`,
    });
  });

  for (const [name, wanted] of [
    ['good', /^$/],
    ['unknown property of the matrix', /property "part" is not defined/],
    ['bad schedule', /invalid CRON format/],
    ['unknown job', /needs job "shards" which does not exist/],
    ['unknown input', /input "cash" is not defined/],
    ['no YAML', /could not parse as YAML|yaml/i],
  ] as const)
    test(name, () => assert.match(findings[name] ?? 'not looked at', wanted));
});
