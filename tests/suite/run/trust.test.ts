import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from '@playwright/test';
import { findBrowser } from '../../../src/run/browser.ts';
import { homeThatTrusts } from '../../../src/run/trust.ts';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'trust-'));
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
};

/** Is the program that makes the store on this machine? Both answers have a behaviour of their own, and both are asserted. */
function hasCertutil(): boolean {
  try {
    execFileSync('certutil', ['-H'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

describe('a certificate authority of CA_FILE', () => {
  before(() => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Lab authority',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'leaf.key',
      '-out',
      'leaf.csr',
      '-subj',
      '/CN=www.site.localhost',
    );
    writeFileSync(at('names'), 'subjectAltName=DNS:www.site.localhost');
    openssl(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-out',
      'leaf.pem',
      '-days',
      '1',
      '-extfile',
      'names',
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('a file without a certificate is refused', () => {
    writeFileSync(at('empty.pem'), 'nothing');

    assert.throws(() => homeThatTrusts(at('empty.pem'), at('home-1')), ConfigurationError);
  });

  test('the browser trusts it for the right name and for no other, or the error says what to install', async () => {
    if (!hasCertutil()) {
      assert.throws(() => homeThatTrusts(at('ca.pem'), at('home-2')), /apt-get install libnss3-tools/);
      return;
    }
    const server = createServer(
      { key: readFileSync(at('leaf.key')), cert: readFileSync(at('leaf.pem')) },
      (_, response) => {
        response.end('ok');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const home = homeThatTrusts(at('ca.pem'), at('home-2'));
    assert.equal(homeThatTrusts(at('ca.pem'), at('home-2')), home, 'a second worker takes what is there');
    const executablePath = findBrowser(null);
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      env: { ...process.env, HOME: home },
    });
    try {
      const page = await browser.newPage();
      assert.equal((await page.goto(`https://www.site.localhost:${String(port)}/`))?.status(), 200);
      await assert.rejects(page.goto(`https://other.site.localhost:${String(port)}/`), /ERR_CERT_COMMON_NAME_INVALID/);
    } finally {
      await browser.close();
      server.close();
    }
  });
});
