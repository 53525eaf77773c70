import { figure } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure, NotMeasured } from '../measure.ts';
import type { Measurements, Side } from '../types.ts';

const many = 10;
const few = 1;
/** Seconds for ten years, and ten times the runs in ten times the time, with a tenth for the noise of the machine. */
const aims = [
  { of: 'first', atMost: 1 },
  { of: 'ratio', atMost: (many / few) * 1.1 },
] as const;

interface Told {
  readonly runs: number;
  readonly incidents: number;
  readonly spentMs: number;
}

async function once(lab: Lab, years: number): Promise<Told> {
  const args = ['bench/days/replay.ts', String(years)];
  const run = { command: process.execPath, args, cwd: root, exits: 0, limitMs: 120_000 };
  const { lines } = await measure({ ...run, signal: lab.signal });
  // printed by bench/days/replay.ts
  const told = JSON.parse(lines.at(-1)?.text ?? 'null') as Told | null;
  if (!told) throw new NotMeasured('bench/days/replay.ts printed nothing');
  return told;
}

/** Years of hourly runs through the state machine of incidents. */
export async function incidents(lab: Lab): Promise<Measurements> {
  const samples = { many: [] as Told[], few: [] as Told[] };
  for (let turn = 1; turn <= lab.repeat; turn += 1) {
    for (const [name, years] of [['many', many] as const, ['few', few] as const]) {
      lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${String(years)} years`);
      samples[name].push(await once(lab, years));
    }
  }
  const names = { many: `${String(many)} years`, few: `${String(few)} year` };
  const sides: [Side, Side] = [
    { name: names.many, samples: samples.many.map(({ spentMs }) => spentMs / 1000) },
    { name: names.few, samples: samples.few.map(({ spentMs }) => spentMs / 1000) },
  ];
  const [one] = samples.many;
  return {
    commands: {
      [names.many]: `node bench/days/replay.ts ${String(many)}`,
      [names.few]: `node bench/days/replay.ts ${String(few)}`,
    },
    figures: [figure('hourly runs of 40 journeys, time', 's', sides, aims)],
    notes: [
      `${one?.runs.toLocaleString('en-US') ?? 'No'} generated runs make ${String(one?.incidents ?? 0)} incidents; what it takes to make the runs is not in it.`,
    ],
  };
}
