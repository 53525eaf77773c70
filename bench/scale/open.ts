import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';

export interface Opened {
  /** Seconds to the first words on the screen. */
  readonly firstPaint: number;
  /** Seconds until the whole page is there. */
  readonly loaded: number;
  /** Megabytes. */
  readonly size: number;
}

/** Opens a page of the report as a person does, from the disk, in a browser that has just started. */
export async function open(page: string, executablePath: string): Promise<Opened> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(page).href, { waitUntil: 'load', timeout: 300_000 });
    const [firstPaint, loaded] = await tab.evaluate(async () => {
      // its paint may come a frame after the load
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
      const paint = performance.getEntriesByName('first-contentful-paint')[0];
      const [navigation] = performance.getEntriesByType('navigation');
      const end = navigation instanceof PerformanceNavigationTiming ? navigation.loadEventEnd : NaN;
      return [paint?.startTime ?? NaN, end] as const;
    });
    return { firstPaint: firstPaint / 1000, loaded: loaded / 1000, size: statSync(page).size / 1e6 };
  } finally {
    await browser.close();
  }
}
