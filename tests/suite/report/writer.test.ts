import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ReportError, writeReport } from '../../../src/report/writer.ts';
import { listRuns } from '../../../src/report/runs.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { at, makeRecord, makeRun, oneRouteRecord, passingRecord } from './fixtures.ts';

describe('writing a report', () => {
  let folder: string;
  let reportsDir: string;
  const runDir = (record: RunRecord): string => join(reportsDir, 'runs', record.run.id);
  const write = (record: RunRecord): ReturnType<typeof writeReport> =>
    writeReport({ record, reportsDir, runDir: runDir(record) });
  const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'report-writer-'));
    reportsDir = join(folder, 'reports');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('leaves page and verdict in the folder of the run, and again as the newest', () => {
    const record = oneRouteRecord();

    const { page, verdict } = write(record);

    assert.equal(page, join(reportsDir, 'index.html'));
    for (const path of [verdict, join(runDir(record), 'verdict.json')]) assert.deepEqual(readJson(path), record);
    assert.match(readFileSync(join(runDir(record), 'index.html'), 'utf8'), /href="\.\.\/\.\.\/index\.html"/);
    assert.match(readFileSync(page, 'utf8'), /^<!doctype html>/);
  });

  test('lists earlier runs, newest first, and those that left no readable verdict', () => {
    const older = makeRecord({ run: makeRun({ id: 'older', startedAt: at(-90_000) }) });
    const newer = makeRecord({ run: makeRun({ id: 'newer', startedAt: at(90_000) }) });
    write(older);
    for (const [id, text] of [
      ['broken', '{"run": {'],
      ['other', '{"hello": 1}'],
    ] as const) {
      mkdirSync(join(reportsDir, 'runs', id), { recursive: true });
      writeFileSync(join(reportsDir, 'runs', id, 'verdict.json'), text);
    }
    mkdirSync(join(reportsDir, 'runs', 'killed'));

    write(newer);

    const runs = listRuns(reportsDir);
    assert.deepEqual(runs.map(({ id }) => id).sort(), ['broken', 'killed', 'newer', 'older', 'other']);
    assert.deepEqual(
      runs.filter(({ outcome }) => outcome !== null).map(({ id }) => id),
      ['newer', 'older'],
    );
    assert.match(runs.find(({ id }) => id === 'killed')?.headline ?? '', /left no verdict/);
    assert.match(runs.find(({ id }) => id === 'broken')?.headline ?? '', /cannot be read/);
    const listed = readJson(join(reportsDir, 'runs', 'index.json')) as { id: string }[]; // written by writeReport just now
    assert.deepEqual(
      listed.map(({ id }) => id),
      listRuns(reportsDir).map(({ id }) => id),
    );
    assert.match(readFileSync(join(reportsDir, 'index.html'), 'utf8'), /href="runs\/older\/index\.html"/);
  });

  test('embeds a screenshot of a failing attempt, and no file from outside of the run', () => {
    const record = oneRouteRecord();
    const shots = join(runDir(record), 'attachments', 'drug');
    const shot = join(shots, 'screenshot.png');
    const outside = join(folder, 'outside.png');
    const embedded = (content: string): string => `data:image/png;base64,${Buffer.from(content).toString('base64')}`;
    mkdirSync(shots, { recursive: true });
    writeFileSync(outside, 'of somebody else');

    writeFileSync(shot, 'a picture');
    assert.ok(readFileSync(write(record).page, 'utf8').includes(embedded('a picture')));

    rmSync(shot);
    symlinkSync(outside, shot);
    assert.equal(readFileSync(write(record).page, 'utf8').includes(embedded('of somebody else')), false);
  });

  test('says what, where and what to do where a file stands in place of the folder', () => {
    writeFileSync(reportsDir, 'in the way');

    assert.throws(
      () => write(passingRecord()),
      (error) =>
        error instanceof ReportError &&
        error.message.startsWith(`the report could not be written to ${reportsDir}`) &&
        error.message.includes('a file stands where a folder is needed. Move it away.'),
    );
  });

  test('says so where a folder stands in place of the verdict, and leaves no half of it', () => {
    mkdirSync(join(reportsDir, 'verdict.json', 'x'), { recursive: true });

    assert.throws(
      () => write(passingRecord()),
      (error) => error instanceof ReportError && error.message.includes('a folder stands where the file is needed'),
    );
    assert.deepEqual(
      readdirSync(reportsDir).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  test('keeps the good report of before when the disk is full, whole', (t) => {
    const mounted = mountSmallDisk(folder);
    if (mounted === null) {
      // Only root can make a small disk; elsewhere the two tests above stand for what cannot be written.
      t.diagnostic('no small disk could be mounted');
      return;
    }
    try {
      reportsDir = join(mounted, 'reports');
      const before = makeRecord({ run: makeRun({ id: 'a' }) });
      write(before);
      const kept = readFileSync(join(reportsDir, 'verdict.json'), 'utf8');

      assert.throws(
        () => write({ ...passingRecord(), run: makeRun({ id: 'b' }) }),
        (error) =>
          error instanceof ReportError &&
          error.code === 'ENOSPC' &&
          /the disk is full\. Free some space/.test(error.message),
      );

      assert.equal(readFileSync(join(reportsDir, 'verdict.json'), 'utf8'), kept);
      assert.match(readFileSync(join(reportsDir, 'index.html'), 'utf8'), /<\/html>\s*$/);
      assert.equal(existsSync(join(reportsDir, 'runs', 'b', 'verdict.json')), false);
      assert.deepEqual(
        readdirSync(join(reportsDir, 'runs', 'b')).filter((name) => name.endsWith('.part')),
        [],
      );
    } finally {
      execFileSync('umount', [mounted]);
    }
  });
});

/** A file system of 320 KiB, enough for one small report and not for two; null where this user may not mount one. */
function mountSmallDisk(folder: string): string | null {
  const place = join(folder, 'disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320k', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    return null;
  }
}
