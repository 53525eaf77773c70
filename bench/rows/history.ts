import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, type ThrowawayPostgres } from '../../src/history/throwaway-postgres.ts';
import { environmentWith } from '../../src/target/environment.ts';
import { figure } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure, NotMeasured } from '../measure.ts';
import type { Figure, Measurements, Side } from '../types.ts';

const many = 100_000;
/** A run that takes half as long again is one whose history has grown on it. */
const aims = [
  { of: 'first', atMost: 50 },
  { of: 'ratio', atMost: 1.5 },
] as const;
const stores = ['SQLite', 'PostgreSQL'] as const;
type StoreName = (typeof stores)[number];

interface Told {
  readonly firstMs: number;
  readonly recordMs: readonly number[];
  readonly lastMs: number;
  readonly seenMs: number;
  readonly dailyMs: number;
  readonly bytes: number;
  readonly troubles: readonly string[];
}

async function once(lab: Lab, runs: number, databaseUrl: string | null): Promise<Told> {
  const folder = mkdtempSync(join(lab.folder, 'history-'));
  const { lines } = await measure({
    command: process.execPath,
    args: ['bench/history/record.ts', String(runs), folder],
    cwd: root,
    env: environmentWith({ DATABASE_URL: databaseUrl ?? '' }),
    exits: 0,
    limitMs: 600_000,
    signal: lab.signal,
  });
  rmSync(folder, { recursive: true, force: true });
  // printed by bench/history/record.ts
  const told = JSON.parse(lines.at(-1)?.text ?? 'null') as Told | null;
  if (!told) throw new NotMeasured('bench/history/record.ts printed nothing');
  if (told.troubles.length > 0) throw new NotMeasured(told.troubles.join(' '));
  return told;
}

const quantile = (samples: readonly number[], share: number): number =>
  samples.toSorted((a, b) => a - b)[Math.ceil(samples.length * share) - 1] ?? NaN;

function figuresOf(store: StoreName, full: readonly Told[], empty: readonly Told[]): Figure[] {
  const sides = (of: (told: Told) => number | readonly number[]): [Side, Side] => [
    { name: `${store}, ${String(many)} runs before`, samples: full.flatMap(of) },
    { name: `${store}, none before`, samples: empty.flatMap(of) },
  ];
  return [
    figure(
      'a run of 40 journeys recorded',
      'ms',
      sides(({ recordMs }) => recordMs),
      aims,
    ),
    figure(
      'the slowest twentieth of them',
      'ms',
      sides(({ recordMs }) => quantile(recordMs, 0.95)),
    ),
    figure(
      'the first, with opening',
      'ms',
      sides(({ firstMs }) => firstMs),
    ),
    figure(
      'the last 30 results of each journey',
      'ms',
      sides(({ lastMs }) => lastMs),
    ),
    figure(
      'size on the disk',
      'MB',
      sides(({ bytes }) => bytes / 1_000_000),
    ),
  ];
}

/** Runs taken into a history that is empty, and into one of eleven years. */
export async function history(lab: Lab): Promise<Measurements> {
  const told: Record<StoreName, { full: Told[]; empty: Told[] }> = {
    SQLite: { full: [], empty: [] },
    PostgreSQL: { full: [], empty: [] },
  };
  const postgres: ThrowawayPostgres = await startPostgres(null, { durable: true });
  try {
    for (let turn = 1; turn <= lab.repeat; turn += 1)
      for (const store of stores)
        for (const [name, runs] of [['full', many] as const, ['empty', 0] as const]) {
          lab.say(`  ${String(turn)} of ${String(lab.repeat)}: ${store}, ${String(runs)} runs before`);
          const url = store === 'SQLite' ? null : await postgres.database(`bench_${name}`);
          told[store][name].push(await once(lab, runs, url));
        }
  } finally {
    await postgres.stop();
  }
  const command = (runs: number): string => `node bench/history/record.ts ${String(runs)} FOLDER`;
  return {
    commands: { [`${String(many)} runs before`]: command(many), 'none before': command(0) },
    figures: stores.flatMap((store) => figuresOf(store, told[store].full, told[store].empty)),
    notes: [
      'Each run recorded holds 40 journeys of five steps each and 6 preflights, one in five of them a finding; its file in the spool, incidents and chores are in the time, and both stores flush it to the disk. The runs before it are hourly, 11 years of them, copied within the database.',
    ],
  };
}
