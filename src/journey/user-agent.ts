import type { Browser } from '@playwright/test';

/** Stands in every ordinary access log: the suite's name first, so that one search finds all of its requests. */
export const agentName = 'MedscapeJourneys';

/**
 * The suffix of the User-Agent: suite, run, journey and attempt. Spaces and parentheses would end the comment, so they are replaced.
 * It stands in the User-Agent because any other header would turn cross-origin fetches into preflighted ones.
 */
export function agentSuffix(run: string, journey: string, attempt: number): string {
  const clean = (text: string): string => text.replace(/[^\w.:-]+/g, '-');
  return `${agentName}/1.0 (run=${clean(run)}; journey=${clean(journey)}; attempt=${String(attempt)})`;
}

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
