import { chromium, type Browser } from '@playwright/test';
import { after, before } from 'node:test';
import { findBrowser } from '../../../src/run/browser.ts';
import { configured } from '../../../src/target/environment.ts';

/** A real browser for the tests of one file; launched before them, closed after them. */
export function useBrowser(): () => Browser {
  let browser: Browser | null = null;
  before(async () => {
    const executablePath = findBrowser(configured('BROWSER_PATH') ?? null);
    browser = await chromium.launch({
      ...(executablePath ? { executablePath } : {}),
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    });
  });
  after(async () => {
    await browser?.close();
  });
  return () => {
    if (!browser) throw new Error('the browser is launched before the first test, not before');
    return browser;
  };
}
