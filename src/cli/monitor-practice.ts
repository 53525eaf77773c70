import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { duration } from '../report/format.ts';
import { reportsFolder } from '../target/environment.ts';
import { startReceiver } from './alert-receiver.ts';
import { practices, rollbackOf } from './gate-practice.ts';
import { startHttpdSite } from './httpd-site.ts';
import { startWatched } from './watched.ts';

const minuteMs = 60_000;
/** From the change to the alert: a pulse a minute, and what it takes to be sure. */
const alertMs = 75_000;
/** Three clean runs, one a minute, and what they take. */
const resolutionMs = 20 * minuteMs;
/** The site is well for so long before the change. */
const wellMs = 5_000;

const settings = [
  'local:',
  '  journeysAt: "0 0 1 1 *" # only what is met starts them here',
  '  pulseEverySeconds: 60',
  '  journeysWhileOpenMinutes: 1',
  '  requestsPerHour: 100000',
  '',
].join('\n');

const out = (text: string): void => void process.stdout.write(`${text}\n`);
const clock = (): string => `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;

/**
 * The incident of 10/08/2023 under a monitor, from beginning to end: a stand-in behind an httpd of our own is watched, the change goes out, an
 * HTTP receiver is told once; the change is rolled back, and it is told once that it is over. In a history and reports of its own.
 *
 * @returns 0: so it was; 2: it was not
 * @throws as `startHttpdSite`
 */
export async function practiseMonitor(): Promise<number> {
  const practice = practices['incident'];
  if (!practice) throw new Error('the practice of the incident is gone');
  const good = mkdtempSync(join(tmpdir(), 'monitor-practice-'));
  const folder = join(reportsFolder(), 'practice-monitor');
  // what an earlier practice left would be an incident that is known
  rmSync(folder, { recursive: true, force: true });
  const receiver = await startReceiver();
  const site = await startHttpdSite();
  const restore = rollbackOf(site, good);
  const { LOG_OWN: _, ...variables } = site.env;
  const env = { ...variables, ...site.httpd.environment, ...receiver.env };
  const watched = startWatched({ env, folder, settings, alerts: receiver.settings, grep: '@smoke', onLine: out });
  const stopWatching = (): void => void watched.stop();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stopWatching);
  try {
    const told = (kinds: readonly string[]): number => receiver.got.filter(({ kind }) => kinds.includes(kind)).length;
    if ((await watched.waitFor(/Watching local/, minuteMs)) === null)
      return failed('The monitor did not begin to watch.');
    if ((await receiver.waitFor(() => true, wellMs)) !== null) return failed('It alerted before anything was wrong.');

    out(`${clock()} > The change ${practice.change} goes out: ${practice.story}.`);
    const broken = Date.now();
    await practice.deploy(site);
    const alert = await receiver.waitFor(({ kind }) => kind === 'opened', alertMs);
    if (alert === null) return failed(`Nobody was told within ${duration(alertMs)}.`);
    out(
      `${clock()} > The receiver has it, ${duration(alert.at - broken)} after the change began to go out: ${alert.headline}`,
    );

    out(`${clock()} > The change is rolled back.`);
    const back = Date.now();
    await promisify(execFile)('/bin/sh', ['-c', restore]);
    const over = await receiver.waitFor(({ kind }) => kind === 'resolved', resolutionMs);
    if (over === null) return failed(`Nobody was told within ${duration(resolutionMs)} that it is over.`);
    out(`${clock()} > The receiver has it, ${duration(over.at - back)} after the rollback: ${over.headline}`);

    const [alerts, resolutions] = [told(['opened', 'reopened', 'escalated', 'reminded']), told(['resolved'])];
    out(`${clock()} > ${String(alerts)} alert, ${String(resolutions)} resolution.`);
    return alerts === 1 && resolutions === 1 ? 0 : failed('One alert and one resolution were due.');
  } finally {
    await watched.stop();
    await site.stop();
    await receiver.stop();
    rmSync(good, { recursive: true, force: true });
  }
}

function failed(why: string): number {
  out(`${clock()} ✖ ${why}`);
  return 2;
}
