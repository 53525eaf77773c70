import { join } from 'node:path';
import { root, workers, type Run } from './lab.ts';
import { six } from './six.ts';

const pattern = six.map((title) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
const onlySix = ['--project', 'desktop', '--grep', pattern];
const hook = (runner: string): string => `--import ${join(root, 'bench', runner, 'use-shim.ts')}`;
const withWorkers = ['--workers', String(workers)];

export interface Choice {
  readonly port: number;
  /** Which journeys; default: all, on desktop and phone. */
  readonly journeys?: 'six';
  readonly exits?: number;
  readonly limitMs?: number;
  /** What follows on Playwright's command line. */
  readonly more?: readonly string[];
}

const shownOf = (words: readonly string[], { journeys, more = [] }: Choice): string =>
  [...words, ...(journeys ? ['--project desktop --grep <six journeys>'] : []), ...more].join(' ');

const argsOf = ({ journeys, more = [] }: Choice): string[] => [...withWorkers, ...(journeys ? onlySix : []), ...more];

/** The suite by its own command. */
export const ours = (choice: Choice): Run => ({
  ...choice,
  shown: shownOf(['npm run journeys --', ...withWorkers], choice),
  args: ['npm', 'run', 'journeys', '--', ...argsOf(choice)],
});

/** The suite by Playwright's command: what differs from `plain` is fixtures and reporters alone. */
export const oursByPlaywright = (choice: Choice): Run => ({
  ...choice,
  shown: shownOf(['npx playwright test', ...withWorkers], choice),
  args: ['npx', 'playwright', 'test', ...argsOf(choice)],
});

/** The same files on plain Playwright with its list reporter and as many retries, time-outs as Playwright has them. */
export const plain = (choice: Choice): Run => {
  const words = ['playwright', 'test', '--config', 'bench/plain/playwright.config.ts', '--retries', '2'];
  return {
    ...choice,
    env: { NODE_OPTIONS: hook('plain') },
    shown: shownOf(['npx', ...words, ...withWorkers], choice),
    args: ['npx', ...words, ...argsOf(choice)],
  };
};

/** The six on Elastic Synthetics: one browser, one journey after the other, no retries. */
export const elastic = ({ port, exits, limitMs, browser }: Choice & { readonly browser: string }): Run => {
  const words = [
    'elastic-synthetics',
    'tests/journeys',
    '--config',
    'bench/elastic/synthetics.config.ts',
    '--no-throttling',
  ];
  return {
    port,
    ...(exits === undefined ? {} : { exits }),
    ...(limitMs === undefined ? {} : { limitMs }),
    env: { NODE_OPTIONS: hook('elastic') },
    shown: `npx ${words.join(' ')}`,
    args: [
      'npx',
      ...['--prefix', 'bench', ...words],
      ...['--pattern', String.raw`\.spec\.ts$`],
      ...['--params', JSON.stringify({ standinPort: port })],
      ...[
        '--playwright-options',
        JSON.stringify({ executablePath: browser, chromiumSandbox: process.getuid?.() !== 0 }),
      ],
    ],
  };
};
