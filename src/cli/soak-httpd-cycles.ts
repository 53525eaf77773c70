import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findApache } from '../apache/binary.ts';
import { HttpdError } from '../apache/httpd-error.ts';
import { startHttpd } from '../apache/httpd.ts';
import { processTable } from '../apache/process-table.ts';
import { makeStandinRoot, type StandinRoot } from '../apache/standin-root.ts';
import { sweepTemporaryRoots } from '../apache/temporary-root.ts';
import { isTaken } from '../apache/taken-port.ts';
import type { Httpd } from '../apache/types.ts';
import { freePort } from '../run/standin-port.ts';

/** An httpd in front of an application that nobody needs to ask, with the stand-in's own configuration. */
interface Own {
  readonly root: StandinRoot;
  readonly httpd: Httpd;
  readonly ports: readonly number[];
}

/** @param tries somebody else on this machine may be quicker to take a free port */
export async function startOwn(tries = 5): Promise<Own> {
  const binary = findApache();
  const [port, statusPort, backendPort] = [await freePort(), await freePort(), await freePort()];
  const root = makeStandinRoot({ binary, port, statusPort, backendPort });
  try {
    const httpd = await startHttpd({ binary, root, ready: root.ready });
    return { root, httpd, ports: [port, statusPort] };
  } catch (error) {
    root.remove();
    if (error instanceof HttpdError && error.kind === 'port-taken' && tries > 1) return startOwn(tries - 1);
    throw error;
  }
}

/** What one cycle measured. */
export interface Cycle {
  readonly way: Way;
  readonly startMs: number | null;
  /** Null: this way has no reload that succeeds. */
  readonly reloadMs: number | null;
  /** From the word, or the kill, to the last process gone. */
  readonly endMs: number | null;
  /** What was left, or went another way than it should; empty: nothing. */
  readonly wrong: readonly string[];
}

const signalAll = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) process.kill(pid, name);
};

/** What is done to a running, reloaded httpd before it is stopped. */
const hurts = {
  'left in peace': async () => {},
  'parent killed': async ({ httpd }) => {
    process.kill(httpd.pid, 'SIGKILL');
    await httpd.exited;
  },
  'child killed': async ({ httpd }) => {
    const [child] = httpd.children();
    if (child === undefined) throw new Error('it has no child');
    process.kill(child, 'SIGKILL');
    while (httpd.children().includes(child)) await sleep(5);
  },
  'children frozen': async ({ httpd }) => signalAll(httpd.children(), 'SIGSTOP'),
  'all frozen': async ({ httpd }) => signalAll([httpd.pid, ...httpd.children()], 'SIGSTOP'),
  'told to end': async ({ httpd }) => {
    process.kill(httpd.pid, 'SIGTERM');
    await httpd.exited;
  },
  'stopped under requests': async ({ ports }) => {
    const [port] = ports;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
        socket.on('error', () => {});
        await new Promise<void>((there) => socket.once('connect', there));
        socket.write('GET / HTTP/1.1\r\nHost: ');
        socket.unref();
      }),
    );
  },
  'died of a reload': async ({ root, httpd }) => {
    root.edit((files) => files.append('httpd.conf', '\nCustomLog "|/nowhere/to/be/found" "%r"\n'));
    const error: unknown = await httpd.reload(root.ready).catch((reason: unknown) => reason);
    if (!(error instanceof HttpdError && error.kind === 'died')) throw new Error(`it did not die: ${String(error)}`);
  },
} as const satisfies Readonly<Record<string, (own: Own) => Promise<void>>>;

const ownersEnds = ['owner killed', 'guard killed, then owner', 'guard and owner killed'] as const;
type OwnersEnd = (typeof ownersEnds)[number];
const isOwnersEnd = (way: Way): way is OwnersEnd => ownersEnds.some((end) => end === way);

export const ways = [...(Object.keys(hurts) as (keyof typeof hurts)[]), ...ownersEnds]; // Object.keys forgets its keys
export type Way = (typeof ways)[number];

/** What bears the root in its command line: every httpd in it, and its guard. */
const processesOf = (folder: string): { readonly pid: number; readonly command: string }[] =>
  processTable()
    .map(({ pid, command }) => ({ pid, command: command() }))
    .filter(({ command }) => command.includes(folder));

async function leftovers(folder: string, ports: readonly number[]): Promise<string[]> {
  const taken = await Promise.all(ports.map((port) => isTaken({ host: '127.0.0.1', port })));
  return [
    ...processesOf(folder).map(({ pid, command }) => `process ${String(pid)} is left: ${command}`),
    ...ports.filter((_, index) => taken[index]).map((port) => `port ${String(port)} is left`),
    ...(existsSync(folder) ? [`folder ${folder} is left`] : []),
  ];
}

async function hurtAndStop(way: keyof typeof hurts): Promise<Cycle> {
  const own = await startOwn();
  const { root, httpd, ports } = own;
  const wrong: string[] = [];
  let reloadMs: number | null = null;
  try {
    root.edit(() => {});
    ({ tookMs: reloadMs } = await httpd.reload(root.ready));
    await hurts[way](own);
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
  }
  const began = performance.now();
  await httpd.stop();
  const endMs = Math.round(performance.now() - began);
  root.remove();
  return {
    way,
    startMs: httpd.readyAfterMs,
    reloadMs,
    endMs,
    wrong: [...wrong, ...(await leftovers(root.folder, ports))],
  };
}

/** Longer than a guard takes to end everything, and shorter than anybody waits. */
const guardMs = 20_000;

async function killOwner(way: OwnersEnd): Promise<Cycle> {
  const owner = spawn(process.execPath, [join(import.meta.dirname, 'soak-httpd-owner.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((over) => owner.once('exit', () => over()));
  const line = await new Promise<string>((told, never) => {
    owner.stdout.setEncoding('utf8').once('data', told);
    owner.once('exit', () => never(new Error('its owner ended before it could be killed')));
  });
  // written by soak-httpd-owner.ts
  const { folder, ports, startMs } = JSON.parse(line) as { folder: string; ports: number[]; startMs: number };
  const guards = (): number[] =>
    processesOf(folder)
      .filter(({ command }) => command.includes('guard.ts'))
      .map(({ pid }) => pid);
  if (way !== 'owner killed') {
    const [first] = guards();
    if (first === undefined) throw new Error('it has no guard');
    // A frozen owner puts no other in its place.
    if (way === 'guard and owner killed') owner.kill('SIGSTOP');
    process.kill(first, 'SIGKILL');
    while (way === 'guard killed, then owner' && guards().every((pid) => pid === first)) await sleep(5);
  }
  const began = performance.now();
  owner.kill('SIGKILL');
  await ended;
  // As the next start does, where nobody is left to do it.
  if (way === 'guard and owner killed') sweepTemporaryRoots();
  let left = await leftovers(folder, ports);
  let endMs: number | null = left.length === 0 ? Math.round(performance.now() - began) : null;
  while (left.length > 0 && performance.now() - began < guardMs) {
    await sleep(20);
    // of the httpd alone: its guard looks on for a while, and then takes the folder away
    if (endMs === null && processesOf(folder).every(({ command }) => command.includes('guard.ts')))
      endMs = Math.round(performance.now() - began);
    left = await leftovers(folder, ports);
  }
  return { way, startMs, reloadMs: null, endMs, wrong: left };
}

/** Starts an httpd, reloads it, does something to it, ends it, and looks what is left. */
export async function runCycle(way: Way): Promise<Cycle> {
  try {
    return isOwnersEnd(way) ? await killOwner(way) : await hurtAndStop(way);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { way, startMs: null, reloadMs: null, endMs: null, wrong: [why] };
  }
}
