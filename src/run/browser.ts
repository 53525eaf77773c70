import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { configured } from '../target/environment.ts';

/** Chromium without its window, as Playwright itself uses it for headless runs: a page opens in a fourth of the time. */
const shell = 'chromium-headless-shell';

/** Where Chrome and Chromium are, by platform; names without a folder are looked for in PATH. */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    shell,
    ...['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'],
    ...['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium'],
  ],
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
    `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
    `${folder}/Chromium.app/Contents/MacOS/Chromium`,
  ]),
  win32: ['C:\\Program Files', 'C:\\Program Files (x86)', join(homedir(), 'AppData', 'Local')].flatMap((folder) => [
    `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
    `${folder}\\Chromium\\Application\\chrome.exe`,
  ]),
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface BrowserSearch {
  /** A person wants to see its window. */
  readonly headed?: boolean;
  readonly platform?: NodeJS.Platform;
  /** The folders in which programs are looked for, as PATH writes them. */
  readonly path?: string;
}

/** A Chrome or Chromium of the system; null: none in the usual places. */
export function systemBrowser({
  headed = false,
  platform = process.platform,
  path = configured('PATH') ?? '',
}: BrowserSearch = {}): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const candidates = (places[platform] ?? [])
    .filter((place) => !headed || place !== shell)
    .flatMap((place) => (/[\\/]/.test(place) ? [place] : folders.map((folder) => join(folder, place))));
  return candidates.find(isExecutable) ?? null;
}

/** Playwright's own Chromium, where it has been installed. */
export function playwrightsBrowser(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/**
 * The browser to start: the configured one, else the system's, else Playwright's own; null: there is none. A configured path is
 * returned as it is: that it can be run is `readTarget`'s to say.
 */
export function findBrowser(browserPath: string | null, headed = false): string | null {
  return browserPath ?? systemBrowser({ headed }) ?? playwrightsBrowser();
}

// The set-up asks in this way, before the first verb runs.
if (import.meta.main) {
  const found = findBrowser(configured('BROWSER_PATH') ?? null);
  if (found !== null) process.stdout.write(`${found}\n`);
  process.exitCode = found === null ? 1 : 0;
}
