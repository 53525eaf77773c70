import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import waitForRelease, { holdName } from '../../../src/run/hold.ts';
import { temporaryFolder } from '../cli/support.ts';

const file = join(temporaryFolder('hold'), 'hold');

test('a run that is held goes on when the file is gone, or its folder with whoever made it', async () => {
  process.env[holdName] = file;
  writeFileSync(file, '');
  const released = waitForRelease().then(() => 'released');

  assert.equal(await Promise.race([released, sleep(100, 'held')]), 'held');
  rmSync(file);
  assert.equal(await released, 'released');
});

test('a run that nobody holds waits for nothing', async () => {
  delete process.env[holdName];
  await waitForRelease();
});
