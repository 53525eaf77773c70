import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { figure } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure, NotMeasured } from '../measure.ts';
import { open, type Opened } from '../scale/open.ts';
import type { Measurements, Side } from '../types.ts';

const many = 10_000;
const few = 1_000;
/** Ten times the work in ten times the time, and a tenth for the noise of the machine. */
const linear = { of: 'ratio', atMost: (many / few) * 1.1 } as const;

interface Sample extends Opened {
  readonly wall: number;
  readonly peakMiB: number;
}

async function once(lab: Lab, count: number): Promise<Sample> {
  const folder = join(lab.folder, 'scale');
  const args = ['bench/scale/report.ts', String(count), folder];
  const run = { command: process.execPath, args, cwd: root, exits: 0, limitMs: 600_000 };
  const { lines } = await measure({ ...run, signal: lab.signal });
  // printed by bench/scale/report.ts
  const told = JSON.parse(lines.at(-1)?.text ?? 'null') as { wallMs: number; peakKiB: number; page: string } | null;
  if (!told) throw new NotMeasured('bench/scale/report.ts printed nothing');
  const opened = await open(told.page, lab.browser);
  rmSync(folder, { recursive: true, force: true });
  return { ...opened, wall: told.wallMs / 1000, peakMiB: told.peakKiB / 1024 };
}

/** Our reporters and the page over generated results. */
export async function scale(lab: Lab): Promise<Measurements> {
  const samples = { many: [] as Sample[], few: [] as Sample[] };
  for (let turn = 1; turn <= lab.repeat; turn += 1) {
    for (const [name, count] of [['many', many] as const, ['few', few] as const]) {
      lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${String(count)} results`);
      samples[name].push(await once(lab, count));
    }
  }
  const sides = (of: (sample: Sample) => number): [Side, Side] => [
    { name: `${String(many)} results`, samples: samples.many.map(of) },
    { name: `${String(few)} results`, samples: samples.few.map(of) },
  ];
  const command = (count: number): string => `node bench/scale/report.ts ${String(count)} FOLDER`;
  return {
    commands: { [`${String(many)} results`]: command(many), [`${String(few)} results`]: command(few) },
    figures: [
      figure(
        'reporters, time',
        's',
        sides(({ wall }) => wall),
        [linear],
      ),
      figure(
        'reporters, peak memory of their process',
        'MiB',
        sides(({ peakMiB }) => peakMiB),
        [linear],
      ),
      figure(
        'size of the page',
        'MB',
        sides(({ size }) => size),
        [linear],
      ),
      figure(
        'page, first words on the screen',
        's',
        sides(({ firstPaint }) => firstPaint),
        [{ of: 'first', atMost: 1 }],
      ),
      figure(
        'page, whole',
        's',
        sides(({ loaded }) => loaded),
        [linear],
      ),
    ],
    notes: [
      'Of the generated results 2 in 100 met a confirmed 500, with evidence and picture, and 1 in 100 failed once; each run of the reporters is a process of its own.',
    ],
  };
}
