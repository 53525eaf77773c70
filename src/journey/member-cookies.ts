import type { Browser } from '@playwright/test';
import { handleOverlays } from '../../pages/components/overlays.ts';
import { LoginPage } from '../../pages/login-page.ts';
import type { Credentials } from '../target/types.ts';

const pageMs = 10_000;

/**
 * Logs a member in as a reader does, in a context of its own, and visits these pages, each of whose domains then knows the member.
 *
 * @returns the cookies that the browser would send to a URL, as a header has them
 * @throws Error where the site lets nobody in
 */
export async function memberCookies(
  browser: Browser,
  pages: readonly string[],
  loginOrigin: string,
  { user, password }: Credentials,
): Promise<(url: string) => string> {
  const context = await browser.newContext({ userAgent: 'MedscapeJourneys/1.0 (rehearsal; two users)' });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(pageMs);
    await handleOverlays(page);
    const login = new LoginPage(page, loginOrigin);
    const [first = `${loginOrigin}/`, ...others] = pages;
    await login.goto(first);
    await login.submit(user, password);
    if ((await login.outcome()) === 'refused') throw new Error(`the site refuses the account ${user}`);
    for (const url of others) await page.goto(url, { waitUntil: 'domcontentloaded' });
    const cookies = await context.cookies();
    return (url) => {
      const { hostname } = new URL(url);
      const reaches = (domain: string): boolean =>
        domain.startsWith('.') ? `.${hostname}`.endsWith(domain) : hostname === domain;
      return cookies
        .filter(({ domain }) => reaches(domain))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
    };
  } finally {
    await context.close();
  }
}
