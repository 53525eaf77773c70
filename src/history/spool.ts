import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../target/atomic.ts';
import { LineError, readLine } from './lines.ts';
import type { RunLine } from './stored.ts';

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * Runs on their way to the store, one file each: written before the store is asked, deleted once it has the run. Whoever is killed in between leaves a
 * file, and the next run drains it; since a run's id is unique in the store, draining it twice, or by several at once, is harmless.
 */
export class Spool {
  readonly folder: string;

  constructor(reports: string) {
    this.folder = join(reports, 'history', 'spool');
  }

  /** @throws ReportError */
  put(line: RunLine): void {
    writeWhole('the run for the history', this.#path(line.run.id), `${JSON.stringify(line)}\n`);
  }

  /** Ids of the runs that wait, in the order in which they began, as far as their ids tell. */
  waiting(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .map((name) => name.slice(0, -'.json'.length))
      .toSorted();
  }

  /**
   * @returns null: another process has drained it in the meantime
   * @throws LineError where it holds no run
   */
  read(id: string): RunLine | null {
    let text: string;
    try {
      text = readFileSync(this.#path(id), 'utf8');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    const line = readLine(text);
    if (line.kind === 'run') return line;
    throw new LineError(`is no run, but a line of the kind ${line.kind}`);
  }

  drop(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  /** Puts a file that holds no run out of the way, and keeps it. */
  setAside(id: string): string {
    const aside = `${this.#path(id)}.unreadable`;
    try {
      renameSync(this.#path(id), aside);
    } catch (error) {
      // another process was quicker
      if (!isMissing(error)) throw error;
    }
    return aside;
  }

  #path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
