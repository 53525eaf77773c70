import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory, type HistoryOptions } from '../../../../src/history/open.ts';
import { defaultRules } from '../../../../src/history/rules.ts';
import { startPostgres, type ThrowawayPostgres } from '../../../../src/history/throwaway-postgres.ts';

export type Opened = Awaited<ReturnType<typeof openHistory>>;

/** A place for one history, which several may open. */
export interface Place {
  readonly reports: string;
  readonly databaseUrl: string | null;
  open(more?: Partial<HistoryOptions>): Promise<Opened>;
}

/** Folders and databases of one test file; everything that was opened is closed by `end`. */
export class Places {
  readonly #folder = mkdtempSync(join(tmpdir(), 'medscape-history-'));
  readonly #opened: Opened[] = [];
  #postgres: Promise<ThrowawayPostgres> | null = null;
  #made = 0;

  async make(kind: 'sqlite' | 'postgres'): Promise<Place> {
    this.#made += 1;
    const reports = join(this.#folder, String(this.#made));
    const databaseUrl = kind === 'sqlite' ? null : await this.#database();
    return {
      reports,
      databaseUrl,
      open: async (more = {}) => {
        const history = await openHistory({ reports, databaseUrl, rules: defaultRules, ...more });
        this.#opened.push(history);
        return history;
      },
    };
  }

  async #database(): Promise<string> {
    this.#postgres ??= startPostgres(process.env['TEST_DATABASE_URL'] || null);
    return (await this.#postgres).database(`medscape_test_${String(process.pid)}_${String(this.#made)}`);
  }

  async end(): Promise<void> {
    for (const history of this.#opened) await history.close();
    await (await this.#postgres)?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const spool = ({ reports }: Place): string => join(reports, 'history', 'spool');
/** Names of the files that wait. */
export const spooled = (place: Place): string[] => readdirSync(spool(place)).toSorted();
export const idsIn = async (history: Opened): Promise<string[]> => (await history.runs({})).map(({ id }) => id);
