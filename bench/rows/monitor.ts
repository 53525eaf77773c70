import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver } from '../../src/cli/alert-receiver.ts';
import { startWatched, type Watched } from '../../src/cli/watched.ts';
import { freePort } from '../../src/run/standin-port.ts';
import { startStandin } from '../../standin/server.ts';
import { figure, median } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure, NotMeasured } from '../measure.ts';
import type { Measurements, Side } from '../types.ts';

interface Pulse {
  readonly cpuMs: number;
  readonly wallMs: number;
}

const many = 12;
const pulsesEach = 20;

async function pulses(lab: Lab, port: number, urls: number): Promise<Pulse[]> {
  const args = ['bench/monitor/pulse.ts', String(port), String(urls), String(pulsesEach)];
  const run = { command: process.execPath, args, cwd: root, exits: 0, limitMs: 120_000, signal: lab.signal };
  const { lines } = await measure(run);
  // printed by bench/monitor/pulse.ts
  const told = JSON.parse(lines.at(-1)?.text ?? 'null') as Pulse[] | null;
  if (!told) throw new NotMeasured('bench/monitor/pulse.ts printed nothing');
  return told;
}

/** A pulse on a site that is well. */
export async function pulse(lab: Lab): Promise<Measurements> {
  const port = await lab.standin();
  const samples = { many: [] as Pulse[], one: [] as Pulse[] };
  for (let turn = 1; turn <= lab.repeat; turn += 1) {
    lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${String(pulsesEach)} pulses`);
    samples.many.push(...(await pulses(lab, port, many)));
    samples.one.push(...(await pulses(lab, port, 1)));
  }
  const sides = (kind: keyof Pulse): [Side, Side] => [
    { name: `${String(many)} URLs`, samples: samples.many.map((one) => one[kind]) },
    { name: '1 URL', samples: samples.one.map((one) => one[kind]) },
  ];
  return {
    commands: {
      [`${String(many)} URLs`]: `node bench/monitor/pulse.ts ${String(port)} ${String(many)}`,
      '1 URL': `node bench/monitor/pulse.ts ${String(port)} 1`,
    },
    figures: [
      figure('a pulse, CPU', 'ms', sides('cpuMs'), [{ of: 'first', atMost: 10 }]),
      figure('a pulse, wall', 'ms', sides('wallMs'), [{ of: 'first', atMost: 100 }]),
    ],
    notes: ['The stand-in on loopback without httpd, in a process of its own; each URL over a connection of its own.'],
  };
}

const idleMs = 120_000;
const ticksPerSecond = 100; // of /proc, on every Linux

const cpuMsOf = (pid: number): number => {
  const [, ...fields] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'))?.[1]?.split(' ') ?? [];
  // after the state: utime and stime are the fields 14 and 15 of `proc(5)`
  return ((Number(fields[10]) + Number(fields[11])) * 1_000) / ticksPerSecond;
};
const rssMiBOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? NaN) / 1_024;

const calmSettings = [
  'local:',
  '  journeysAt: "0 0 1 1 *"',
  '  pulseEverySeconds: 60',
  '  requestsPerHour: 100000',
  '',
].join('\n');

const watchedAt = (
  folder: string,
  port: number,
  alerts: { readonly settings: string; readonly env: Readonly<Record<string, string>> },
) =>
  startWatched({
    folder,
    settings: calmSettings,
    alerts: alerts.settings,
    env: { ...alerts.env, STANDIN_PORT: String(port) },
  });

async function hasBegun(watched: Watched): Promise<void> {
  if ((await watched.waitFor(/Watching/, 120_000)) !== null) return;
  throw new NotMeasured(`the monitor did not begin to watch\n${watched.lines.slice(-6).join('\n')}`);
}

/** A watch on which nothing happens, a pulse a minute; and a Node that does nothing at all. */
export async function idle(lab: Lab): Promise<Measurements> {
  const port = await lab.standin();
  const receiver = await startReceiver();
  const watched = watchedAt(join(lab.folder, 'idle'), port, receiver);
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], { stdio: 'ignore' });
  const pids = { watch: watched.pid, bare: bare.pid ?? 0 };
  try {
    await hasBegun(watched);
    await sleep(idleMs / 4);
    const cpu = { watch: [] as number[], bare: [] as number[] };
    const rss = { watch: [] as number[], bare: [] as number[] };
    for (let turn = 1; turn <= lab.repeat && !lab.signal.aborted; turn += 1) {
      lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${String(idleMs / 1_000)} s of watching`);
      const before = { watch: cpuMsOf(pids.watch), bare: cpuMsOf(pids.bare) };
      await sleep(idleMs, undefined, { signal: lab.signal });
      for (const name of ['watch', 'bare'] as const) {
        // less than a tick is not counted, and a ratio to nothing is none
        const spent = Math.max(1_000 / ticksPerSecond, cpuMsOf(pids[name]) - before[name]);
        cpu[name].push(spent / (idleMs / 60_000));
        rss[name].push(rssMiBOf(pids[name]));
      }
    }
    const sides = (of: typeof cpu): [Side, Side] => [
      { name: '--watch', samples: of.watch },
      { name: 'a bare Node', samples: of.bare },
    ];
    return {
      commands: { '--watch': 'npm run monitor -- --watch', 'a bare Node': 'node -e "setInterval(() => {}, 60000)"' },
      figures: [
        figure('CPU of a minute in which nothing happens', 'ms', sides(cpu), [{ of: 'first', atMost: 600 }]),
        figure('memory', 'MiB', sides(rss), [{ of: 'first', atMost: 150 }]),
      ],
      notes: ['600 ms of a minute are 1 % of a core. A pulse a minute, SQLite; no run of the journeys.'],
    };
  } finally {
    bare.kill();
    await watched.stop();
    await receiver.stop();
  }
}

const faultCount = 20;
const minuteMs = 60_000;
const longestMs = 5 * minuteMs;
/** Of every surface, of one page, under a good status, and of a proxy without a back end. */
const faults = ['d01@*', 'd01@/drugs', 'd01@/search*', 'd02@*'] as const;

/** From a fault that is put into the running site at a random moment to the alert that a receiver has; each time on a fresh history. */
export async function alert(lab: Lab): Promise<Measurements> {
  const took: number[] = [];
  const quietMs: number[] = [];
  // beside all of them a watch on a site on which nothing happens
  const calm = { receiver: await startReceiver(), port: await lab.standin(), began: performance.now() };
  const witness = watchedAt(join(lab.folder, 'calm'), calm.port, calm.receiver);
  try {
    for (let turn = 0; turn < faultCount; turn += 1) {
      if (lab.signal.aborted) throw new NotMeasured('interrupted');
      const standin = await startStandin({ port: await freePort() });
      const receiver = await startReceiver();
      const watched = watchedAt(join(lab.folder, `alert-${String(turn)}`), standin.port, receiver);
      try {
        await hasBegun(watched);
        const quiet = Math.random() * minuteMs;
        await sleep(quiet, undefined, { signal: lab.signal });
        if (receiver.got.length > 0) throw new NotMeasured('it alerted before there was a fault');
        quietMs.push(quiet);
        const fault = faults[turn % faults.length] ?? faults[0];
        standin.lay([fault]);
        const at = Date.now();
        const received = await receiver.waitFor(({ kind }) => kind === 'opened', longestMs);
        if (received === null)
          throw new NotMeasured(
            `${fault} was not told within ${String(longestMs / 1_000)} s\n${watched.lines.slice(-6).join('\n')}`,
          );
        took.push((received.at - at) / 1_000);
        lab.say(
          `  ${String(turn + 1)} of ${String(faultCount)}: ${fault} after ${((received.at - at) / 1_000).toFixed(1)} s`,
        );
      } finally {
        await watched.stop();
        await standin.stop();
        await receiver.stop();
      }
    }
    const wrong = calm.receiver.got.length;
    if (wrong > 0) throw new NotMeasured(`without a fault ${String(wrong)} alerts came`);
    const watchedMs = performance.now() - calm.began + quietMs.reduce((sum, ms) => sum + ms, 0);
    const worst = Math.max(...took);
    return {
      commands: { 'to the receiver': 'npm run monitor -- --watch', 'half a pulse': '30 s' },
      figures: [
        figure(
          `from a fault to its alert, ${String(faultCount)} times`,
          's',
          [
            { name: 'to the receiver', samples: took },
            { name: 'half a pulse', samples: [minuteMs / 2_000] },
          ],
          [{ of: 'first', atMost: 40 }],
        ),
        figure(
          'the worst of them',
          's',
          [
            { name: 'to the receiver', samples: [worst] },
            { name: 'the median', samples: [median(took)] },
          ],
          [{ of: 'first', atMost: 75 }],
        ),
      ],
      notes: [
        `A pulse a minute, a signed webhook over HTTP; ${faults.map((fault) => `\`${fault}\``).join(', ')} in turns, put into the running stand-in at random moments.`,
        `No alert came in ${String(Math.round(watchedMs / minuteMs))} minutes of watching without a fault.`,
      ],
    };
  } finally {
    await witness.stop();
    await calm.receiver.stop();
  }
}
