import type { Browser, CDPSession } from '@playwright/test';
import { glob } from '../target/glob.ts';
import type { AllowedWrite, Site, Target } from '../target/types.ts';

interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string };
}

export interface Guard {
  /** Milliseconds for which the guard held the newest request for this page back. */
  readonly heldBackMs: (url: string) => number;
  readonly close: () => Promise<void>;
}

const unguarded: Guard = { heldBackMs: () => 0, close: () => Promise.resolve() };

function allows(write: AllowedWrite, site: Site, method: string, url: string): boolean {
  return (
    write.method === method && write.surface === site.surfaceOf(url) && glob(write.path).test(new URL(url).pathname)
  );
}

/** Host patterns of the target as DevTools' URL patterns. */
function patternsOf(target: Target): string[] {
  const { guards } = target;
  const analytics = guards.blockAnalytics
    ? target.analyticsHosts.flatMap((host) => [`*://${host}/*`, `*://${host}:*/*`])
    : [];
  const asked = guards.readOnly || guards.pauseMs > 0;
  const own = asked
    ? [
        ...Object.values(target.origins).map((origin) => `${origin}/*`),
        ...target.assetHosts.map((host) => `*://${host}/*`),
      ]
    : [];
  return [...analytics, ...own];
}

/**
 * Holds a target's guards in the browser itself: analytics hosts are blocked, and what would write to the site is refused.
 * DevTools' Fetch domain on the *browser's* session reaches pages, pop-ups, frames, all kinds of workers and beacons, and
 * leaves the HTTP cache on, which `page.route` does not.
 */
export async function guardBrowser(browser: Browser, target: Target, site: Site): Promise<Guard> {
  const patterns = patternsOf(target);
  if (patterns.length === 0) return unguarded;

  const { guards } = target;
  const session: CDPSession = await browser.newBrowserCDPSession();
  const lastPage = new Map<string, number>();
  const held = new Map<string, number>();
  const send = (method: 'Fetch.continueRequest' | 'Fetch.failRequest', parameters: { requestId: string }): void => {
    // the request may be gone with its page; there is nobody left to tell
    const sent =
      method === 'Fetch.failRequest'
        ? session.send(method, { ...parameters, errorReason: 'BlockedByClient' })
        : session.send(method, parameters);
    sent.catch(() => {});
  };

  session.on('Fetch.requestPaused', ({ requestId, frameId, resourceType, request }: PausedRequest) => {
    const { url, method } = request;
    const firstParty = site.isFirstParty(url);
    const reads = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
    if (!firstParty && guards.blockAnalytics) return send('Fetch.failRequest', { requestId });
    if (
      firstParty &&
      guards.readOnly &&
      !reads &&
      !guards.allowedWrites.some((write) => allows(write, site, method, url))
    ) {
      return send('Fetch.failRequest', { requestId });
    }
    const waitMs = resourceType === 'Document' && firstParty ? pauseBefore(frameId, url) : 0;
    if (waitMs <= 0) return send('Fetch.continueRequest', { requestId });
    setTimeout(() => send('Fetch.continueRequest', { requestId }), waitMs);
  });
  await session.send('Fetch.enable', { patterns: patterns.map((urlPattern) => ({ urlPattern })) });

  function pauseBefore(frame: string, url: string): number {
    const now = performance.now();
    const free = (lastPage.get(frame) ?? -Infinity) + guards.pauseMs;
    lastPage.set(frame, Math.max(now, free));
    const waitMs = Math.max(0, Math.ceil(free - now));
    held.set(url, waitMs);
    return waitMs;
  }

  return {
    heldBackMs: (url) => held.get(url) ?? 0,
    close: () => session.detach().catch(() => {}),
  };
}
