import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWith } from '../target/environment.ts';
import { projectFolder } from './child.ts';

export interface WatchedOptions {
  /** Variables of the site, and what else the monitor is told. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes the settings and what the runs leave: absolute. */
  readonly folder: string;
  /** `monitor.yaml` */
  readonly settings: string;
  /** `alerts.yaml` */
  readonly alerts: string;
  /** Which journeys it runs, as `--grep` takes it. Default: all. */
  readonly grep?: string;
  /** Takes each line as it comes. */
  readonly onLine?: (line: string) => void;
}

/** A monitor that keeps watch in a process of its own. */
export interface Watched {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Where its figures are. */
  readonly metricsUrl: () => string | null;
  /** The first line that matches, from now on or before; null: none in time, or it ended. */
  waitFor(pattern: RegExp, withinMs: number): Promise<string | null>;
  /** Asks it to stop and waits for it. @returns its exit code; null: it was killed */
  stop(): Promise<number | null>;
}

const lookMs = 20;

/** Starts `npm run monitor -- --watch` on a site that is up, without npm between: what is measured is the monitor alone. */
export function startWatched({ env, folder, settings, alerts, grep, onLine }: WatchedOptions): Watched {
  mkdirSync(folder, { recursive: true });
  const [settingsFile, alertsFile] = [join(folder, 'monitor.yaml'), join(folder, 'alerts.yaml')];
  writeFileSync(settingsFile, settings);
  writeFileSync(alertsFile, alerts);
  const main = join(projectFolder, 'src/cli/main.ts');
  const args = [
    'monitor',
    '--watch',
    '--target',
    'local',
    '--listen',
    '127.0.0.1:0',
    ...(grep === undefined ? [] : ['--grep', grep]),
  ];
  const child = spawn(process.execPath, [main, ...args, '--settings', settingsFile, '--alerts', alertsFile], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentWith({
      ...{ ALLURE: 'off', DATABASE_URL: '', CHANGE_ID: '', RUN_ID: '', NODES: '', REVISION: '', HISTORY: 'on' },
      ...{ HEARTBEAT_URL: '', REPORTS_DIR: join(folder, 'reports'), ...env },
    }),
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    lines,
    metricsUrl: () => /Figures: (\S+)/.exec(lines.join('\n'))?.[1] ?? null,
    async waitFor(pattern, withinMs) {
      for (const deadline = performance.now() + withinMs; ; await sleep(lookMs)) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined || hasEnded() || performance.now() > deadline) return found ?? null;
      }
    },
    async stop() {
      if (!hasEnded()) {
        child.kill('SIGTERM');
        await exited;
      }
      return child.exitCode;
    },
  };
}
