import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { findBrowser, systemBrowser } from '../../../src/run/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

describe('the browser', () => {
  test('that is configured is taken as it is', () => {
    assert.equal(findBrowser('/no/such/browser'), '/no/such/browser');
  });

  test('of the system is found in PATH, Chrome before Chromium, if it can be run', () => {
    const path = ['', join(folder, 'no-such-folder'), folder].join(delimiter);
    const chromium = program('chromium', 0o755);
    assert.equal(systemBrowser({ platform: 'linux', path }), chromium);
    const chrome = program('google-chrome', 0o644);
    assert.equal(systemBrowser({ platform: 'linux', path }), chromium);
    chmodSync(chrome, 0o755);
    assert.equal(systemBrowser({ platform: 'linux', path }), chrome);
  });

  test('without a window comes first, but not for a person who wants to see it', () => {
    const shell = program('chromium-headless-shell', 0o755);
    const chromium = program('chromium', 0o755);
    rmSync(join(folder, 'google-chrome'), { force: true });

    assert.equal(systemBrowser({ platform: 'linux', path: folder }), shell);
    assert.equal(systemBrowser({ platform: 'linux', path: folder, headed: true }), chromium);
  });

  test('is none on a platform whose usual places nobody knows', () => {
    assert.equal(systemBrowser({ platform: 'aix', path: folder }), null);
  });
});
