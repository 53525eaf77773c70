import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { bornAt, fromPs, processTable, tableFromPs } from '../../../src/apache/process-table.ts';

test('a line of ps is a process, unless nobody has collected it', () => {
  const line =
    '  501   400   501    33 Ss   Sun Nov 22 15:22:03 2026 /usr/sbin/httpd -d /a root -DFOREGROUND PATH=/bin MARK=7';
  const entry = fromPs(line);
  assert.deepEqual(
    [entry?.pid, entry?.parent, entry?.group, entry?.uid(), entry?.born],
    [501, 400, 501, 33, 'Sun Nov 22 15:22:03 2026'],
  );
  assert.deepEqual([entry?.has('MARK=7'), entry?.has('MARK=77'), entry?.has('MARK')], [true, false, false]);
  assert.equal(fromPs('  501   400   501    33 Z    Sun Nov 22 15:22:03 2026 [httpd] <defunct>'), null);
  assert.equal(fromPs('no process'), null);
});

test('a child is found by both tables with its parent, group, user and environment, and not when it has ended', async () => {
  const child = spawn('sleep', ['1000'], { detached: true, env: { PATH: process.env['PATH'], MARK: 'of-this-test' } });
  await once(child, 'spawn');
  for (const table of [processTable, tableFromPs]) {
    const entry = table().find(({ pid }) => pid === child.pid);
    assert.deepEqual([entry?.parent, entry?.group, entry?.uid()], [process.pid, child.pid, process.getuid?.()]);
    assert.equal(entry?.has('MARK=of-this-test'), true, table.name);
    assert.match(entry?.command() ?? '', /^sleep 1000/);
  }
  const pid = child.pid ?? 0;
  assert.equal(bornAt(pid), processTable().find((entry) => entry.pid === pid)?.born);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(bornAt(pid), null);
});
