import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { figure } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure, NotMeasured } from '../measure.ts';
import type { Measurements, Side } from '../types.ts';

const hoursOf = (years: number): number => years * 8_760;
const many = 10;
const few = 1;
const script = 'bench/status/page.ts';

interface Told {
  readonly ms: number;
  readonly mib: number;
  readonly journeys: number;
  readonly trouble: unknown;
}

async function node(lab: Lab, args: readonly string[]): Promise<string> {
  const run = { command: process.execPath, args: [script, ...args], cwd: root, exits: 0, limitMs: 600_000 };
  const { lines } = await measure({ ...run, signal: lab.signal });
  return lines.at(-1)?.text ?? '';
}

/** The status page of ten years, and of one. */
export async function status(lab: Lab): Promise<Measurements> {
  const samples = { many: [] as Told[], few: [] as Told[] };
  for (const [name, years] of [['many', many] as const, ['few', few] as const]) {
    const folder = mkdtempSync(join(lab.folder, 'status-'));
    lab.say(`  ${String(years)} years are made`);
    await node(lab, ['fill', String(hoursOf(years)), folder]);
    for (let turn = 1; turn <= lab.repeat; turn += 1) {
      lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${String(years)} years`);
      // printed by bench/status/page.ts
      const told = JSON.parse((await node(lab, ['write', folder])) || 'null') as Told | null;
      if (!told || told.journeys === 0 || told.trouble !== null) throw new NotMeasured(`${script} wrote no status`);
      samples[name].push(told);
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const sides = (of: (told: Told) => number): [Side, Side] => [
    { name: `${String(many)} years`, samples: samples.many.map(of) },
    { name: `${String(few)} year`, samples: samples.few.map(of) },
  ];
  return {
    commands: {
      [`${String(many)} years`]: `node ${script} fill ${String(hoursOf(many))} FOLDER; node ${script} write FOLDER`,
      [`${String(few)} year`]: `node ${script} fill ${String(hoursOf(few))} FOLDER; node ${script} write FOLDER`,
    },
    figures: [
      figure(
        'status page read, built and written',
        's',
        sides(({ ms }) => ms / 1000),
        [{ of: 'first', atMost: 2 }],
      ),
      figure(
        'most memory of the process',
        'MiB',
        sides(({ mib }) => mib),
        [{ of: 'first', atMost: 300 }],
      ),
    ],
    notes: [
      'Hourly runs of 40 journeys and 6 preflights in SQLite; the process opens the history, and its start is not in the time.',
    ],
  };
}
