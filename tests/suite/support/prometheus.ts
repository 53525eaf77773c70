import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram, unpacked } from '../../../src/cli/prometheus-tools.ts';

/** How long a loaded machine may take for what takes a moment, in ms. */
const patienceMs = 60_000;

export interface Service {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** Runs it as an ordinary process, on a port that the system chooses; it is gone when the file's tests are over. */
async function start(program: string, args: readonly string[], cwd: string): Promise<Service> {
  const child = spawn(program, [...args, '--web.listen-address=127.0.0.1:0'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((over) => child.once('close', () => over()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  after(stop);
  let said = '';
  const port = await new Promise<string>((found, lost) => {
    child.once('error', lost);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-100_000);
      const listening = /msg="Listening on" address=127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (listening !== undefined) found(listening);
    });
    child.once('close', () => lost(new Error(`${program} ended before it listened:\n${said}`)));
  });
  const origin = `http://127.0.0.1:${port}`;
  await until(`${program} is ready`, async () => (await fetch(`${origin}/-/ready`)).ok);
  return { origin, stop };
}

/** Asks again until it is so. The bound only ends a test that would hang. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `not in ${String(patienceMs / 1_000)} s: ${what}`);
    await pause(50);
  }
}

/**
 * A real Prometheus.
 *
 * @param folder private to it: its data, and `prometheus.yml`, beside which rule files are looked for
 * @param config the text of `prometheus.yml`
 */
export function startPrometheus(folder: string, config: string): Promise<Service> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const args = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  return start(findProgram('prometheus'), args, folder);
}

/**
 * A real Alertmanager, alone.
 *
 * @param folder private to it: its data, and `alertmanager.yml`
 * @param config the text of `alertmanager.yml`
 */
export function startAlertmanager(folder: string, config: string): Promise<Service> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'alertmanager.yml'), config);
  const args = [`--config.file=${join(folder, 'alertmanager.yml')}`, `--storage.path=${join(folder, 'data')}`];
  // Debian's reads its templates from a folder of the system's; the copy that set-up unpacks looks into its working directory.
  const templates = join(unpacked, 'usr', 'share', 'prometheus', 'alertmanager');
  return start(
    findProgram('alertmanager'),
    [...args, '--cluster.listen-address='],
    existsSync(templates) ? templates : folder,
  );
}

/** One alert of what Alertmanager sends to a webhook. */
export interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Where a real Alertmanager sends its webhooks. */
export async function startReceiver(): Promise<{ readonly url: string; readonly alerts: readonly WebhookAlert[] }> {
  const alerts: WebhookAlert[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      alerts.push(...(JSON.parse(body) as { alerts: WebhookAlert[] }).alerts); // version 4 of its webhook
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, alerts }; // it listens on TCP
}
