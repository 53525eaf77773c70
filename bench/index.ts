import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../src/target/atomic.ts';
import { Lab } from './lab.ts';
import { sources } from './rows/index.ts';
import { rowIds, type Bench, type Machine, type Row, type RowId } from './types.ts';

export { rowIds, type RowId } from './types.ts';
export { markdown } from './table.ts';

export interface BenchOptions {
  readonly rows: readonly RowId[];
  readonly repeat: number;
  readonly browser: string;
  /** `reports/` */
  readonly reportsDir: string;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

export const benchFile = (reportsDir: string): string => join(reportsDir, 'bench.json');

/** The bench that was written last; null: none, or one of another shape. */
export function readBench(reportsDir: string): Bench | null {
  try {
    const bench = JSON.parse(readFileSync(benchFile(reportsDir), 'utf8')) as Bench; // written by `runBench`, of this schema version
    return bench.schemaVersion === 1 ? bench : null;
  } catch {
    return null;
  }
}

/**
 * Measures the rows that are asked for and writes each as soon as it is known, beside those of an earlier bench on the same machine.
 * A row that cannot be measured says why, and costs no other one anything; an aborted one is left out.
 *
 * @throws ReportError
 */
export async function runBench(options: BenchOptions): Promise<Bench> {
  const { reportsDir, signal, say } = options;
  const machine = describeMachine(options.browser);
  const before = readBench(reportsDir);
  const known = new Map<RowId, Row>();
  // figures of different machines in one table would compare what cannot be compared
  if (before && JSON.stringify(before.machine) === JSON.stringify(machine))
    for (const row of before.rows) known.set(row.id, row);
  const bench = (): Bench => ({
    schemaVersion: 1,
    machine,
    rows: rowIds.map((id) => known.get(id)).filter((row) => row !== undefined),
  });
  const lab = new Lab(options);
  try {
    for (const id of options.rows) {
      if (signal.aborted) break;
      say(`${id}: ${sources[id].title}`);
      const row = await measureRow(id, lab);
      // it was stopped in the middle: the row of an earlier bench stays
      if (row.failed !== null && lab.signal.aborted) break;
      if (row.failed !== null) say(`  not measured: ${row.failed}`);
      known.set(id, row);
      writeWhole('the bench', benchFile(reportsDir), `${JSON.stringify(bench(), null, 2)}\n`);
    }
  } finally {
    lab.close();
  }
  return bench();
}

async function measureRow(id: RowId, lab: Lab): Promise<Row> {
  const { title, measure } = sources[id];
  const startedAt = new Date().toISOString();
  const before = loadavg();
  try {
    const measured = await measure(lab);
    return { id, title, startedAt, load: { before, after: loadavg() }, ...measured, failed: null };
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    return { id, title, startedAt, load: { before, after: loadavg() }, commands: {}, figures: [], notes: [], failed };
  }
}

function describeMachine(browser: string): Machine {
  const packageOf = (name: string): { version: string } =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../node_modules', name, 'package.json'), 'utf8')) as {
      version: string;
    }; // npm demands it
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    browser: execFileSync(browser, ['--version'], { encoding: 'utf8' }).trim(),
    playwright: packageOf('@playwright/test').version,
  };
}
