import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../../run/browser.ts';
import { homeThatTrusts } from '../../run/trust.ts';
import { configured, environmentWith } from '../../target/environment.ts';
import { nothingElse } from '../../target/variables.ts';
import { RehearsalError } from '../error.ts';
import type { PrivateCopy } from '../types.ts';

/**
 * A browser for which production's names lead to this machine, and nothing leads anywhere else. It trusts the copy's authority and checks every
 * certificate as it always does.
 *
 * @param folder takes its certificate store
 * @throws RehearsalError where there is none, or where its rules would let anything out
 */
export async function openBrowser(
  { resolverRules, caFile }: Pick<PrivateCopy, 'resolverRules' | 'caFile'>,
  folder: string,
): Promise<Browser> {
  if (!resolverRules.endsWith(nothingElse))
    throw new RehearsalError(
      `The browser is not started: its rules do not end with "${nothingElse}", so it could reach the real site.`,
    );
  const executablePath = findBrowser(configured('BROWSER_PATH') ?? null);
  if (executablePath === null)
    throw new RehearsalError('There is no Chromium or Chrome on this machine. Run "node setup.mjs", then try again.');
  return chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0 && configured('BROWSER_SANDBOX') !== 'off',
    ...(caFile === null
      ? {}
      : {
          env: environmentWith({ HOME: homeThatTrusts(caFile, join(folder, 'browser-home')) }),
        }),
    args: [
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
      `--host-resolver-rules=${resolverRules}`,
    ],
    handleSIGINT: false, // Ctrl-C is ours to answer: what runs is ended in order
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
