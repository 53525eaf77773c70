import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { CronJob } from 'kubernetes-types/batch/v1.js';
import { parse } from 'yaml';
import { projectFolder, temporaryFolder } from '../cli/support.ts';

const read = (...path: readonly string[]): string => readFileSync(join(projectFolder, ...path), 'utf8');

describe('the cron job', () => {
  const { spec } = parse(read('deploy/kubernetes/cron-job.yaml')) as CronJob; // its types are checked by lint
  const job = spec?.jobTemplate.spec;
  const [container] = job?.template.spec?.containers ?? [];
  const value = (name: string): string => container?.env?.find((one) => one.name === name)?.value ?? '';
  const bin = temporaryFolder('bin');
  writeFileSync(join(bin, 'node'), '#!/bin/sh\necho "$REPORTS_DIR" "$@"\n');
  chmodSync(join(bin, 'node'), 0o755);

  /** What the pod of an index starts. */
  const starts = (index: number): string => {
    const [, , shell = '', flags = ''] = container?.command ?? [];
    const { stdout, status } = spawnSync(shell, [flags, ...(container?.args ?? [])], {
      encoding: 'utf8',
      env: {
        PATH: `${bin}:/usr/bin:/bin`,
        RUN_ID: 'medscape-journeys-29',
        JOB_COMPLETION_INDEX: String(index),
        SHARDS: value('SHARDS'),
        MERGE_WAIT: value('MERGE_WAIT'),
      },
    });
    assert.equal(status, 0);
    return stdout.trim();
  };

  test('runs each shard once, and merges in its last pod', () => {
    const shards = Number(value('SHARDS'));
    assert.equal(job?.completions, shards + 1);
    assert.equal(job.parallelism, job.completions, 'the merge waits for shards that must not wait for it');
    const started = Array.from({ length: shards + 1 }, (_, index) => starts(index));
    assert.deepEqual(started, [
      ...Array.from(
        { length: shards },
        (_, index) =>
          `/scratch/reports setup.mjs journeys --blob /runs/blobs/medscape-journeys-29 --shard ${String(index + 1)}/${String(shards)} --workers=1`,
      ),
      `/runs/reports setup.mjs merge /runs/blobs/medscape-journeys-29 --wait ${value('MERGE_WAIT')}`,
    ]);
  });

  test('gives its verdict before its time is over, and before the next one starts', () => {
    assert.ok(Number(value('MERGE_WAIT')) + 300 <= (job?.activeDeadlineSeconds ?? 0));
    assert.ok((job?.activeDeadlineSeconds ?? Infinity) < 3_600);
  });

  test('runs under the strictest standard for pods', () => {
    const pod = job?.template.spec?.securityContext;
    const own = container?.securityContext;
    assert.deepEqual(
      [pod?.runAsNonRoot, pod?.seccompProfile?.type, own?.allowPrivilegeEscalation, own?.capabilities?.drop],
      [true, 'RuntimeDefault', false, ['ALL']],
    );
  });

  test('takes the account from a secret alone', () => {
    const account = container?.env?.filter(({ name }) => name.startsWith('MEDSCAPE_')) ?? [];
    assert.equal(account.length, 2);
    for (const { value: written, valueFrom } of account)
      assert.ok(written === undefined && valueFrom?.secretKeyRef?.key);
    assert.doesNotMatch(read('deploy/kubernetes/config-map.yaml'), /PASSWORD:|TOKEN:|SECRET:/);
  });
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const all = (instruction: string): string[] =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

  test('installs the browser that the set-up would install', () => {
    const setUp = read('setup.mjs');
    const [packages = ''] = all('RUN').filter((line) => line.includes('apt-get install'));
    for (const name of ['chromium', 'chromium-headless-shell']) {
      assert.match(packages, new RegExp(`\\s${name}\\s`));
      assert.match(setUp, new RegExp(`'${name}'`));
    }
  });

  test('copies what is there, and runs as a user whose number the cron job names', () => {
    const sources = all('COPY').flatMap((line) =>
      line
        .replace(/--\S+ /, '')
        .split(' ')
        .slice(0, -1),
    );
    for (const source of sources) assert.ok(existsSync(join(projectFolder, source)), source);
    assert.deepEqual(all('USER'), ['node']);
    assert.ok(lines.indexOf('USER node') < lines.findIndex((line) => line.startsWith('ENTRYPOINT')));
  });

  test('leaves secrets, sessions and reports out of the image', () => {
    const left = read('.dockerignore').split('\n');
    for (const name of ['.env', '.env.*', '.auth', '.git', 'reports/*', 'node_modules'])
      assert.ok(left.includes(name), name);
  });
});
