import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import type { PlainOptions } from './journey.ts';

// The bench says where the site, the browser and the output are; everything else is as Playwright's own documentation sets a project
// up, with the browser, screens and workers of ours.
const { STANDIN_PORT, BROWSER_PATH, PLAIN_OUTPUT } = process.env;
if (!STANDIN_PORT || !BROWSER_PATH || !PLAIN_OUTPUT)
  throw new Error(
    'Plain Playwright is run by `npm run bench`, which sets STANDIN_PORT, BROWSER_PATH and PLAIN_OUTPUT.',
  );

const root = join(import.meta.dirname, '../..');
const journeys = { testDir: join(root, 'tests/journeys') };

export default defineConfig<PlainOptions>({
  outputDir: join(PLAIN_OUTPUT, 'results'),
  fullyParallel: true,
  reporter: 'list',
  use: {
    standinPort: Number(STANDIN_PORT),
    session: join(PLAIN_OUTPUT, 'session.json'),
    trace: { mode: 'retain-on-failure-and-retries', screenshots: false },
    launchOptions: {
      executablePath: BROWSER_PATH,
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
  },
  projects: [
    { name: 'set-up', testDir: import.meta.dirname, testMatch: '*.setup.ts', use: { trace: 'off' } },
    ...[
      { name: 'desktop', ...journeys, use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } } },
      { name: 'phone', ...journeys, use: { ...devices['Pixel 7'] } },
    ].map((project) => ({ ...project, dependencies: ['set-up'] })),
  ],
});
