import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Target } from '../target/types.ts';
import type { RunMeta } from '../verdict/types.ts';

const packageFile = join(resolve(import.meta.dirname, '../..'), 'package.json');

/** This suite's, as package.json has it. */
export function suiteVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }; // npm demands it
  return version;
}

/** What is known of a run before it starts. */
export function runMeta(
  target: Target,
  browser: string | null,
): Pick<RunMeta, 'id' | 'target' | 'change' | 'location' | 'suiteVersion' | 'browser'> {
  return {
    id: target.runId,
    target: target.name,
    change: target.change,
    location: target.location,
    suiteVersion: suiteVersion(),
    browser: browser === null ? 'none found' : browserVersion(browser),
  };
}

/** As the browser tells it: `Chromium 156.0.8078.73`. */
function browserVersion(path: string): string {
  try {
    const words = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      timeout: 5_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /[A-Z][\w ]* [\d.]+\d/.exec(words)?.[0] ?? (words.trim().slice(0, 80) || path);
  } catch {
    return path;
  }
}
