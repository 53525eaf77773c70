import type { Browser } from '@playwright/test';

/** The browser's own User-Agent, as it would send it without us, less the word that marks it as headless. */
export async function ownUserAgent(browser: Browser): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { userAgent } = await session.send('Browser.getVersion');
    return userAgent.replace('HeadlessChrome', 'Chrome');
  } finally {
    await session.detach();
  }
}
