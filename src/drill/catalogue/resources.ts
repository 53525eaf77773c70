import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigurationFiles, Drill } from '../types.ts';
import { inSite, loading, together } from './edits.ts';
import { workersOf } from './masked.ts';
import { rules } from './rules.ts';
import { holdWorkers } from './visitors.ts';

const family = 'resources' as const;

const page = { path: /^\/cardiology$/, glob: '/cardiology', journey: 'specialty-lists-news' } as const;

/** One process with four workers, however many visitors come. */
const fourWorkers = (files: ConfigurationFiles): void => {
  const path = 'conf/mpm.conf';
  files.replace(path, 'ServerLimit          4', 'ServerLimit          1');
  files.replace(path, 'ThreadsPerChild     16', 'ThreadsPerChild      4');
  files.replace(path, 'MinSpareThreads      8', 'MinSpareThreads      1');
  files.replace(path, 'MaxSpareThreads     48', 'MaxSpareThreads      4');
  files.replace(path, 'MaxRequestWorkers   64', 'MaxRequestWorkers    4');
};

/** There are other visitors, and so the log is not ours alone. */
const shared = { LOG_OWN: '' } as const;

const late = {
  verdict: 'degraded',
  cause: null,
  rule: rules.unfelt,
} as const;

const unanswered = {
  verdict: 'unreachable',
  cause: 'slow',
  layer: null,
  reason: 'had no answer after',
  rule: `${rules.slow} ${rules.unreachable}`,
} as const;

/** What runs out: workers, files, disks, bandwidth. */
export const resources: readonly Drill[] = [
  {
    id: 'c02',
    family,
    story: 'Apache is tuned for a small machine: four workers, and nobody may wait in the queue.',
    how: 'MaxRequestWorkers 4 and ListenBacklog 1; visitors with orders that never come to their end keep all workers busy. No retry is left.',
    users: 'A white page and a wheel that turns, on every surface.',
    recognise:
      'AH00484 “server reached MaxRequestWorkers”, once and without an id. No code and no status; the machine has nothing to do. The waiting stands in no %D, since nobody took the request. server-status shows what the workers wait for.',
    putIn: {
      httpd: { change: together(fourWorkers, (files) => files.append('conf/mpm.conf', 'ListenBacklog 1\n')) },
      env: { ...shared, RETRIES: '0' },
      meanwhile: (stage) => {
        holdWorkers(stage, 24);
        return Promise.resolve();
      },
    },
    journey: 'preflight-www',
    beside: [page.journey],
    expected: unanswered,
  },
  {
    id: 'c01',
    family,
    story: 'For some seconds all workers are busy with visitors who are slow.',
    how: 'MaxRequestWorkers 4; while the first answer for /cardiology is on its way, slow visitors take all workers that are free for 8 s. The budget of an exchange is 4 s.',
    users: 'A page that is late, then without its looks for some seconds.',
    recognise:
      'Static files that take seconds, with tiny %D: they waited for a worker, not for their answer. AH00484 says so once. Let slow visitors wait in front (RequestReadTimeout), and look at the number of workers.',
    putIn: {
      faults: [`e05@${page.glob}`],
      httpd: { change: fourWorkers },
      env: shared,
      meanwhile: async (stage) => {
        await stage.asked(page.path);
        const enough = new AbortController();
        holdWorkers({ site: stage.site, signal: AbortSignal.any([stage.signal, enough.signal]) }, 12);
        await sleep(9_500);
        enough.abort();
      },
    },
    journey: page.journey,
    expected: { ...late, layer: 'httpd', reason: 'the budget is 4 s' },
  },
  {
    id: 'c07',
    family,
    story: 'A graceful reload on a server with room for one process alone, while somebody’s request is slow.',
    how: 'ServerLimit 1; while the first answer for /cardiology is on its way, a slow visitor takes a worker for 9 s, and httpd is reloaded gracefully. The old process may not end, so there is no room for a new one.',
    users: 'Everything hangs until the slow visitor is done.',
    recognise:
      'AH03490 “scoreboard is full, not at MaxRequestWorkers” after a reload. `-k graceful` says nothing and exits 0. Give ServerLimit one process more than you need.',
    putIn: {
      faults: [`e05@${page.glob}`],
      httpd: { change: fourWorkers },
      env: shared,
      meanwhile: async (stage) => {
        await stage.asked(page.path);
        const enough = new AbortController();
        holdWorkers({ site: stage.site, signal: AbortSignal.any([stage.signal, enough.signal]) }, 1);
        await sleep(200);
        const reloaded = stage.site.httpd?.change(() => {}, 'graceful');
        await sleep(9_000);
        enough.abort();
        await reloaded;
      },
    },
    journey: page.journey,
    expected: { ...late, layer: 'httpd', reason: 'the budget is 4 s' },
  },
  {
    id: 'c09',
    family,
    story: 'Downloads are to be kept slow; the limit is set on everything.',
    how: 'A limit (mod_ratelimit) lets 4 KiB of /cardiology through each second. The budget of a journey is 2.5 s.',
    users: 'A page that comes in pieces.',
    recognise:
      'A first byte at once and a last one seconds later; %D is long, and ttfb is not. Neither a slow application nor a slow network look like this: search the configuration for RATE_LIMIT.',
    putIn: {
      httpd: {
        change: together(
          loading('ratelimit'),
          inSite(
            'www',
            `<Location "${page.glob}">`,
            '  SetEnv no-gzip 1',
            '  SetOutputFilter RATE_LIMIT',
            '  SetEnv rate-limit 4',
            '</Location>',
          ),
        ),
      },
      env: { JOURNEY_BUDGET_MS: '2500' },
    },
    journey: page.journey,
    expected: { ...late, layer: null, reason: 'its budget is 2.5 s' },
  },
  {
    id: 'c04d',
    family,
    story: 'A disk cache is put in front of the monographs; its disk is full.',
    how: 'A disk cache (mod_cache_disk) keeps /drug/ in a folder to which httpd may not write.',
    users: 'Nothing: what cannot be kept is asked for again.',
    recognise:
      'AH00731 “could not create header file” and the like for each request, at level warn, beside good answers. The cache only costs: give it room, or take it out.',
    putIn: {
      httpd: {
        change: together(
          loading('cache', 'cache_disk'),
          inSite(
            'reference',
            'CacheRoot "${ROOT}/run/full"',
            'CacheEnable disk "/drug/"',
            'CacheIgnoreCacheControl On',
            'CacheIgnoreNoLastMod On',
            'CacheStorePrivate On',
            'CacheStoreNoStore On',
          ),
          (files) => {
            files.write('run/full/.keep', '');
            files.chmod('run/full', 0o555);
          },
        ),
      },
    },
    journey: 'monograph-opens-at-section',
    expected: {
      verdict: 'passed',
      cause: null,
      layer: null,
      reason: '',
      rule: '`passed`: the first attempt passed, and nothing above was seen: a warning is no line at level error.',
    },
  },
  {
    id: 'e02-pool',
    family,
    story: 'The application closes its connections earlier than httpd’s pool expects it.',
    how: 'Behind httpd every connection to the application that is used a second time, and now for the news list, is reset.',
    users: 'An error page for who comes after a pause; reloading helps, because that takes a fresh connection.',
    recognise:
      '502 of Apache’s own with (104) AH01102 “error reading status line” and AH00898, within a few milliseconds, and the application’s log knows of nothing. Let the pool’s ttl be shorter than the application’s keep-alive.',
    putIn: { faults: ['e02@/index/*'], httpd: {} },
    journey: 'news-list-pages',
    expected: {
      verdict: 'server-error',
      cause: 'unavailable',
      layer: 'proxy',
      reason: 'answered 502',
      rule: `\`unavailable\`: a critical exchange answered 502, 503 or 504. ${rules.unavailableStays} ${rules.proxy}`,
    },
  },
  {
    id: 'g03',
    family,
    story: 'The disk of the logs is full.',
    how: 'Apache may write no file larger than 4 KB, so its access log ends in the middle of the run.',
    users: 'Nothing: every page is good.',
    recognise:
      'The log stopped and the answers did not; AH00646 “Error writing to log file” stands in the error log until that is full too. Everything that is judged by logs says that all is well: who watches logs has to watch that they grow.',
    putIn: { httpd: { limits: { fileSizeBytes: 4_096 } } },
    journey: 'server-log',
    beside: ['news-list-pages', page.journey, 'monograph-opens-at-section'],
    expected: {
      verdict: 'inconclusive',
      cause: 'runner',
      layer: null,
      reason: 'holds nothing of this run since',
      rule: 'A log that stopped growing while requests were made is a finding of its own (`runner`: it can no longer testify), and the browser’s evidence is judged alone. `inconclusive`: every attempt failed with `runner`.',
    },
    quick: true,
  },
  {
    id: 'z03',
    family,
    story: 'A child of httpd freezes, as under a debugger or a hanging file system.',
    how: 'While the answer for /cardiology is held back, every child of httpd that serves gets SIGSTOP. No retry is left.',
    users: 'A white page and a wheel that turns.',
    recognise:
      'Connections are accepted and nothing comes; later, when it goes on, the log holds a 200 with a tiny %D. State “T” or “D” in ps tells what the log cannot.',
    putIn: {
      faults: [`e05@${page.glob}`],
      httpd: {},
      env: { RETRIES: '0' },
      meanwhile: async ({ asked, site }) => {
        await asked(page.path);
        for (const pid of workersOf(site.httpd)) process.kill(pid, 'SIGSTOP');
      },
    },
    journey: page.journey,
    expected: unanswered,
  },
];
