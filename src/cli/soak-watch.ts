import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTable, signal } from '../apache/process-table.ts';
import { bytes, count, duration } from '../report/format.ts';
import { makeWritable } from '../run/writable.ts';
import { freePort } from '../run/standin-port.ts';
import { writeWhole } from '../target/atomic.ts';
import { reportsFolder } from '../target/environment.ts';
import { startStandin } from '../../standin/server.ts';
import { startReceiver } from './alert-receiver.ts';
import { say } from './verb.ts';
import { startWatched } from './watched.ts';

/** What the monitor holds at one moment. */
export interface Held {
  readonly atMs: number;
  readonly rssBytes: number;
  readonly handles: number;
  /** Entries of Playwright's, of browsers' and of ours in the system's temporary folder. */
  readonly temporary: number;
}

/** What `reports/soak.json` holds after `--watch`. */
export interface WatchSoak {
  readonly kind: 'watch';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: number;
  readonly pulses: number;
  readonly runs: number;
  readonly killedBrowsers: number;
  readonly stops: number;
  readonly held: readonly Held[];
  /** Processes of the monitor's runs that outlived it. */
  readonly leftOver: number;
  readonly exitCode: number | null;
  readonly interrupted: boolean;
}

/** By how much the end may be over the beginning: what a garbage collector leaves lying, and no more. */
const mostGrowth = { rssBytes: 40 * 2 ** 20, handles: 8, temporary: 4 } as const;
type Kind = keyof typeof mostGrowth;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** From the second quarter to the last: the first one is warming up. */
export function growthOf(held: readonly Held[], kind: Kind): number {
  const quarter = Math.floor(held.length / 4);
  if (quarter === 0) return 0;
  const part = (from: number): number => median(held.slice(from, from + quarter).map((one) => one[kind]));
  return part(held.length - quarter) - part(quarter);
}

/** What is not flat, in words; none: all is. */
export function watchFaults({ held, leftOver, exitCode, interrupted }: WatchSoak): string[] {
  const kinds = Object.keys(mostGrowth) as Kind[]; // its own keys
  return [
    ...kinds
      .filter((kind) => growthOf(held, kind) > mostGrowth[kind])
      .map((kind) => `${kind} grew by ${String(growthOf(held, kind))}`),
    ...(leftOver > 0 ? [`${count(leftOver, 'process', 'processes')} left over`] : []),
    ...(exitCode === 0 || interrupted ? [] : [`the monitor ended with ${String(exitCode)}`]),
  ];
}

function heldBy(pid: number, began: number): Held {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return {
    atMs: Math.round(performance.now() - began),
    rssBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024,
    handles: readdirSync(`/proc/${String(pid)}/fd`).length,
    temporary: readdirSync(tmpdir()).filter((name) => /^(?:playwright|\.?org\.chromium|puppeteer|journeys-)/.test(name))
      .length,
  };
}

/** Runs in place of hours: seconds. Every run is one of an outage, which a run is through with soonest, every other minute. */
const settings = [
  'local:',
  '  journeysAt: "*/10 * * * * *"',
  '  jitterSeconds: 0',
  '  pulseEverySeconds: 1',
  '  journeysWhileOpenMinutes: 1',
  '  requestsPerHour: 1000000',
  '  requestsPerRun: 1',
  '',
].join('\n');
const betweenMs = 2_000;
/** Every so many looks something is done to it. */
const everyLooks = { kill: 7, stop: 41 } as const;
const stoppedMs = 25_000;
const outage = 'd01@*';

/**
 * Weeks of a watch in minutes: a pulse a second, journeys one after the other on a stand-in that is down, browsers killed in the middle of
 * a run, the monitor itself stopped and let go on. Does it hold more and more, and does anything outlive it?
 *
 * @param asked runs of the journeys
 * @returns 0: all is flat; 1: not; 130: interrupted
 */
export async function soakWatch(asked: number): Promise<number> {
  const reports = reportsFolder();
  makeWritable(reports);
  const startedAt = new Date().toISOString();
  const folder = mkdtempSync(join(tmpdir(), 'soak-watch-'));
  const port = await freePort();
  const standin = await startStandin({ port, faults: [outage] });
  const receiver = await startReceiver();
  const own = `REPORTS_DIR=${join(folder, 'reports')}`;
  const began = performance.now();
  const watched = startWatched({
    ...{ folder, settings, alerts: receiver.settings },
    env: { ...receiver.env, STANDIN_PORT: String(port), LOCATION: 'soak' },
  });
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stop);
  const runsOf = (): number => watched.lines.filter((line) => /run \S+ \(journeys/.test(line)).length;
  const figures = async (): Promise<string> => {
    const url = watched.metricsUrl();
    return url === null
      ? ''
      : fetch(url).then(
          (response) => response.text(),
          () => '',
        );
  };
  const held: Held[] = [];
  let [killedBrowsers, stops, looks, pulses] = [0, 0, 0, 0];
  try {
    await watched.waitFor(/Watching/, 60_000);
    while (runsOf() < asked && !interrupted) {
      await sleep(betweenMs);
      looks += 1;
      try {
        held.push(heldBy(watched.pid, began));
      } catch {
        say('The monitor is gone.');
        break;
      }
      if (looks % everyLooks.kill === 0) {
        const browser = processTable().find((one) => one.has(own) && /chrom/i.test(one.command()));
        if (browser) {
          signal(browser.pid, 'SIGKILL');
          killedBrowsers += 1;
        }
      }
      if (looks % everyLooks.stop === 0) {
        signal(watched.pid, 'SIGSTOP');
        await sleep(stoppedMs);
        signal(watched.pid, 'SIGCONT');
        stops += 1;
      }
      if (looks % 15 === 0)
        say(
          `${String(runsOf())} of ${String(asked)} runs, ${duration(performance.now() - began)}, ${bytes(held.at(-1)?.rssBytes ?? 0)}`,
        );
    }
    pulses = Number(
      /^medscape_pulse_duration_seconds_count\{[^}]*surface="www"[^}]*\} (\d+)/m.exec(await figures())?.[1] ?? 0,
    );
  } finally {
    await watched.stop();
  }
  const exitCode = await watched.stop();
  const leftOver = processTable().filter((one) => one.has(own)).length;
  await standin.stop();
  await receiver.stop();
  const soak: WatchSoak = {
    ...{ kind: 'watch', startedAt, finishedAt: new Date().toISOString(), asked, pulses, runs: runsOf() },
    ...{ killedBrowsers, stops, held, leftOver, exitCode, interrupted },
  };
  const path = join(reports, 'soak.json');
  writeWhole('what the soak measured', path, `${JSON.stringify(soak, null, 2)}\n`);
  const faults = watchFaults(soak);
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else say(watched.lines.slice(-40).join('\n'));
  process.stdout.write(`${tellWatch(soak)}\n${path}\n`);
  return faults.length > 0 ? 1 : interrupted ? 130 : 0;
}

/** In words. */
export function tellWatch(soak: WatchSoak): string {
  const { held, pulses, runs, killedBrowsers, stops, leftOver } = soak;
  const growth = (kind: Kind, show: (value: number) => string): string => {
    const by = growthOf(held, kind);
    return `${show(median(held.map((one) => one[kind])))} (${by < 0 ? '-' : '+'}${show(Math.abs(by))})`;
  };
  const faults = watchFaults(soak);
  return [
    `${count(pulses, 'pulse')} and ${count(runs, 'run')}, ${count(killedBrowsers, 'browser')} killed, the monitor stopped ${count(stops, 'time')}.`,
    `Memory ${growth('rssBytes', bytes)}, handles ${growth('handles', String)}, temporary entries ${growth('temporary', String)}, processes left over ${String(leftOver)}.`,
    faults.length === 0 ? 'All flat.' : `NOT FLAT: ${faults.join('; ')}.`,
  ].join('\n');
}
