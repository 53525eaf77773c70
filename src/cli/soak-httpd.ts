import { join } from 'node:path';
import { findApache } from '../apache/binary.ts';
import { writeWhole } from '../target/atomic.ts';
import { count } from '../report/format.ts';
import { makeWritable } from '../run/writable.ts';
import { reportsFolder } from '../target/environment.ts';
import { runCycle, ways, type Cycle, type Way } from './soak-httpd-cycles.ts';
import { lockFolder, say } from './verb.ts';

/** What all cycles of one way come to, in milliseconds. Null: there was none of it. */
interface Times {
  readonly median: number;
  readonly max: number;
}
export interface HttpdFigures {
  readonly way: Way;
  readonly cycles: number;
  readonly start: Times | null;
  readonly reload: Times | null;
  readonly end: Times | null;
  readonly wrong: number;
}

/** What `reports/soak.json` holds after `--httpd`. */
export interface HttpdSoak {
  readonly kind: 'httpd';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly apache: string;
  /** 0 is root. Null: this system has no such numbers. */
  readonly uid: number | null;
  readonly asked: number;
  readonly interrupted: boolean;
  readonly figures: readonly HttpdFigures[];
  readonly cycles: readonly Cycle[];
}

function times(all: readonly (number | null)[]): Times | null {
  const sorted = all.filter((ms) => ms !== null).toSorted((a, b) => a - b);
  const [median, max] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted.at(-1)];
  return median === undefined || max === undefined ? null : { median, max };
}

/** Pure. */
export function httpdFigures(cycles: readonly Cycle[]): HttpdFigures[] {
  return [...Map.groupBy(cycles, ({ way }) => way)].map(([way, some]) => ({
    way,
    cycles: some.length,
    start: times(some.map(({ startMs }) => startMs)),
    reload: times(some.map(({ reloadMs }) => reloadMs)),
    end: times(some.map(({ endMs }) => endMs)),
    wrong: some.filter(({ wrong }) => wrong.length > 0).length,
  }));
}

const told = (ms: Times | null): string => (ms === null ? '-' : `${String(ms.median)} / ${String(ms.max)}`);

/** The figures in Markdown. */
export function tellHttpd({ apache, uid, asked, interrupted, figures, cycles }: HttpdSoak): string {
  const rows = [
    ['way to end', 'cycles', 'start', 'reload', 'end', 'left or wrong'],
    ...figures.map((row) => [
      row.way,
      String(row.cycles),
      ...[told(row.start), told(row.reload), told(row.end)],
      String(row.wrong),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const wrong = cycles.flatMap(({ way, wrong: why }, index) =>
    why.map((what) => `- cycle ${String(index + 1)}, ${way}: ${what}`),
  );
  const bad = cycles.filter((cycle) => cycle.wrong.length > 0).length;
  const all = cycles.length === asked ? count(asked, 'cycle') : `${String(cycles.length)} of ${String(asked)} cycles`;
  return [
    `${all}${interrupted ? ' (interrupted)' : ''} of Apache ${apache}, as ${uid === 0 ? 'root' : 'an ordinary user'}: ${
      bad === 0 ? 'no process, no port and no folder is left' : `${String(bad)} left something or went wrong`
    }.`,
    '',
    ...rows.slice(0, 1).map(line),
    rule,
    ...rows.slice(1).map(line),
    '',
    'Milliseconds, median / longest. _start_: from the process to its own answer; _reload_: from the command to the first answer of the new',
    'configuration; _end_: from the word or the kill to the last process gone.',
    ...(wrong.length === 0 ? [] : ['', ...wrong]),
    '',
  ].join('\n');
}

/** 0: nothing was left; 1: something was, or went another way; 130: interrupted. */
export function httpdExitCode({ interrupted, cycles }: Pick<HttpdSoak, 'interrupted' | 'cycles'>): number {
  if (cycles.some(({ wrong }) => wrong.length > 0)) return 1;
  return interrupted ? 130 : 0;
}

/**
 * Starts, reloads, maltreats and ends an httpd of our own again and again, one way after the other, and looks each time whether a process, a port or a
 * folder is left.
 *
 * @returns the exit code, see `httpdExitCode`
 * @throws UsageError while another soak goes on there, NoApacheError
 */
export async function soakHttpd(asked: number): Promise<number> {
  const { version: apache } = findApache();
  makeWritable(reportsFolder());
  const release = lockFolder(join(reportsFolder(), 'soak'), 'soak');
  const startedAt = new Date().toISOString();
  const cycles: Cycle[] = [];
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  const path = join(reportsFolder(), 'soak.json');
  const keep = (): HttpdSoak => {
    const soak: HttpdSoak = {
      kind: 'httpd',
      startedAt,
      finishedAt: new Date().toISOString(),
      apache,
      uid: process.getuid?.() ?? null,
      asked,
      interrupted,
      figures: httpdFigures(cycles),
      cycles,
    };
    writeWhole('what the soak measured', path, `${JSON.stringify(soak, null, 2)}\n`);
    return soak;
  };
  try {
    while (cycles.length < asked && !interrupted) {
      const way = ways[cycles.length % ways.length] ?? ways[0];
      if (way === undefined) break;
      const cycle = await runCycle(way);
      cycles.push(cycle);
      keep();
      const ended = cycle.endMs === null ? '' : `, gone after ${String(cycle.endMs)} ms`;
      say(`${String(cycles.length)} of ${String(asked)}: ${way}${ended}`);
      for (const why of cycle.wrong) say(`  WRONG: ${why}`);
    }
  } finally {
    for (const name of signals) process.off(name, interrupt);
    release();
  }
  const soak = keep();
  process.stdout.write(`${tellHttpd(soak)}${path}\n`);
  return httpdExitCode(soak);
}
